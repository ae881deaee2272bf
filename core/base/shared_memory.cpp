// SPDX-License-Identifier: Apache-2.0
#include "core/base/shared_memory.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace loads::base {
namespace {

constexpr int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

Error system_error(const std::string& attempt) {
  return infrastructure_error(attempt + ": " + std::strerror(errno));
}

} // namespace

void SharedMemory::Unmap::operator()(void* memory) const {
  ::munmap(memory, size);
}

Result<SharedMemory> SharedMemory::map_whole(UniqueFd fd, std::size_t size) {
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd.get(), 0);
  if (memory == MAP_FAILED)
    return system_error("mapping " + std::to_string(size >> 20) + " MiB of addresses");
  return SharedMemory(std::move(fd), memory, size);
}

Result<SharedMemory> SharedMemory::create(const char* name, std::size_t size) {
  UniqueFd fd(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd)
    return system_error("creating it");
  if (::ftruncate(fd.get(), static_cast<off_t>(size)) != 0)
    return system_error("giving it its size");
  if (::fcntl(fd.get(), F_ADD_SEALS, seals) != 0)
    return system_error("sealing it");
  return map_whole(std::move(fd), size);
}

Result<SharedMemory> SharedMemory::create_file(const std::string& path, std::size_t size) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd)
    return system_error("creating " + path);
  if (::ftruncate(fd.get(), static_cast<off_t>(size)) != 0 || ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0) {
    Error error = system_error("giving " + path + " its size");
    ::unlink(path.c_str());
    return error;
  }
  return map_whole(std::move(fd), size);
}

Result<SharedMemory> SharedMemory::copy_file(const char* name, const std::string& path) {
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat info {};
  if (!file || ::fstat(file.get(), &info) != 0)
    return system_error("opening " + path);
  if (!S_ISREG(info.st_mode) || info.st_size <= 0)
    return infrastructure_error(path + " is no such file");
  auto memory = create(name, static_cast<std::size_t>(info.st_size));
  if (!memory)
    return memory;
  // Only what was written, so that the rest stays free of cost.
  for (off_t at = 0; (at = ::lseek(file.get(), at, SEEK_DATA)) >= 0;) {
    const off_t end = std::min(::lseek(file.get(), at, SEEK_HOLE), info.st_size);
    while (at < end) {
      const ssize_t got = ::pread(file.get(), static_cast<char*>(memory->data()) + at,
                                  static_cast<std::size_t>(end - at), at);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return system_error("reading " + path);
      at += got;
    }
  }
  return memory;
}

Result<SharedMemory> SharedMemory::map(UniqueFd fd) {
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0)
    return system_error("looking at its descriptor");
  const int present = ::fcntl(fd.get(), F_GET_SEALS);
  const bool is_sealed = present >= 0 && (present & seals) == seals, has_a_name = info.st_nlink > 0;
  if (!S_ISREG(info.st_mode) || info.st_size <= 0 || (!is_sealed && !has_a_name))
    return infrastructure_error("it is no such memory, or not sealed");
  return map_whole(std::move(fd), static_cast<std::size_t>(info.st_size));
}

} // namespace loads::base
