// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/app.hpp>
#include <loads/assertions.hpp>
#include <loads/detail/making.hpp>
#include <loads/log.hpp>
#include <loads/server_url.hpp>
#include <loads/session.hpp>
#include <loads/web_socket.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace loads {

// Where a user stands in the plan of the run; hits and users are those of its cycle.
struct Position {
  std::uint64_t hits; // of each user; 0 if a duration decides
  std::uint64_t users;
  std::uint64_t hit;  // this one, from 1; 0 in begin_user()
  std::uint64_t user; // this one, from 1
};

// A functional test that virtual users run. One object for each user: members keep their values from hit to
// hit. Order: begin_user(), then for each hit set_up(), the test, tear_down(), at last end_user().
// tear_down() runs also after a test that failed, not after a set_up() that did. An assertion that does not
// hold is a failure in the test and an error anywhere else; any other exception is an error.
class TestCase : public Assertions {
public:
  TestCase() : Assertions(detail::take_making()) {}
  virtual ~TestCase() { drop_cleanups(); }
  TestCase(const TestCase&) = delete;
  TestCase& operator=(const TestCase&) = delete;

  virtual void begin_user() {}
  virtual void end_user() {}
  virtual void set_up() {}
  virtual void tear_down() {}

  // Opens a web socket: ws://, wss://, or a path on the server that server_url says.
  WebSocket create_ws(std::string_view url, WebSocketOptions options = {}, Where where = Where::here()) {
    return WebSocket(user_, session, url, std::move(options), where);
  }

  // Adds to a counter of your own, shown in the report.
  void incr_counter(std::string_view name, std::int64_t by = 1) {
    user_.tables->vu->count(user_.vu, detail::to_abi(name), by);
  }

  // Pauses this user only.
  void sleep(std::chrono::nanoseconds time);

  // A number of this user alone, for the whole run.
  std::uint64_t user_id() const { return user_.tables->vu->id(user_.vu); }

  Position position() const {
    loads_position at = {};
    at.size = sizeof at;
    user_.tables->vu->position(user_.vu, &at);
    return {at.hits, at.users, at.hit, at.user};
  }
  Position loads_status() const { return position(); }

  void log(std::string_view text) const { log(LogLevel::info, text); }
  void log(LogLevel level, std::string_view text) const {
    if (user_.tables->log)
      user_.tables->log->write(static_cast<loads_log_level>(level), detail::to_abi(text));
  }

  // Runs `action` after this hit's tear_down(), also when set_up() or the test failed; the last added first.
  template <class Action>
  void add_cleanup(Action action) {
    cleanups_ = new CleanupOf<Action>(cleanups_, std::move(action));
  }

  // Options of a run with tests of this class, for a class that has its own:
  //   static constexpr const char* default_options[] = {"threshold=p95<200ms"};
  // Each is like a line of a configuration file; what the user of loads-runner gives wins.
  static constexpr std::array<const char*, 0> default_options{};

  Session session{user_};
  ServerUrl server_url{session};
  App app{session};

private:
  friend class detail::Iteration;

  struct Cleanup {
    explicit Cleanup(Cleanup* below) : next(below) {}
    virtual ~Cleanup() = default;
    virtual void run() = 0;
    Cleanup* next;
  };

  template <class Action>
  struct CleanupOf : Cleanup {
    CleanupOf(Cleanup* below, Action&& todo) : Cleanup(below), action(std::move(todo)) {}
    void run() override { action(); }
    Action action;
  };

  void drop_cleanups() {
    while (Cleanup* top = cleanups_) {
      cleanups_ = top->next;
      delete top;
    }
  }

  Cleanup* cleanups_ = nullptr;
};

inline void TestCase::sleep(std::chrono::nanoseconds time) {
  const std::uint64_t nanoseconds = time.count() > 0 ? static_cast<std::uint64_t>(time.count()) : 0;
  ::loads_status status;
  {
    const detail::ParkedExceptions parked;
    status = user_.tables->vu->sleep(user_.vu, nanoseconds);
  }
  if (status == LOADS_E_CANCELLED) [[unlikely]] {
    user_.stopped = true;
    throw Stopped();
  }
  if (status != LOADS_OK) [[unlikely]]
    throw std::runtime_error("sleep: " +
                             std::string(detail::from_abi(user_.tables->vu->error_text(user_.vu))));
}

} // namespace loads
