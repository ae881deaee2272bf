// SPDX-License-Identifier: Apache-2.0
#include "tests/support/postgres.hpp"

#include <csignal>
#include <filesystem>
#include <pwd.h>
#include <stdexcept>
#include <unistd.h>

namespace loads::test {
namespace {

// PostgreSQL does not run as root; its package makes a user.
constexpr const char* user = "postgres";

std::string programs_folder() {
  Finished config = run({{"pg_config", "--bindir"}});
  if (config.code != 0)
    throw std::runtime_error("pg_config: " + config.err);
  return config.out.substr(0, config.out.find('\n'));
}

Finished run_well(const std::vector<std::string>& arguments) {
  Finished finished = run({arguments, {{"LC_ALL", "C"}}, "/"});
  if (finished.code != 0)
    throw std::runtime_error(arguments.front() + ": " + finished.err);
  return finished;
}

} // namespace

PostgresServer::PostgresServer() {
  if (::geteuid() == 0) {
    const passwd* entry = ::getpwnam(user);
    if (!entry || ::chown(folder_.path().c_str(), entry->pw_uid, entry->pw_gid) != 0)
      throw std::runtime_error("there is no user postgres");
  }
  run_well(command("initdb", {"-D", folder_.path() + "/data", "-A", "trust", "-U", user, "--no-sync"}));
  start();
}

PostgresServer::~PostgresServer() {
  stop();
}

std::vector<std::string> PostgresServer::command(const std::string& program,
                                                 std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), programs_folder() + "/" + program);
  if (::geteuid() == 0) {
    const std::vector<std::string> as_user{"setpriv", "--reuid", user, "--regid", user, "--clear-groups"};
    arguments.insert(arguments.begin(), as_user.begin(), as_user.end());
  }
  return arguments;
}

void PostgresServer::start(const std::vector<std::string>& settings) {
  std::vector<std::string> arguments{"-D", folder_.path() + "/data", "-k", folder_.path(),
                                     "-c", "listen_addresses="};
  for (const std::string& setting : settings) {
    arguments.push_back("-c");
    arguments.push_back(setting);
  }
  server_ = std::make_unique<Program>(Command{command("postgres", arguments), {{"LC_ALL", "C"}}, "/"});
  if (!server_->wait_for("ready to accept connections", true))
    throw std::runtime_error("PostgreSQL does not start: " + server_->err());
}

void PostgresServer::stop() {
  if (!server_)
    return;
  server_->send(SIGQUIT);
  server_->wait();
  server_.reset();
}

std::string PostgresServer::url(const std::string& database) const {
  std::string host;
  for (const char c : folder_.path())
    host += c == '/' ? "%2F" : std::string(1, c);
  return "postgresql://" + std::string(user) + "@" + host + "/" + database;
}

std::string PostgresServer::make_database() {
  const std::string name = "test" + std::to_string(++databases_);
  ask("postgres", "CREATE DATABASE " + name);
  return name;
}

std::string PostgresServer::ask(const std::string& database, const std::string& sql) const {
  return run_well({"psql", "-X", "-q", "-A", "-t", "-c", sql, url(database)}).out;
}

} // namespace loads::test
