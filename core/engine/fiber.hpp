// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/check.hpp"
#include "core/engine/sanitizers.hpp"
#include "core/engine/stack_pool.hpp"

#include <boost/context/detail/fcontext.hpp>
#include <cstdint>
#include <cxxabi.h>

namespace loads::engine {

// A function that runs on a stack of its own and can be left and come back to. It belongs to the thread that
// first resumes it, and must have returned (or never have begun) before it is destroyed: nothing unwinds a
// parked fiber, because that would run through frames of a test module at a moment it does not expect.
class Fiber {
public:
  // Must not let an exception out: std::terminate.
  using Entry = void (*)(void* argument);

  Fiber(const Stack& stack, Entry entry, void* argument);
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Runs the fiber until it parks or returns. Not from inside of it.
  void resume();

  // From inside the fiber: goes back to whoever resumed it. [suspends]
  void park();

  // Has the part of the parked fiber's stack fetched that resume() will need.
  void prefetch() const {
    constexpr std::size_t line = 64, lines = 16; // as deep as a user waits for an answer
    for (std::size_t i = 0; i < lines; ++i)
      __builtin_prefetch(static_cast<const std::byte*>(context_) + i * line, 1);
  }

  bool finished() const { return state_ == State::finished; }

private:
  enum class State : std::uint8_t { fresh, running, parked, finished };

  // What the C++ runtime keeps per thread about exceptions in flight, as the Itanium ABI lays it out.
  struct ExceptionState {
    void* caught = nullptr;
    unsigned int uncaught = 0;
  };

  struct Trampoline;

  void* context_;                               // where the fiber goes on
  void* caller_ = nullptr;                      // where resume() goes on
  ExceptionState exceptions_;                   // of the fiber, while it is parked
  ExceptionState* thread_exceptions_ = nullptr; // of the thread that the fiber belongs to
  Entry entry_;
  void* argument_;
  State state_ = State::fresh;
  Stack stack_;
#if LOADS_ASAN
  void* fake_stack_ = nullptr;
  const void* caller_low_ = nullptr;
  std::size_t caller_size_ = 0;
#endif
#if LOADS_TSAN
  void* tsan_fiber_;
  void* tsan_caller_ = nullptr;
#endif
};

// Both inline: each return after a switch is predicted wrongly by the processor, so there are to be few.

inline void Fiber::resume() {
  check(state_ == State::fresh || state_ == State::parked, "a fiber was resumed that is not parked");
  state_ = State::running;
  if (thread_exceptions_ == nullptr)
    thread_exceptions_ = reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
#ifndef NDEBUG
  check(reinterpret_cast<void*>(abi::__cxa_get_globals()) == thread_exceptions_,
        "a fiber changed its thread");
#endif
  const ExceptionState outer = *thread_exceptions_;
  *thread_exceptions_ = exceptions_;
#if LOADS_ASAN
  void* fake_stack = nullptr;
  __sanitizer_start_switch_fiber(&fake_stack, stack_.low, stack_.size());
#endif
#if LOADS_TSAN
  tsan_caller_ = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(tsan_fiber_, 0);
#endif
  context_ = boost::context::detail::jump_fcontext(context_, this).fctx;
#if LOADS_ASAN
  __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#endif
  exceptions_ = *thread_exceptions_;
  *thread_exceptions_ = outer;
}

inline void Fiber::park() {
  check(state_ == State::running, "park() was called from outside the fiber");
  state_ = State::parked;
#if LOADS_ASAN
  __sanitizer_start_switch_fiber(&fake_stack_, caller_low_, caller_size_);
#endif
#if LOADS_TSAN
  __tsan_switch_to_fiber(tsan_caller_, 0);
#endif
  caller_ = boost::context::detail::jump_fcontext(caller_, nullptr).fctx;
#if LOADS_ASAN
  __sanitizer_finish_switch_fiber(fake_stack_, &caller_low_, &caller_size_);
#endif
}

} // namespace loads::engine
