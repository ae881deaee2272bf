// SPDX-License-Identifier: Apache-2.0
// The one file that compiles Asio; all others only see its declarations.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
