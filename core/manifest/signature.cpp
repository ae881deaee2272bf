// SPDX-License-Identifier: Apache-2.0
#include "core/manifest/signature.hpp"

#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/security/guarded_file.hpp"

#include <algorithm>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sstream>
#include <utility>

namespace loads::manifest {
namespace {

constexpr std::string_view purpose = "loads-manifest-1\n"; // a signature for something else is none here
constexpr std::string_view name_word = "name ";

base::Error refuse(const std::string& path, const std::string& why) {
  return base::usage_error("cannot use " + base::printable(path) + ": " + why);
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
};
struct FreeKeyContext {
  void operator()(EVP_PKEY_CTX* context) const { ::EVP_PKEY_CTX_free(context); }
};
struct FreeBio {
  void operator()(BIO* bio) const { ::BIO_free(bio); }
};

// Valid as long as the BIO, which is one in memory.
std::string_view content_of(BIO* memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  return {bytes, static_cast<std::size_t>(std::max(0L, size))};
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

base::Result<Key> make_signing_key() {
  EVP_PKEY* made = nullptr;
  const std::unique_ptr<EVP_PKEY_CTX, FreeKeyContext> context(
      ::EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr));
  if (!context || ::EVP_PKEY_keygen_init(context.get()) != 1 || ::EVP_PKEY_keygen(context.get(), &made) != 1)
    return base::infrastructure_error("a key for signatures cannot be made");
  return Key(made);
}

base::Result<base::Secret> secret_text(const std::string& name, const Key& key) {
  const std::unique_ptr<BIO, FreeBio> memory(::BIO_new(::BIO_s_secmem()));
  if (!memory ||
      ::PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return base::infrastructure_error("a key for signatures cannot be written");
  const std::string_view pem = content_of(memory.get());
  std::string text;
  text.reserve(name_word.size() + name.size() + 1 + pem.size()); // never moved: the secret is in one place
  text.append(name_word).append(name).append("\n").append(pem);
  return base::Secret::from(std::move(text));
}

base::Result<std::string> signer_text(const std::string& name, const Key& key) {
  const std::unique_ptr<BIO, FreeBio> memory(::BIO_new(::BIO_s_mem()));
  if (!memory || ::PEM_write_bio_PUBKEY(memory.get(), key.get()) != 1)
    return base::infrastructure_error("a key for signatures cannot be written");
  return std::string(name_word) + name + "\n" + std::string(content_of(memory.get()));
}

base::Result<Key> read_signing_key(const std::string& path, std::string* name) {
  auto text = security::read_guarded_file(path, security::Guard::secret);
  if (!text)
    return text.error();
  const std::unique_ptr<BIO, FreeBio> memory(::BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  Key key(::PEM_read_bio_PrivateKey(
      memory.get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr));
  if (name)
    *name = text->starts_with(name_word) ? text->substr(name_word.size(), text->find('\n') - name_word.size())
                                         : "";
  base::Secret::wipe(*text);
  if (!is_ed25519(key))
    return refuse(path, "it is no secret key for signatures; make one with loads-keygen --role sign");
  return key;
}

base::Result<std::vector<Signer>> read_signers(const std::string& path) {
  auto text = security::read_guarded_file(path, security::Guard::list);
  if (!text)
    return text.error();
  std::vector<Signer> signers;
  std::istringstream lines(*text);
  std::string name, block;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(name_word))
      name = line.substr(name_word.size());
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
                                             "` is no public Ed25519 key");
    signers.push_back({name, std::move(key)});
    name.clear();
  }
  if (signers.empty())
    return refuse(path, "it has no keys; put the files .pub of `loads-keygen --role sign` into it");
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
