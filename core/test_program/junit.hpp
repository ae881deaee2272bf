// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/test_program/result.hpp"

#include <string>

namespace loads::test_program {

// The results as a file of JUnit's format, which CI systems read. `began` is "2026-05-01T12:00:00Z". Pure.
std::string to_junit(const std::string& program, const std::string& began,
                     const std::vector<TestResult>& results);

} // namespace loads::test_program
