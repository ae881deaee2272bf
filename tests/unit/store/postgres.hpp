// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/postgres.hpp"

namespace loads::tests {

// One server for all tests of this program, each with databases of its own.
inline test::PostgresServer& postgres_server() {
  static test::PostgresServer server;
  return server;
}

} // namespace loads::tests
