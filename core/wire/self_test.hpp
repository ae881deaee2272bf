// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <string>

namespace loads::wire {

// Goes to the endpoint as a stranger does, with a key that was made a moment ago: an Error unless that is
// refused within three seconds. `broker` is the public key of who listens there.
base::Status check_that_strangers_are_refused(const std::string& endpoint, const std::string& broker);

// Where a program on the same machine reaches what listens at that endpoint: 127.0.0.1 in place of 0.0.0.0.
std::string local_form(const std::string& endpoint);

} // namespace loads::wire
