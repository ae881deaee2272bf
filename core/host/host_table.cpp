// SPDX-License-Identifier: Apache-2.0
#include "core/host/host_table.hpp"

#include <cstring>

namespace loads::host {
namespace {

const void* get_log_only(const loads_host*, const char* id) {
  return std::strcmp(id, LOADS_EXT_LOG) == 0 ? &output_log_table : nullptr;
}

const void* get_all(const loads_host*, const char* id) {
  if (std::strcmp(id, LOADS_EXT_VU) == 0)
    return &vu_table;
  if (std::strcmp(id, LOADS_EXT_HTTP) == 0)
    return &http_table;
  if (std::strcmp(id, LOADS_EXT_WEBSOCKET) == 0)
    return &websocket_table;
  if (std::strcmp(id, LOADS_EXT_METRIC) == 0)
    return &metric_table;
  return std::strcmp(id, LOADS_EXT_LOG) == 0 ? &worker_log_table : nullptr;
}

loads_host make_host(const char* name, const void* (*get)(const loads_host*, const char*)) {
  return {sizeof(loads_host), LOADS_ABI_MAJOR, LOADS_ABI_MINOR, name, LOADS_VERSION, get};
}

} // namespace

const loads_host& worker_host(const char* name, LogSink sink) {
  set_worker_log_sink(std::move(sink));
  static const loads_host host = make_host(name, get_all);
  return host;
}

const loads_host& output_host(const char* name, LogSink sink) {
  set_output_log_sink(std::move(sink));
  static const loads_host host = make_host(name, get_log_only);
  return host;
}

} // namespace loads::host
