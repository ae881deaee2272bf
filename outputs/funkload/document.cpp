// SPDX-License-Identifier: Apache-2.0
#include "outputs/funkload/document.hpp"

#include "outputs/common/numbers.hpp"
#include "outputs/common/xml.hpp"

#include <algorithm>
#include <cstdio>

namespace loads::outputs::funkload {
namespace {

constexpr std::size_t duration_width = 72;
constexpr std::size_t server_url_width = 320;

// The line's end moved to `width` characters from its beginning; empty if the line is longer.
std::string widened(std::string line, std::size_t width) {
  if (line.size() > width)
    return {};
  line.insert(line.size() - 1, width - line.size(), ' ');
  return line;
}

// Cycles and threads are compared as text, so that figures need the same length.
std::string three_digits(std::uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "%03llu", static_cast<unsigned long long>(number));
  return text;
}

struct Method {
  std::string_view name, type;
};
// A request of another type is no page to FunkLoad.
constexpr Method page_types[] = {{"GET", "get"},   {"POST", "post"},  {"PUT", "put"},
                                 {"HEAD", "head"}, {"PATCH", "post"}, {"DELETE", "delete"}};

// "get" for methods that FunkLoad does not know.
std::string_view page_type(std::string_view method) {
  for (const Method& each : page_types)
    if (each.name == method)
      return each.type;
  return "get";
}

// The title of the page; with the method if the type does not tell it.
std::string description_of(const Response& response) {
  std::string method(response.method);
  for (char& c : method)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const bool is_told = method == page_type(response.method);
  return is_told ? std::string(response.label)
                 : std::string(response.method) + " " + std::string(response.label);
}

XmlTag tag_at(const char* name, const Place& place) {
  XmlTag tag(name);
  tag.with("cycle", three_digits(place.cycle)).with("cvus", three_digits(place.users));
  tag.with("thread", place.thread);
  tag.with("suite", before_last_dot(place.test)).with("name", after_last_dot(place.test));
  return tag;
}

} // namespace

std::string config_line(std::string_view key, std::string_view value) {
  return XmlTag("config").with("key", key).with("value", value).empty() + "\n";
}

std::string_view before_last_dot(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
}

std::string_view after_last_dot(std::string_view name) {
  return name.substr(name.rfind('.') + 1);
}

std::string duration_line(std::uint64_t nanoseconds) {
  const std::uint64_t microseconds = std::max<std::uint64_t>(1, nanoseconds / 1000); // a divisor
  return widened(config_line("duration", exact_seconds(microseconds * 1000)), duration_width);
}

std::string server_url_line(std::string_view url) {
  const std::string line = widened(config_line("server_url", url), server_url_width);
  return line.empty() ? server_url_line("") : line;
}

std::string response_line(const Place& place, const Response& response) {
  const bool answered = response.status > 0;
  XmlTag tag = tag_at("response", place);
  tag.with("step", three_digits(response.step)).with("number", "001");
  tag.with("type", page_type(response.method));
  tag.with("result", answered && response.status < 400 ? "Successful" : "Failure");
  tag.with("url", response.url);
  if (answered)
    tag.with("code", response.status);
  else
    tag.with("code", response.reason);
  tag.with("description", description_of(response));
  tag.with("time", exact_seconds(response.started_unix_ns));
  tag.with("duration", exact_seconds(response.elapsed_ns));
  if (!answered)
    tag.with("traceback", response.reason);
  return tag.empty() + "\n";
}

std::string test_line(const Place& place, const TestResult& test) {
  XmlTag tag = tag_at("testResult", place);
  tag.with("time", exact_seconds(test.started_unix_ns));
  tag.with("result", test.result);
  tag.with("steps", test.requests);
  tag.with("duration", exact_seconds(test.elapsed_ns));
  tag.with("connection_duration", exact_seconds(test.requests_ns));
  tag.with("requests", test.requests).with("pages", test.requests);
  for (const char* none : {"xmlrpc", "redirects", "images", "links"})
    tag.with(none, "0");
  if (!test.traceback.empty())
    tag.with("traceback", test.traceback);
  return tag.empty() + "\n";
}

std::string_view origin(std::string_view url) {
  const std::size_t host = url.find("://");
  return host == std::string_view::npos ? url : url.substr(0, url.find_first_of("/?#", host + 3));
}

} // namespace loads::outputs::funkload
