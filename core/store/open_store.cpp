// SPDX-License-Identifier: Apache-2.0
#include "core/store/open_store.hpp"

#include "core/store/postgres_store.hpp"
#include "core/store/sqlite_store.hpp"

namespace loads::store {
namespace {

template <class Kind>
base::Result<std::unique_ptr<Store>> as_store(base::Result<std::unique_ptr<Kind>> opened) {
  if (!opened)
    return opened.error();
  return std::unique_ptr<Store>(std::move(*opened));
}

} // namespace

base::Result<std::unique_ptr<Store>> open_store(const std::string& which, const std::string& folder) {
  if (which == "sqlite")
    return as_store(SqliteStore::open(folder + "/runs.db"));
  return as_store(PostgresStore::open(which));
}

} // namespace loads::store
