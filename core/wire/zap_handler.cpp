// SPDX-License-Identifier: Apache-2.0
#include "core/wire/zap_handler.hpp"

#include "core/security/key.hpp"

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <sys/eventfd.h>
#include <utility>
#include <vector>

namespace loads::wire {
namespace {

constexpr const char* place = "inproc://zeromq.zap.01"; // ZeroMQ's own name for it

// Frames of a request, by RFC 27; behind them come credentials.
enum Frame : std::size_t { version, request, domain, address, identity, mechanism, key, frames };

std::string key_of(const std::vector<std::string>& parts) {
  std::array<std::uint8_t, security::key_bytes> bytes{};
  if (parts.size() != frames || parts[version] != "1.0" || parts[mechanism] != "CURVE" ||
      parts[key].size() != bytes.size())
    return {};
  parts[key].copy(reinterpret_cast<char*>(bytes.data()), bytes.size());
  return security::encode_key(bytes);
}

} // namespace

ZapHandler::ZapHandler(zmq::context_t& context, std::shared_ptr<const security::Gate> gate, Weakness weakness)
    : gate_(std::move(gate)), weakness_(weakness), socket_(context, zmq::socket_type::rep),
      stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  socket_.set(zmq::sockopt::linger, 0);
  socket_.bind(place);
  thread_ = std::thread([this] {
    try {
      run();
    } catch (const std::exception&) { // whoever owns it sees that it is over
    }
    socket_.close();
    is_running_ = false;
  });
}

ZapHandler::~ZapHandler() {
  ::eventfd_write(stop_.get(), 1);
  thread_.join();
}

void ZapHandler::run() {
  while (true) {
    std::array<zmq_pollitem_t, 2> items{
        {{socket_.handle(), 0, ZMQ_POLLIN, 0}, {nullptr, stop_.get(), ZMQ_POLLIN, 0}}};
    if (::zmq_poll(items.data(), static_cast<int>(items.size()), -1) < 0 && errno != EINTR)
      return;
    if ((items[1].revents & ZMQ_POLLIN) != 0)
      return;
    if ((items[0].revents & ZMQ_POLLIN) != 0)
      answer();
  }
}

bool ZapHandler::is_admitted(const std::string& key, const std::string& address) const {
  if (weakness_ == Weakness::everybody_admitted)
    return true;
  if (key.empty())
    return false;
  const auto line = gate_->admit(key, address);
  if (!line)
    gate_->note_refusal(key, address, line.error().text);
  return bool(line);
}

void ZapHandler::answer() {
  std::vector<std::string> parts;
  zmq::message_t part;
  do {
    if (!socket_.recv(part, zmq::recv_flags::none))
      return;
    if (parts.size() <= frames)
      parts.push_back(part.to_string());
  } while (part.more());
  if (weakness_ == Weakness::zap_thread_ends && std::exchange(answered_, true))
    throw std::runtime_error("ends");
  const std::string user = key_of(parts);
  const bool yes = parts.size() == frames && is_admitted(user, parts[address]);
  const std::string number = parts.size() > request ? parts[request] : "";
  const std::array<std::string, 6> reply{"1.0",           number, yes ? "200" : "400", yes ? "" : "refused",
                                         yes ? user : "", ""};
  for (std::size_t i = 0; i < reply.size(); ++i)
    socket_.send(zmq::message_t(reply[i].data(), reply[i].size()),
                 i + 1 < reply.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
}

} // namespace loads::wire
