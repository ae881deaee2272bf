// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/store.hpp"

#include <memory>
#include <string>

namespace loads::store {

// "sqlite": runs.db in the folder. "postgresql://user@host/name": that database.
base::Result<std::unique_ptr<Store>> open_store(const std::string& which, const std::string& folder);

} // namespace loads::store
