// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cxxabi.h>

namespace loads::detail {

// Takes the exceptions that are being handled off the thread while a host call lets other users run on it, so
// that a user who waits inside a catch block gets its own back. The state is that of the C++ runtime which
// this module is linked with; the host does the same for its own, which may be another one.
class ParkedExceptions {
public:
  ParkedExceptions() : globals_(reinterpret_cast<Globals*>(abi::__cxa_get_globals())), parked_(*globals_) {
    *globals_ = {};
  }
  ~ParkedExceptions() { *globals_ = parked_; }
  ParkedExceptions(const ParkedExceptions&) = delete;
  ParkedExceptions& operator=(const ParkedExceptions&) = delete;

private:
  // The head of __cxa_eh_globals, as the Itanium C++ ABI fixes it (section 2.2.2).
  struct Globals {
    void* caught = nullptr;
    unsigned uncaught = 0;
  };

  Globals* globals_;
  Globals parked_;
};

} // namespace loads::detail
