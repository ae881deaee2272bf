// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/program.hpp"

#include <memory>
#include <string>

namespace loads::test {

// A PostgreSQL server of one's own, in a temporary folder, reached by a socket there. Ends with the object.
class PostgresServer {
public:
  PostgresServer(); // with an empty cluster; takes some seconds
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;

  void start(const std::vector<std::string>& settings = {});
  void stop(); // at once, as by a crash
  // The URL of a database; make_database() makes a new one.
  std::string url(const std::string& database) const;
  std::string make_database();
  // One statement, by psql; what it prints.
  std::string ask(const std::string& database, const std::string& sql) const;

private:
  std::vector<std::string> command(const std::string& program, std::vector<std::string> arguments) const;

  TemporaryFolder folder_;
  std::unique_ptr<Program> server_;
  int databases_ = 0;
};

} // namespace loads::test
