// SPDX-License-Identifier: Apache-2.0
#include "core/host/host_table.hpp"

#include <atomic>
#include <memory>
#include <mutex>

namespace loads::host {
namespace {

std::mutex sink_mutex; // guards the pointer, not the sink
std::shared_ptr<const LogSink> current_sink;

void write(loads_log_level level, loads_str text) {
  std::shared_ptr<const LogSink> sink;
  {
    std::lock_guard lock(sink_mutex);
    sink = current_sink;
  }
  if (sink && text.data)
    (*sink)(level, {text.data, text.size});
}

} // namespace

void set_log_sink(LogSink sink) {
  auto shared = std::make_shared<const LogSink>(std::move(sink));
  std::lock_guard lock(sink_mutex);
  current_sink = std::move(shared);
}

const loads_ext_log log_table = {sizeof(loads_ext_log), 0, write};

} // namespace loads::host
