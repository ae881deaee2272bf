// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <cstdint>

namespace loads::base {

// Raises the soft limit of open files as far as allowed and, where that is too little and we may (root), the
// hard one. An error if that is not enough for `users` who need `each` of them, with some to spare.
Status provide_descriptors(std::uint64_t users, std::uint64_t each = 1);

} // namespace loads::base
