// SPDX-License-Identifier: Apache-2.0
// What the engine's own parts cost, on one core: switches, timers, sleeps, wake-ups by a socket, stacks,
// users.
#include "core/engine/engine_thread.hpp"
#include "core/engine/epoll_poller.hpp"
#include "core/engine/fiber.hpp"
#include "core/engine/fiber_waiter.hpp"
#include "core/engine/timer_queue.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>
#include <random>
#include <semaphore>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using namespace loads;
using namespace loads::engine;
using namespace std::chrono_literals;

namespace {

const base::SteadyClock steady;

// Of this thread's processor time: other programs on the same core do not count.
base::Duration processor_time() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

template <class Body>
double processor_nanoseconds_each(std::size_t times, Body body) {
  const auto began = processor_time();
  body();
  return static_cast<double>((processor_time() - began).count()) / static_cast<double>(times);
}

template <class Body>
double nanoseconds_each(std::size_t times, Body body) {
  const auto began = steady.now();
  body();
  return static_cast<double>((steady.now() - began).count()) / static_cast<double>(times);
}

void park_for_ever(void* self) {
  auto& fiber = **static_cast<Fiber**>(self);
  for (;;)
    fiber.park();
}

void switches(std::size_t fibers) {
  // Left parked at the end: the process exits by _exit, since a parked fiber may not be destroyed.
  auto& pool = *new StackPool;
  std::vector<Fiber*> all(fibers);
  for (auto& fiber : all) {
    fiber = new Fiber(*pool.acquire(), park_for_ever, &fiber);
    fiber->resume();
  }
  const std::size_t rounds = 20'000'000 / fibers;
  const double cost = processor_nanoseconds_each(rounds * fibers, [&] {
    for (std::size_t round = 0; round < rounds; ++round) {
      for (Fiber* fiber : all)
        fiber->resume();
    }
  });
  std::printf("switch there and back, %6zu fibers   %8.1f ns\n", fibers, cost);
}

struct NoTimer final : Timer {
  void fire(base::TimePoint) override {}
};

void timers(std::size_t count) {
  std::mt19937_64 random(1);
  TimerQueue queue;
  std::vector<NoTimer> all(count);
  const auto some_time = [&] { return base::TimePoint(base::Duration(random() % 60'000'000'000)); };
  for (auto& timer : all)
    queue.arm(timer, some_time());
  const std::size_t times = 2'000'000;
  const double cost = processor_nanoseconds_each(times, [&] {
    for (std::size_t i = 0; i < times; ++i) {
      NoTimer& timer = all[i % count];
      queue.disarm(timer);
      queue.arm(timer, some_time());
    }
  });
  std::printf("timer disarm and arm, %6zu timers    %8.1f ns\n", count, cost);
  for (auto& timer : all)
    queue.disarm(timer);
}

// Runs a user on an engine thread to its end.
void on_engine(const UserBody& body) {
  std::binary_semaphore done{0};
  EngineThread thread({.clock = steady});
  thread.on_idle([&] { done.release(); });
  if (!thread.start())
    std::abort();
  thread.post([&] {
    if (!thread.spawn(body))
      std::abort();
  });
  done.acquire();
}

void yields() {
  on_engine([](Waiter& waiter) {
    const std::size_t times = 1'000'000;
    const double cost = processor_nanoseconds_each(times, [&] {
      for (std::size_t i = 0; i < times; ++i)
        waiter.sleep_until(base::TimePoint{});
    });
    std::printf("a user alone gives way (a poll each time)    %8.1f ns\n", cost);
  });
}

void sleeps(base::Duration length, int times) {
  on_engine([&](Waiter& waiter) {
    std::vector<double> late;
    for (int i = 0; i < times; ++i) {
      const auto time = waiter.now() + length;
      waiter.sleep_until(time);
      late.push_back(static_cast<double>((waiter.now() - time).count()) / 1e3);
    }
    std::sort(late.begin(), late.end());
    std::printf("sleep of %7.2f ms ends late by           %8.1f us (median), %.1f us (p90)\n",
                static_cast<double>(length.count()) / 1e6, late[late.size() / 2], late[late.size() * 9 / 10]);
  });
}

// One user writes a byte to itself and waits for it, with a time-out each time.
void waits(bool with_wait) {
  on_engine([with_wait](Waiter& waiter) {
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) != 0)
      std::abort();
    IoHandle handle{fds[0]};
    waiter.attach(handle);
    const std::size_t times = 300'000;
    char byte = 'x';
    const double cost = processor_nanoseconds_each(times, [&] {
      for (std::size_t i = 0; i < times; ++i) {
        if (write(fds[1], &byte, 1) != 1)
          std::abort();
        if (with_wait && waiter.wait_readable(handle, waiter.now() + 30s) != Wake::ready)
          std::abort();
        if (read(fds[0], &byte, 1) != 1)
          std::abort();
      }
    });
    std::printf("write, %sread on a socket pair    %8.1f ns\n", with_wait ? "wait, " : "      ", cost);
    waiter.detach(handle);
    close(fds[0]);
    close(fds[1]);
  });
}

std::size_t resident_bytes() {
  std::size_t total = 0;
  std::size_t resident = 0;
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr || std::fscanf(file, "%zu %zu", &total, &resident) != 2)
    std::abort();
  std::fclose(file);
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

void users(int count) {
  std::binary_semaphore idle{0};
  std::binary_semaphore all_asleep{0};
  EngineThread thread({.clock = steady});
  thread.on_idle([&] { idle.release(); });
  if (!thread.start())
    std::abort();
  int asleep = 0;
  const std::size_t before = resident_bytes();
  const double start_cost = nanoseconds_each(static_cast<std::size_t>(count), [&] {
    thread.post([&] {
      for (int i = 0; i < count; ++i) {
        const auto spawned = thread.spawn([&](Waiter& waiter) {
          if (++asleep == count)
            all_asleep.release();
          waiter.sleep_until(base::never);
        });
        if (!spawned)
          std::abort();
      }
    });
    all_asleep.acquire();
  });
  const std::size_t after = resident_bytes();
  const double stop_cost = nanoseconds_each(static_cast<std::size_t>(count), [&] {
    thread.cancel_all();
    idle.acquire();
  });
  std::printf("%d users: start %.0f ns, cancel and end %.0f ns, resident %.2f KiB each\n", count, start_cost,
              stop_cost, static_cast<double>(after - before) / 1024 / count);
}

} // namespace

int main() {
  users(20'000);
  for (const std::size_t count : {1U, 100U, 1'000U, 10'000U})
    switches(count);
  for (const std::size_t count : {100U, 10'000U})
    timers(count);
  yields();
  waits(false);
  waits(true);
  sleeps(100us, 2000);
  sleeps(1ms, 500);
  sleeps(30ms, 30);
  sleeps(300ms, 8);
  std::fflush(stdout);
  _exit(0);
}
