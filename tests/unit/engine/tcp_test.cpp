// SPDX-License-Identifier: Apache-2.0
#include "core/engine/epoll_poller.hpp"

#include "tests/unit/engine/loop_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <netinet/in.h>

using namespace loads::engine;
using namespace loads::tests;
namespace base = loads::base;

namespace {

// A port of 127.0.0.1 that listens, or that refuses.
struct Port {
  base::UniqueFd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  explicit Port(bool listens) {
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    BOOST_REQUIRE(bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
    BOOST_REQUIRE(getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    if (listens)
      BOOST_REQUIRE(listen(socket.get(), 8) == 0);
  }
};

// Connects as a client does: connect, attach, wait until writable. The error, 0 for none.
int connect_to(const Port& port, Waiter& waiter, base::UniqueFd& socket, IoHandle& handle) {
  socket.reset(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  handle.fd = socket.get();
  if (connect(handle.fd, reinterpret_cast<const sockaddr*>(&port.address), sizeof port.address) != 0 &&
      errno != EINPROGRESS)
    return errno;
  BOOST_REQUIRE(waiter.attach(handle));
  BOOST_REQUIRE((waiter.wait_writable(handle, base::never) == Wake::ready));
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(handle.fd, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(tcp, LoopFixture)

BOOST_AUTO_TEST_CASE(a_connection_is_made_used_and_closed_by_its_peer) {
  const Port port(true);
  int error = -1;
  std::string received;
  TestUser client(loop, [&](Waiter& waiter) {
    base::UniqueFd socket;
    IoHandle handle;
    error = connect_to(port, waiter, socket, handle);
    for (;;) {
      char byte = 0;
      const auto count = recv(handle.fd, &byte, 1, 0);
      if (count == 0)
        break;
      if (count == 1)
        received += byte;
      else
        BOOST_REQUIRE((waiter.wait_readable(handle, base::never) == Wake::ready));
    }
    waiter.detach(handle);
  });
  loop.run_once(false);
  base::UniqueFd accepted(accept(port.socket.get(), nullptr, nullptr));
  BOOST_REQUIRE(send(accepted.get(), "abc", 3, MSG_NOSIGNAL) == 3);
  accepted.reset();
  run_until([&] { return client.finished(); });
  BOOST_TEST(error == 0);
  BOOST_TEST(received == "abc");
}

BOOST_AUTO_TEST_CASE(a_refused_connection_wakes_the_user) {
  const Port port(false);
  int error = 0;
  TestUser client(loop, [&](Waiter& waiter) {
    base::UniqueFd socket;
    IoHandle handle;
    error = connect_to(port, waiter, socket, handle);
    waiter.detach(handle);
  });
  run_until([&] { return client.finished(); });
  BOOST_TEST(error == ECONNREFUSED);
}

BOOST_AUTO_TEST_CASE(a_short_read_followed_by_a_wait_finds_the_end_that_came_with_the_data) {
  const Port port(true);
  ssize_t first = -1;
  ssize_t second = -1;
  TestUser client(loop, [&](Waiter& waiter) {
    base::UniqueFd socket;
    IoHandle handle;
    BOOST_REQUIRE_EQUAL(connect_to(port, waiter, socket, handle), 0);
    base::UniqueFd accepted(accept(port.socket.get(), nullptr, nullptr));
    BOOST_REQUIRE(send(accepted.get(), "abc", 3, MSG_NOSIGNAL) == 3);
    accepted.reset();
    std::array<char, 100> buffer{};
    BOOST_REQUIRE((waiter.wait_readable(handle, base::never) == Wake::ready));
    first = recv(handle.fd, buffer.data(), buffer.size(), 0);
    BOOST_REQUIRE((waiter.wait_readable(handle, base::never) == Wake::ready));
    second = recv(handle.fd, buffer.data(), buffer.size(), 0);
    waiter.detach(handle);
  });
  run_until([&] { return client.finished(); });
  BOOST_TEST(first == 3);
  BOOST_TEST(second == 0);
}

BOOST_AUTO_TEST_SUITE_END()
