// SPDX-License-Identifier: Apache-2.0
#include "outputs/file/records.hpp"

#include "outputs/common/numbers.hpp"

#include <array>
#include <utility>

namespace loads::outputs {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;

// Of the end of a test, that of its second line.
std::string_view record_name(loads_event_type type) {
  constexpr std::array<std::string_view, 14> names = {
      "other",       "startTestRun",   "stopTestRun",  "startTest",    "stopTest",
      "failure",     "add_hit",        "incr_counter", "metric",       "check",
      "socket_open", "socket_message", "socket_close", "socket_failed"};
  return type >= 0 && static_cast<std::size_t>(type) < names.size() ? names[static_cast<std::size_t>(type)]
                                                                    : names[0];
}

std::string_view outcome_name(loads_outcome outcome) {
  constexpr std::array<std::string_view, 5> names = {"success", "failure", "error", "skipped", "stopped"};
  return outcome >= 0 && static_cast<std::size_t>(outcome) < names.size()
             ? names[static_cast<std::size_t>(outcome)]
             : "unknown";
}

// The call of the result object that the outcome was; none for what was stopped.
std::string_view verdict_name(loads_outcome outcome) {
  constexpr std::array<std::string_view, 4> names = {"addSuccess", "addFailure", "addError", "addSkip"};
  return outcome >= 0 && static_cast<std::size_t>(outcome) < names.size()
             ? names[static_cast<std::size_t>(outcome)]
             : "";
}

std::string_view metric_kind_name(std::int32_t kind) {
  constexpr std::array<std::string_view, 4> names = {"counter", "rate", "gauge",
                                                     "trend"}; // by loads_metric_kind
  return kind >= 0 && static_cast<std::size_t>(kind) < names.size() ? names[static_cast<std::size_t>(kind)]
                                                                    : "unknown";
}

// Class, message and trace, as in the original; the place in the source stands in for a trace.
void write_exc_info(JsonWriter& json, const loads_event_failure& failure) {
  std::string place(view(failure.file));
  if (!place.empty() && failure.line > 0)
    place += ":" + std::to_string(failure.line);
  json.array("exc_info", [&] {
    json.element(failure.exception.size > 0      ? view(failure.exception)
                 : failure.outcome == LOADS_FAIL ? std::string_view("Failure")
                                                 : std::string_view("Error"));
    json.element(view(failure.message));
    json.element(failure.trace.size > 0 ? view(failure.trace) : std::string_view(place));
  });
}

void write_place(JsonWriter& json, const loads_event_failure& failure) {
  if (failure.file.size > 0) {
    json.member("file", view(failure.file));
    json.member("line", failure.line);
  }
}

} // namespace

template <class Fill>
void Records::line(std::string_view data_type, Fill fill) {
  json_.object([&] {
    json_.member("data_type", data_type);
    fill();
  });
  json_.end_line();
}

template <class Fill>
void Records::event_line(const Event& event, std::string_view data_type, Fill fill) {
  line(data_type, [&] {
    const loads_event& raw = event.raw();
    json_.member("time", quoted_time(raw.at_ns));
    if (raw.agent.size > 0)
      json_.member("agent_id", event.agent());
    if (raw.test.size > 0) {
      json_.member("test", event.test());
      json_.array("loads_status", [&] {
        for (const std::uint64_t number : {raw.hits, raw.users, raw.hit, raw.user})
          json_.element(number);
      });
      json_.member("user_id", raw.user_id);
      json_.member("cycle", raw.cycle);
      json_.member("hits_cycle", raw.hits_cycle);
    }
    fill();
  });
}

template <class Fill>
void Records::event_line(const Event& event, Fill fill) {
  event_line(event, record_name(event.type()), fill);
}

JsonNumber Records::quoted_time(std::uint64_t unix_ns) {
  if (unix_ns / second_ns != second_) {
    second_ = unix_ns / second_ns;
    second_text_ = iso_time(unix_ns, 0);
    second_text_.back() = '.'; // instead of the Z
  }
  char digits[] = "000000Z\"";
  auto micros = static_cast<unsigned>(unix_ns % second_ns / 1000);
  for (int i = 5; i >= 0; --i, micros /= 10)
    digits[i] = static_cast<char>('0' + micros % 10);
  return {"\"" + second_text_ + digits};
}

void Records::header(const Run& run) {
  line("header", [&] {
    json_.member("schema_version", schema_version);
    json_.member("run_id", view(run.id));
    json_.member("test", view(run.test));
    json_.member("users", view(run.users));
    json_.member("hits", view(run.hits));
    json_.member("duration", json_seconds(run.duration_ns));
    json_.member("server_url", view(run.server_url));
    json_.member("started", quoted_time(run.started_unix_ns));
  });
}

