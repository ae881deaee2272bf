// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/user.hpp>

#include <stdexcept>

namespace loads::detail {
class Iteration;
}

#pragma GCC visibility push(hidden)
namespace loads::detail {

// The user whose test object is being made: so that test classes need no constructor. Nothing suspends
// between setting and taking it.
inline constinit thread_local const User* making = nullptr;

inline User take_making() {
  if (!making)
    throw std::logic_error("a loads::TestCase is made by Loads, or by loads::testing::FakeHost, for a user");
  const User user = *making;
  making = nullptr;
  return user;
}

} // namespace loads::detail
#pragma GCC visibility pop
