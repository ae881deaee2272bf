// SPDX-License-Identifier: Apache-2.0
#include "core/manifest/signature.hpp"

#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/security/guarded_file.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sstream>
#include <utility>

namespace loads::manifest {
namespace {

constexpr std::string_view purpose = "loads-manifest-1\n"; // a signature for something else is none here

base::Error refuse(const std::string& path, const std::string& why) {
  return base::usage_error("cannot use " + base::printable(path) + ": " + why);
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
};
struct FreeBio {
  void operator()(BIO* bio) const { ::BIO_free(bio); }
};

base::Result<std::string> read_file(const std::string& path, security::Guard guard) {
  auto text = security::read_guarded_file(path, guard);
  return text ? std::move(text) : base::usage_error(text.error().text);
}

bool is_of(const Signature& signature, std::string_view text, const Key& key) {
  const std::string whole = std::string(purpose) + std::string(text);
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(::EVP_MD_CTX_new());
  return context && ::EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         ::EVP_DigestVerify(context.get(), signature.bytes.data(), signature.bytes.size(),
                            reinterpret_cast<const unsigned char*>(whole.data()), whole.size()) == 1;
}

bool is_ed25519(const Key& key) {
  return key && ::EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_ED25519;
}

} // namespace

void FreeKey::operator()(EVP_PKEY* key) const {
  ::EVP_PKEY_free(key);
}

base::Result<Key> read_signing_key(const std::string& path) {
  auto text = read_file(path, security::Guard::secret);
  if (!text)
    return text.error();
  const std::unique_ptr<BIO, FreeBio> memory(::BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  Key key(::PEM_read_bio_PrivateKey(
      memory.get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr));
  base::Secret::wipe(*text);
  if (!is_ed25519(key))
    return refuse(path,
                  "it is no secret Ed25519 key; make one with openssl genpkey -algorithm ed25519 -out " +
                      base::printable(path));
  return key;
}

base::Result<std::vector<Signer>> read_signers(const std::string& path) {
  auto text = read_file(path, security::Guard::list);
  if (!text)
    return text.error();
  std::vector<Signer> signers;
  std::istringstream lines(*text);
  std::string name, block;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("name "))
      name = line.substr(5);
    if (line.starts_with("-----BEGIN "))
      block.clear();
    block += line + "\n";
    if (!line.starts_with("-----END "))
      continue;
    const std::unique_ptr<BIO, FreeBio> memory(
        ::BIO_new_mem_buf(block.data(), static_cast<int>(block.size())));
    Key key(::PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr));
    if (!is_ed25519(key) || name.empty())
      return refuse(path, name.empty() ? "a key has no line `name NAME` above it"
                                       : "what stands below `name " + base::printable(name) +
                                             "` is no public Ed25519 key (openssl pkey -pubout)");
    signers.push_back({name, std::move(key)});
    name.clear();
  }
  if (signers.empty())
    return refuse(path, "it has no keys; put `name NAME` and then what openssl pkey -pubout writes into it");
  return signers;
}

base::Result<std::string> sign(const Manifest& manifest, const Key& key) {
  SignedManifest made;
  made.manifest = wire::to_json_text(manifest);
  const std::string whole = std::string(purpose) + made.manifest;
  std::size_t size = made.signature.bytes.size();
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(::EVP_MD_CTX_new());
  if (!context || ::EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      ::EVP_DigestSign(context.get(), made.signature.bytes.data(), &size,
                       reinterpret_cast<const unsigned char*>(whole.data()), whole.size()) != 1)
    return base::infrastructure_error("the run cannot be signed");
  return wire::to_json_text(made);
}

base::Result<Vouched> verify(std::string_view text, const std::vector<Signer>& signers) {
  auto given = wire::from_json_text<SignedManifest>(text);
  if (!given)
    return base::infrastructure_error("its manifest cannot be read: " + given.error().text);
  for (const Signer& signer : signers) {
    if (!is_of(given->signature, given->manifest, signer.key))
      continue;
    auto manifest = wire::from_json_text<Manifest>(given->manifest);
    if (!manifest || manifest->version != 1)
      return base::infrastructure_error("its manifest is of another version");
    return Vouched{std::move(*manifest), signer.name};
  }
  return base::infrastructure_error("its manifest is signed by nobody whom this agent trusts (--signers)");
}

} // namespace loads::manifest
