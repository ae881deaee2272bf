// SPDX-License-Identifier: Apache-2.0
// The module's side of the plugin ABI.
#include "outputs/stdout/stdout_output.hpp"

#include <loads/module.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <unistd.h>

namespace loads::outputs {
namespace {

void log_error(const std::string& text) {
  const auto* log = detail::host_table<loads_ext_log>(LOADS_EXT_LOG);
  if (log && LOADS_HAS(log, loads_ext_log, write))
    log->write(LOADS_LOG_ERROR, {text.data(), text.size()});
}

// Runs `body(output)`, which returns false with errno; nothing that it throws gets out.
template <class Body>
loads_status guarded(void* self, Body body) noexcept {
  try {
    if (body(*static_cast<StdoutOutput*>(self)))
      return LOADS_OK;
    log_error(std::string("cannot write the report: ") + std::strerror(errno));
  } catch (const std::exception& error) {
    log_error(std::string("cannot write the report: ") + error.what());
  } catch (...) {
    log_error("cannot write the report");
  }
  return LOADS_E_FAILED;
}

loads_status create(const loads_host*, const loads_setting*, size_t, void** self) noexcept {
  std::fflush(stdout); // what the program printed before comes first
  *self = new (std::nothrow) StdoutOutput(Terminal(STDOUT_FILENO), Terminal(STDERR_FILENO));
  return *self ? LOADS_OK : LOADS_E_FAILED;
}

loads_status begin(void* self, const loads_run* run) noexcept {
  return guarded(self, [run](StdoutOutput& output) {
    output.begin(*run);
    return true;
  });
}

loads_status progress(void* self, const loads_totals* so_far) noexcept {
  return guarded(self, [so_far](StdoutOutput& output) { return output.progress(*so_far); });
}

loads_status end(void* self, const loads_totals* totals) noexcept {
  return guarded(self, [totals](StdoutOutput& output) { return output.end(*totals); });
}

void destroy(void* self) noexcept {
  delete static_cast<StdoutOutput*>(self);
}

constexpr loads_output table = {sizeof(loads_output),
                                0,
                                "stdout",
                                "progress while the run goes on and a report when it is over",
                                nullptr,
                                0,
                                create,
                                begin,
                                progress,
                                end,
                                destroy};

const detail::RegisterKind registered(LOADS_KIND_OUTPUT, &table);

} // namespace
} // namespace loads::outputs
