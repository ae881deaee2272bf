// SPDX-License-Identifier: Apache-2.0
#include "core/engine/stack_pool.hpp"

#include "core/engine/check.hpp"
#include "core/engine/sanitizers.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

namespace loads::engine {
namespace {

// Wide enough that a function with a few local arrays does not step over it.
constexpr std::size_t guard_size = 16 * 1024;

// The first mapping is small, so that ten users cost little; later ones double up to this many stacks.
constexpr std::size_t first_chunk_stacks = 64;
constexpr std::size_t largest_chunk_stacks = 4096;

// Stacks at equal offsets of a power of two would fight for the same lines of the caches: tops differ by this
// many steps of two cache lines, which is less than half a page.
constexpr std::size_t colours = 16;
constexpr std::size_t colour_step = 128;

constexpr std::size_t max_pools = 256;
std::array<std::atomic<const StackPool*>, max_pools> pools{};

std::size_t whole_pages(std::size_t size) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return (std::max<std::size_t>(size, 16 * 1024) + page - 1) / page * page;
}

} // namespace

StackPool::StackPool(std::size_t stack_size, Guards guards)
    : slot_size_(whole_pages(stack_size) + guard_size), guards_(guards) {
  for (auto& pool : pools) {
    const StackPool* none = nullptr;
    if (pool.compare_exchange_strong(none, this))
      break; // with more pools than places, overflows on the rest are reported as plain crashes
  }
}

StackPool::~StackPool() {
  check(in_use_ == 0, "a stack pool was destroyed while a stack of it was in use");
  for (auto& pool : pools) {
    const StackPool* self = this;
    pool.compare_exchange_strong(self, nullptr);
  }
  for (std::size_t i = 0; i < chunk_count_; ++i)
    munmap(chunks_[i].begin, chunks_[i].stacks * slot_size_);
}

base::Result<Stack> StackPool::acquire() {
  if (free_.empty()) {
    auto made = make();
    if (made)
      ++in_use_;
    return made;
  }
  const Stack stack = free_.back();
  free_.pop_back();
  ++in_use_;
#if LOADS_ASAN
  __asan_unpoison_memory_region(stack.low, stack.size());
#endif
  return stack;
}

void StackPool::release(const Stack& stack) {
  check(in_use_ > 0, "a stack was released twice");
  --in_use_;
  free_.push_back(stack);
}

base::Status StackPool::add_chunk() {
  const std::size_t count = chunk_count_;
  if (count == max_chunks)
    return out_of_stacks("all mappings of the stack pool are used", ENOMEM);
  const std::size_t stacks =
      count == 0 ? first_chunk_stacks : std::min(chunks_[count - 1].stacks * 2, largest_chunk_stacks);
  void* memory = mmap(nullptr, stacks * slot_size_, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    return out_of_stacks("no address space", errno);
  madvise(memory, stacks * slot_size_, MADV_NOHUGEPAGE); // a huge page would hold eight users' stacks at once
  chunks_[count] = {static_cast<std::byte*>(memory), stacks};
  chunk_count_.store(count + 1, std::memory_order_release);
  used_of_last_chunk_ = 0;
  return base::Nothing{};
}

base::Result<Stack> StackPool::make() {
  if (chunk_count_ == 0 || used_of_last_chunk_ == chunks_[chunk_count_ - 1].stacks) {
    if (auto added = add_chunk(); !added)
      return added.error();
  }
  if (free_.capacity() <= made_)
    free_.reserve(made_ * 2 + first_chunk_stacks); // so that release() never has to allocate
  std::byte* slot = chunks_[chunk_count_ - 1].begin + used_of_last_chunk_ * slot_size_;
  if (!install_guard(slot))
    return out_of_stacks("cannot guard a stack", errno);
  ++used_of_last_chunk_;
  const std::size_t colour = made_++ % colours * colour_step;
  return Stack{slot + guard_size, slot + slot_size_ - colour};
}

bool StackPool::install_guard(std::byte* slot) {
  if (guards_ == Guards::automatic) {
    if (madvise(slot, guard_size, MADV_GUARD_INSTALL) == 0)
      return true;
    if (errno != EINVAL)
      return false;
    guards_ = Guards::mappings; // an older kernel, or locked memory
  }
  return mprotect(slot, guard_size, PROT_NONE) == 0;
}

base::Error StackPool::out_of_stacks(const char* what, int error) const {
  std::string text = "cannot make the stack of one more user after " + std::to_string(made_) + " of " +
                     std::to_string((slot_size_ - guard_size) / 1024) + " KiB: " + what + " (" +
                     std::strerror(error) + ")";
  if (guards_ == Guards::mappings)
    text += "; before Linux 6.13 each guarded stack takes two memory mappings: raise vm.max_map_count "
            "with sysctl, or use fewer users on this machine";
  else
    text += "; use fewer users on this machine or a smaller stack size";
  return base::infrastructure_error(std::move(text));
}

bool StackPool::is_guard(const void* address) const {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  const std::size_t count = chunk_count_.load(std::memory_order_acquire);
  for (std::size_t i = 0; i < count; ++i) {
    const auto begin = reinterpret_cast<std::uintptr_t>(chunks_[i].begin);
    if (wanted >= begin && wanted - begin < chunks_[i].stacks * slot_size_)
      return (wanted - begin) % slot_size_ < guard_size;
  }
  return false;
}

bool StackPool::is_any_guard(const void* address) {
  for (const auto& entry : pools) {
    const StackPool* pool = entry.load(std::memory_order_acquire);
    if (pool != nullptr && pool->is_guard(address))
      return true;
  }
  return false;
}

} // namespace loads::engine
