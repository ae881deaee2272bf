// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/layout.hpp"
#include "core/model/position.hpp"

#include <array>
#include <cstring>
#include <mutex>
#include <string_view>

namespace loads::events {

// Whose event it is, and when it happened (steady clock).
struct Origin {
  const model::Position& position;
  std::uint64_t user_id;
  std::uint32_t test;
  std::int64_t at_ns;
};

// Writes events into a lane: a copy and a store. Never waits: what finds no room is counted and dropped.
// Called by one thread at a time; with a lock, by many.
class Writer {
public:
  // Goes on where the lane is, which must outlive it.
  explicit Writer(Lane& lane);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // For users on threads of their own: the lock is held in each call. Not owned. Call before sharing.
  void set_lock(std::mutex* lock) { lock_ = lock; }

  template <class Details>
  void write(loads_event_type type, const Origin& origin, const Details& details,
             std::array<std::string_view, Details::texts> texts) {
    std::array<std::uint32_t, Details::texts> sizes{};
    std::size_t size = sizeof(Record) + sizeof details + sizeof sizes;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      texts[i] = texts[i].substr(0, longest_text);
      sizes[i] = static_cast<std::uint32_t>(texts[i].size());
      size += sizes[i];
    }
    size = (size + 7) / 8 * 8;
    const Guard guard(lock_);
    std::byte* to = reserve(type, size);
    if (!to)
      return;
    to = put(to, describe(type, origin, size));
    to = put(to, details);
    to = put(to, sizes);
    for (const std::string_view text : texts) {
      to += text.copy(reinterpret_cast<char*>(to), text.size());
    }
    publish();
  }
  void write(loads_event_type type, const Origin& origin);

private:
  // Holds the lock, if there is one.
  class Guard {
  public:
    explicit Guard(std::mutex* lock) : lock_(lock) {
      if (lock_)
        lock_->lock();
    }
    ~Guard() {
      if (lock_)
        lock_->unlock();
    }
    Guard(const Guard&) = delete;

  private:
    std::mutex* lock_;
  };

  template <class Part>
  static std::byte* put(std::byte* to, const Part& part) {
    std::memcpy(to, &part, sizeof part);
    return to + sizeof part;
  }
  static Record describe(loads_event_type type, const Origin& origin, std::size_t size);
  std::byte* reserve(loads_event_type type, std::size_t size); // null: there is no room
  void publish() { lane_.written.store(written_, std::memory_order_release); }

  Lane& lane_;
  std::mutex* lock_ = nullptr;
  std::uint64_t written_;
  std::uint64_t read_; // as last seen
};

} // namespace loads::events
