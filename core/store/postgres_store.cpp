// SPDX-License-Identifier: Apache-2.0
#include "core/store/postgres_store.hpp"

#include "core/base/overloaded.hpp"
#include "core/store/sql.hpp"

namespace loads::store {
namespace {

constexpr std::uint64_t schema_version = 1;

constexpr const char* schema = R"(
BEGIN;
CREATE SCHEMA IF NOT EXISTS loads;
SET search_path = loads;
CREATE TABLE IF NOT EXISTS version (version bigint NOT NULL);
INSERT INTO version SELECT 1 WHERE NOT EXISTS (SELECT FROM version);
CREATE TABLE IF NOT EXISTS runs (number bigserial PRIMARY KEY, id bytea NOT NULL UNIQUE, report bytea NOT NULL);
CREATE TABLE IF NOT EXISTS streams (run bytea NOT NULL, stream bigint NOT NULL, high_water bigint NOT NULL,
  note bytea NOT NULL, PRIMARY KEY (run, stream));
CREATE TABLE IF NOT EXISTS batches (run bytea NOT NULL, stream bigint NOT NULL, sequence bigint NOT NULL,
  kind bigint NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (run, stream, sequence));
CREATE TABLE IF NOT EXISTS notices (run bytea NOT NULL, observer bytea NOT NULL, attempts bigint NOT NULL,
  PRIMARY KEY (run, observer));
COMMIT;)";

constexpr const char* read_version = "SELECT version FROM version";
// A few at a time, since the server sends all that is asked for.
constexpr int batches_at_a_time = 32;
constexpr const char* read_some =
    "SELECT sequence, kind, bytes FROM batches "
    "WHERE run = $1 AND stream = $2 AND sequence > $3 ORDER BY sequence LIMIT 32";

} // namespace

base::Result<std::unique_ptr<PostgresStore>> PostgresStore::open(const std::string& url) {
  auto connection = PostgresConnection::make(url);
  if (!connection)
    return connection.error();
  std::unique_ptr<PostgresStore> store(new PostgresStore(std::move(*connection)));
  if (base::Status status = store->connect(); !status)
    return status.error();
  if (base::Status status = store->check_version(); !status)
    return status.error();
  return store;
}

base::Status PostgresStore::connect() {
  return connection_.connect(schema);
}

base::Status PostgresStore::check_version() {
  const base::Result<Rows> rows = connection_.execute(read_version);
  if (!rows)
    return rows.error();
  const std::uint64_t version = rows->size() == 1 ? rows->number(0, 0) : 0;
  if (version != schema_version)
    return base::infrastructure_error("cannot use " + connection_.name() +
                                      ": the tables of its schema loads have version " +
                                      std::to_string(version) + ", this broker knows " +
                                      std::to_string(schema_version) + "; use the broker that made them");
  return base::Nothing{};
}

base::Status PostgresStore::execute(const char* sql, const Parameters& parameters) {
  const base::Result<Rows> rows = connection_.execute(sql, parameters);
  return rows ? base::Status(base::Nothing{}) : base::Status(rows.error());
}

base::Status PostgresStore::commit(const Transaction& transaction) {
  base::Status status = connect();
  if (!status)
    return status;
  status = execute("BEGIN");
  for (const Operation& operation : transaction)
    if (status)
      status = apply(operation);
  if (status)
    status = execute("COMMIT");
  if (!status)
    (void)execute("ROLLBACK"); // an error here says that the connection is gone, and the transaction with it
  return status;
}

base::Status PostgresStore::apply(const Operation& operation) {
  return std::visit(
      base::Overloaded{
          [&](const PutRun& put) { return execute(sql::put_run, Parameters(put.run, put.report)); },
          [&](const OpenStream& open) {
            return execute(sql::open_stream, Parameters(open.stream.run, open.stream.stream, std::string()));
          },
          [&](const Append& next) { return append(next); }, [&](const Fold& parts) { return fold(parts); },
          [&](const PutNotice& notice) {
            return execute(sql::put_notice,
                           Parameters(notice.run, notice.observer, std::uint64_t{notice.attempts}));
          },
          [&](const DropNotice& notice) {
            return execute(sql::drop_notice, Parameters(notice.run, notice.observer));
          },
          [&](const DropRun& run) { return drop(run); }},
      operation);
}

