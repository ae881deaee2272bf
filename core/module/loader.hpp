// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <loads/abi/module.h>

#include <string>

namespace loads::module {

// What a module says of itself; read from its constant, before any of its functions ran.
struct ModuleInfo {
  std::string path;
  std::string id;
  std::string version;
  unsigned abi_major = 0;
  unsigned abi_minor = 0;
};

// A module that was opened, judged and started. It stays loaded until the process ends: C++ code cannot be
// unloaded safely. stop() at most once, when nothing of it is in use any more.
class LoadedModule {
public:
  LoadedModule(const loads_module& entry, ModuleInfo info) : entry_(&entry), info_(std::move(info)) {}

  const ModuleInfo& info() const { return info_; }
  // The module's table for a kind, or null.
  const void* get(const char* kind) const { return entry_->get(kind); }
  void stop() const {
    if (entry_->stop)
      entry_->stop();
  }
  // The same for later; may be null.
  void (*stop_function() const)() { return entry_->stop; }

private:
  const loads_module* entry_;
  ModuleInfo info_;
};

// Opens the shared library at `path` and starts it with `host`. Every way in which that can fail is one
// sentence that begins with "cannot load PATH:", or with what it is `called` instead. `host` must live as
// long as the process.
base::Result<LoadedModule> load_module(const std::string& path, const loads_host& host,
                                       const std::string& called = {});

// The version rules alone: may a host with host.abi_major.abi_minor run this module? Pure.
base::Status judge_versions(const loads_module& entry, const loads_host& host, const std::string& path);

} // namespace loads::module
