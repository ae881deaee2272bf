// SPDX-License-Identifier: Apache-2.0
#include "core/store/postgres_connection.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace loads::store {
namespace {

constexpr Oid type_of_bytes = 17, type_of_number = 20; // bytea, int8

// Both ends notice within seconds that the other one is gone; what is committed is on the server's disk.
constexpr const char* set_up = "SET client_min_messages = warning; SET synchronous_commit = on; "
                               "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 5; "
                               "SET tcp_keepalives_count = 3";

// What the server says, on one line.
std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string big_endian(std::uint64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

} // namespace

void Parameters::add(std::uint64_t value) {
  bytes_.push_back(big_endian(value));
  types_.push_back(type_of_number);
}

void Parameters::add(const std::string& value) {
  bytes_.push_back(value);
  types_.push_back(type_of_bytes);
}

void Parameters::add(const wire::RunId& run) {
  add(std::string(reinterpret_cast<const char*>(run.bytes.data()), run.bytes.size()));
}

std::uint64_t Rows::changed() const {
  return std::strtoull(::PQcmdTuples(result_.get()), nullptr, 10);
}

std::uint64_t Rows::number(int row, int column) const {
  std::uint64_t value = 0;
  for (const char c : bytes(row, column))
    value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::string Rows::bytes(int row, int column) const {
  return {::PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(::PQgetlength(result_.get(), row, column))};
}

wire::RunId Rows::run_id(int row, int column) const {
  wire::RunId run;
  const std::string value = bytes(row, column);
  std::memcpy(run.bytes.data(), value.data(), std::min(value.size(), run.bytes.size()));
  return run;
}

base::Result<PostgresConnection> PostgresConnection::make(const std::string& url) {
  char* fault = nullptr;
  PQconninfoOption* options = ::PQconninfoParse(url.c_str(), &fault);
  if (!options) {
    const std::string why = fault ? one_line(fault) : "out of memory";
    ::PQfreemem(fault);
    return base::usage_error("cannot use the store: " + why + "; write postgresql://user@host/name");
  }
  std::string database, host;
  for (const PQconninfoOption* option = options; option->keyword; ++option) {
    if (option->val && std::string_view(option->keyword) == "dbname")
      database = option->val;
    if (option->val && std::string_view(option->keyword) == "host")
      host = option->val;
  }
  ::PQconninfoFree(options);
  return PostgresConnection(url, "the database" + (database.empty() ? "" : " " + database) +
                                     (host.empty() ? "" : " at " + host));
}

base::Error PostgresConnection::error(const std::string& why) const {
  return base::infrastructure_error("cannot use " + name_ + ": " + why);
}

base::Status PostgresConnection::connect(const char* prepare) {
  if (connection_ && ::PQstatus(connection_.get()) == CONNECTION_OK)
    return base::Nothing{};
  statements_.clear();
  const char* const names[] = {"dbname", "connect_timeout", "tcp_user_timeout", "application_name", nullptr};
  const char* const values[] = {url_.c_str(), "5", "15000", "loads-broker", nullptr};
  connection_.reset(::PQconnectdbParams(names, values, 1));
  if (::PQstatus(connection_.get()) != CONNECTION_OK)
    return error(one_line(::PQerrorMessage(connection_.get())));
  ::PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  base::Status status = run(set_up);
  if (status)
    status = check_setting("SHOW synchronous_commit", "on");
  if (status)
    status = check_setting("SHOW fsync", "on");
  if (status)
    status = lock();
  if (status)
    status = run(prepare);
  if (!status)
    connection_.reset();
  return status;
}

base::Status PostgresConnection::run(const char* sql) {
  const Rows rows(::PQexec(connection_.get(), sql));
  const std::string fault = ::PQerrorMessage(connection_.get());
  return fault.empty() ? base::Status(base::Nothing{}) : base::Status(error(one_line(fault)));
}

base::Status PostgresConnection::check_setting(const char* show, const std::string& wanted) {
  const base::Result<Rows> rows = execute(show);
  if (!rows)
    return rows.error();
  const std::string found = rows->size() == 1 ? rows->bytes(0, 0) : "";
  if (found != wanted)
    return error(std::string(show + std::strlen("SHOW ")) + " is " + found +
                 " there, so that what it calls stored might be lost; set it to " + wanted);
  return base::Nothing{};
}

base::Status PostgresConnection::lock() {
  const base::Result<Rows> rows = execute("SELECT pg_try_advisory_lock(1279348819)::int4::int8");
  if (!rows)
    return rows.error();
  if (rows->number(0, 0) != 1)
    return error("another broker has it; stop that one, or name another database");
  return base::Nothing{};
}

base::Result<Rows> PostgresConnection::execute(const char* sql, const Parameters& parameters) {
  if (!connection_)
    return error("there is no connection");
  const auto [statement, is_new] = statements_.try_emplace(sql, "s" + std::to_string(statements_.size()));
  const int count = static_cast<int>(parameters.bytes().size());
  if (is_new) {
    const Rows prepared(
        ::PQprepare(connection_.get(), statement->second.c_str(), sql, count, parameters.types().data()));
    if (const std::string fault = ::PQerrorMessage(connection_.get()); !fault.empty()) {
      statements_.erase(statement);
      return error(one_line(fault));
    }
  }
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  for (const std::string& bytes : parameters.bytes()) {
    values.push_back(bytes.data());
    lengths.push_back(static_cast<int>(bytes.size()));
    formats.push_back(1);
  }
  Rows rows(::PQexecPrepared(connection_.get(), statement->second.c_str(), count, values.data(),
                             lengths.data(), formats.data(), 1));
  if (const std::string fault = ::PQerrorMessage(connection_.get()); !fault.empty())
    return error(one_line(fault));
  return rows;
}

} // namespace loads::store
