// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/strings.hpp>
#include <loads/module.hpp>

#include <string_view>

namespace loads {

enum class LogLevel : loads_log_level {
  debug = LOADS_LOG_DEBUG,
  info = LOADS_LOG_INFO,
  warning = LOADS_LOG_WARNING,
  error = LOADS_LOG_ERROR
};

// One line for the log of the run; nothing where the host keeps none.
inline void log(LogLevel level, std::string_view text) {
  if (detail::tables.log)
    detail::tables.log->write(static_cast<loads_log_level>(level), detail::to_abi(text));
}

} // namespace loads
