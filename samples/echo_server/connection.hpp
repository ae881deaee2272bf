// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace echo_server {

class Statistics;

// Answers requests on one connection until either side closes it, or it turns into a web socket that echoes.
boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket, Statistics& statistics);

} // namespace echo_server
