// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/app/output_setup.hpp"

#include <string>

namespace loads::app {

// The answer to --list-plugins: each plugin that was found with its options, or why it cannot be loaded.
std::string describe_plugins(const FoundOutputs& outputs);

} // namespace loads::app
