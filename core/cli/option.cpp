// SPDX-License-Identifier: Apache-2.0
#include "core/cli/option.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace loads::cli {
namespace {

std::string with_underscores(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

} // namespace

std::string environment_name(const Option& option) {
  std::string name =
      with_underscores("LOADS-" + (option.program.empty() ? "" : option.program + "-") + option.name);
  for (char& c : name)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

std::string file_key(const Option& option) {
  return with_underscores(option.section.empty() ? option.name : option.key);
}

std::string normal_name(std::string_view name) {
  std::string normal(name);
  for (char& c : normal)
    c = c == '_' || c == '.' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return normal;
}

bool is_secret(const Option& option) {
  if (option.plugin && (option.plugin->flags & LOADS_OPTION_SECRET))
    return true;
  for (const char* word : {"password", "passphrase", "secret", "token", "credential"})
    if (option.name.find(word) != std::string::npos)
      return true;
  return false;
}

} // namespace loads::cli
