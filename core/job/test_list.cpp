// SPDX-License-Identifier: Apache-2.0
#include "core/job/test_list.hpp"

#include "core/base/json.hpp"

#include <boost/json.hpp>

namespace loads::job {
namespace json = boost::json;

namespace {

constexpr std::size_t most_tests = 65'536; // events number them with 16 bits

} // namespace

std::string encode_test_list(const std::vector<std::string>& names) {
  return json::serialize(json::array(names.begin(), names.end()));
}

base::Result<std::vector<std::string>> decode_test_list(std::string_view text) {
  const auto value = base::read_json(text, {.bytes = 16 << 20, .depth = 1, .values = most_tests + 1});
  if (!value || !value->is_array())
    return base::infrastructure_error("a list of tests cannot be read" +
                                      (value ? std::string() : ": " + value.error().text));
  std::vector<std::string> names;
  for (const json::value& name : value->get_array()) {
    if (!name.is_string())
      return base::infrastructure_error("a list of tests cannot be read: it holds more than names");
    names.emplace_back(name.get_string().begin(), name.get_string().end());
  }
  return names;
}

} // namespace loads::job
