// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"
#include "core/store/sqlite_statement.hpp"
#include "core/store/store.hpp"

#include <array>
#include <memory>
#include <string>

namespace loads::store {

// A store in one SQLite file, with a write-ahead log and a sync of the disk for each transaction: what is
// committed survives a loss of power. Locked while it is open, so that two brokers cannot have the same.
class SqliteStore final : public Store {
public:
  // Opens the file or makes it, readable by its owner only. Refuses what is no store, is damaged, was written
  // by a later version, or is open elsewhere.
  static base::Result<std::unique_ptr<SqliteStore>> open(const std::string& path);

  base::Status commit(const Transaction& transaction) override;
  base::Result<Image> load() override;
  base::Result<std::vector<StoredBatch>> read(const wire::StreamId& stream, std::uint64_t after,
                                              std::size_t most_bytes) override;

private:
  explicit SqliteStore(std::string path) : path_(std::move(path)) {}

  base::Status lock();
  base::Status prepare_file();
  base::Status create();
  base::Status check();
  base::Status prepare_statements();
  bool execute(const char* sql);
  std::string read_pragma(const char* sql);
  base::Error error(const std::string& what) const;

  base::Status apply(const Operation& operation);
  base::Status append(const Append& append);
  bool fold(const Fold& fold);
  bool drop(const DropRun& drop);

  std::string path_;
  base::UniqueFd lock_;
  Database database_; // before the statements: they go first
  Statement put_run_, open_stream_, advance_, high_water_, add_batch_, drop_batches_, put_notice_,
      drop_notice_;
  Statement load_runs_, load_streams_, load_notices_, read_batches_;
  std::array<Statement, 4> drop_run_;
};

} // namespace loads::store
