// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// The text of tests/golden/<name>. With LOADS_ACCEPT=1 in the environment it becomes `actual` first.
std::string golden(const std::string& name, const std::string& actual);
