// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/waiter.hpp"
#include "core/events/user_events.hpp"
#include "core/metrics/recorder.hpp"
#include "core/net/http_client.hpp"
#include "core/net/web_socket.hpp"

#include <loads/abi/suite.h>
#include <loads/abi/vu.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace loads::host {

// What all virtual users of a run share.
struct RunContext {
  std::string server_url;
};

} // namespace loads::host

// A web socket behind the ABI's handle. Its user owns it.
struct loads_web_socket : loads::net::WebSocket {
  using WebSocket::WebSocket;
};

// The virtual user behind the ABI's handle. One at a time uses it: its fiber or thread.
struct loads_vu {
  // What it records goes into the recorder and, if there is a writer, into the stream of events.
  loads_vu(const loads::host::RunContext& run_context, loads::engine::Waiter& user_waiter,
           loads::metrics::Recorder& user_recorder, loads::events::Writer* event_writer,
           loads::net::ThreadContext& thread_net, std::uint64_t user_id, std::uint32_t test_number)
      : run(run_context), waiter(user_waiter), recorder(user_recorder), net(thread_net), id(user_id),
        test(test_number), events(event_writer ? make_events(*event_writer) : nullptr),
        http(thread_net, user_waiter, hit_sink()) {}

  const loads::host::RunContext& run;
  loads::engine::Waiter& waiter;
  loads::metrics::Recorder& recorder;
  loads::net::ThreadContext& net;
  loads::model::Position position;
  std::uint64_t id;                                  // unique in the run
  std::uint32_t test;                                // as the recorder counts
  std::unique_ptr<loads::events::UserEvents> events; // null: nobody wants them
  loads::net::HttpClient http;
  std::vector<std::unique_ptr<loads_web_socket>> sockets;
  std::string error_text;
  std::uint32_t waits = 0;    // host calls so far that may have let others run
  std::uint32_t records = 0;  // failures recorded in this iteration
  bool saw_cancel = false;    // a host call told the module that the run stops
  bool failed_before = false; // ... and by then it had failed already

  void note_cancel() {
    if (!saw_cancel)
      failed_before = records > 0;
    saw_cancel = true;
  }
  // Around all code of the test that runs for this user.
  inline void enter();
  inline void leave();

  // A failure that has nothing to do with a stop.
  bool failed_by_itself() const { return saw_cancel ? failed_before : records > 0; }

  void fail(const loads::events::Failure& failure) {
    const loads::base::TimePoint at = waiter.now();
    records += !failure.soft;
    recorder.failure(test, failure.outcome, failure.soft, failure.file, failure.line, failure.message, at);
    if (events)
      events->failure(failure, at);
  }

  // Where hits and web sockets are told.
  loads::model::HitSink& hit_sink() {
    if (events)
      return *events;
    return recorder;
  }
  loads::model::SocketSink& socket_sink() {
    if (events)
      return *events;
    return recorder.sockets();
  }

private:
  std::unique_ptr<loads::events::UserEvents> make_events(loads::events::Writer& writer) {
    return std::make_unique<loads::events::UserEvents>(
        writer, loads::events::UserEvents::Figures{recorder, recorder.sockets()}, test, id, position);
  }
};

namespace loads::host {

// Whose code runs on this thread; null: nobody's.
inline constinit thread_local loads_vu* current_vu = nullptr;

} // namespace loads::host

void loads_vu::enter() {
  loads::host::current_vu = this;
  recorder.enter(test, id);
}
void loads_vu::leave() {
  recorder.leave();
  loads::host::current_vu = nullptr;
}

namespace loads::host {

// Around each host call that may suspend: keeps the breadcrumb true for whoever runs meanwhile and
// afterwards.
class SuspendingCall {
public:
  SuspendingCall(loads_vu& vu, metrics::HostCall call) : vu_(vu) {
    ++vu.waits;
    vu.recorder.host_call(call);
    vu.leave();
  }
  ~SuspendingCall() { vu_.enter(); }
  SuspendingCall(const SuspendingCall&) = delete;
  SuspendingCall& operator=(const SuspendingCall&) = delete;

private:
  loads_vu& vu_;
};

// A time limit as modules give it; so that sums with it cannot overflow.
inline base::Duration time_limit(std::uint64_t nanoseconds) {
  constexpr std::uint64_t longest = std::uint64_t{1} << 61;
  return base::Duration(static_cast<std::int64_t>(std::min(nanoseconds, longest)));
}

// The status for an outcome that is not ok; keeps `text` for error_text(), but that of a stop.
loads_status fail_with(loads_vu* vu, net::Outcome outcome, std::string_view text);

inline std::string_view view_of(loads_str text) {
  return {text.data, text.data ? text.size : 0};
}
inline loads_str borrow(std::string_view text) {
  return {text.data(), text.size()};
}

} // namespace loads::host
