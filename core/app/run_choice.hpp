// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/wire/payloads.hpp"

#include <string>

namespace loads::app {

// The run to attach to: the one that is named, or the only one that goes on. Of several, the user chooses one
// on a terminal; elsewhere that is an Error with the list.
base::Result<wire::RunId> choose_run(const wire::Cluster& cluster, const std::string& beginning);

} // namespace loads::app
