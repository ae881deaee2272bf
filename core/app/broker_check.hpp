// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <string>

namespace loads::app {

// The process of the broker that answers there within two seconds.
base::Result<std::uint64_t> ask_for_broker(const std::string& endpoint);

} // namespace loads::app
