// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace loads::module {

// Why a list of folders (DT_RPATH, DT_RUNPATH: "a:b", "$ORIGIN/lib") must not be searched for libraries here;
// empty if it may. Refused are relative folders, and those that others than root and this user can write to
// or could make.
std::string problem_of_folders(std::string_view list);

} // namespace loads::module
