// SPDX-License-Identifier: Apache-2.0
#include "core/base/shared_memory.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
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

Result<SharedMemory> SharedMemory::map_sealed(UniqueFd fd, std::size_t size) {
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
  return map_sealed(std::move(fd), size);
}

Result<SharedMemory> SharedMemory::map(UniqueFd fd) {
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0)
    return system_error("looking at its descriptor");
  const int present = ::fcntl(fd.get(), F_GET_SEALS);
  if (!S_ISREG(info.st_mode) || info.st_size <= 0 || present < 0 || (present & seals) != seals)
    return infrastructure_error("it is no such memory, or not sealed");
  return map_sealed(std::move(fd), static_cast<std::size_t>(info.st_size));
}

} // namespace loads::base
