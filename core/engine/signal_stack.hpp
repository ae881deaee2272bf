// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <signal.h>

namespace loads::engine {

// Gives the calling thread a stack for handlers installed with SA_ONSTACK, so that they can run when the
// thread's or fiber's own has overflowed. One at a time; destroyed by the same thread, before it ends.
class SignalStack {
public:
  SignalStack();
  ~SignalStack();
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

private:
  std::unique_ptr<std::byte[]> memory_;
  stack_t previous_{};
};

} // namespace loads::engine
