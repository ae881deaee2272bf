// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/slab.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>

namespace loads::metrics {
namespace {

// The size can neither shrink (readers would get SIGBUS) nor grow.
constexpr int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

base::Error refused(const std::string& why) {
  return base::infrastructure_error("cannot use the shared memory of the results: " + why);
}

std::string system_error() {
  return std::strerror(errno);
}

} // namespace

void Slab::Unmap::operator()(void* memory) const {
  ::munmap(memory, size);
}

Slab::Slab(base::UniqueFd fd, void* memory, std::size_t slots)
    : fd_(std::move(fd)), memory_(memory, Unmap{size_of(slots)}), slots_(slots) {}

base::Result<Slab> Slab::map_checked(base::UniqueFd fd, std::size_t slots) {
  void* memory =
      ::mmap(nullptr, size_of(slots), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd.get(), 0);
  if (memory == MAP_FAILED)
    return refused("mapping " + std::to_string(size_of(slots) >> 20) +
                   " MiB of addresses: " + system_error());
  return Slab(std::move(fd), memory, slots);
}

base::Result<Slab> Slab::create(std::size_t slots) {
  if (slots == 0 || slots > max_slots)
    return refused(std::to_string(slots) + " slots are not between 1 and " + std::to_string(max_slots));
  base::UniqueFd fd(::memfd_create("loads-results", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd)
    return refused("creating it: " + system_error());
  if (::ftruncate(fd.get(), static_cast<off_t>(size_of(slots))) != 0)
    return refused("giving it its size: " + system_error());
  if (::fcntl(fd.get(), F_ADD_SEALS, seals) != 0)
    return refused("sealing it: " + system_error());
  base::Result<Slab> slab = map_checked(std::move(fd), slots);
  if (slab) {
    SlabHeader& header = slab->header();
    header.magic = slab_magic;
    header.version = slab_version;
    header.slots = static_cast<std::uint32_t>(slots);
    header.slot_size = sizeof(Slot);
    slab->metrics_ = std::make_unique<MetricDirectory>(header);
  }
  return slab;
}

base::Result<Slab> Slab::map(base::UniqueFd fd) {
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0)
    return refused("looking at its descriptor: " + system_error());
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (!S_ISREG(info.st_mode) || size < size_of(1) || size > size_of(max_slots) ||
      (size - sizeof(SlabHeader)) % sizeof(Slot) != 0)
    return refused("its size is wrong, it is from another version or no such memory");
  const int present = ::fcntl(fd.get(), F_GET_SEALS);
  if (present < 0 || (present & seals) != seals)
    return refused("it is not sealed");
  const std::size_t slots = (size - sizeof(SlabHeader)) / sizeof(Slot);
  base::Result<Slab> slab = map_checked(std::move(fd), slots);
  if (!slab)
    return slab;
  SlabHeader& header = slab->header();
  if (header.magic != slab_magic || header.version != slab_version || header.slots != slots ||
      header.slot_size != sizeof(Slot))
    return refused("its header is from another version");
  slab->metrics_ = std::make_unique<MetricDirectory>(header);
  return slab;
}

void Slab::set_start(base::TimePoint start) {
  header().start_ns.publish(static_cast<std::uint64_t>(start.time_since_epoch().count()));
}

base::TimePoint Slab::start() const {
  return base::TimePoint(base::Duration(static_cast<std::int64_t>(header().start_ns.get_published())));
}

} // namespace loads::metrics
