// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/waiter.hpp"

#include <cstddef>
#include <cstdint>

namespace loads::net {

enum class IoStatus : std::uint8_t {
  ok,         // `bytes` of them, at least one
  end,        // the peer closed its side
  want_read,  // nothing now: wait until readable and try again
  want_write, // nothing now: wait until writable and try again
  timeout,
  cancelled, // the run is stopping
  failed,    // `error` is an errno; with EPROTO the TLS layer has a text
};

struct IoResult {
  IoStatus status = IoStatus::ok;
  int error = 0;
  std::size_t bytes = 0;

  explicit operator bool() const { return status == IoStatus::ok; }
};

inline IoResult io_result(engine::Wake wake) {
  switch (wake) {
  case engine::Wake::ready:
    return {};
  case engine::Wake::timeout:
    return {IoStatus::timeout};
  case engine::Wake::cancelled:
    break;
  }
  return {IoStatus::cancelled};
}

} // namespace loads::net
