// SPDX-License-Identifier: Apache-2.0
#include "core/base/inner_path.hpp"

#include "core/base/text.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace loads::base {
namespace {

constexpr std::size_t longest_name = 1024, longest_part = 255, most_parts = 16;

std::string find_part_fault(std::string_view part) {
  if (part.empty())
    return "has an empty part";
  if (part.front() == '.')
    return "has a part that begins with a dot";
  if (part.size() > longest_part)
    return "has a part of more than " + std::to_string(longest_part) + " bytes";
  return {};
}

// Calls `use(part, is_last)` for each part until it returns false.
template <class Use>
void for_each_part(std::string_view name, Use use) {
  for (bool is_last = false; !is_last;) {
    const std::size_t slash = name.find('/');
    is_last = slash == std::string_view::npos;
    if (!use(name.substr(0, slash), is_last))
      return;
    name.remove_prefix(is_last ? name.size() : slash + 1);
  }
}

int open_resolved(int folder, const std::string& name, int flags, std::uint32_t mode) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags);
  how.mode = (flags & O_CREAT) ? mode & 07777 : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how));
}

// For kernels before 5.6, and where a filter does not know the call.
int open_by_parts(int folder, const std::string& name, int flags, std::uint32_t mode) {
  UniqueFd inner;
  int file = -1;
  for_each_part(name, [&](std::string_view part, bool is_last) {
    const int at = inner ? inner.get() : folder;
    const std::string text(part);
    if (!find_part_fault(part).empty()) {
      errno = EXDEV;
      return false;
    }
    if (is_last) {
      file = ::openat(at, text.c_str(), flags | O_NOFOLLOW, mode);
      return false;
    }
    inner.reset(::openat(at, text.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    return static_cast<bool>(inner);
  });
  return file;
}

} // namespace

std::string find_path_fault(std::string_view name) {
  if (name.size() > longest_name)
    return "is longer than " + std::to_string(longest_name) + " bytes";
  if (printable(name) != name || name.find('\\') != std::string_view::npos)
    return "has characters that cannot be seen, a backslash, or is no UTF-8";
  std::string fault;
  std::size_t parts = 0;
  for_each_part(name, [&](std::string_view part, bool) {
    fault = ++parts > most_parts ? "is more than " + std::to_string(most_parts) + " folders deep"
                                 : find_part_fault(part);
    return fault.empty();
  });
  return fault;
}

Result<UniqueFd> open_beneath(const std::string& folder, const std::string& name, int flags,
                              std::uint32_t mode) {
  const auto failure = [&](int error) {
    const char* why = error == ELOOP   ? "there is a link on the way"
                      : error == EXDEV ? "the name leads out of the folder"
                                       : std::strerror(error);
    return infrastructure_error("cannot open " + printable(name) + " in " + printable(folder) + ": " + why);
  };
  if (name.find('\0') != std::string::npos)
    return failure(EXDEV);
  const UniqueFd top(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!top)
    return failure(errno);
  int file = open_resolved(top.get(), name, flags | O_CLOEXEC, mode);
  if (file < 0 && (errno == ENOSYS || errno == EPERM))
    file = open_by_parts(top.get(), name, flags | O_CLOEXEC, mode);
  if (file < 0)
    return failure(errno);
  return UniqueFd(file);
}

} // namespace loads::base
