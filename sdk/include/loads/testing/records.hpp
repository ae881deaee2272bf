// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/abi.h>
#include <loads/detail/strings.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace loads::testing {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

// A scripted answer: an HTTP response, or, with another result than LOADS_OK, a transport failure.
struct Reply {
  unsigned status = 200;
  std::string body{};
  HeaderList headers{};
  std::string reason = "OK";
  std::chrono::nanoseconds elapsed = std::chrono::milliseconds(1); // also moves the clock
  unsigned redirects = 0;
  std::string url{}; // empty: that of the request
  loads_status result = LOADS_OK;
  std::string error{};
};

// A request as the host got it.
struct Request {
  std::string method;
  std::string url;
  std::string label;
  std::string body;
  HeaderList headers;
  std::uint32_t flags = 0;
  std::uint32_t max_redirects = 0;
  std::chrono::nanoseconds connect_timeout{};
  std::chrono::nanoseconds first_byte_timeout{};
  std::chrono::nanoseconds timeout{};

  // The value of the first header of that name; empty if there is none.
  std::string header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (detail::same_name(key, name))
        return value;
    return {};
  }
};

struct Failure {
  loads_outcome outcome;
  bool soft;
  std::string message;
  std::string file;
  unsigned line;
};

// The values of a metric, or of a series with tags, in the order in which they came; times in nanoseconds.
struct MetricValues {
  loads_metric_kind kind = LOADS_COUNTER;
  loads_metric_unit unit = LOADS_UNIT_NUMBER;
  std::vector<double> values{};

  double sum() const {
    double sum = 0;
    for (const double value : values)
      sum += value;
    return sum;
  }
  double last() const { return values.empty() ? 0 : values.back(); }
};

struct CheckCount {
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
};

} // namespace loads::testing
