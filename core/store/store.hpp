// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/wire/ids.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace loads::store {

// A new run, or a new state of one.
struct PutRun {
  wire::RunId run;
  std::string report; // wire::RunReport; the store does not look into it
};

// A new stream of a run, without batches; nothing if it is there.
struct OpenStream {
  wire::StreamId stream;
};

// The next batch of a stream, and what its writer wants to know of the stream after a restart. One that is
// there already is passed over; one with a gap before it is an error.
struct Append {
  wire::StreamId stream;
  std::uint64_t sequence = 0;
  std::uint16_t kind = 0;
  std::string bytes;
  std::string note;
};

// All batches of a stream are replaced by one that says the same; it has the number of the last.
struct Fold {
  wire::StreamId stream;
  std::uint16_t kind = 0;
  std::string bytes;
};

// That somebody must still be told of a run's end; replaces what is there for that run and observer.
struct PutNotice {
  wire::RunId run;
  std::string observer;
  std::uint32_t attempts = 0;
  bool operator==(const PutNotice&) const = default;
};

struct DropNotice {
  wire::RunId run;
  std::string observer;
};

// Everything about a run goes.
struct DropRun {
  wire::RunId run;
};

using Operation = std::variant<PutRun, OpenStream, Append, Fold, PutNotice, DropNotice, DropRun>;
using Transaction = std::vector<Operation>;

// All that a broker must know to go on.
struct Image {
  struct Run {
    wire::RunId run;
    std::string report;
  };
  struct Stream {
    wire::StreamId stream;
    std::uint64_t high_water = 0; // the last batch that is stored
    std::string note;
  };
  std::vector<Run> runs;       // in the order of their first PutRun
  std::vector<Stream> streams; // in order of their ids
  std::vector<PutNotice> notices;
};

struct StoredBatch {
  wire::StreamId stream;
  std::uint64_t sequence = 0;
  std::uint16_t kind = 0;
  std::string bytes;
  bool operator==(const StoredBatch&) const = default;
};

// Where runs and their results are kept. One thread at a time.
class Store {
public:
  virtual ~Store() = default;

  // All of it is stored for good, or (after an error) none of it. May block for as long as a disk does. After
  // an error it may be tried again, also if in truth it was stored.
  virtual base::Status commit(const Transaction& transaction) = 0;

  virtual base::Result<Image> load() = 0;

  // Batches of a stream behind `after`, in order, as many as fit into `most_bytes`, but at least one.
  virtual base::Result<std::vector<StoredBatch>> read(const wire::StreamId& stream, std::uint64_t after,
                                                      std::size_t most_bytes) = 0;
};

} // namespace loads::store
