// SPDX-License-Identifier: Apache-2.0
// How a store is opened: locked, made if it is new, checked if it is not.
#include "core/store/sqlite_store.hpp"

#include "core/store/sql.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace loads::store {
namespace {

constexpr std::uint64_t largest_checked = std::uint64_t{256} << 20; // bytes; takes up to half a second

constexpr const char* set_up =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;";

constexpr const char* schema = R"(
BEGIN;
CREATE TABLE runs (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, report BLOB NOT NULL);
CREATE TABLE streams (run BLOB NOT NULL, stream INTEGER NOT NULL, high_water INTEGER NOT NULL, note BLOB NOT NULL,
  PRIMARY KEY (run, stream)) WITHOUT ROWID;
CREATE TABLE batches (run BLOB NOT NULL, stream INTEGER NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL,
  bytes BLOB NOT NULL, UNIQUE (run, stream, sequence));
CREATE TABLE notices (run BLOB NOT NULL, observer BLOB NOT NULL, attempts INTEGER NOT NULL,
  PRIMARY KEY (run, observer)) WITHOUT ROWID;
PRAGMA application_id = 1279348819;
PRAGMA user_version = 1;
COMMIT;)";
constexpr const char* application_id = "1279348819"; // "LADS"
constexpr const char* schema_version = "1";

} // namespace

base::Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path) {
  std::unique_ptr<SqliteStore> store(new SqliteStore(path));
  for (const auto step : {&SqliteStore::lock, &SqliteStore::prepare_file, &SqliteStore::prepare_statements})
    if (base::Status status = (store.get()->*step)(); !status)
      return status.error();
  return store;
}

base::Status SqliteStore::lock() {
  const std::string name = path_ + ".lock";
  lock_.reset(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock_)
    return base::infrastructure_error("cannot open the store " + path_ + ": " + name + ": " +
                                      std::strerror(errno));
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0)
    return base::infrastructure_error("cannot open the store " + path_ +
                                      ": another broker has it open; stop that one, or name another store");
  return base::Nothing{};
}

base::Status SqliteStore::prepare_file() {
  // Made here and not by SQLite, so that nobody else can read it.
  base::UniqueFd file(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file)
    return base::infrastructure_error("cannot open the store " + path_ + ": " + std::strerror(errno));
  file.reset();
  sqlite3* database = nullptr;
  const int opened =
      ::sqlite3_open_v2(path_.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  database_.reset(database);
  if (opened != SQLITE_OK || !execute(set_up))
    return error("open");
  if (read_pragma("SELECT count(*) FROM sqlite_schema") == "0")
    return create();
  return check();
}

base::Status SqliteStore::create() {
  return execute(schema) ? base::Status(base::Nothing{}) : base::Status(error("create"));
}

base::Status SqliteStore::check() {
  const std::string version = read_pragma("PRAGMA user_version");
  if (read_pragma("PRAGMA application_id") != application_id)
    return base::infrastructure_error("cannot open the store " + path_ +
                                      ": it is a database of another program");
  if (version != schema_version)
    return base::infrastructure_error("cannot open the store " + path_ + ": it has version " + version +
                                      ", this broker knows " + schema_version +
                                      "; use the broker that made it");
  struct stat file {};
  if (::stat(path_.c_str(), &file) == 0 && static_cast<std::uint64_t>(file.st_size) > largest_checked)
    return base::Nothing{};
  if (const std::string found = read_pragma("PRAGMA quick_check(1)"); found != "ok")
    return base::infrastructure_error("cannot open the store " + path_ + ": it is damaged (" + found +
                                      "); move it away, or bring back a copy");
  return base::Nothing{};
}

std::string SqliteStore::read_pragma(const char* sql) {
  Statement statement(database_.get(), sql);
  if (statement && statement.step() == SQLITE_ROW)
    return statement.bytes(0);
  return ::sqlite3_errmsg(database_.get());
}

base::Status SqliteStore::prepare_statements() {
  bool all = true;
  const auto prepare = [&](Statement& statement, const char* text) {
    statement = Statement(database_.get(), text);
    all = all && statement;
  };
  prepare(put_run_, sql::put_run);
  prepare(open_stream_, sql::open_stream);
  prepare(advance_, sql::advance);
  prepare(high_water_, sql::high_water);
  prepare(add_batch_, sql::add_batch);
  prepare(drop_batches_, sql::drop_batches);
  prepare(put_notice_, sql::put_notice);
  prepare(drop_notice_, sql::drop_notice);
  prepare(load_runs_, sql::load_runs);
  prepare(load_streams_, sql::load_streams);
  prepare(load_notices_, sql::load_notices);
  prepare(read_batches_, sql::read_batches);
  for (std::size_t i = 0; i < drop_run_.size(); ++i)
    prepare(drop_run_[i], sql::drop_run[i]);
  return all ? base::Status(base::Nothing{}) : base::Status(error("read"));
}

} // namespace loads::store
