// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/testing/fake_sockets.hpp>

#pragma GCC visibility push(hidden)
namespace loads::testing {

inline const void* FakeTables::get(const loads_host* raw, const char* id) {
  const FakeHost& owner = *reinterpret_cast<const FakeHost::Table*>(raw)->owner;
  const std::string_view wanted = id;
  if (wanted == LOADS_EXT_VU)
    return &vu_table;
  if (wanted == LOADS_EXT_HTTP && !owner.without_http)
    return &http_table;
  if (wanted == LOADS_EXT_WEBSOCKET && !owner.without_http)
    return &websocket_table;
  if (wanted == LOADS_EXT_LOG)
    return &log_table;
  if (wanted == LOADS_EXT_METRIC)
    return &metric_table;
  return nullptr;
}

} // namespace loads::testing
#pragma GCC visibility pop
