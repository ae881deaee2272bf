// SPDX-License-Identifier: Apache-2.0
#include "core/app/key_access.hpp"

#include "core/base/core_dumps.hpp"
#include "core/base/text.hpp"
#include "core/security/guarded_file.hpp"
#include "core/security/known_brokers.hpp"

#include <unistd.h>

namespace loads::app {
namespace {

using security::Role;

bool is_over_tcp(const std::string& endpoint) {
  return endpoint.starts_with("tcp://");
}

base::Error refusal(const std::string& endpoint, const std::string& why) {
  return base::usage_error("cannot use the endpoint '" + base::printable(base::shortened(endpoint, 200)) +
                           "': " + why);
}

std::string role_of(const std::string& program) {
  return program == "runner" ? "submit" : program;
}

base::Status check_choice(const std::string& endpoint, const KeyChoice& choice) {
  if (!is_over_tcp(endpoint) || !choice.insecure || choice.key.empty())
    return base::Nothing{};
  return refusal(endpoint, "--key and " + choice.insecure_option + " exclude each other");
}

// Whoever had a key for both could be taken for the broker where he is an agent. The other roles are those of
// the broker's list alone: what the file says of them is for its owner, see unusual_role().
base::Status check_side(const security::OwnKey& key, const std::string& program, const std::string& path) {
  const bool is_brokers = security::has_role(key.roles, Role::broker);
  if (is_brokers == (program == "broker"))
    return base::Nothing{};
  return base::usage_error("the key " + base::printable(path) + " was made for " +
                           (is_brokers ? "a broker" : "the role " + security::format_roles(key.roles)) +
                           ", and a broker's key is for nothing else: make one for loads-" + program +
                           " with `loads-keygen --role " + role_of(program) + "`");
}

// A line if the file says that the key is for others; else empty.
std::string unusual_role(const security::OwnKey& key, const std::string& program) {
  const security::Roles usual =
      program == "agent" ? security::no_roles | Role::agent : Role::submit | Role::observe | Role::admin;
  if ((key.roles & usual) != 0)
    return {};
  return "the key of " + key.name + " was made for the role " + security::format_roles(key.roles) +
         ": loads-" + program + " can do something with it only if the broker's list of keys says so";
}

base::Result<security::OwnKey> read_own_key(const std::string& endpoint, const KeyChoice& choice) {
  const std::string path = security::find_configured_file(choice.key, choice.program + ".key");
  if (choice.key.empty() && ::access(path.c_str(), F_OK) != 0)
    return refusal(endpoint,
                   "over TCP it takes a key, and there is no " + base::printable(path) +
                       ". Make one with `loads-keygen --role " + role_of(choice.program) +
                       "` and name it with --key; or, in a network that nobody else uses, do without: " +
                       choice.insecure_option);
  base::forbid_core_dumps();
  auto key = read_whole_key(path);
  if (key)
    if (base::Status status = check_side(*key, choice.program, path); !status)
      return status.error();
  return key;
}

} // namespace

base::Result<ClientAccess> find_client_keys(const std::string& endpoint, const KeyChoice& choice) {
  if (auto status = check_choice(endpoint, choice); !status)
    return status.error();
  if (!is_over_tcp(endpoint) || choice.insecure)
    return ClientAccess{};
  auto own = read_own_key(endpoint, choice);
  if (!own)
    return own.error();
  const std::string path = security::find_configured_file(choice.list, "known_brokers");
  const auto known = security::KnownBrokers::read(path);
  if (!known)
    return base::Error{known.error().kind,
                       known.error().text +
                           (::access(path.c_str(), F_OK) == 0
                                ? ""
                                : "; put the line of the broker's file .pub there, or name another "
                                  "file with --known-brokers")};
  const std::string* broker = known->find(endpoint);
  if (!broker)
    return refusal(endpoint,
                   base::printable(path) + " has no line for it; put that of the broker's file .pub there");
  return ClientAccess{
      std::make_shared<const wire::ClientKeys>(wire::ClientKeys{std::move(own->pair), *broker}), own->name,
      unusual_role(*own, choice.program)};
}

base::Result<ServerAccess> find_server_keys(const std::string& endpoint, const KeyChoice& choice) {
  if (auto status = check_choice(endpoint, choice); !status)
    return status.error();
  if (!is_over_tcp(endpoint) || choice.insecure)
    return ServerAccess{};
  auto own = read_own_key(endpoint, choice);
  if (!own)
    return own.error();
  auto list = security::KeyListFile::open(security::find_configured_file(choice.list, "authorized_keys"));
  if (!list)
    return list.error();
  auto keys = std::make_shared<const wire::ServerKeys>(wire::ServerKeys{std::move(own->pair), list->gate()});
  return ServerAccess{std::move(keys), std::move(*list)};
}

base::Result<security::OwnKey> read_whole_key(const std::string& path) {
  auto key = security::read_key_file(path);
  if (key && !wire::is_pair(key->pair))
    return base::usage_error(
        "cannot use the key " + base::printable(path) +
        ": its secret does not belong to its public half, the file was changed; restore it, "
        "or make a new key with loads-keygen");
  return key;
}

bool is_insecure(const std::string& endpoint, bool without_keys) {
  return is_over_tcp(endpoint) && without_keys;
}

std::string insecure_warning(const std::string& endpoint) {
  return "INSECURE: no keys at " + base::printable(endpoint) +
         ": whoever reaches the broker can run programs on all agents, and all is sent in the clear";
}

} // namespace loads::app
