// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>

#include <string>

namespace loads::observers {

// Trusts the authorities in that file (PEM) or, without one, the system's. An error is a std::runtime_error.
void trust(boost::asio::ssl::context& context, const std::string& ca_file);

// The server must have a certificate for that host; it is told whom we want.
void expect_host(SSL* tls, const std::string& host);

// Why a handshake failed, for people.
std::string handshake_fault(SSL* tls, const boost::system::error_code& error);

} // namespace loads::observers
