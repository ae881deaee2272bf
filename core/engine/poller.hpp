// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/engine/waiter.hpp"

#include <cstddef>
#include <cstdint>

namespace loads::engine {

// Told when what it waits for on a Watch came.
class IoListener {
public:
  virtual ~IoListener() = default;
  virtual void io_ready() = 0;
};

// What a poller knows about one attached descriptor; IoHandle::state points at it.
struct Watch {
  static constexpr std::uint8_t readable = 1;
  static constexpr std::uint8_t writable = 2;

  IoListener* listener = nullptr; // parked on this watch, for `interest`
  std::uint8_t interest = 0;
  std::uint8_t ready = 0;   // came since it was last asked for
  std::uint8_t hung_up = 0; // directions that will never block again: an end of stream shows up only once
  std::uint32_t generation = 0;
  std::uint32_t slot = 0;

  // Whether `direction` became ready since the last call. The answer uses it up.
  bool take(std::uint8_t direction) {
    const bool was = ((ready | hung_up) & direction) != 0;
    ready &= static_cast<std::uint8_t>(~direction);
    return was;
  }

  void note(std::uint8_t directions, std::uint8_t hang_up) {
    ready |= directions;
    hung_up |= hang_up;
    if (listener != nullptr && ((ready | hung_up) & interest) != 0)
      listener->io_ready();
  }
};

// Where a loop waits: the only thing that knows which system call tells about descriptors. All functions but
// wake() belong to the thread of the loop.
class Poller {
public:
  struct Waited {
    std::size_t events = 0;
    bool woken = false; // wake() was called
  };

  virtual ~Poller() = default;

  virtual bool attach(IoHandle& handle) = 0; // false: errno says why
  virtual void detach(IoHandle& handle) = 0;

  // Waits for events, at most so long (zero: just looks; Duration::max(): for ever), and notes them in the
  // watches.
  virtual Waited wait(base::Duration timeout) = 0;

  virtual void wake() = 0; // ends a wait, from any thread
};

} // namespace loads::engine
