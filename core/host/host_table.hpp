// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/host.h>
#include <loads/abi/http.h>
#include <loads/abi/log.h>
#include <loads/abi/metric.h>
#include <loads/abi/vu.h>
#include <loads/abi/websocket.h>

#include <functional>
#include <string>
#include <string_view>

namespace loads::metrics {
class MetricDirectory;
}

namespace loads::host {

// Where lines go that modules log. Called from any thread.
using LogSink = std::function<void(loads_log_level, std::string_view)>;

// The table that a program hands to its modules; lives as long as the process. A worker offers all tables, a
// program that only has outputs offers loads.log/1 alone. `name` is a literal. Set the sink before modules
// start.
const loads_host& worker_host(const char* name, LogSink sink);
const loads_host& output_host(const char* name, LogSink sink);

extern const loads_ext_vu vu_table;
extern const loads_ext_http http_table;
extern const loads_ext_websocket websocket_table;
extern const loads_ext_metric metric_table;
// Two, because with --in-process there are both kinds of modules in one program.
extern const loads_ext_log worker_log_table, output_log_table;

// Where modules declare metrics when they start; not owned. Null when the run is over.
void set_metric_directory(metrics::MetricDirectory* directory);
// What was wrong with what they declared, or empty.
std::string metric_problem();
// A counter could not be counted because its name is taken.
void warn_of_counter(std::string_view name);

// An empty one: lines are dropped from now on.
void set_worker_log_sink(LogSink sink);
void set_output_log_sink(LogSink sink);

} // namespace loads::host
