// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/module.hpp>
#include <loads/testing/socket_records.hpp>
#include <loads/testing/tests.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace loads::testing {

class FakeUser;

// A host in memory, to run test suites from any unit-test framework: it answers requests as scripted, its
// clock moves only by sleeps and answers, and it keeps what was recorded. By default it runs the suites
// linked into this program; another module's may be given. One at a time for each module.
class FakeHost {
public:
  explicit FakeHost(const loads_module& module = loads_module_v1);
  ~FakeHost();
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  // The next answer; when all were used up, `handler` answers, or else a plain 200.
  FakeHost& reply(Reply reply) {
    replies.push_back(std::move(reply));
    return *this;
  }

  // What the next web socket's server does; when all were used up, it echoes.
  FakeHost& socket(SocketScript script) {
    socket_scripts.push_back(std::move(script));
    return *this;
  }

  // As at the end of a run: each call that could wait returns LOADS_E_CANCELLED from now on.
  void stop() { stopped = true; }

  // "TestWebSite.test_es", "TestWebSite.test_chat" ...
  std::vector<std::string> tests() const { return names_of(suite_); }
  // A virtual user of that test, already begun; look at status() whether it could.
  FakeUser user(std::string_view test);
  // One user, one hit.
  loads_outcome run(std::string_view test);
  // A user for a test object that you make yourself; see loads/boost_test.hpp. The last one ends.
  loads_vu* bare_user();

  const loads_suite& suite() const { return *suite_; }
  const loads_host* table() const { return &host_.raw; }

  std::deque<Reply> replies;
  std::deque<SocketScript> socket_scripts;
  std::function<Reply(const Request&)> handler;
  std::function<void(loads_vu*)> on_suspend;      // in each call that could wait, before it does its work
  std::function<void(const Failure&)> on_failure; // for each of `failures`, at once
  std::string server_url;
  std::chrono::nanoseconds now{};
  // When the clock gets there, the run stops.
  std::chrono::nanoseconds deadline = std::chrono::nanoseconds::max();
  bool stopped = false;
  bool without_http = false; // nor web sockets; has effect when set before the module starts: see restart()

  std::vector<Request> requests;
  std::deque<SocketRecord> sockets;
  std::vector<Failure> failures;
  std::map<std::string, CheckCount> checks;
  std::map<std::string, std::int64_t> counters;
  std::map<std::string, MetricValues> metrics; // "checkout time", "items{region=eu}"; tags by name
  std::vector<std::string> log;
  std::vector<std::chrono::nanoseconds> sleeps;
  std::size_t open_responses = 0;
  std::size_t closed_connections = 0;

  // start()s the module again with the settings of now.
  void restart();

private:
  friend class FakeUser;
  friend struct FakeTables;
  friend struct FakeMetrics;

  struct Table {
    loads_host raw;
    FakeHost* owner;
  };

  const loads_module& module_;
  Table host_;
  const loads_suite* suite_ = nullptr;
  std::uint64_t users_ = 0;
  std::unique_ptr<FakeUser> bare_user_;
  std::string problem_; // why the module may not start
};

// One virtual user of a FakeHost. Ends, and calls end_user(), when it goes out of scope.
class FakeUser {
public:
  FakeUser(FakeHost& host, std::uint32_t test);
  explicit FakeUser(FakeHost& host); // without a test
  ~FakeUser() { end(); }
  FakeUser(const FakeUser&) = delete;
  FakeUser& operator=(const FakeUser&) = delete;

  // What create() returned.
  loads_status status() const { return status_; }

  // One hit.
  loads_outcome run() {
    ++state_->position.hit;
    return state_->host->suite().run(test_, vu(), user_);
  }

  void end() {
    if (status_ == LOADS_OK && !ended_)
      state_->host->suite().destroy(test_, vu(), user_);
    ended_ = true;
  }

  loads_vu* vu() { return reinterpret_cast<loads_vu*>(state_.get()); }
  loads_position& position() { return state_->position; }
  std::map<std::string, std::string>& cookies() { return state_->cookies; }

private:
  friend struct FakeTables;

  struct State {
    FakeHost* host;
    std::uint64_t id;
    loads_position position;
    std::string error;
    std::string cookie_text;
    std::map<std::string, std::string> cookies; // by name alone, whatever the URL
  };

  std::unique_ptr<State> state_;
  std::uint32_t test_ = 0;
  void* user_ = nullptr;
  loads_status status_ = LOADS_E_MISSING;
  bool ended_ = false;
};

} // namespace loads::testing
