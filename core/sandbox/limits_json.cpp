// SPDX-License-Identifier: Apache-2.0
#include "core/sandbox/limits.hpp"

#include <boost/json.hpp>

namespace loads::sandbox {
namespace json = boost::json;

std::string limits_to_json(const Limits& limits) {
  json::object object;
  object["readable"] = json::value_from(limits.readable);
  object["writable"] = json::value_from(limits.writable);
  object["may_start_programs"] = limits.may_start_programs;
  object["user"] = limits.user ? json::value(*limits.user) : json::value(nullptr);
  object["tcp_ports"] = limits.tcp_ports ? json::value_from(*limits.tcp_ports) : json::value(nullptr);
  object["memory"] = limits.memory;
  object["addresses"] = limits.addresses;
  object["file_size"] = limits.file_size;
  object["tasks"] = limits.tasks;
  object["open_files"] = limits.open_files;
  object["group"] = limits.group;
  return json::serialize(object);
}

base::Result<Limits> limits_from_json(std::string_view text) {
  try {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& object = value.as_object();
    Limits limits;
    limits.readable = json::value_to<std::vector<std::string>>(object.at("readable"));
    limits.writable = json::value_to<std::vector<std::string>>(object.at("writable"));
    limits.may_start_programs = object.at("may_start_programs").as_bool();
    if (const json::value& user = object.at("user"); !user.is_null())
      limits.user = user.to_number<std::uint32_t>();
    if (const json::value& ports = object.at("tcp_ports"); !ports.is_null())
      limits.tcp_ports = json::value_to<std::vector<std::uint16_t>>(ports);
    limits.memory = object.at("memory").to_number<std::uint64_t>();
    limits.addresses = object.at("addresses").to_number<std::uint64_t>();
    limits.file_size = object.at("file_size").to_number<std::uint64_t>();
    limits.tasks = object.at("tasks").to_number<std::uint64_t>();
    limits.open_files = object.at("open_files").to_number<std::uint64_t>();
    limits.group = json::value_to<std::string>(object.at("group"));
    return limits;
  } catch (const std::exception& error) {
    return base::infrastructure_error(std::string("the limits of the sandbox cannot be read: ") +
                                      error.what());
  }
}

} // namespace loads::sandbox
