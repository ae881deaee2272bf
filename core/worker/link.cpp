// SPDX-License-Identifier: Apache-2.0
#include "core/worker/link.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace loads::worker {
namespace {

constexpr std::size_t head_size = 5;
constexpr std::size_t largest_payload = std::size_t{256} << 20;

void append_message(std::string& out, LinkType type, std::string_view payload) {
  auto size = static_cast<std::uint32_t>(payload.size());
  for (int shift = 0; shift < 32; shift += 8)
    out.push_back(static_cast<char>(size >> shift & 0xff));
  out.push_back(static_cast<char>(type));
  out.append(payload);
}

} // namespace

Link::Link(base::UniqueFd socket)
    : socket_(std::move(socket)), wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  ::fcntl(socket_.get(), F_SETFL, ::fcntl(socket_.get(), F_GETFL) | O_NONBLOCK);
}

void Link::send(LinkType type, std::string_view payload) {
  {
    std::lock_guard lock(mutex_);
    append_message(unsent_, type, payload);
    write_unsent();
    if (unsent_.empty())
      return;
  }
  std::uint64_t one = 1;
  [[maybe_unused]] ssize_t written = ::write(wake_.get(), &one, sizeof one);
}

void Link::clear_wake() {
  std::uint64_t count = 0;
  [[maybe_unused]] ssize_t got = ::read(wake_.get(), &count, sizeof count);
}

bool Link::has_unsent() const {
  std::lock_guard lock(mutex_);
  return !unsent_.empty();
}

bool Link::flush() {
  std::lock_guard lock(mutex_);
  return write_unsent();
}

bool Link::write_unsent() {
  std::size_t done = 0;
  bool alive = true;
  while (done < unsent_.size()) {
    ssize_t sent = ::send(socket_.get(), unsent_.data() + done, unsent_.size() - done, MSG_NOSIGNAL);
    if (sent > 0) {
      done += static_cast<std::size_t>(sent);
    } else if (errno != EINTR) {
      alive = errno == EAGAIN;
      break;
    }
  }
  unsent_.erase(0, done);
  return alive;
}

bool Link::receive() {
  if (consumed_ > 0) {
    received_.erase(0, consumed_);
    consumed_ = 0;
  }
  char buffer[65536];
  while (true) {
    ssize_t got = ::recv(socket_.get(), buffer, sizeof buffer, 0);
    if (got > 0)
      received_.append(buffer, static_cast<std::size_t>(got));
    else if (got == 0)
      return false;
    else if (errno != EINTR)
      return errno == EAGAIN;
  }
}

std::optional<LinkMessage> Link::next() {
  if (received_.size() - consumed_ < head_size)
    return std::nullopt;
  const auto* head = reinterpret_cast<const unsigned char*>(received_.data() + consumed_);
  std::size_t size = head[0] | head[1] << 8 | head[2] << 16 | static_cast<std::size_t>(head[3]) << 24;
  if (size > largest_payload) { // not our protocol: nothing after this can be trusted
    consumed_ = received_.size();
    return std::nullopt;
  }
  if (received_.size() - consumed_ < head_size + size)
    return std::nullopt;
  LinkMessage message{static_cast<LinkType>(head[4]), received_.substr(consumed_ + head_size, size)};
  consumed_ += head_size + size;
  return message;
}

std::optional<LinkMessage> Link::wait_next(int timeout_ms) {
  while (true) {
    if (auto message = next())
      return message;
    flush();
    short events = POLLIN;
    if (has_unsent())
      events |= POLLOUT;
    pollfd entry{socket_.get(), events, 0};
    int ready = ::poll(&entry, 1, timeout_ms);
    if (ready < 0 && errno == EINTR)
      continue;
    if (ready <= 0)
      return std::nullopt;
    if (!receive()) {
      if (auto message = next())
        return message;
      return std::nullopt;
    }
  }
}

} // namespace loads::worker
