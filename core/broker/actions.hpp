// SPDX-License-Identifier: Apache-2.0
// What the broker wants done. The program around it does it in this order, and tells the broker what came of
// it.
#pragma once

#include "core/base/audit_log.hpp"
#include "core/store/store.hpp"
#include "core/wire/payloads.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace loads::broker {

// A connection, as its socket calls it. Says nothing about who is behind it.
using Peer = std::string;

struct Send {
  Peer to;
  wire::Message message;
};

// To all runners that follow the message's run.
struct Publish {
  wire::Message message;
};

// Answer: committed() or commit_failed(). There is one at a time.
struct Commit {
  store::Transaction transaction;
};

// Answer: reloaded() with all that is stored, or commit_failed() if it cannot be read.
struct Reload {};

// The next piece of a file. After the last one, its digest is to be checked. Answer then: file_stored() or
// file_failed().
struct WriteFile {
  wire::Digest digest;
  std::uint64_t size = 0, offset = 0;
  std::string bytes;
};

// A file that is there is to be read and held against its digest. Answer: file_checked().
struct CheckFile {
  wire::Digest digest;
};

// No run needs the file any more.
struct DropFile {
  wire::Digest digest;
};

// Pieces of a file that is there, as CHUNKs.
struct SendChunks {
  Peer to;
  wire::Need need;
};

// Stored batches behind those, as BATCHes, some megabytes of them at most, and then the message.
struct Replay {
  Peer to;
  wire::RunId run;
  std::vector<wire::Seen> after;
  wire::Message then;
};

// An observer is to be told of the end of a run. Answer: notice_done().
struct Notify {
  wire::RunId run;
  std::string observer;
  std::vector<wire::ObserverSetting> settings = {}; // what the run says to all of its observers
};

// The streams of a run that is over may be folded, core/store/fold.hpp.
struct FoldRun {
  wire::RunId run;
};

// For those who want to know who aimed at what.
struct Audit {
  base::AuditEntry entry;
};

using Action = std::variant<Send, Publish, Commit, Reload, WriteFile, CheckFile, DropFile, SendChunks, Replay,
                            Notify, FoldRun, Audit>;

} // namespace loads::broker
