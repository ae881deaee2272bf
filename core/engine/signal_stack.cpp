// SPDX-License-Identifier: Apache-2.0
#include "core/engine/signal_stack.hpp"

#include <algorithm>
#include <unistd.h>

namespace loads::engine {
namespace {

// Enough to write a report; processors with large registers need more for the signal frame alone.
std::size_t wanted_size() {
  const long least = sysconf(_SC_SIGSTKSZ);
  return std::max<std::size_t>(64 * 1024, least > 0 ? static_cast<std::size_t>(least) : 0);
}

} // namespace

SignalStack::SignalStack() {
  const std::size_t size = wanted_size();
  memory_ = std::make_unique_for_overwrite<std::byte[]>(size); // not touched until it is needed
  stack_t stack{};
  stack.ss_sp = memory_.get();
  stack.ss_size = size;
  sigaltstack(&stack, &previous_);
}

SignalStack::~SignalStack() {
  sigaltstack(&previous_, nullptr);
}

} // namespace loads::engine
