// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/security/gate.hpp"

#include <memory>
#include <optional>
#include <string>

namespace loads::security {

// The file authorized_keys behind a gate: read anew when it has changed. One thread.
class KeyListFile {
public:
  static base::Result<KeyListFile> open(const std::string& path);

  const std::shared_ptr<Gate>& gate() const { return gate_; }
  const std::string& path() const { return path_; }

  // To be called several times a second. What came of it, if the file has changed and then kept still for one
  // look: how many keys there are now. With an Error the former keys stay.
  std::optional<base::Result<std::size_t>> look();
  // At once, whether or not it has changed.
  base::Result<std::size_t> reload();

private:
  KeyListFile(std::string path, std::string version, AuthorizedKeys keys);

  std::string path_, seen_, taken_; // the latter two: versions of the file
  std::shared_ptr<Gate> gate_;
};

} // namespace loads::security
