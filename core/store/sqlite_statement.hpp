// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/ids.hpp"

#include <sqlite3.h>

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace loads::store {

struct CloseDatabase {
  void operator()(sqlite3* database) const { ::sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

// A prepared statement that is used again and again. What is bound must live until the statement is reset.
class Statement {
public:
  Statement() = default;
  // Empty after an error, which the database then knows.
  Statement(sqlite3* database, const char* sql) {
    sqlite3_stmt* statement = nullptr;
    ::sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    statement_.reset(statement);
  }
  explicit operator bool() const { return statement_ != nullptr; }

  // Values for $1, $2 … in order.
  template <class... Values>
  void bind(const Values&... values) {
    ::sqlite3_reset(statement_.get());
    int index = 0;
    (bind_one(++index, values), ...);
  }
  // SQLITE_ROW, SQLITE_DONE, or an error.
  int step() { return ::sqlite3_step(statement_.get()); }
  void reset() { ::sqlite3_reset(statement_.get()); }
  bool run() {
    const bool done = step() == SQLITE_DONE;
    reset();
    return done;
  }

  std::uint64_t number(int column) const {
    return static_cast<std::uint64_t>(::sqlite3_column_int64(statement_.get(), column));
  }
  std::string bytes(int column) const {
    const void* data = ::sqlite3_column_blob(statement_.get(), column);
    const int size = ::sqlite3_column_bytes(statement_.get(), column);
    return data ? std::string(static_cast<const char*>(data), static_cast<std::size_t>(size)) : std::string();
  }
  wire::RunId run_id(int column) const {
    wire::RunId run;
    const std::string value = bytes(column);
    for (std::size_t i = 0; i < run.bytes.size() && i < value.size(); ++i)
      run.bytes[i] = static_cast<std::uint8_t>(value[i]);
    return run;
  }

private:
  void bind_one(int index, const std::string& value) {
    ::sqlite3_bind_blob64(statement_.get(), index, value.data(), value.size(), SQLITE_STATIC);
  }
  void bind_one(int index, const wire::RunId& run) {
    ::sqlite3_bind_blob64(statement_.get(), index, run.bytes.data(), run.bytes.size(), SQLITE_STATIC);
  }
  template <std::unsigned_integral Number>
  void bind_one(int index, Number value) {
    ::sqlite3_bind_int64(statement_.get(), index, static_cast<std::int64_t>(value));
  }

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { ::sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

} // namespace loads::store
