// SPDX-License-Identifier: Apache-2.0
// Why requests get no answer where this machine lacks something, as the reasons of hits say it: the server
// has no part in these.
#pragma once

#include <array>
#include <string_view>

namespace loads::model {

inline constexpr std::string_view too_many_files = "too many open files";
inline constexpr std::string_view no_free_port = "no free local port";
inline constexpr std::string_view no_buffer_space = "no buffer space";

inline constexpr std::array shortages = {too_many_files, no_free_port, no_buffer_space};

} // namespace loads::model
