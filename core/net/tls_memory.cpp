// SPDX-License-Identifier: Apache-2.0
#include "core/net/tls_memory.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <openssl/crypto.h>
#include <sys/mman.h>
#include <vector>

namespace loads::net {
namespace {

constexpr std::size_t slot_size = 24 * 1024;   // OpenSSL's record buffers have 17 KB, its handshake buffer 22
constexpr std::size_t smallest = 16 * 1024;    // what is smaller stays on the heap
constexpr std::size_t slot_count = 512 * 1024; // 12 GiB of addresses, not of memory
constexpr std::size_t most_cached = 16;        // warm slots of one thread

// The slots that no thread has, without memory behind them. Never destroyed: OpenSSL frees at exit, too.
class SlotStore {
public:
  bool reserve() {
    void* const place = ::mmap(nullptr, slot_size * slot_count, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED)
      return false;
    ::madvise(place, slot_size * slot_count, MADV_NOHUGEPAGE);
    base_ = static_cast<char*>(place);
    return true;
  }
  bool owns(const void* memory) const {
    return reinterpret_cast<std::uintptr_t>(memory) - reinterpret_cast<std::uintptr_t>(base_) <
           slot_size * slot_count;
  }
  void* take() {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      void* const slot = free_.back();
      free_.pop_back();
      return slot;
    }
    return used_ == slot_count ? nullptr : base_ + slot_size * used_++;
  }
  void give(void* slot) {
    ::madvise(slot, slot_size, MADV_DONTNEED);
    const std::lock_guard lock(mutex_);
    free_.push_back(slot);
  }

private:
  char* base_ = nullptr;
  std::mutex mutex_; // guards what follows
  std::vector<void*> free_;
  std::size_t used_ = 0;
};

SlotStore& store() {
  static SlotStore* const made = new SlotStore;
  return *made;
}

// The slots that this thread used last.
struct SlotCache {
  std::array<void*, most_cached> slots;
  std::size_t count = 0;
  bool gone = false; // the thread ends

  ~SlotCache() {
    gone = true;
    while (count > 0)
      store().give(slots[--count]);
  }
};
thread_local SlotCache cache;

void* allocate(std::size_t size, const char*, int) {
  if (size == 0)
    return nullptr;
  if (size > smallest && size <= slot_size) {
    if (cache.count > 0)
      return cache.slots[--cache.count];
    if (void* const slot = store().take())
      return slot;
  }
  return std::malloc(size);
}

void release(void* memory, const char*, int) {
  if (!memory)
    return;
  if (!store().owns(memory))
    std::free(memory);
  else if (!cache.gone && cache.count < most_cached)
    cache.slots[cache.count++] = memory;
  else
    store().give(memory);
}

void* reallocate(void* memory, std::size_t size, const char* file, int line) {
  if (!memory)
    return allocate(size, file, line);
  if (!store().owns(memory))
    return std::realloc(memory, size);
  if (size > 0 && size <= slot_size)
    return memory;
  void* const grown = size > 0 ? std::malloc(size) : nullptr;
  if (grown)
    std::memcpy(grown, memory, slot_size);
  if (grown || size == 0)
    release(memory, file, line);
  return grown;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool watched = true;
#elif defined(__has_feature)
constexpr bool watched = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool watched = false;
#endif

} // namespace

void separate_tls_buffers() {
  static std::once_flag once;
  if (!watched) // a sanitizer wants to see each buffer
    std::call_once(once, [] {
      if (store().reserve())
        CRYPTO_set_mem_functions(allocate, reallocate, release);
    });
}

} // namespace loads::net
