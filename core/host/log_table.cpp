// SPDX-License-Identifier: Apache-2.0
#include "core/host/host_table.hpp"

#include <memory>
#include <mutex>

namespace loads::host {
namespace {

// Where lines of one kind of module go. Set and used by any threads.
class LogTarget {
public:
  void set(LogSink sink) {
    auto shared = std::make_shared<const LogSink>(std::move(sink));
    std::lock_guard lock(mutex_);
    sink_ = std::move(shared);
  }
  void write(loads_log_level level, loads_str text) {
    std::shared_ptr<const LogSink> sink;
    {
      std::lock_guard lock(mutex_);
      sink = sink_;
    }
    if (sink && *sink && text.data)
      (*sink)(level, {text.data, text.size});
  }

private:
  std::mutex mutex_; // guards the pointer, not the sink
  std::shared_ptr<const LogSink> sink_;
};

LogTarget worker_target, output_target;

void write_worker(loads_log_level level, loads_str text) {
  worker_target.write(level, text);
}
void write_output(loads_log_level level, loads_str text) {
  output_target.write(level, text);
}

} // namespace

void set_worker_log_sink(LogSink sink) {
  worker_target.set(std::move(sink));
}
void set_output_log_sink(LogSink sink) {
  output_target.set(std::move(sink));
}

const loads_ext_log worker_log_table = {sizeof(loads_ext_log), 0, write_worker};
const loads_ext_log output_log_table = {sizeof(loads_ext_log), 0, write_output};

} // namespace loads::host
