// SPDX-License-Identifier: Apache-2.0
#include "core/files/checked_copy.hpp"

#include "core/base/inner_path.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace loads::files {
namespace {

base::Error cannot(const std::string& what) {
  return base::infrastructure_error("cannot " + what + ": " + std::strerror(errno));
}

// Empty if all is there; else what could not be done.
std::string copy_all(int from, int to) {
  std::string buffer(std::size_t{1} << 20, '\0');
  while (true) {
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got == 0)
      return {};
    if (got < 0 && errno != EINTR)
      return "read";
    for (ssize_t done = 0; done < got;) {
      const ssize_t wrote = ::write(to, buffer.data() + done, static_cast<std::size_t>(got - done));
      if (wrote < 0 && errno != EINTR)
        return "copy";
      done += std::max<ssize_t>(wrote, 0);
    }
  }
}

// Of what is in the file now; a file that cannot be read has the digest of what could be.
base::Sha256Digest digest_of(int file) {
  base::Sha256 hash;
  std::string buffer(std::size_t{1} << 20, '\0');
  off_t at = 0;
  for (ssize_t got; (got = ::pread(file, buffer.data(), buffer.size(), at)) != 0;) {
    if (got < 0 && errno != EINTR)
      break;
    if (got > 0)
      hash.add({buffer.data(), static_cast<std::size_t>(got)});
    at += std::max<ssize_t>(got, 0);
  }
  return hash.finish();
}

base::Result<base::UniqueFd> open_source(const std::string& path) {
  base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0)
    return cannot("open " + path);
  if (!S_ISREG(status.st_mode))
    return base::infrastructure_error("cannot open " + path + ": it is not a file");
  return file;
}

} // namespace

base::Result<base::UniqueFd> sealed_copy(const std::string& from) {
  auto source = open_source(from);
  if (!source)
    return source.error();
  base::UniqueFd memory(::memfd_create("loads-suite", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory)
    return cannot("make a sealed copy of " + from);
  if (const std::string what = copy_all(source->get(), memory.get()); !what.empty())
    return cannot(what + " " + from);
  if (::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
    return cannot("seal the copy of " + from);
  return memory;
}

base::Result<SealedCopy> sealed_copy(const std::string& from, const base::Sha256Digest& digest) {
  auto memory = sealed_copy(from);
  if (!memory)
    return memory.error();
  const bool is_right = digest_of(memory->get()) == digest;
  return SealedCopy{std::move(*memory), is_right};
}

base::Result<bool> checked_copy(const std::string& from, const std::string& folder, const std::string& name,
                                std::uint32_t mode, const base::Sha256Digest& digest) {
  auto source = open_source(from);
  if (!source)
    return source.error();
  const auto copy = base::open_beneath(folder, name, O_RDWR | O_CREAT | O_EXCL, 0600);
  if (!copy)
    return copy.error();
  const std::string to = folder + "/" + name;
  const std::string what = copy_all(source->get(), copy->get());
  const bool is_whole = what.empty() && ::fchmod(copy->get(), mode & 0777) == 0;
  const int error = errno;
  const bool is_right = is_whole && digest_of(copy->get()) == digest;
  if (!is_right)
    ::unlink(to.c_str());
  errno = error;
  if (!is_whole)
    return cannot((what.empty() ? "copy" : what) + " " + from + " to " + to);
  return is_right;
}

} // namespace loads::files
