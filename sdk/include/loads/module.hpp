// SPDX-License-Identifier: Apache-2.0
// The entry symbol of a module, written for you: each source file that includes an SDK header defines it
// weakly.
#pragma once

#include <loads/abi/abi.h>
#include <loads/detail/metric_entries.hpp>

#include <cstring>

// loads_add_suite and loads_add_output set these; without them the module has no name of its own.
#ifndef LOADS_MODULE_ID
#define LOADS_MODULE_ID ""
#endif
#ifndef LOADS_MODULE_VERSION
#define LOADS_MODULE_VERSION ""
#endif

namespace loads::detail {

// The host's tables that the SDK uses.
struct HostTables {
  const loads_ext_vu* vu;
  const loads_ext_http* http;
  const loads_ext_websocket* websocket;
  const loads_ext_log* log;
  const loads_ext_metric* metric;
};

} // namespace loads::detail

// What a module keeps is hidden: the dynamic linker would share it between modules otherwise.
#pragma GCC visibility push(hidden)
namespace loads::detail {

// A kind that this module offers. Static; linked into a list before main() or dlopen() goes on.
struct KindEntry {
  const char* kind;
  const void* table;
  KindEntry* next;
};

inline KindEntry* kind_entries = nullptr;
inline const loads_host* host = nullptr; // set by start()
inline HostTables tables = {};           // set by start(); null where the host has none

// Makes `table` known under `kind`; the first one wins.
struct RegisterKind {
  RegisterKind(const char* kind, const void* table) : entry{kind, table, kind_entries} {
    for (KindEntry* it = kind_entries; it; it = it->next)
      if (std::strcmp(it->kind, kind) == 0)
        return;
    kind_entries = &entry;
  }
  KindEntry entry;
};

inline const void* module_get(const char* kind) noexcept {
  for (KindEntry* it = kind_entries; it; it = it->next)
    if (std::strcmp(it->kind, kind) == 0)
      return it->table;
  return nullptr;
}

// The host's table for `id`, or null where the host has none.
template <class Table>
const Table* host_table(const char* id) noexcept {
  return host ? static_cast<const Table*>(host->get(host, id)) : nullptr;
}

inline loads_status module_start(const loads_host* from) noexcept {
  host = from;
  tables = {host_table<loads_ext_vu>(LOADS_EXT_VU), host_table<loads_ext_http>(LOADS_EXT_HTTP),
            host_table<loads_ext_websocket>(LOADS_EXT_WEBSOCKET), host_table<loads_ext_log>(LOADS_EXT_LOG),
            host_table<loads_ext_metric>(LOADS_EXT_METRIC)};
  return !tables.metric || declare_entries(*tables.metric) ? LOADS_OK : LOADS_E_INVALID;
}

} // namespace loads::detail
#pragma GCC visibility pop

extern "C" __attribute__((weak, visibility("default")))
const loads_module loads_module_v1 = {sizeof(loads_module),
                                      LOADS_ABI_MAJOR,
                                      LOADS_ABI_MINOR,
                                      0,
                                      {0, 0, 0},
                                      LOADS_MODULE_ID,
                                      LOADS_MODULE_VERSION,
                                      loads::detail::module_start,
                                      nullptr,
                                      loads::detail::module_get};
