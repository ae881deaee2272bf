// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/wire/ids.hpp"

#include <libpq-fe.h>

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace loads::store {

// Values for $1, $2 … in order, as they are sent.
class Parameters {
public:
  template <class... Values>
  explicit Parameters(const Values&... values) {
    (add(values), ...);
  }
  const std::vector<std::string>& bytes() const { return bytes_; }
  const std::vector<Oid>& types() const { return types_; }

private:
  void add(std::uint64_t value);
  void add(const std::string& value);
  void add(const wire::RunId& run);

  std::vector<std::string> bytes_;
  std::vector<Oid> types_;
};

// The rows that a statement gave.
class Rows {
public:
  explicit Rows(PGresult* result) : result_(result) {}
  int size() const { return ::PQntuples(result_.get()); }
  std::uint64_t changed() const;
  std::uint64_t number(int row, int column) const;
  std::string bytes(int row, int column) const;
  wire::RunId run_id(int row, int column) const;

private:
  struct Clear {
    void operator()(PGresult* result) const { ::PQclear(result); }
  };
  std::unique_ptr<PGresult, Clear> result_;
};

// A session with a PostgreSQL server: made when it is needed, and made anew after it was lost. Has the lock
// of the one broker that may use the database. Blocks.
class PostgresConnection {
public:
  // `url`: postgresql://user@host/name. A usage error if it is none.
  static base::Result<PostgresConnection> make(const std::string& url);

  // Whether there is a session; tries to make one. `prepare` is run in a new one.
  base::Status connect(const char* prepare);
  base::Result<Rows> execute(const char* sql, const Parameters& parameters = Parameters());
  // "the database loads at db.example", without a password.
  const std::string& name() const { return name_; }

private:
  PostgresConnection(std::string url, std::string name) : url_(std::move(url)), name_(std::move(name)) {}
  base::Status run(const char* sql);
  base::Status check_setting(const char* show, const std::string& wanted);
  base::Status lock();
  base::Error error(const std::string& why) const;

  struct Finish {
    void operator()(PGconn* connection) const { ::PQfinish(connection); }
  };
  std::string url_, name_;
  std::unique_ptr<PGconn, Finish> connection_;
  std::map<const char*, std::string> statements_; // that are prepared
};

} // namespace loads::store
