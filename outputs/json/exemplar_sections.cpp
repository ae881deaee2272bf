// SPDX-License-Identifier: Apache-2.0
#include "outputs/json/sections.hpp"

namespace loads::outputs {
namespace {

void example_member(JsonWriter& json, const loads_example* example) {
  if (!example)
    return json.member("example", nullptr);
  json.object("example", [&] {
    json.member("at_seconds", json_seconds(example->at_ns));
    json.member("request_head", view(example->request_head));
    json.member("response_head", view(example->response_head));
    json.member("response_body", view(example->response_body));
    json.member("response_body_size", example->response_body_size);
  });
}

} // namespace

void exemplar_sections(JsonWriter& json, const Totals& totals) {
  json.array("request_errors", [&] {
    for (const loads_request_error& error : request_errors(totals))
      json.object([&] {
        json.member("label", view(error.label));
        if (error.status > 0)
          json.member("status", error.status);
        else
          json.member("status", nullptr);
        json.member("reason", view(error.reason));
        json.member("count", error.count);
        json.member("first_seconds", json_seconds(error.first_ns));
        json.member("last_seconds", json_seconds(error.last_ns));
        example_member(json, error.example);
      });
  });
  json.array("slowest_requests", [&] {
    for (const loads_slow_request& slow : slowest(totals))
      json.object([&] {
        json.member("test", view(slow.test));
        json.member("label", view(slow.label));
        json.member("method", view(slow.method));
        json.member("url", view(slow.url));
        json.member("status", slow.status);
        json.member("user_id", slow.user);
        json.member("at_seconds", json_seconds(slow.at_ns));
        json.member("latency_seconds", json_seconds(slow.latency_ns));
        json.member("service_seconds", json_seconds(slow.service_ns));
        json.object("phases", [&] {
          for (std::size_t phase = 0; phase < phase_names.size(); ++phase)
            if (slow.phase_ns[phase] > 0)
              json.member(phase_names[phase], json_seconds(slow.phase_ns[phase]));
        });
      });
  });
}

} // namespace loads::outputs
