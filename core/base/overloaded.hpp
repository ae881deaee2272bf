// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loads::base {

// One function object of several lambdas, for std::visit.
template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>; // clang before 17 does not find it by itself

} // namespace loads::base
