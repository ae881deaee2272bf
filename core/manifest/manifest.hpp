// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/wire/ids.hpp"
#include "core/wire/run_report.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loads::manifest {

// A clock that goes wrong must not make a signature last: agents take none that is valid for longer.
inline constexpr base::Duration longest_validity = std::chrono::hours(24 * 32);

using Nonce = wire::HexId<16>;
using Signature = wire::HexId<64>;

// What a submitter vouches for with a signature, so that agents need not trust their broker: this plan, with
// its targets, users and duration, these files, so many agents, once, until then.
struct Manifest {
  std::uint32_t version = 1;
  Nonce nonce; // random
  wire::RunId run;
  wire::Digest plan; // SHA-256 of the description of the run, as it travels
  std::vector<wire::File> files;
  std::uint32_t agents = 1;
  std::uint64_t not_after_unix_s = 0; // no agent begins later

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("version", self.version, "of this form");
    visit("nonce", self.nonce, "random; an agent takes each once");
    visit("run", self.run, "its id");
    visit("plan", self.plan, "SHA-256 of the text that SUBMIT and ASSIGN carry as plan");
    visit("files", self.files, "all that agents get");
    visit("agents", self.agents, "how many share the run");
    visit("not_after_unix_s", self.not_after_unix_s, "when it expires");
  }
};

// What travels: the very text that was signed, and the signature.
struct SignedManifest {
  std::string manifest; // JSON of a Manifest
  Signature signature;  // Ed25519

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("manifest", self.manifest, "what was signed, as JSON");
    visit("signature", self.signature, "Ed25519 of it, hexadecimal");
  }
};

Manifest make_manifest(const wire::RunId& run, std::string_view plan, const std::vector<wire::File>& files,
                       std::uint32_t agents, std::uint64_t not_after_unix_s);

} // namespace loads::manifest
