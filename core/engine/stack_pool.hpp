// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <vector>

namespace loads::engine {

// Memory to run a fiber or a thread on: [low, top). Below `low` lies a guard.
struct Stack {
  std::byte* low = nullptr;
  std::byte* top = nullptr;
  std::size_t size() const { return static_cast<std::size_t>(top - low); }
};

inline constexpr std::size_t default_stack_size = 256 * 1024;

// Makes guarded stacks out of a few large mappings and reuses freed ones. Memory is taken as it is touched;
// a stack costs address space only. Used by one thread, but for is_guard().
class StackPool {
public:
  enum class Guards {
    automatic, // guard markers if the kernel has them (Linux 6.13), else mappings without access
    mappings,
  };

  explicit StackPool(std::size_t stack_size = default_stack_size, Guards guards = Guards::automatic);
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  base::Result<Stack> acquire();
  void release(const Stack& stack);

  // Whether the address lies in the guard of a stack of this pool: then a SIGSEGV there is a stack overflow.
  // Async-signal-safe, from any thread.
  bool is_guard(const void* address) const;

  // The same for all pools of the process, for signal handlers.
  static bool is_any_guard(const void* address);

  std::size_t in_use() const { return in_use_; }
  std::size_t made() const { return made_; }

private:
  struct Chunk {
    std::byte* begin = nullptr;
    std::size_t stacks = 0;
  };
  static constexpr std::size_t max_chunks = 4096;

  base::Status add_chunk();
  base::Result<Stack> make();
  bool install_guard(std::byte* slot);
  base::Error out_of_stacks(const char* what, int error) const;

  const std::size_t slot_size_; // guard and stack
  Guards guards_;
  std::array<Chunk, max_chunks> chunks_{};
  std::atomic<std::size_t> chunk_count_{0};
  std::size_t used_of_last_chunk_ = 0;
  std::size_t in_use_ = 0;
  std::size_t made_ = 0;
  std::vector<Stack> free_;
};

} // namespace loads::engine
