// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/manifest/nonces.hpp"
#include "core/manifest/signature.hpp"
#include "core/wire/agent_payloads.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace loads::manifest {

enum class Modules { any, signed_runs, digests };

// What an agent was told about the runs that it takes.
struct PolicyOptions {
  Modules modules = Modules::any;
  std::string signers; // a file
  std::string digests; // a file
};

// Decides, whatever the broker says, whether a run may be started here. One thread.
class Policy {
public:
  // `nonces`: a file in the agent's own folder.
  static base::Result<Policy> open(const PolicyOptions& options, const std::string& nonces,
                                   std::uint64_t now_unix_s);

  // Who vouches for it: "", or "signed by alice". The Error is a line for who submitted it.
  base::Result<std::string> judge(const wire::StreamId& stream, const wire::Assign& assign,
                                  std::uint64_t now_unix_s);
  void begun(const wire::StreamId& stream);

private:
  base::Result<std::string> judge_signature(const wire::StreamId& stream, const wire::Assign& assign,
                                            std::uint64_t now_unix_s);
  base::Result<std::string> judge_digests(const wire::Assign& assign) const;

  Modules modules_ = Modules::any;
  std::vector<Signer> signers_;
  std::set<wire::Digest> digests_;
  std::optional<Nonces> nonces_;
};

} // namespace loads::manifest
