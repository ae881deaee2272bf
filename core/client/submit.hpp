// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/upload.hpp"

#include <functional>

namespace loads::client {

struct SubmitHooks {
  std::function<void(std::uint64_t sent, std::uint64_t wanted)>
      progress;                     // of files, about ten times a second
  std::function<bool()> wants_stop; // looked at as often
};

// How far a run must be when it is left alone.
enum class Until { handed_over, begun_or_queued };

// Hands the run over, with the files that the broker lacks, and returns how it stands as soon as it needs
// nothing more of us, or when all agents have said that they can run it or it waits for agents. Goes on while
// the broker is away for a moment. An Error: it was refused, the user wants to stop (then the broker is
// told), or nothing was heard of the broker for ten seconds.
base::Result<wire::RunReport> submit(Channel& channel, const wire::RunId& run, const wire::Submit& submission,
                                     Upload& upload, Until until, const SubmitHooks& hooks);

} // namespace loads::client
