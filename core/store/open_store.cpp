// SPDX-License-Identifier: Apache-2.0
#include "core/store/open_store.hpp"

#include "core/store/sqlite_store.hpp"

namespace loads::store {

base::Result<std::unique_ptr<Store>> open_store(const std::string& which, const std::string& folder) {
  (void)which;
  auto store = SqliteStore::open(folder + "/runs.db");
  if (!store)
    return store.error();
  return std::unique_ptr<Store>(std::move(*store));
}

} // namespace loads::store
