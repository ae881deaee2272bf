// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/secret.hpp"
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

// A new Ed25519 key.
base::Result<Key> make_signing_key();
// The file of a secret key (PEM), below a line "name NAME", which is for its owner; and what agents have of
// it.
base::Result<base::Secret> secret_text(const std::string& name, const Key& key);
base::Result<std::string> signer_text(const std::string& name, const Key& key);

// A secret Ed25519 key of such a file, or as openssl writes it. Refused if others than its owner can read the
// file, or put another in its place. `name`, if given, becomes that of the line; empty if there is none.
base::Result<Key> read_signing_key(const std::string& path, std::string* name = nullptr);

// Whose signature an agent accepts.
struct Signer {
  std::string name;
  Key key;
};
// The file of agents: public keys, each below a line "name NAME". Refused if others than its owner and root
// can write to the file or its folder.
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