base::Status PostgresStore::append(const Append& append) {
  const auto& [run, stream] = append.stream;
  const base::Result<Rows> advanced =
      connection_.execute(sql::advance, Parameters(append.sequence, append.note, run, stream));
  if (!advanced)
    return advanced.error();
  if (advanced->changed() == 1)
    return execute(sql::add_batch,
                   Parameters(run, stream, append.sequence, std::uint64_t{append.kind}, append.bytes));
  const base::Result<Rows> mark = connection_.execute(sql::high_water, Parameters(run, stream));
  if (!mark)
    return mark.error();
  const std::uint64_t last = mark->size() == 1 ? mark->number(0, 0) : 0;
  if (mark->size() == 1 && append.sequence <= last)
    return base::Nothing{};
  return base::infrastructure_error("cannot write to " + connection_.name() + ": batch " +
                                    std::to_string(append.sequence) + " of stream " + std::to_string(stream) +
                                    " of run " + run.text() + " does not follow the last, " +
                                    std::to_string(last));
}

base::Status PostgresStore::fold(const Fold& fold) {
  const auto& [run, stream] = fold.stream;
  const base::Result<Rows> mark = connection_.execute(sql::high_water, Parameters(run, stream));
  if (!mark)
    return mark.error();
  const std::uint64_t last = mark->size() == 1 ? mark->number(0, 0) : 0;
  if (base::Status status = execute(sql::drop_batches, Parameters(run, stream)); !status)
    return status;
  return execute(sql::add_batch, Parameters(run, stream, last, std::uint64_t{fold.kind}, fold.bytes));
}

base::Status PostgresStore::drop(const DropRun& drop) {
  for (const char* sql : sql::drop_run)
    if (base::Status status = execute(sql, Parameters(drop.run)); !status)
      return status;
  return base::Nothing{};
}

base::Result<Image> PostgresStore::load() {
  if (base::Status status = connect(); !status)
    return status.error();
  const base::Result<Rows> runs = connection_.execute(sql::load_runs);
  const base::Result<Rows> streams = connection_.execute(sql::load_streams);
  const base::Result<Rows> notices = connection_.execute(sql::load_notices);
  for (const base::Result<Rows>* rows : {&runs, &streams, &notices})
    if (!*rows)
      return rows->error();
  Image image;
  for (int row = 0; row < runs->size(); ++row)
    image.runs.push_back({runs->run_id(row, 0), runs->bytes(row, 1)});
  for (int row = 0; row < streams->size(); ++row)
    image.streams.push_back({{streams->run_id(row, 0), streams->number(row, 1)},
                             streams->number(row, 2),
                             streams->bytes(row, 3)});
  for (int row = 0; row < notices->size(); ++row)
    image.notices.push_back({notices->run_id(row, 0), notices->bytes(row, 1),
                             static_cast<std::uint32_t>(notices->number(row, 2))});
  return image;
}

base::Result<std::vector<StoredBatch>> PostgresStore::read(const wire::StreamId& stream, std::uint64_t after,
                                                           std::size_t most_bytes) {
  if (base::Status status = connect(); !status)
    return status.error();
  std::vector<StoredBatch> batches;
  std::size_t bytes = 0;
  while (true) {
    const base::Result<Rows> rows =
        connection_.execute(read_some, Parameters(stream.run, stream.stream, after));
    if (!rows)
      return rows.error();
    for (int row = 0; row < rows->size(); ++row) {
      std::string next = rows->bytes(row, 2);
      bytes += next.size();
      if (bytes > most_bytes && !batches.empty())
        return batches;
      after = rows->number(row, 0);
      batches.push_back({stream, after, static_cast<std::uint16_t>(rows->number(row, 1)), std::move(next)});
    }
    if (rows->size() < batches_at_a_time)
      return batches;
  }
}

} // namespace loads::store
