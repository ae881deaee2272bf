// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/client/channel.hpp"
#include "core/wire/payloads.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace loads::client {

// Files of this machine that a run needs, as the broker asks for them: it does so only for those that it
// lacks.
class Upload {
public:
  // Reads the file once for its digest, which must stay what it is. `name` is its path below the folder of
  // the run.
  base::Status add(const std::string& path, wire::File file);
  // The whole list, for SUBMIT.
  const std::vector<wire::File>& files() const { return files_; }

  // Sends the pieces that are wanted. What the channel does not take is asked for again. An Error: the file
  // cannot be read any more, or has changed.
  base::Status answer(Channel& channel, const wire::Need& need);

  // Of the files that were asked for: how much is asked for by now.
  std::uint64_t sent_bytes() const;
  std::uint64_t wanted_bytes() const;

private:
  struct Source {
    std::string path;
    std::uint64_t size = 0;
    std::uint64_t sent = 0; // up to there
    base::UniqueFd fd;      // open while it is asked for
  };

  std::vector<wire::File> files_;
  std::map<wire::Digest, Source> sources_;
};

} // namespace loads::client
