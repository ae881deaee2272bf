// SPDX-License-Identifier: Apache-2.0
// Who may do what, as files say it: lists of keys, and what agents take only with a signature.
#include "core/base/duration.hpp"
#include "core/base/unique_fd.hpp"
#include "core/manifest/signature.hpp"
#include "core/security/authorized_keys.hpp"
#include "core/security/key_file.hpp"
#include "core/security/known_brokers.hpp"
#include "tests/fuzz/filler.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <array>
#include <ctime>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace loads;
using namespace loads::fuzz;

namespace {

constexpr std::int64_t day_s = 24 * 60 * 60;

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) || c == '\n';
  });
}

std::string key_of(std::uint64_t number) {
  std::array<std::uint8_t, security::key_bytes> bytes{};
  for (std::size_t i = 0; i < sizeof number; ++i)
    bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return security::encode_key(bytes);
}

std::string day_of(std::int64_t unix_s) {
  const std::time_t seconds = unix_s;
  std::tm parts{};
  char text[32] = "";
  ::gmtime_r(&seconds, &parts);
  ::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

// A line that says what a key was found to be; `from` as it was written.
std::string line_of(const security::AuthorizedKey& key, std::string_view from) {
  std::string line = key.public_key + " role=" + security::format_roles(key.roles) + " name=" + key.name +
                     " max_agents=" + std::to_string(key.max_agents) +
                     " max_upload=" + std::to_string(key.quotas.max_upload);
  if (!from.empty())
    line.append(" from=").append(from);
  if (key.expires_unix_s != 0)
    line += " expires=" + day_of(key.expires_unix_s - day_s);
  if (key.quotas.max_duration.count() != 0)
    line += " max_duration=" + base::format_duration(key.quotas.max_duration);
  if (key.quotas.max_rate != 0)
    line += " max_rate=" + std::to_string(key.quotas.max_rate);
  if (key.quotas.max_runs != 0)
    line += " max_runs=" + std::to_string(key.quotas.max_runs);
  return line;
}

bool is_same(const security::AuthorizedKey& one, const security::AuthorizedKey& other) {
  return one.public_key == other.public_key && one.name == other.name && one.roles == other.roles &&
         one.from.size() == other.from.size() && one.expires_unix_s == other.expires_unix_s &&
         one.max_agents == other.max_agents && one.quotas == other.quotas;
}

constexpr std::string_view networks[] = {"10.2.0.0/16", "::1", "192.0.2.7,2001:db8::/32", "0.0.0.0/0"};

security::AuthorizedKey any_key(Input& choices, std::uint64_t number) {
  security::AuthorizedKey key;
  key.public_key = key_of(number);
  key.name = "n" + std::to_string(number); // no two keys of a list have one
  key.roles = static_cast<security::Roles>(2 * (1 + choices.below(15))); // all but that of a broker
  key.expires_unix_s = choices.flag() ? day_s * static_cast<std::int64_t>(1 + choices.below(40'000)) : 0;
  key.max_agents = static_cast<std::uint32_t>(1 + choices.below(10'000));
  key.quotas.max_upload = 1 + choices.number() % (std::uint64_t{1} << 50);
  key.quotas.max_duration = base::Duration(choices.below(1'000'000'000'000));
  key.quotas.max_rate = choices.below(1'000'000'001);
  key.quotas.max_runs = static_cast<std::uint32_t>(choices.below(10'001));
  return key;
}

// The words of a line behind the key, in any order and with any blanks.
std::string shuffled(const std::string& line, Input& choices) {
  std::vector<std::string> words;
  for (std::size_t begin = line.find(' '); begin != std::string::npos; begin = line.find(' ', begin + 1))
    words.push_back(line.substr(begin + 1, line.find(' ', begin + 1) - begin - 1));
  std::string text = choices.flag() ? "  " : "";
  text += line.substr(0, line.find(' '));
  while (!words.empty()) {
    const std::size_t next = choices.below(words.size());
    text += choices.flag() ? " \t " : " ";
    text += words[next];
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(next));
  }
  return text + (choices.flag() ? "\r\n" : "\n");
}

// A list that was taken grants to each of its lines what that says, and nothing to others.
void check_list(std::string_view text) {
  const auto keys = security::AuthorizedKeys::parse("FILE", text);
  if (!keys) {
    std::string_view mistakes = keys.error().text;
    require(is_visible(mistakes) && !mistakes.empty(), "a mistake is visible");
    for (std::size_t begin = 0; begin < mistakes.size(); begin = mistakes.find('\n', begin) + 1) {
      require(mistakes.substr(begin).starts_with("FILE:"), "each line names the file and its line");
      if (mistakes.find('\n', begin) == std::string_view::npos)
        break;
    }
    return;
  }
  std::size_t lines = 0;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    constexpr std::string_view blanks = " \t\r";
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    if (line.empty() || line[0] == '#')
      continue;
    ++lines;
    const std::string_view key = line.substr(0, line.find_first_of(blanks));
    std::string_view from, role, name;
    while (!line.empty()) {
      line.remove_prefix(std::min(line.find_first_of(blanks), line.size()));
      line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
      const std::string_view word = line.substr(0, line.find_first_of(blanks));
      if (word.starts_with("from="))
        from = word.substr(5);
      if (word.starts_with("role="))
        role = word.substr(5);
      if (word.starts_with("name="))
        name = word.substr(5);
    }
    const std::string_view place = from.empty() ? "192.0.2.1" : from.substr(0, from.find_first_of("/,"));
    const auto found = keys->find(key, place, 0);
    require(static_cast<bool>(found), "a key of the list may come from the first of its places");
    require((*found)->name == name && security::parse_roles(role) == (*found)->roles, "as its line says");
    require(!security::has_role((*found)->roles, security::Role::broker), "nobody is the broker");
    require((*found)->expires_unix_s == 0 || !keys->find(key, place, (*found)->expires_unix_s),
            "nor longer than it says");
    const std::string written = line_of(**found, from);
    const auto again = security::AuthorizedKeys::parse("FILE", written);
    require(static_cast<bool>(again), "a key that was read can be written");
    const auto same = again->find(key, place, 0);
    require(same && is_same(**same, **found), "and is the same");
  }
  require(keys->size() == lines, "each line is one key");
  require(!keys->find(key_of(UINT64_MAX), "10.2.0.1", 0), "a stranger is none of them");
}

class Pen { // writes files of OpenSSL
public:
  explicit Pen(unsigned char seed) {
    unsigned char bytes[32] = {seed};
    key_.reset(::EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes, sizeof bytes));
  }
  const manifest::Key& key() const { return key_; }
  std::string public_text() const {
    BIO* memory = ::BIO_new(::BIO_s_mem());
    ::PEM_write_bio_PUBKEY(memory, key_.get());
    return taken(memory);
  }
  std::string secret_text() const {
    BIO* memory = ::BIO_new(::BIO_s_mem());
    ::PEM_write_bio_PrivateKey(memory, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return taken(memory);
  }
  std::string sign(const std::string& text) const { // without what it is for
    manifest::Signature signature;
    std::size_t size = signature.bytes.size();
    EVP_MD_CTX* context = ::EVP_MD_CTX_new();
    ::EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key_.get());
    ::EVP_DigestSign(context, signature.bytes.data(), &size,
                     reinterpret_cast<const unsigned char*>(text.data()), text.size());
    ::EVP_MD_CTX_free(context);
    return wire::to_json_text(manifest::SignedManifest{text, signature});
  }

private:
  static std::string taken(BIO* memory) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    std::string text(data, static_cast<std::size_t>(size));
    ::BIO_free(memory);
    return text;
  }

  manifest::Key key_;
};

// Those whom an agent trusts.
std::vector<manifest::Signer> signers_with(std::initializer_list<const Pen*> pens) {
  std::vector<manifest::Signer> signers;
  for (const Pen* pen : pens) {
    ::EVP_PKEY_up_ref(pen->key().get());
    signers.push_back({"s" + std::to_string(signers.size()), manifest::Key(pen->key().get())});
  }
  return signers;
}

// Changes a text in one place.
void damage(std::string& text, Input& choices) {
  const std::size_t at = choices.below(text.size() + 1);
  switch (choices.below(4)) {
  case 0:
    text.insert(at, 1 + choices.below(4), static_cast<char>(choices.byte()));
    break;
  case 1:
    text.erase(at, 1 + choices.below(40));
    break;
  case 2:
    text.insert(at, text.substr(choices.below(text.size() + 1), choices.below(60)));
    break;
  default:
    if (at < text.size())
      text[at] = static_cast<char>(text[at] ^ static_cast<char>(choices.byte()));
  }
}

} // namespace

LOADS_FUZZ(authorized_keys, 1024) {
  check_list(input);
  Input choices(input);
  std::string text;
  std::vector<security::AuthorizedKey> meant;
  const std::uint64_t first = choices.below(200);
  for (std::uint64_t count = choices.below(4); count > 0; --count) {
    if (choices.below(8) == 7)
      text += "# " + std::to_string(count) + "\n\n";
    const security::AuthorizedKey key = any_key(choices, first + count);
    const std::string_view from = choices.flag() ? networks[choices.below(std::size(networks))] : "";
    text += shuffled(line_of(key, from), choices);
    const auto keys = security::AuthorizedKeys::parse("FILE", text);
    require(static_cast<bool>(keys), "a list that is right is taken");
    const auto found = keys->find(
        key.public_key, from.empty() ? "" : from.substr(0, from.find_first_of("/,")), key.expires_unix_s - 1);
    require(static_cast<bool>(found), "a key may come until its last day is over");
    require((*found)->roles == key.roles && (*found)->name == key.name &&
                (*found)->max_agents == key.max_agents && (*found)->quotas == key.quotas &&
                (*found)->expires_unix_s == key.expires_unix_s,
            "and is what was meant");
  }
  check_list(text);
  while (!choices.empty() && !text.empty())
    damage(text, choices);
  check_list(text);
}

LOADS_FUZZ(known_brokers, 512) {
  Input choices(input);
  std::string text = "* " + key_of(1) + " name=main\ntcp://10.0.0.1:5553 " + key_of(2) + "\n";
  const bool is_made = choices.flag();
  while (is_made && !choices.empty() && !text.empty())
    damage(text, choices);
  const std::string_view read = is_made ? std::string_view(text) : input;
  const auto brokers = security::KnownBrokers::parse("FILE", read);
  if (!brokers) {
    require(is_visible(brokers.error().text), "a mistake is visible");
    return;
  }
  for (const char* endpoint : {"tcp://10.0.0.1:5553", "tcp://10.0.0.2:5553", "*"})
    if (const std::string* key = brokers->find(endpoint)) {
      require(security::decode_key(*key).has_value(), "what is known is a key");
      require(read.find(*key) != std::string_view::npos, "one of the list");
    }
}

// A manifest that is not to the letter what was signed is no manifest.
LOADS_FUZZ(signed_manifest, 1024) {
  static const Pen alice(1), mallory(2);
  static const auto trusted = signers_with({&mallory, &alice}), others = signers_with({&mallory});
  Input choices(input);
  manifest::Manifest made;
  Filler filler(choices);
  manifest::Manifest::fields(filler, made);
  const bool is_this_version = choices.below(8) != 7;
  if (is_this_version)
    made.version = 1;
  const std::string text = *manifest::sign(made, alice.key());
  const auto vouched = manifest::verify(text, trusted);
  require(static_cast<bool>(vouched) == (made.version == 1), "what was signed is taken, of this version");
  require(!manifest::verify(text, others), "not where nobody knows the key");
  if (!vouched)
    return;
  require(vouched->signer == "s1", "who signed it is known");
  const auto whole = *wire::from_json_text<manifest::SignedManifest>(text);
  require(wire::to_json_text(vouched->manifest) == whole.manifest, "a manifest arrives as it was");
  require(!manifest::verify(alice.sign(whole.manifest), trusted), "a signature for something else is none");

  std::string damaged = text; // all that travels
  manifest::SignedManifest altered = whole;
  while (!choices.empty()) {
    damage(damaged, choices);
    damage(altered.manifest, choices);
    if (choices.below(4) == 3)
      altered.signature.bytes[choices.below(64)] ^= choices.byte();
  }
  if (const auto taken = manifest::verify(damaged, trusted)) {
    const auto again = wire::from_json_text<manifest::SignedManifest>(damaged);
    require(again && again->manifest == whole.manifest && again->signature.bytes == whole.signature.bytes,
            "text that was altered is not what was signed");
  }
  if (altered.manifest != whole.manifest || altered.signature.bytes != whole.signature.bytes)
    require(!manifest::verify(wire::to_json_text(altered), trusted), "nor is a manifest");
  static_cast<void>(manifest::verify(input, trusted));
}

// Whom an agent trusts is who stands in the file, and nobody if a part of it is wrong.
LOADS_FUZZ(signers, 512) {
  static const Pen pens[] = {Pen(1), Pen(2), Pen(3)};
  static const std::string rsa = "-----BEGIN PUBLIC KEY-----\n"
                                 "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf\n"
                                 "9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQ==\n"
                                 "-----END PUBLIC KEY-----\n";
  Input choices(input);
  std::string text;
  std::vector<std::string> names;
  bool is_good = true;
  for (std::uint64_t count = choices.below(4); count > 0; --count) {
    const std::uint64_t kind = choices.below(8);
    const std::string name = "n" + std::to_string(choices.below(100));
    if (choices.flag())
      text += "# of last year\n\n";
    if (kind != 7)
      text += "name " + name + "\n";
    text += kind == 6   ? rsa
            : kind == 5 ? pens[0].secret_text()
                        : pens[choices.below(std::size(pens))].public_text();
    is_good = is_good && kind < 5;
    names.push_back(name);
  }
  const bool is_damaged = choices.flag();
  while (is_damaged && !choices.empty() && !text.empty())
    damage(text, choices);
  const base::UniqueFd memory(::memfd_create("signers", MFD_CLOEXEC));
  require(::fchmod(memory.get(), 0600) == 0 &&
              ::write(memory.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()),
          "memory");
  const auto signers = manifest::read_signers("/proc/self/fd/" + std::to_string(memory.get()));
  if (!signers)
    require(is_visible(signers.error().text), "a refusal is visible");
  for (std::size_t i = 0; signers && i < signers->size(); ++i)
    require(!(*signers)[i].name.empty() &&
                ::EVP_PKEY_get_base_id((*signers)[i].key.get()) == EVP_PKEY_ED25519,
            "a signer has a name and a key");
  if (is_damaged)
    return;
  require(static_cast<bool>(signers) == (is_good && !names.empty()), "all are right, or nobody is trusted");
  for (std::size_t i = 0; signers && i < names.size(); ++i)
    require(signers->size() == names.size() && (*signers)[i].name == names[i], "those who stand there");
}
