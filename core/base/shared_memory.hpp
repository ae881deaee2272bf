// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace loads::base {

// Memory that processes share through a descriptor, zero at first. It is sealed: nobody can resize it, so
// that no reader gets SIGBUS. Untouched pages cost nothing. Or it is a file with a name, which outlives all
// who use it and cannot be sealed. Errors say what failed, not for what the memory was.
class SharedMemory {
public:
  static Result<SharedMemory> create(const char* name, std::size_t size);
  // A new file, which belongs on a file system in memory. As long as somebody has the descriptor, it is
  // locked (flock, shared).
  static Result<SharedMemory> create_file(const std::string& path, std::size_t size);
  // Sealed memory with what a file holds now.
  static Result<SharedMemory> copy_file(const char* name, const std::string& path);
  // Takes the descriptor. Refuses what is neither sealed nor a file with a name, or no such memory.
  static Result<SharedMemory> map(UniqueFd fd);

  int fd() const { return fd_.get(); } // close-on-exec
  void* data() const { return memory_.get(); }
  std::size_t size() const { return memory_.get_deleter().size; }

private:
  struct Unmap {
    std::size_t size = 0;
    void operator()(void* memory) const;
  };

  SharedMemory(UniqueFd fd, void* memory, std::size_t size)
      : fd_(std::move(fd)), memory_(memory, Unmap{size}) {}
  static Result<SharedMemory> map_whole(UniqueFd fd, std::size_t size);

  UniqueFd fd_;
  std::unique_ptr<void, Unmap> memory_;
};

} // namespace loads::base
