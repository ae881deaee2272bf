// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/testing/fake_metrics.hpp>

#pragma GCC visibility push(hidden)
namespace loads::testing {

// The functions behind the tables of a FakeHost.
struct FakeTables {
  struct Held {
    loads_http_response raw;
    Reply reply;
    std::string url;
    std::vector<loads_header> headers;
  };

  static FakeUser::State& state(const loads_vu* vu) {
    return *reinterpret_cast<FakeUser::State*>(const_cast<loads_vu*>(vu));
  }
  static FakeHost& host(const loads_vu* vu) { return *state(vu).host; }
  static std::string text(loads_str text) { return std::string(detail::from_abi(text)); }

  static std::uint64_t id(const loads_vu* vu) { return state(vu).id; }
  static void position(const loads_vu* vu, loads_position* out) {
    const std::uint32_t size = out->size;
    if (size >= sizeof(loads_position))
      *out = state(vu).position;
    out->size = size;
  }
  static loads_str error_text(const loads_vu* vu) { return detail::to_abi(state(vu).error); }
  static loads_str server_url(const loads_vu* vu) { return detail::to_abi(host(vu).server_url); }
  static void fail(loads_vu* vu, const loads_failure* failure) {
    FakeHost& host = FakeTables::host(vu);
    host.failures.push_back(to_failure(*failure));
    if (host.on_failure)
      host.on_failure(host.failures.back());
  }
  static void check(loads_vu* vu, loads_str name, std::int32_t passed) {
    CheckCount& count = host(vu).checks[text(name)];
    ++(passed ? count.passed : count.failed);
  }
  static void count(loads_vu* vu, loads_str name, std::int64_t by) {
    FakeMetrics::add(host(vu), {text(name), LOADS_COUNTER, LOADS_UNIT_NUMBER}, static_cast<double>(by));
  }

  static bool suspend(loads_vu* vu) {
    FakeHost& host = FakeTables::host(vu);
    if (!host.stopped && host.on_suspend)
      host.on_suspend(vu);
    state(vu).error = host.stopped ? "the run is stopping" : "";
    return !host.stopped;
  }

  // Moves the clock; false if the deadline of the run comes first.
  static bool pass(loads_vu* vu, std::chrono::nanoseconds time) {
    FakeHost& host = FakeTables::host(vu);
    if (time <= host.deadline - host.now) {
      host.now += time;
      return true;
    }
    host.now = host.deadline;
    host.stop();
    state(vu).error = "the run is stopping";
    return false;
  }

  static loads_status sleep(loads_vu* vu, std::uint64_t nanoseconds) {
    if (!suspend(vu))
      return LOADS_E_CANCELLED;
    const std::chrono::nanoseconds time(static_cast<std::chrono::nanoseconds::rep>(nanoseconds));
    host(vu).sleeps.push_back(time);
    return pass(vu, time) ? LOADS_OK : LOADS_E_CANCELLED;
  }

  static Request read(const loads_http_request& raw) {
    using std::chrono::nanoseconds;
    const auto time = [](std::uint64_t count) { return nanoseconds(static_cast<nanoseconds::rep>(count)); };
    Request request;
    request.method = raw.method.size ? text(raw.method) : "GET";
    request.url = text(raw.url);
    request.label = text(raw.label);
    request.body = text(raw.body);
    for (std::size_t i = 0; i < raw.header_count; ++i)
      request.headers.emplace_back(text(raw.headers[i].name), text(raw.headers[i].value));
    request.flags = raw.flags;
    request.max_redirects = raw.max_redirects;
    request.connect_timeout = time(raw.connect_timeout_ns);
    request.first_byte_timeout = time(raw.first_byte_timeout_ns);
    request.timeout = time(raw.total_timeout_ns);
    return request;
  }

  static Reply answer(FakeHost& host, const Request& request) {
    if (!host.replies.empty()) {
      Reply reply = std::move(host.replies.front());
      host.replies.pop_front();
      return reply;
    }
    return host.handler ? host.handler(request) : Reply();
  }

