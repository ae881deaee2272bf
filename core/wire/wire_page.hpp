// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace loads::wire {

// The text of docs/wire.md, from the table of messages and the fields of their payloads.
std::string wire_page();

} // namespace loads::wire
