// SPDX-License-Identifier: Apache-2.0
// What the agent wants done. The program around it does it in this order, and tells the agent what came of
// it.
#pragma once

#include "core/wire/payloads.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace loads::agent {

// To the broker.
struct Send {
  wire::Message message;
};

// A batch from the spool, to the broker.
struct SendSpooled {
  wire::StreamId stream;
  std::uint64_t sequence = 0;
};

// A batch goes into the spool of its stream, which is made with the first one, for good. Answer: spooled() or
// spool_failed(). One at a time.
struct Spool {
  wire::StreamId stream;
  std::uint64_t sequence = 0;
  std::uint16_t kind = 0;
  std::string bytes;
};

// The spool of a stream cannot be written: a later process must not find it. What is in it can still be read.
struct AbandonSpool {
  wire::StreamId stream;
};

// The spool of a stream goes; if it was not delivered, it may be kept aside for a while.
struct DropSpool {
  wire::StreamId stream;
  bool delivered = true;
};

// The next piece of a file. After the last one, its digest is to be checked. Answer then: file_stored() or
// file_failed().
struct WriteFile {
  wire::Digest digest;
  std::uint64_t size = 0, offset = 0;
  std::string bytes;
};

// Start a worker, all of whose files are there. Answer: worker_ready() or worker_failed().
struct Prepare {
  wire::StreamId stream;
  wire::Assign assign;
};

// Let the worker begin. What it says comes with worker_said(), its end with worker_ended().
struct Begin {
  wire::StreamId stream;
};

// Ask the worker to end, or (now) end it and all its processes. Answer: worker_ended(), if it had begun.
struct StopWorker {
  wire::StreamId stream;
  bool now = false;
  bool kill = false; // (now) without waiting for anything
};

using Action =
    std::variant<Send, SendSpooled, Spool, AbandonSpool, DropSpool, WriteFile, Prepare, Begin, StopWorker>;

} // namespace loads::agent
