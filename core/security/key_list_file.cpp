// SPDX-License-Identifier: Apache-2.0
#include "core/security/key_list_file.hpp"

#include "core/security/guarded_file.hpp"

#include <utility>

namespace loads::security {

base::Result<KeyListFile> KeyListFile::open(const std::string& path) {
  std::string version = version_of_file(path);
  auto keys = AuthorizedKeys::read(path);
  if (!keys)
    return keys.error();
  return KeyListFile(path, std::move(version), std::move(*keys));
}

KeyListFile::KeyListFile(std::string path, std::string version, AuthorizedKeys keys)
    : path_(std::move(path)), seen_(version), taken_(std::move(version)),
      gate_(std::make_shared<Gate>(std::move(keys))) {}

std::optional<base::Result<std::size_t>> KeyListFile::look() {
  std::string version = version_of_file(path_);
  const bool is_still = version == std::exchange(seen_, version);
  if (!is_still || version == taken_)
    return std::nullopt;
  return reload();
}

base::Result<std::size_t> KeyListFile::reload() {
  taken_ = version_of_file(path_);
  auto keys = AuthorizedKeys::read(path_);
  if (!keys)
    return keys.error();
  const std::size_t count = keys->size();
  gate_->replace(std::move(*keys));
  return count;
}

} // namespace loads::security
