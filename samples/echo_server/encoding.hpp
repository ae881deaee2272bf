// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace echo_server {

std::string gzip(std::string_view data);

// What the text stands for, or nothing if it is not base64.
std::optional<std::string> from_base64(std::string_view text);

// "a%20b+c" -> "a b c"; a % that is no escape stays.
std::string url_decoded(std::string_view text);

} // namespace echo_server
