// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/observer.hpp>

#include <string>

namespace loads::observers {

// What a webhook is told, as JSON. docs/observers.md has its keys.
std::string hook_document(const Notice& notice);

} // namespace loads::observers
