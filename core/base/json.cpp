// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace loads::base {
namespace json = boost::json;

namespace {

// What can be seen of a text without parsing it. Counts too much only of texts that are no JSON.
struct Shape {
  std::size_t deepest = 0;
  std::size_t values = 1;
  std::size_t members = 0;
};

Shape look_at(std::string_view text) {
  Shape shape;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
      continue;
    }
    switch (c) {
    case '"':
      in_string = true;
      break;
    case '{':
    case '[':
      shape.deepest = std::max(shape.deepest, ++depth);
      ++shape.values;
      break;
    case '}':
    case ']':
      depth -= depth > 0;
      break;
    case ',':
      ++shape.values;
      break;
    case ':':
      ++shape.members;
      break;
    default:
      break;
    }
  }
  return shape;
}

struct Content {
  std::size_t members = 0;
  bool is_finite = true;
};

// Not deeper than the limit, so it may call itself.
void count(const json::value& value, Content& content) {
  if (const json::object* object = value.if_object()) {
    content.members += object->size();
    for (const auto& member : *object)
      count(member.value(), content);
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& item : *array)
      count(item, content);
  } else if (const double* number = value.if_double()) {
    content.is_finite = content.is_finite && std::isfinite(*number);
  }
}

Error too_much(const std::string& what, std::size_t there, std::size_t most) {
  return infrastructure_error("it has " + std::to_string(there) + " " + what + ", at most " +
                              std::to_string(most) + " are taken");
}

} // namespace

Result<json::value> read_json(std::string_view text, const JsonLimits& limits, json::storage_ptr memory) {
  if (text.size() > limits.bytes)
    return too_much("bytes", text.size(), limits.bytes);
  const Shape shape = look_at(text);
  if (shape.deepest > limits.depth)
    return infrastructure_error("it is nested " + std::to_string(shape.deepest) + " times, at most " +
                                std::to_string(limits.depth) + " times is taken");
  if (shape.values > limits.values)
    return too_much("values", shape.values, limits.values);
  json::parse_options options; // which refuse what is no UTF-8
  options.max_depth = limits.depth;
  boost::system::error_code failed;
  json::value value =
      json::parse(json::string_view(text.data(), text.size()), failed, std::move(memory), options);
  if (failed)
    return infrastructure_error("it is no JSON: " + failed.message());
  Content content;
  count(value, content);
  if (content.members != shape.members)
    return infrastructure_error("it has a key twice in an object");
  if (!content.is_finite)
    return infrastructure_error("it has a number that is too large");
  return value;
}

} // namespace loads::base
