// SPDX-License-Identifier: Apache-2.0
#include "server.hpp"

#include "connection.hpp"
#include "statistics.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace echo_server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr int waiting_connections = 4096; // a burst of users that connect at once; the kernel caps it

// Each connection takes a descriptor; the usual soft limit of 1024 is soon reached.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
}

tcp::acceptor listen(asio::io_context& context, const Options& options) {
  const std::string where = options.host + " port " + std::to_string(options.port);
  boost::system::error_code error;
  const auto found = tcp::resolver(context).resolve(options.host, std::to_string(options.port), error);
  if (error)
    throw std::runtime_error("cannot listen on " + where + ": " + error.message());
  const tcp::endpoint endpoint = *found.begin();
  tcp::acceptor acceptor(context);
  acceptor.open(endpoint.protocol(), error);
  if (!error)
    acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error)
    acceptor.bind(endpoint, error);
  if (!error)
    acceptor.listen(waiting_connections, error);
  if (error == asio::error::address_in_use)
    throw std::runtime_error("cannot listen on " + where +
                             ": another program does; end it or give another --port (0: any that is free)");
  if (error)
    throw std::runtime_error("cannot listen on " + where + ": " + error.message());
  return acceptor;
}

asio::awaitable<void> accept_connections(tcp::acceptor& acceptor, asio::io_context& context,
                                         Statistics& statistics) {
  for (;;) {
    tcp::socket socket(asio::make_strand(context));
    const auto [error] = co_await acceptor.async_accept(socket, asio::as_tuple(asio::use_awaitable));
    if (!error) {
      const auto strand = socket.get_executor();
      asio::co_spawn(strand, serve(std::move(socket), statistics), asio::detached);
      continue;
    }
    if (!acceptor.is_open())
      co_return;
    // No descriptors left, most likely: connections that end will free some.
    asio::steady_timer pause(context, std::chrono::milliseconds(100));
    co_await pause.async_wait(asio::use_awaitable);
  }
}

void announce(const tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  std::cout << "listening on http://" << (endpoint.address().is_v6() ? "[" + address + "]" : address) << ":"
            << endpoint.port() << std::endl;
}

} // namespace

void run(const Options& options) {
  raise_descriptor_limit();
  Statistics statistics; // outlives the connections, which the context destroys
  asio::io_context context(static_cast<int>(options.threads));
  tcp::acceptor acceptor = listen(context, options);
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code&, int) { context.stop(); });
  asio::co_spawn(context, accept_connections(acceptor, context, statistics), asio::detached);
  announce(acceptor.local_endpoint());

  std::vector<std::jthread> threads;
  for (unsigned thread = 1; thread < options.threads; ++thread)
    threads.emplace_back([&] { context.run(); });
  context.run();
}

} // namespace echo_server
