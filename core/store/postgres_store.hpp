// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/postgres_connection.hpp"
#include "core/store/store.hpp"

#include <memory>
#include <string>

namespace loads::store {

// A store in a PostgreSQL database, in tables of the schema "loads": what is committed is on the server's
// disk. Locked while it is open, so that two brokers cannot have the same. After the server was gone it is
// found again with the next call.
class PostgresStore final : public Store {
public:
  // Connects and makes the tables, or says what is in the way.
  static base::Result<std::unique_ptr<PostgresStore>> open(const std::string& url);

  base::Status commit(const Transaction& transaction) override;
  base::Result<Image> load() override;
  base::Result<std::vector<StoredBatch>> read(const wire::StreamId& stream, std::uint64_t after,
                                              std::size_t most_bytes) override;

private:
  explicit PostgresStore(PostgresConnection connection) : connection_(std::move(connection)) {}

  base::Status connect();
  base::Status check_version();
  base::Status execute(const char* sql, const Parameters& parameters = Parameters());
  base::Status apply(const Operation& operation);
  base::Status append(const Append& append);
  base::Status fold(const Fold& fold);
  base::Status drop(const DropRun& drop);

  PostgresConnection connection_;
};

} // namespace loads::store
