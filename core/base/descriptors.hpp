// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <cstdint>

namespace loads::base {

// Raises the soft limit of open files as far as allowed and, where that is too little and we may (root), the
// hard one. An error if that is not enough for `users` who need `each` of them, with some to spare. The
// process then has room for them: opening one does not wait. Best before there are other threads.
Status provide_descriptors(std::uint64_t users, std::uint64_t each = 1);

// For how many users who need one each the hard limit is enough, as it stands. At least 1.
std::uint64_t users_within_descriptors();

} // namespace loads::base
