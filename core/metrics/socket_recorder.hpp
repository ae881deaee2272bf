// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/slab_layout.hpp"
#include "core/metrics/text_index.hpp"
#include "core/model/socket_sink.hpp"

#include <mutex>

namespace loads::metrics {

// Writes what happens to web sockets into a slot of the slab, as Recorder does with the rest. Labels beyond
// max_socket_labels are counted together.
class SocketRecorder final : public model::SocketSink {
public:
  // Goes on where the slot is. The slot must outlive it.
  explicit SocketRecorder(Slot& slot);

  // For users on threads of their own: the lock is held in each call. Not owned.
  void set_lock(std::mutex* lock) { lock_ = lock; }

  Label socket_label(std::string_view label) override;
  void socket_opened(Label label, base::Duration handshake) override;
  void socket_opened(Label label); // elsewhere: how long it took is not known
  void socket_sent(Label label, std::size_t size) override;
  void socket_received(Label label, std::size_t size, std::optional<base::Duration> round_trip) override;
  void socket_closed(Label label) override;
  void socket_failed(Label label, std::string_view reason) override;

private:
  std::unique_lock<std::mutex> guard() const {
    return lock_ ? std::unique_lock(*lock_) : std::unique_lock<std::mutex>();
  }
  ReasonCells& find_reason(std::string_view label, std::string_view reason);

  Slot& slot_;
  std::mutex* lock_ = nullptr;
  TextIndex labels_, reasons_;
};

} // namespace loads::metrics
