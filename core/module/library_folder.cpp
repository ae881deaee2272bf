// SPDX-License-Identifier: Apache-2.0
#include "core/module/library_folder.hpp"

#include "core/base/text.hpp"

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace loads::module {
namespace {

bool is_ours_alone(const std::filesystem::path& folder) {
  struct stat found {};
  if (::stat(folder.c_str(), &found) != 0)
    return false;
  return (found.st_uid == 0 || found.st_uid == ::geteuid()) && (found.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

// A folder that is not there belongs to whoever may make it.
bool is_safe(std::filesystem::path folder) {
  std::error_code ignored;
  while (!std::filesystem::exists(folder, ignored) && folder.has_relative_path())
    folder = folder.parent_path();
  for (; folder.has_relative_path(); folder = folder.parent_path())
    if (!is_ours_alone(folder))
      return false;
  return is_ours_alone(folder);
}

} // namespace

std::string problem_of_folders(std::string_view list) {
  while (true) {
    const std::size_t end = list.find(':');
    const std::string folder(list.substr(0, end));
    const bool is_origin = folder.starts_with("$ORIGIN") || folder.starts_with("${ORIGIN}");
    if (folder.empty() || (!is_origin && folder.front() != '/'))
      return "it looks for libraries in " + (folder.empty() ? "the current folder" : base::printable(folder));
    if (!is_origin && !is_safe(std::filesystem::path(folder).lexically_normal()))
      return "it looks for libraries in " + base::printable(folder) + ", where others may put some";
    if (end == std::string_view::npos)
      return {};
    list.remove_prefix(end + 1);
  }
}

} // namespace loads::module
