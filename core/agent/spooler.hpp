// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agent/spool_file.hpp"
#include "core/agent/state_folder.hpp"
#include "core/base/unique_fd.hpp"
#include "core/wire/message.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace loads::agent {

using SpoolFiles = std::map<wire::StreamId, std::unique_ptr<SpoolFile>>;

// What came of a wish: the batch is on the disk, is not, or was read.
struct SpoolAnswer {
  enum class Kind { spooled, failed, read };
  Kind kind = Kind::spooled;
  wire::StreamId stream;
  std::uint64_t sequence = 0;
  std::optional<wire::Message> batch; // that was read
  std::string why;                    // of a failure; may be empty
};

// The spools of an agent, on a thread of their own: a slow disk holds up nobody. Wishes are fulfilled in
// their order.
class Spooler {
public:
  // The folder is borrowed; the files are what former processes left in it.
  Spooler(const StateFolder& folder, SpoolFiles files);
  ~Spooler(); // after all wishes

  void append(const wire::StreamId& stream, std::uint64_t sequence, std::uint16_t kind, std::string bytes);
  void read(const wire::StreamId& stream, std::uint64_t sequence);
  // A later process will not find it.
  void abandon(const wire::StreamId& stream);
  // It goes; undelivered, it is kept aside for a while.
  void drop(const wire::StreamId& stream, bool is_delivered);

  int fd() const { return news_.get(); } // readable when there are answers
  std::vector<SpoolAnswer> take_answers();

private:
  void wish(std::function<void()> what);
  void work();
  void answer(SpoolAnswer answer);
  base::Result<SpoolFile*> find_or_make(const wire::StreamId& stream);
  void keep_aside(const wire::StreamId& stream) const;

  const StateFolder& folder_;
  SpoolFiles files_; // of the thread
  base::UniqueFd news_;
  std::mutex mutex_; // guards the following
  std::condition_variable changed_;
  std::deque<std::function<void()>> wishes_;
  std::vector<SpoolAnswer> answers_;
  bool quit_ = false;
  std::thread thread_;
};

} // namespace loads::agent
