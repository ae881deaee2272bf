// SPDX-License-Identifier: Apache-2.0
#include "core/worker/messages.hpp"

#include "core/base/json.hpp"

#include <boost/json.hpp>

namespace loads::worker {
namespace json = boost::json;

std::string encode_ready(const Ready& ready) {
  json::array tests;
  for (const module::TestEntry& test : ready.tests)
    tests.push_back({{"number", test.number},
                     {"group", test.group},
                     {"name", test.name},
                     {"file", test.file},
                     {"line", test.line},
                     {"options", json::value_from(test.options)}});
  return json::serialize(json::object{{"id", ready.module_id},
                                      {"version", ready.module_version},
                                      {"path", ready.module_path},
                                      {"tests", std::move(tests)},
                                      {"layers", ready.layers}});
}

base::Result<Ready> decode_ready(std::string_view text) {
  constexpr base::JsonLimits limits{.bytes = 64 << 20, .depth = 5, .values = 1 << 20};
  try {
    const auto read = base::read_json(text, limits);
    if (!read)
      return base::infrastructure_error("the worker sent a list of tests that cannot be read: " +
                                        read.error().text);
    const json::value& value = *read;
    auto string_of = [](const json::value& from, const char* key) {
      return std::string(from.as_object().at(key).as_string());
    };
    Ready ready{string_of(value, "id"),
                string_of(value, "version"),
                string_of(value, "path"),
                {},
                string_of(value, "layers")};
    for (const json::value& test : value.at("tests").as_array())
      ready.tests.push_back({test.at("number").to_number<std::uint32_t>(), string_of(test, "group"),
                             string_of(test, "name"), string_of(test, "file"),
                             test.at("line").to_number<std::uint32_t>(),
                             json::value_to<std::vector<std::string>>(test.at("options"))});
    return ready;
  } catch (const std::exception& error) {
    return base::infrastructure_error(std::string("the worker sent a list of tests that cannot be read: ") +
                                      error.what());
  }
}

std::string encode_error(const base::Error& error) {
  return std::string(1, static_cast<char>('0' + static_cast<int>(error.kind))) + error.text;
}

base::Error decode_error(std::string_view text) {
  if (text.empty())
    return base::infrastructure_error("the worker refused without saying why");
  auto kind = text[0] == '0' ? base::ErrorKind::usage : base::ErrorKind::infrastructure;
  return {kind, std::string(text.substr(1))};
}

} // namespace loads::worker
