// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/sanitizers.hpp"
#include "core/engine/stack_pool.hpp"

#include <cstdint>
#include <thread>

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

  bool finished() const { return state_ == State::finished; }

private:
  enum class State : std::uint8_t { fresh, running, parked, finished };

  // What the C++ runtime keeps per thread about exceptions in flight, as the Itanium ABI lays it out.
  struct ExceptionState {
    void* caught = nullptr;
    unsigned int uncaught = 0;
  };

  struct Trampoline;

  void* context_;          // where the fiber goes on
  void* caller_ = nullptr; // where resume() goes on
  ExceptionState exceptions_;
  Entry entry_;
  void* argument_;
  State state_ = State::fresh;
  Stack stack_;
#ifndef NDEBUG
  std::thread::id thread_;
#endif
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

} // namespace loads::engine
