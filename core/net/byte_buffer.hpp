// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace loads::net {

// Bytes that grow at the end and are not zeroed first. Clearing keeps the memory for the next use.
class ByteBuffer {
public:
  ByteBuffer() = default;
  ByteBuffer(ByteBuffer&& other) noexcept { swap(other); }
  ByteBuffer& operator=(ByteBuffer&& other) noexcept {
    swap(other);
    return *this;
  }
  ~ByteBuffer() { std::free(data_); }

  char* data() { return data_; }
  const char* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  std::string_view view() const { return {data_, size_}; }

  void clear() { size_ = 0; }
  void resize(std::size_t size) {
    reserve(size);
    size_ = size;
  }
  void reserve(std::size_t capacity) {
    if (capacity <= capacity_)
      return;
    void* grown = std::realloc(data_, capacity);
    if (!grown)
      throw std::bad_alloc();
    data_ = static_cast<char*>(grown);
    capacity_ = capacity;
  }
  // Room for `more` bytes behind the end, doubling so that appending stays cheap; write there, then commit().
  char* prepare(std::size_t more) {
    if (size_ + more > capacity_)
      reserve(size_ + more > 2 * capacity_ ? size_ + more : 2 * capacity_);
    return data_ + size_;
  }
  void commit(std::size_t written) { size_ += written; }
  void append(std::string_view bytes) {
    if (bytes.empty())
      return;
    std::memcpy(prepare(bytes.size()), bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void remove_prefix(std::size_t count) {
    if (count == 0)
      return;
    size_ -= count;
    std::memmove(data_, data_ + count, size_);
  }
  void release_memory() {
    std::free(std::exchange(data_, nullptr));
    size_ = capacity_ = 0;
  }
  void swap(ByteBuffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

} // namespace loads::net
