// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/payloads.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace loads::broker {

// What files of runs may take on the broker's disk, in bytes. Of a broker, or of a single key.
struct UploadLimits {
  std::uint64_t per_run = std::uint64_t{256} << 20;
  std::uint64_t in_all = std::uint64_t{4} << 30;
};

// Of all these files, each content once. As much as there can be if the sizes do not even add up.
std::uint64_t count_bytes(const std::vector<wire::File>& files);

// Whether a run may bring these files where `held` bytes are already, of which they may be a part. Empty if
// it may; else why not, for the user.
std::string find_fault(const std::vector<wire::File>& files, std::uint64_t held, const UploadLimits& limits);

} // namespace loads::broker
