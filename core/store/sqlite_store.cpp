// SPDX-License-Identifier: Apache-2.0
#include "core/store/sqlite_store.hpp"

#include "core/base/overloaded.hpp"
#include "core/store/sql.hpp"

namespace loads::store {

base::Error SqliteStore::error(const std::string& what) const {
  return base::infrastructure_error("cannot " + what + " the store " + path_ + ": " +
                                    ::sqlite3_errmsg(database_.get()));
}

bool SqliteStore::execute(const char* sql) {
  return ::sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

base::Status SqliteStore::commit(const Transaction& transaction) {
  if (!execute("BEGIN IMMEDIATE"))
    return error("write");
  base::Status status = base::Nothing{};
  for (const Operation& operation : transaction)
    if (status = apply(operation); !status)
      break;
  if (status && !execute("COMMIT"))
    status = error("write");
  if (!status)
    execute("ROLLBACK"); // an error here says that there is none open any more
  return status;
}

base::Status SqliteStore::apply(const Operation& operation) {
  const auto outcome = [&](bool done) {
    return done ? base::Status(base::Nothing{}) : base::Status(error("write"));
  };
  return std::visit(base::Overloaded{[&](const PutRun& put) {
                                       put_run_.bind(put.run, put.report);
                                       return outcome(put_run_.run());
                                     },
                                     [&](const OpenStream& open) {
                                       open_stream_.bind(open.stream.run, open.stream.stream, std::string());
                                       return outcome(open_stream_.run());
                                     },
                                     [&](const Append& next) { return append(next); },
                                     [&](const Fold& parts) { return outcome(fold(parts)); },
                                     [&](const PutNotice& notice) {
                                       put_notice_.bind(notice.run, notice.observer, notice.attempts);
                                       return outcome(put_notice_.run());
                                     },
                                     [&](const DropNotice& notice) {
                                       drop_notice_.bind(notice.run, notice.observer);
                                       return outcome(drop_notice_.run());
                                     },
                                     [&](const DropRun& run) { return outcome(drop(run)); }},
                    operation);
}

base::Status SqliteStore::append(const Append& append) {
  const auto& [run, stream] = append.stream;
  advance_.bind(append.sequence, append.note, run, stream);
  if (!advance_.run())
    return error("write");
  if (::sqlite3_changes(database_.get()) == 1) {
    add_batch_.bind(run, stream, append.sequence, append.kind, append.bytes);
    return add_batch_.run() ? base::Status(base::Nothing{}) : base::Status(error("write"));
  }
  high_water_.bind(run, stream);
  const int row = high_water_.step();
  const std::uint64_t mark = row == SQLITE_ROW ? high_water_.number(0) : 0;
  high_water_.reset();
  if (row == SQLITE_ROW && append.sequence <= mark)
    return base::Nothing{};
  if (row != SQLITE_ROW && row != SQLITE_DONE)
    return error("write");
  return base::infrastructure_error("cannot write the store " + path_ + ": batch " +
                                    std::to_string(append.sequence) + " of stream " + std::to_string(stream) +
                                    " of run " + run.text() + " does not follow the last, " +
                                    std::to_string(mark));
}

bool SqliteStore::fold(const Fold& fold) {
  const auto& [run, stream] = fold.stream;
  high_water_.bind(run, stream);
  const std::uint64_t last = high_water_.step() == SQLITE_ROW ? high_water_.number(0) : 0;
  high_water_.reset();
  drop_batches_.bind(run, stream);
  if (!drop_batches_.run())
    return false;
  add_batch_.bind(run, stream, last, fold.kind, fold.bytes);
  return add_batch_.run();
}

bool SqliteStore::drop(const DropRun& drop) {
  bool done = true;
  for (Statement& statement : drop_run_) {
    statement.bind(drop.run);
    done = done && statement.run();
  }
  return done;
}

base::Result<Image> SqliteStore::load() {
  Image image;
  int row = 0;
  load_runs_.bind();
  while ((row = load_runs_.step()) == SQLITE_ROW)
    image.runs.push_back({load_runs_.run_id(0), load_runs_.bytes(1)});
  load_runs_.reset();
  if (row == SQLITE_DONE) {
    load_streams_.bind();
    while ((row = load_streams_.step()) == SQLITE_ROW)
      image.streams.push_back({{load_streams_.run_id(0), load_streams_.number(1)},
                               load_streams_.number(2),
                               load_streams_.bytes(3)});
    load_streams_.reset();
  }
  if (row == SQLITE_DONE) {
    load_notices_.bind();
    while ((row = load_notices_.step()) == SQLITE_ROW)
      image.notices.push_back({load_notices_.run_id(0), load_notices_.bytes(1),
                               static_cast<std::uint32_t>(load_notices_.number(2))});
    load_notices_.reset();
  }
  return row == SQLITE_DONE ? base::Result<Image>(std::move(image)) : base::Result<Image>(error("read"));
}

base::Result<std::vector<StoredBatch>> SqliteStore::read(const wire::StreamId& stream, std::uint64_t after,
                                                         std::size_t most_bytes) {
  std::vector<StoredBatch> batches;
  std::size_t bytes = 0;
  read_batches_.bind(stream.run, stream.stream, after);
  int row = 0;
  while ((row = read_batches_.step()) == SQLITE_ROW) {
    std::string next = read_batches_.bytes(2);
    bytes += next.size();
    if (bytes > most_bytes && !batches.empty())
      break;
    batches.push_back({stream, read_batches_.number(0), static_cast<std::uint16_t>(read_batches_.number(1)),
                       std::move(next)});
  }
  if (row != SQLITE_ROW && row != SQLITE_DONE) {
    const base::Error failed = error("read");
    read_batches_.reset();
    return failed;
  }
  read_batches_.reset();
  return batches;
}

} // namespace loads::store
