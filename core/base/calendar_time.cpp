// SPDX-License-Identifier: Apache-2.0
#include "core/base/calendar_time.hpp"

#include <cstdio>
#include <ctime>

namespace loads::base {

std::string calendar_time() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  tm parts{};
  ::gmtime_r(&now.tv_sec, &parts);
  char text[40];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text + size, sizeof text - size, ".%03ldZ", now.tv_nsec / 1'000'000);
  return text;
}

} // namespace loads::base
