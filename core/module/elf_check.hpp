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

// Where a module may look for the libraries that it needs.
enum class LibraryFolders {
  any,    // a developer's own
  trusted // on an agent: none where others may put something
};

// The same of a whole file, of which only headers and the table for the dynamic linker are read, some
// microseconds: all that the linker would follow lies within the file, it is a library and no program, no
// part of it can be written and executed, and it does not take gigabytes of memory. The file is not mapped,
// so that it may change meanwhile; it is another matter whether what is opened is then the same.
base::Status check_elf_file(int file, const std::string& name, LibraryFolders folders);

} // namespace loads::module
