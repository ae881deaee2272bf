// SPDX-License-Identifier: Apache-2.0
#include "core/base/remove_file.hpp"

#include "core/base/unique_fd.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace loads::base {

void remove_without_links(const std::string& path) {
  const std::filesystem::path whole(path);
  open_how how{};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_NO_SYMLINKS;
  const UniqueFd folder(
      static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, whole.parent_path().c_str(), &how, sizeof how)));
  if (!folder)
    return;
  const std::string name = whole.filename();
  if (::unlinkat(folder.get(), name.c_str(), 0) != 0)
    ::unlinkat(folder.get(), name.c_str(), AT_REMOVEDIR);
}

} // namespace loads::base
