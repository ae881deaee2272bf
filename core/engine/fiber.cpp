// SPDX-License-Identifier: Apache-2.0
#include "core/engine/fiber.hpp"

#include "core/engine/check.hpp"

#include <boost/context/detail/fcontext.hpp>
#include <cxxabi.h>

namespace loads::engine {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

// Where a fiber begins. noexcept: what escapes from the entry function ends the process, as on a thread.
struct Fiber::Trampoline {
  static void run(transfer_t from) noexcept {
    Fiber& self = *static_cast<Fiber*>(from.data);
    self.caller_ = from.fctx;
#if LOADS_ASAN
    __sanitizer_finish_switch_fiber(nullptr, &self.caller_low_, &self.caller_size_);
#endif
    self.entry_(self.argument_);
    self.state_ = State::finished;
#if LOADS_ASAN
    __sanitizer_start_switch_fiber(nullptr, self.caller_low_, self.caller_size_);
#endif
#if LOADS_TSAN
    __tsan_switch_to_fiber(self.tsan_caller_, 0);
#endif
    jump_fcontext(self.caller_, nullptr);
    check(false, "a fiber that returned was resumed");
  }
};

Fiber::Fiber(const Stack& stack, Entry entry, void* argument)
    : context_(make_fcontext(stack.top, stack.size(), &Trampoline::run)), entry_(entry), argument_(argument),
      stack_(stack) {
#if LOADS_TSAN
  tsan_fiber_ = __tsan_create_fiber(0);
#endif
}

Fiber::~Fiber() {
  check(state_ == State::fresh || state_ == State::finished, "a fiber was destroyed while parked");
#if LOADS_TSAN
  __tsan_destroy_fiber(tsan_fiber_);
#endif
}

void Fiber::resume() {
  check(state_ == State::fresh || state_ == State::parked, "a fiber was resumed that is not parked");
#ifndef NDEBUG
  check(state_ == State::fresh || thread_ == std::this_thread::get_id(), "a fiber changed its thread");
  thread_ = std::this_thread::get_id();
#endif
  state_ = State::running;
  auto* exceptions = reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
  const ExceptionState outer = *exceptions;
  *exceptions = exceptions_;
#if LOADS_ASAN
  void* fake_stack = nullptr;
  __sanitizer_start_switch_fiber(&fake_stack, stack_.low, stack_.size());
#endif
#if LOADS_TSAN
  tsan_caller_ = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(tsan_fiber_, 0);
#endif
  context_ = jump_fcontext(context_, this).fctx;
#if LOADS_ASAN
  __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#endif
  exceptions_ = *exceptions;
  *exceptions = outer;
}

void Fiber::park() {
  check(state_ == State::running, "park() was called from outside the fiber");
  state_ = State::parked;
#if LOADS_ASAN
  __sanitizer_start_switch_fiber(&fake_stack_, caller_low_, caller_size_);
#endif
#if LOADS_TSAN
  __tsan_switch_to_fiber(tsan_caller_, 0);
#endif
  caller_ = jump_fcontext(caller_, nullptr).fctx;
#if LOADS_ASAN
  __sanitizer_finish_switch_fiber(fake_stack_, &caller_low_, &caller_size_);
#endif
}

} // namespace loads::engine
