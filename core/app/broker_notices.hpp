// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/broker/notices.hpp"

#include <memory>

namespace loads::app {

// How this program tells observers.
std::unique_ptr<broker::Notices> make_notices();

} // namespace loads::app
