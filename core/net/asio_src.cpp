// SPDX-License-Identifier: Apache-2.0
// The one file that compiles Asio and Beast; all others only see their declarations.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