  static loads_status send(loads_vu* vu, const loads_http_request* raw,
                           const loads_http_response** response) {
    *response = nullptr;
    if (!suspend(vu))
      return LOADS_E_CANCELLED;
    FakeHost& host = FakeTables::host(vu);
    host.requests.push_back(read(*raw));
    Reply reply = answer(host, host.requests.back());
    const std::chrono::nanoseconds limit = host.requests.back().timeout;
    if (limit.count() > 0 && reply.elapsed > limit)
      reply = {.elapsed = limit, .result = LOADS_E_TIMEOUT, .error = "no answer in time"};
    if (!pass(vu, reply.elapsed))
      return LOADS_E_CANCELLED;
    if (reply.result != LOADS_OK) {
      state(vu).error = reply.error;
      return reply.result;
    }
    Held* held = new Held{{}, std::move(reply), host.requests.back().url, {}};
    if (!held->reply.url.empty())
      held->url = held->reply.url;
    for (const auto& [name, value] : held->reply.headers) {
      held->headers.push_back({detail::to_abi(name), detail::to_abi(value)});
      if (detail::same_name(name, "Set-Cookie"))
        keep_cookie(vu, value);
    }
    held->raw = {sizeof(loads_http_response),
                 held->reply.status,
                 held->headers.data(),
                 held->headers.size(),
                 detail::to_abi(held->reply.reason),
                 detail::to_abi(held->reply.body),
                 detail::to_abi(held->url),
                 static_cast<std::uint64_t>(held->reply.elapsed.count()),
                 {},
                 held->reply.redirects,
                 1};
    ++host.open_responses;
    *response = &held->raw;
    return LOADS_OK;
  }

  static void release(loads_vu* vu, const loads_http_response* response) {
    --host(vu).open_responses;
    delete reinterpret_cast<const Held*>(response); // raw is its first member
  }

  static void keep_cookie(loads_vu* vu, std::string_view line) {
    line = line.substr(0, line.find(';'));
    const std::size_t sign = line.find('=');
    if (sign != std::string_view::npos)
      state(vu).cookies[std::string(line.substr(0, sign))] = line.substr(sign + 1);
  }
  static loads_str cookie(loads_vu* vu, loads_str, loads_str name) {
    const auto found = state(vu).cookies.find(text(name));
    if (found == state(vu).cookies.end())
      return {nullptr, 0};
    state(vu).cookie_text = found->second;
    return detail::to_abi(state(vu).cookie_text);
  }
  static loads_status set_cookie(loads_vu* vu, loads_str url, loads_str line) {
    if (url.size == 0 || text(line).find('=') == std::string::npos)
      return LOADS_E_INVALID;
    keep_cookie(vu, detail::from_abi(line));
    return LOADS_OK;
  }
  static void clear_cookies(loads_vu* vu) { state(vu).cookies.clear(); }
  static void close_connections(loads_vu* vu) { ++host(vu).closed_connections; }

  static void write(loads_log_level, loads_str line) {
    if (current_host)
      current_host->log.push_back(text(line));
  }

  static const void* get(const loads_host* raw, const char* id);
};

inline constexpr loads_ext_vu vu_table = {sizeof(loads_ext_vu),   0,
                                          FakeTables::id,         FakeTables::position,
                                          FakeTables::error_text, FakeTables::server_url,
                                          FakeTables::fail,       FakeTables::check,
                                          FakeTables::count,      FakeTables::sleep};
inline constexpr loads_ext_http http_table = {sizeof(loads_ext_http),    0,
                                              FakeTables::send,          FakeTables::release,
                                              FakeTables::cookie,        FakeTables::set_cookie,
                                              FakeTables::clear_cookies, FakeTables::close_connections};
inline constexpr loads_ext_log log_table = {sizeof(loads_ext_log), 0, FakeTables::write};

} // namespace loads::testing
#pragma GCC visibility pop
