// SPDX-License-Identifier: Apache-2.0
// Parts of the summary. Each adds members to the object that is being written.
#pragma once

#include "outputs/common/json_writer.hpp"

#include <loads/totals.hpp>

#include <array>
#include <cstdint>

namespace loads::outputs {

void request_sections(JsonWriter& json, const Totals& totals);
void socket_sections(JsonWriter& json, const Totals& totals);
void exemplar_sections(JsonWriter& json, const Totals& totals); // failed requests, and the slowest ones
void test_sections(JsonWriter& json, const Totals& totals);
void own_figures_sections(JsonWriter& json, const Totals& totals); // checks and metrics of the tests' own

// `nanoseconds` as seconds, or null where there is nothing that it could be the figure of.
void seconds_or_null(JsonWriter& json, const char* key, std::uint64_t nanoseconds, bool is_known);

// An object with count, min, mean, percentiles and max.
void distribution(JsonWriter& json, const char* key, const loads_latency& figures);

// An array with the latency of each class of status that occurred.
void class_array(JsonWriter& json, const loads_latency (&latency)[6]);

// The phases' names, in their order.
inline constexpr std::array phase_names = {"name_lookup", "connect", "tls", "send", "first_byte", "receive"};

double per_second(std::uint64_t count, std::uint64_t elapsed_ns);

} // namespace loads::outputs
