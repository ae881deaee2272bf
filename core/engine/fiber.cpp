// SPDX-License-Identifier: Apache-2.0
#include "core/engine/fiber.hpp"

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

} // namespace loads::engine
