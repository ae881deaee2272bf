// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/manifest/manifest.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

typedef struct evp_pkey_st EVP_PKEY;

namespace loads::manifest {

struct FreeKey {
  void operator()(EVP_PKEY* key) const;
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

// A secret Ed25519 key, as `openssl genpkey -algorithm ed25519` writes it. Refused if others than its owner
// can read the file, or put another in its place.
base::Result<Key> read_signing_key(const std::string& path);

// Whose signature an agent accepts.
struct Signer {
  std::string name;
  Key key;
};
// Public keys, as `openssl pkey -pubout` writes them, each below a line "name NAME". Refused if others than
// its owner and root can write to the file or its folder.
base::Result<std::vector<Signer>> read_signers(const std::string& path);

// The text that travels.
base::Result<std::string> sign(const Manifest& manifest, const Key& key);

// The manifest and who signed it; an Error if nobody of these did.
struct Vouched {
  Manifest manifest;
  std::string signer;
};
base::Result<Vouched> verify(std::string_view text, const std::vector<Signer>& signers);

} // namespace loads::manifest
