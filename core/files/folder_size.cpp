// SPDX-License-Identifier: Apache-2.0
#include "core/files/folder_size.hpp"

#include <algorithm>
#include <filesystem>
#include <sys/stat.h>

namespace loads::files {

std::uint64_t folder_size(const std::string& folder, std::uint64_t enough) {
  namespace fs = std::filesystem;
  constexpr std::uint64_t block = 512, least = 4096;
  std::uint64_t bytes = 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, failed),
       end;
       !failed && it != end && bytes <= enough; it.increment(failed)) {
    struct stat found {};
    if (::lstat(it->path().c_str(), &found) == 0)
      bytes += std::max<std::uint64_t>(static_cast<std::uint64_t>(found.st_blocks) * block, least);
  }
  return bytes;
}

} // namespace loads::files
