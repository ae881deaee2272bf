// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/engine/waiter.hpp"

#include <cstddef>
#include <functional>

namespace loads::engine {

// What a virtual user does, from its beginning to its end. Must not let an exception out (std::terminate).
using UserBody = std::function<void(Waiter&)>;

// Runs virtual users, on fibers of one thread (EngineThread) or each on a thread of its own (ThreadUsers).
// The host has one thread that runs posted functions; "host thread" below.
class UserHost {
public:
  virtual ~UserHost() = default;

  virtual base::Status start() = 0;

  // Runs the function on the host thread, after those posted before. Any thread, between start() and stop().
  virtual void post(std::function<void()> function) = 0;

  // Starts a user. `tag` names it to a watchdog (PulseSample::tag); null: the user's own address. Host
  // thread.
  virtual base::Status spawn(UserBody body, const void* tag = nullptr) = 0;

  // Cancels the waits of all users that live, and of those spawned until reset_cancel(). At once on the host
  // thread, by post() from others.
  virtual void cancel_all() = 0;
  virtual void reset_cancel() = 0;

  // Called on the host thread whenever the last user has ended. Set before start().
  virtual void on_idle(std::function<void()> callback) = 0;

  virtual std::size_t live_users() const = 0;  // any thread
  virtual base::Duration cpu_time() const = 0; // of the threads that run users; any thread, also after stop()

  // Cancels all users, waits until they have ended, and joins. A user that never ends keeps it waiting: end
  // the process then. Not from the host thread.
  virtual void stop() = 0;
};

} // namespace loads::engine
