// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace loads::base {

// A password, a private key, a credential: bytes that are zeroed when the object goes. It has no stream
// operator, no comparison and no copy constructor, so that none gets into a log, a message or a store by
// accident; who needs the bytes says so by reveal(), and keeps no copy.
class Secret {
public:
  Secret() = default;
  explicit Secret(std::string_view bytes) : bytes_(new char[bytes.size()]), size_(bytes.size()) {
    bytes.copy(bytes_.get(), size_);
  }
  // Takes what was read into a text, and zeroes that.
  static Secret from(std::string&& text) {
    Secret secret{std::string_view(text)};
    wipe(text);
    return secret;
  }
  ~Secret() { clear(); }
  Secret(Secret&& other) noexcept
      : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      clear();
      bytes_ = std::move(other.bytes_);
      size_ = std::exchange(other.size_, 0);
    }
    return *this;
  }

  Secret copy() const { return Secret(reveal()); }
  bool empty() const { return size_ == 0; }
  // Valid as long as the object; behind it there is no zero byte.
  std::string_view reveal() const { return {bytes_.get(), size_}; }
  void clear() {
    if (bytes_)
      ::explicit_bzero(bytes_.get(), size_);
    bytes_.reset();
    size_ = 0;
  }

  // Zeroes a text that held a secret, spare room included, and empties it.
  static void wipe(std::string& text) {
    text.resize(text.capacity());
    ::explicit_bzero(text.data(), text.size());
    text.clear();
  }

private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

} // namespace loads::base
