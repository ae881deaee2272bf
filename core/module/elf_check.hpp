// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace loads::module {

// Looks at the head of a file before the dynamic linker does: a shared library for this kind of machine, or
// an error that says what it is instead. `name` is for the message. Pure: runs nothing of the file.
base::Status check_elf(std::span<const std::byte> head, const std::string& name);

} // namespace loads::module
