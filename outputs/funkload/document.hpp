// SPDX-License-Identifier: Apache-2.0
// The elements of a FunkLoad result file, one tag a line as its tools want it. Texts may be any bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace loads::outputs::funkload {

std::string config_line(std::string_view key, std::string_view value);

// Lines that can be written over by another of their kind, since all are of the same length.
std::string duration_line(std::uint64_t nanoseconds);
// A URL that is too long for the line is left out.
std::string server_url_line(std::string_view url);

// Where in the run something happened.
struct Place {
  std::size_t cycle = 0; // from 0; a cycle of users of one test
  std::uint64_t users = 0;
  std::string thread;
  std::string_view test; // "TestWebSite.test_es"
};

struct Response {
  std::size_t step = 0;
  std::string_view method, url, label, reason;
  std::uint32_t status = 0; // 0: no answer, for that reason
  std::uint64_t started_unix_ns = 0, elapsed_ns = 0;
};

struct TestResult {
  std::string_view result; // "Successful", "Failure" or "Error"
  std::string traceback;
  std::uint64_t requests = 0, requests_ns = 0;
  std::uint64_t started_unix_ns = 0, elapsed_ns = 0;
};

std::string response_line(const Place& place, const Response& response);
std::string test_line(const Place& place, const TestResult& test);

inline constexpr std::string_view end_tag = "</funkload>\n";

// "TestWebSite" and "test_es" of "TestWebSite.test_es"; "" and "x" of "x".
std::string_view before_last_dot(std::string_view name);
std::string_view after_last_dot(std::string_view name);

// "http://host:8000" of "http://host:8000/a/b?c".
std::string_view origin(std::string_view url);

} // namespace loads::outputs::funkload
