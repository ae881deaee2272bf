// SPDX-License-Identifier: Apache-2.0
// The output that accepts everything and shows nothing.
#include <loads/module.hpp>

namespace {

loads_status create(const loads_host*, const loads_setting*, size_t, void** self) noexcept {
  *self = nullptr;
  return LOADS_OK;
}

void destroy(void*) noexcept {}

constexpr loads_output table = {
    sizeof(loads_output), 0, "null", "shows nothing", nullptr, 0, create, nullptr, nullptr, nullptr, destroy};

const loads::detail::RegisterKind registered(LOADS_KIND_OUTPUT, &table);

} // namespace