void Records::footer(const loads_output_totals* totals) {
  line("end", [&] {
    json_.member("events", totals ? totals->delivered : 0);
    json_.member("dropped", totals ? totals->dropped : 0);
    json_.object("dropped_by_type", [&] {
      for (std::size_t type = 0; totals && type < std::size(totals->dropped_by_type); ++type)
        if (const std::uint64_t count = totals->dropped_by_type[type])
          json_.member(record_name(static_cast<loads_event_type>(type)), count);
    });
  });
}

void Records::event(const Event& event) {
  switch (event.type()) {
  case Event::run_started:
  case Event::run_ended:
  case Event::test_started:
    return event_line(event, [] {});
  case Event::test_ended:
    return test_end(event, *event.test_end());
  case Event::failed:
    return failure(event, *event.failure());
  case Event::hit_ended:
    return hit(event, *event.hit());
  case Event::counted:
    return event_line(event, [&] {
      json_.member("name", view(event.counter()->name));
      json_.member("by", event.counter()->by);
    });
  case Event::measured:
    return metric(event, *event.metric());
  case Event::checked:
    return event_line(event, [&] {
      json_.member("name", view(event.check()->name));
      json_.member("passed", event.check()->passed != 0);
    });
  case Event::socket_opened:
  case Event::socket_message:
  case Event::socket_closed:
  case Event::socket_failed:
    return socket(event, *event.socket());
  }
}

void Records::test_end(const Event& event, const loads_event_test& end) {
  if (const std::string_view verdict = verdict_name(end.outcome); !verdict.empty())
    event_line(event, verdict, [&] {
      if (!end.failure)
        return;
      write_exc_info(json_, *end.failure);
      write_place(json_, *end.failure);
    });
  event_line(event, [&] {
    json_.member("outcome", outcome_name(end.outcome));
    json_.member("elapsed", json_seconds(end.elapsed_ns));
    late(end.late_ns);
  });
}

void Records::failure(const Event& event, const loads_event_failure& failure) {
  event_line(event, [&] {
    json_.member("outcome", outcome_name(failure.outcome));
    json_.member("soft", failure.soft != 0);
    write_exc_info(json_, failure);
    write_place(json_, failure);
  });
}

void Records::hit(const Event& event, const loads_event_hit& hit) {
  event_line(event, [&] {
    json_.member("url", view(hit.url));
    json_.member("method", view(hit.method));
    json_.member("status", hit.status);
    if (hit.reason.size > 0)
      json_.member("reason", view(hit.reason));
    json_.member("label", view(hit.label));
    json_.member("started", quoted_time(hit.started_ns));
    json_.member("elapsed", json_seconds(hit.elapsed_ns));
    late(hit.late_ns);
    json_.member("bytes_sent", hit.bytes_sent);
    json_.member("bytes_received", hit.bytes_received);
    json_.object("phases", [&] {
      const loads_http_phases& phases = hit.phases;
      for (const auto& [name, nanoseconds] :
           {std::pair{"name_lookup", phases.name_lookup}, std::pair{"connect", phases.connect},
            std::pair{"tls", phases.tls}, std::pair{"send", phases.send},
            std::pair{"first_byte", phases.first_byte}, std::pair{"receive", phases.receive}})
        if (nanoseconds > 0)
          json_.member(name, json_seconds(nanoseconds));
    });
  });
}

// Of what began later than it was due.
void Records::late(std::uint64_t nanoseconds) {
  if (nanoseconds > 0)
    json_.member("late", json_seconds(nanoseconds));
}

void Records::metric(const Event& event, const loads_event_metric& metric) {
  event_line(event, [&] {
    json_.member("name", view(metric.name));
    json_.member("kind", metric_kind_name(metric.kind));
    json_.member("unit", metric_unit_name(metric.unit));
    json_.member("tags", view(metric.tags));
    json_.member("value", metric_value(metric.unit, metric.value));
  });
}

void Records::socket(const Event& event, const loads_event_socket& socket) {
  event_line(event, [&] {
    json_.member("label", view(socket.label));
    if (event.type() == Event::socket_message) {
      json_.member("size", socket.bytes);
      json_.member("incoming", socket.incoming != 0);
    }
    if (event.type() == Event::socket_failed)
      json_.member("reason", view(socket.reason));
    if (socket.elapsed_ns > 0)
      json_.member("elapsed", json_seconds(socket.elapsed_ns));
  });
}

} // namespace loads::outputs
