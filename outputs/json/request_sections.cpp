// SPDX-License-Identifier: Apache-2.0
#include "outputs/json/sections.hpp"

namespace loads::outputs {
namespace {

void label_object(JsonWriter& json, const loads_label_totals& label, std::uint64_t elapsed_ns) {
  json.object([&] {
    json.member("label", view(label.label));
    json.member("hits", label.hits);
    json.member("hits_per_second", per_second(label.hits, elapsed_ns));
    json.member("no_answer", label.by_class[0]);
    for (std::size_t hundreds = 1; hundreds <= 5; ++hundreds)
      json.member("answers_" + std::to_string(hundreds) + "xx", label.by_class[hundreds]);
    json.member("bytes_sent", label.bytes_sent);
    json.member("bytes_received", label.bytes_received);
    distribution(json, "latency_seconds", label.latency);
    distribution(json, "service_seconds", label.service);
    class_array(json, label.class_latency);
    json.object("phases", [&] {
      for (std::size_t phase = 0; phase < phase_names.size(); ++phase)
        json.object(phase_names[phase], [&] {
          json.member("count", label.phase_count[phase]);
          json.member("sum_seconds", json_seconds(label.phase_sum[phase]));
        });
    });
  });
}

void reason_array(JsonWriter& json, const char* key, const Items<loads_reason_total>& reasons) {
  json.array(key, [&] {
    for (const loads_reason_total& reason : reasons)
      json.object([&] {
        json.member("label", view(reason.label));
        json.member("reason", view(reason.reason));
        json.member("count", reason.count);
      });
  });
}

// What the totals say of all sockets, and a label of its own.
void socket_members(JsonWriter& json, const loads_socket_totals& sockets) {
  json.member("opened", sockets.opened);
  json.member("closed", sockets.closed);
  json.member("failures", sockets.failures);
  json.member("messages_sent", sockets.messages_sent);
  json.member("messages_received", sockets.messages_received);
  json.member("bytes_sent", sockets.bytes_sent);
  json.member("bytes_received", sockets.bytes_received);
  distribution(json, "handshake_seconds", sockets.handshake);
  distribution(json, "round_trip_seconds", sockets.round_trip);
}

} // namespace

void request_sections(JsonWriter& json, const Totals& totals) {
  std::uint64_t unanswered = 0;
  for (const loads_label_totals& label : labels(totals))
    unanswered += label.by_class[0];
  json.object("requests", [&] {
    json.member("hits", totals.hits);
    json.member("hits_per_second", per_second(totals.hits, totals.elapsed_ns - totals.from_ns));
    json.member("no_answer", unanswered);
    json.member("aborted", totals.aborted_hits);
    json.member("held_back", totals.held_back);
    if (totals.rate_limit > 0)
      json.member("rate_limit", totals.rate_limit);
    else
      json.member("rate_limit", nullptr);
    json.member("bytes_sent", totals.bytes_sent);
    json.member("bytes_received", totals.bytes_received);
    distribution(json, "latency_seconds", totals.latency);
    distribution(json, "service_seconds", totals.service);
    class_array(json, totals.class_latency);
  });
  json.array("labels", [&] {
    for (const loads_label_totals& label : labels(totals))
      label_object(json, label, totals.elapsed_ns - totals.from_ns);
  });
  json.member("label_overflow_hits", totals.label_overflow);
  json.array("statuses", [&] {
    for (const loads_status_total& status : statuses(totals))
      if (status.status != 0)
        json.object([&] {
          json.member("status", status.status);
          json.member("count", status.count);
        });
  });
  reason_array(json, "no_answer_reasons", reasons(totals));
}

void socket_sections(JsonWriter& json, const Totals& totals) {
  json.object("web_sockets", [&] {
    socket_members(json, {{},
                          totals.sockets_opened,
                          totals.sockets_closed,
                          totals.socket_failures,
                          totals.socket_messages_sent,
                          totals.socket_messages_received,
                          totals.socket_bytes_sent,
                          totals.socket_bytes_received,
                          totals.socket_handshake,
                          totals.socket_round_trip});
  });
  json.array("web_socket_labels", [&] {
    for (const loads_socket_totals& label : sockets(totals))
      json.object([&] {
        json.member("label", view(label.label));
        socket_members(json, label);
      });
  });
  reason_array(json, "web_socket_failure_reasons", socket_reasons(totals));
}

} // namespace loads::outputs
