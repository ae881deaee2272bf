// SPDX-License-Identifier: Apache-2.0
#include "core/external/message.hpp"

#include "core/base/json.hpp"
#include "core/base/text.hpp"

#include <boost/json.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace loads::external {
namespace json = boost::json;

namespace {

const std::array<std::pair<const char*, MessageType>, 12> types = {{
    {"startTest", MessageType::start_test},
    {"stopTest", MessageType::stop_test},
    {"addSuccess", MessageType::add_success},
    {"addFailure", MessageType::add_failure},
    {"addError", MessageType::add_error},
    {"add_hit", MessageType::add_hit},
    {"socket_open", MessageType::socket_open},
    {"socket_close", MessageType::socket_close},
    {"socket_message", MessageType::socket_message},
    {"incr_counter", MessageType::incr_counter},
    {"startTestRun", MessageType::ignored},
    {"stopTestRun", MessageType::ignored},
}};

std::string_view view(const json::string& text) {
  return {text.data(), text.size()};
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty())
    return {};
  return number;
}

std::optional<double> real(const json::value& value) {
  std::optional<double> number;
  if (value.is_number())
    number = value.to_number<double>();
  else if (value.is_string())
    number = number_in<double>(view(value.get_string()));
  if (number && !std::isfinite(*number))
    return {};
  return number;
}

std::optional<std::uint64_t> count(const json::value& value) {
  if (value.is_int64() && value.get_int64() >= 0)
    return static_cast<std::uint64_t>(value.get_int64());
  if (value.is_uint64())
    return value.get_uint64();
  if (value.is_string())
    return number_in<std::uint64_t>(view(value.get_string()));
  if (const auto number = real(value);
      number && *number >= 0 && *number < 1e15 && *number == std::floor(*number))
    return static_cast<std::uint64_t>(*number);
  return {};
}

// A text as it is, anything else as JSON.
std::string as_text(const json::value& value) {
  return value.is_string() ? std::string(view(value.get_string())) : json::serialize(value);
}

// Takes members out of one message; the first mistake stays.
class Reader {
public:
  explicit Reader(const json::object& from) : object_(from) {}

  const std::string& error() const { return error_; }
  void complain(const std::string& why) {
    if (error_.empty())
      error_ = why;
  }

  // Null is as good as nothing.
  const json::value* find(std::string_view name) const {
    const json::value* value = object_.if_contains(json::string_view(name.data(), name.size()));
    return value && !value->is_null() ? value : nullptr;
  }
  const json::value* need(std::string_view name) {
    const json::value* value = find(name);
    if (!value)
      complain("it has no " + std::string(name));
    return value;
  }
  void text(std::string_view name, std::string& into) {
    if (const json::value* value = need(name)) {
      if (!value->is_string())
        complain(std::string(name) + " must be a text");
      into = as_text(*value);
    }
  }

  void type(MessageType& into) {
    std::string name;
    text("data_type", name);
    if (!error_.empty())
      return;
    std::vector<std::string> known;
    for (const auto& [type, number] : types) {
      if (name == type) {
        into = number;
        return;
      }
      known.emplace_back(type);
    }
    const std::string nearest(base::find_nearest(name, known));
    complain("its data_type '" + base::shortened(base::printable(name), 60) + "' is not known" +
             (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
  }

  void status(LoadsStatus& into) {
    const json::value* value = find("loads_status");
    if (!value)
      return;
    const auto wrong = [&] {
      complain("loads_status must be four numbers: hits, users, current hit, current user");
    };
    if (!value->is_array() || value->get_array().size() != 4)
      return wrong();
    std::array<std::uint64_t*, 4> places = {&into.hits, &into.users, &into.current_hit, &into.current_user};
    for (std::size_t i = 0; i < places.size(); ++i) {
      const json::value& item = value->get_array()[i];
      const auto number = item.is_null() ? std::uint64_t{0} : count(item);
      if (!number)
        return wrong();
      *places[i] = *number;
    }
  }

  void failure(Failure& into) {
    const json::value* value = need("exc_info");
    if (!value)
      return;
    if (!value->is_array()) {
      into.message = as_text(*value);
      return;
    }
    const json::array& given = value->get_array();
    const std::array<std::string*, 3> parts = {&into.exception, &into.message, &into.trace};
    for (std::size_t i = 0; i < std::min(given.size(), parts.size()); ++i)
      *parts[i] = given[i].is_null() ? "" : as_text(given[i]);
  }

  void http_status(std::uint32_t& into) {
    if (!object_.contains("status"))
      return complain("it has no status");
    const json::value* value = find("status"); // null: there was no answer
    const auto number = value ? count(*value) : std::uint64_t{0};
    if (!number || *number > 999)
      return complain("status must be a number from 0 to 999");
    into = static_cast<std::uint32_t>(*number);
  }

  void elapsed(base::Duration& into) {
    const json::value* value = need("elapsed");
    if (!value)
      return;
    constexpr double longest = 1e9; // seconds
    const auto seconds = real(*value);
    if (!seconds || *seconds < 0 || *seconds > longest)
      return complain("elapsed must be a number of seconds");
    into = base::Duration(static_cast<std::int64_t>(*seconds * 1e9));
  }

  void started(std::optional<std::int64_t>& into) {
    const json::value* value = find("started");
    if (!value)
      return;
    if (value->is_string())
      into = read_date(view(value->get_string()));
    if (!into)
      complain("started must be a date like 2030-01-02T03:04:05");
  }

  void size(std::uint64_t& into) {
    const json::value* value = need("size");
    if (!value)
      return;
    if (const auto number = count(*value))
      into = *number;
    else
      complain("size must be a number of bytes");
  }

private:
  const json::object& object_;
  std::string error_;
};

void read_members(Reader& read, Message& message) {
  switch (message.type) {
  case MessageType::add_failure:
  case MessageType::add_error:
    read.failure(message.failure);
    [[fallthrough]];
  case MessageType::start_test:
  case MessageType::stop_test:
  case MessageType::add_success:
    return read.text("test", message.test);
  case MessageType::incr_counter:
    return read.text("name", message.name);
  case MessageType::add_hit:
    read.text("url", message.url);
    read.text("method", message.method);
    read.http_status(message.http_status);
    read.elapsed(message.elapsed);
    return read.started(message.started_unix_ns);
  case MessageType::socket_message:
    return read.size(message.size);
  case MessageType::socket_open:
  case MessageType::socket_close:
  case MessageType::ignored:
    return;
  }
}

} // namespace

base::Result<Message> read_message(std::string_view text) {
  unsigned char buffer[16384]; // most messages need no other memory
  json::monotonic_resource memory(buffer, sizeof buffer);
  const auto value = base::read_json(text, {.bytes = longest_message}, &memory);
  if (!value)
    return value.error();
  if (!value->is_object())
    return base::infrastructure_error("it is no JSON object");
  Message message;
  Reader read(value->get_object());
  read.type(message.type);
  if (const json::value* run_id = read.find("run_id"))
    message.run_id = as_text(*run_id);
  if (read.error().empty()) {
    read.status(message.status);
    read_members(read, message);
  }
  if (!read.error().empty())
    return base::infrastructure_error(read.error());
  return message;
}

} // namespace loads::external
