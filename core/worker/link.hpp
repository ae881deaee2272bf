// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace loads::worker {

// What a worker and its parent say to each other. Order: plan, then ready or refused, then start, then
// frames, log lines and stalls, then ended. The parent may send stop at any time; its silence (end of file)
// means stop, too.
enum class LinkType : std::uint8_t {
  plan = 1,   // parent: model::Plan as JSON
  start = 2,  // parent: go
  stop = 3,   // parent: end the users in flight, then report. Agent: "now" to end the worker by force
  limits = 4, // parent: sandbox::Limits as JSON, before the plan, if the worker is to be in a sandbox
  ready = 10, // worker: the tests found, worker/messages.hpp. Job: job::encode_test_list()
  refused,    // worker: base::Error, worker/messages.hpp
  frame,      // worker: metrics::Frame, encoded
  log,        // worker: one byte of level, then text
  stalled,    // worker: a sentence about a test that blocks its thread
  stuck,      // worker: the same, and it ends itself now
  trouble,    // worker: a sentence about what makes the run incomplete
  ended,      // worker: all frames are sent. Job: what is wrong with the run, a sentence a line
  // Only between a job and its agent; its plan is a job::Order:
  tests,     // job: job::encode_test_list(), when it has grown
  events,    // job: a packet of raw events
  sandboxed, // job: what its sandbox keeps away, a line, before ready
  spoilt,    // job: the digest of a file that is not what it should be, in place of ready
};

struct LinkMessage {
  LinkType type;
  std::string payload;
};

// One end of the socket between a worker and its parent. send() may be called from any thread and never
// blocks: what the socket does not take at once waits in memory for flush(); the rest is out of the hands of
// a test that crashes next. All other functions belong to one thread.
// On the socket: length of the payload (4 bytes, little-endian), type (1 byte), payload.
class Link {
public:
  explicit Link(base::UniqueFd socket);

  void send(LinkType type, std::string_view payload);
  // Writes what waits; false if the other side is gone.
  bool flush();
  bool has_unsent() const;

  // Reads what is there without waiting; false at the end of file or after garbage.
  bool receive();
  std::optional<LinkMessage> next();

  int fd() const { return socket_.get(); }
  // Readable when another thread has sent something that flush() should write.
  int wake_fd() const { return wake_.get(); }
  void clear_wake();
  // Waits until the peer has said something, or the time is over; for programs without a loop of their own.
  std::optional<LinkMessage> wait_next(int timeout_ms);

private:
  bool write_unsent(); // with the mutex held; false if the other side is gone

  base::UniqueFd socket_;
  base::UniqueFd wake_;
  mutable std::mutex mutex_; // guards unsent_
  std::string unsent_;
  std::string received_;
  std::size_t consumed_ = 0;
};

} // namespace loads::worker
