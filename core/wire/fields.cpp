// SPDX-License-Identifier: Apache-2.0
#include "core/wire/fields.hpp"

#include "core/base/json.hpp"
#include "core/base/text.hpp"

#include <boost/json.hpp>

namespace loads::wire {
namespace json = boost::json;

namespace {

constexpr std::size_t longest_json = 16 << 20;

} // namespace

json::value FieldWriter::text_to_json(const std::string& text) {
  // What is no UTF-8 is no JSON; the reader would have to refuse all of it.
  return json::value(base::is_utf8(text) ? text : base::printable(text));
}

std::string FieldReader::read_text(const json::value& from, std::string& to) {
  if (!from.is_string())
    return "is not a text";
  to.assign(from.get_string().data(), from.get_string().size());
  return to.find('\0') == std::string::npos ? "" : "has a zero byte in it";
}

std::string FieldReader::read_unsigned(const json::value& from, std::uint64_t most, std::uint64_t& to) {
  if (from.is_int64() && from.get_int64() >= 0)
    to = static_cast<std::uint64_t>(from.get_int64());
  else if (from.is_uint64())
    to = from.get_uint64();
  else
    return "is not a whole number from 0";
  return to <= most ? "" : "is above " + std::to_string(most);
}

std::string write_json(const json::object& object) {
  return json::serialize(object);
}

base::Result<json::object> read_json(std::string_view text) {
  // The densest honest payload is a list of pairs of small numbers, about eight bytes for each value.
  const base::JsonLimits limits{
      .bytes = longest_json, .depth = deepest_json, .values = 10'000 + text.size() / 6};
  auto value = base::read_json(text, limits);
  if (!value)
    return value.error();
  if (!value->is_object())
    return base::infrastructure_error("it is no JSON object");
  return std::move(value->get_object());
}

} // namespace loads::wire
