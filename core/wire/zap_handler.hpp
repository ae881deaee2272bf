// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"
#include "core/security/gate.hpp"
#include "core/wire/weakness.hpp"

#include <atomic>
#include <memory>
#include <thread>
#include <zmq.hpp>

namespace loads::wire {

// Decides for all sockets of a context who may connect, on a thread of its own: whom the gate admits. ZeroMQ
// asks it by the protocol ZAP; the user's id of the messages is then the public key. Must go before the
// context. While it does not answer, nobody gets in.
class ZapHandler {
public:
  ZapHandler(zmq::context_t& context, std::shared_ptr<const security::Gate> gate, Weakness weakness);
  ~ZapHandler();
  ZapHandler(const ZapHandler&) = delete;
  ZapHandler& operator=(const ZapHandler&) = delete;

  // False: its thread has ended by itself, and nobody can connect any more.
  bool is_running() const { return is_running_.load(); }

private:
  void run();
  void answer();
  bool is_admitted(const std::string& key, const std::string& address) const;

  std::shared_ptr<const security::Gate> gate_;
  const Weakness weakness_;
  bool answered_ = false; // once, at least
  zmq::socket_t socket_;
  base::UniqueFd stop_;
  std::atomic<bool> is_running_{true};
  std::thread thread_;
};

} // namespace loads::wire
