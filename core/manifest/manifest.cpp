// SPDX-License-Identifier: Apache-2.0
#include "core/manifest/manifest.hpp"

#include "core/base/sha256.hpp"

#include <random>

namespace loads::manifest {

Manifest make_manifest(const wire::RunId& run, std::string_view plan, const std::vector<wire::File>& files,
                       std::uint32_t agents, std::uint64_t not_after_unix_s) {
  std::random_device random;
  Manifest manifest;
  for (std::uint8_t& byte : manifest.nonce.bytes)
    byte = static_cast<std::uint8_t>(random());
  manifest.run = run;
  manifest.plan.bytes = base::sha256_of(plan);
  manifest.files = files;
  manifest.agents = agents;
  manifest.not_after_unix_s = not_after_unix_s;
  return manifest;
}

} // namespace loads::manifest
