// SPDX-License-Identifier: Apache-2.0
#include "core/app/keygen_app.hpp"

#include "core/app/daemon.hpp"
#include "core/app/key_access.hpp"
#include "core/base/text.hpp"
#include "core/cli/keygen_options.hpp"
#include "core/manifest/signature.hpp"
#include "core/security/guarded_file.hpp"
#include "core/security/key_file.hpp"
#include "core/wire/keys.hpp"

#include <cstdio>

namespace loads::app {
namespace {

using security::OwnKey;
using security::Role;

int complain(const base::Error& error) {
  return complain_as("loads-keygen", error);
}

// Who needs the public half, and how the program finds the secret one.
std::string next_steps(const OwnKey& key, const security::KeyFiles& files) {
  const std::string line = "\n\n    " + security::public_line(key) + "\n\n";
  if (security::has_role(key.roles, Role::broker))
    return "Agents and runners need this line in their known_brokers; the endpoint may stand in place of the "
           "*:" +
           line + "loads-broker takes the key with --key " + files.secret_path + "\n";
  const bool is_agent = security::has_role(key.roles, Role::agent);
  return "The broker needs this line in its authorized_keys:" + line +
         (is_agent ? "loads-agent" : "loads-runner") + " takes the key with --key " + files.secret_path +
         "\n";
}

int make_signing_key(const std::string& name, const std::string& folder) {
  const auto key = manifest::make_signing_key();
  if (!key)
    return complain(key.error());
  const auto secret = manifest::secret_text(name, *key);
  if (!secret)
    return complain(secret.error());
  const auto signer = manifest::signer_text(name, *key);
  if (!signer)
    return complain(signer.error());
  const auto files = security::write_key_files(name, *secret, *signer, folder);
  if (!files)
    return complain(files.error());
  std::printf("The secret key is in %s: it stays there.\n\nAgents need these lines in the file that "
              "--signers names:\n\n%s\nloads-runner signs with --sign %s\n",
              files->secret_path.c_str(), signer->c_str(), files->secret_path.c_str());
  return 0;
}

int show_signing_key(const std::string& path) {
  std::string name;
  const auto key = manifest::read_signing_key(path, &name);
  if (!key)
    return complain(key.error());
  const auto text = manifest::signer_text(security::is_key_name(name) ? name : "NAME", *key);
  if (!text)
    return complain(text.error());
  std::fputs(text->c_str(), stdout);
  return 0;
}

bool is_signing_key(const std::string& path) {
  auto text = security::read_guarded_file(path, security::Guard::secret);
  const bool is_one = text && text->find("-----BEGIN ") != std::string::npos;
  if (text)
    base::Secret::wipe(*text);
  return is_one;
}

int show(const std::string& path) {
  if (is_signing_key(path))
    return show_signing_key(path);
  const auto key = read_whole_key(path);
  if (!key)
    return complain(key.error());
  std::printf("%s\nfingerprint %s\n", security::public_line(*key).c_str(),
              security::fingerprint(key->pair.public_key).c_str());
  return 0;
}

} // namespace

int run_keygen(const std::vector<std::string>& arguments) {
  const auto options = cli::parse_keygen_options(arguments);
  if (!options)
    return complain(options.error());
  if (options->help || options->version) {
    std::fputs(options->help ? cli::keygen_help().c_str() : LOADS_VERSION "\n", stdout);
    return 0;
  }
  if (!options->show.empty())
    return show(options->show);
  if (options->signs)
    return make_signing_key(options->name, options->output);
  const OwnKey key{wire::make_key_pair(), options->roles, options->name};
  const auto files = security::write_key_files(key, options->output);
  if (!files)
    return complain(files.error());
  std::printf("The secret key is in %s: it stays there. Its fingerprint is\n%s\n\n%s",
              files->secret_path.c_str(), security::fingerprint(key.pair.public_key).c_str(),
              next_steps(key, *files).c_str());
  return 0;
}

} // namespace loads::app
