// SPDX-License-Identifier: Apache-2.0
#include "core/job/test_list.hpp"

#include <boost/json.hpp>

namespace loads::job {
namespace json = boost::json;

std::string encode_test_list(const std::vector<std::string>& names) {
  return json::serialize(json::array(names.begin(), names.end()));
}

base::Result<std::vector<std::string>> decode_test_list(std::string_view text) {
  boost::system::error_code failed;
  const json::value value = json::parse(json::string_view(text.data(), text.size()), failed);
  if (failed || !value.is_array())
    return base::infrastructure_error("a list of tests cannot be read");
  std::vector<std::string> names;
  for (const json::value& name : value.get_array()) {
    if (!name.is_string())
      return base::infrastructure_error("a list of tests cannot be read: it holds more than names");
    names.emplace_back(name.get_string().begin(), name.get_string().end());
  }
  return names;
}

} // namespace loads::job
