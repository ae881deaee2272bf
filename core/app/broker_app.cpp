// SPDX-License-Identifier: Apache-2.0
#include "core/app/broker_app.hpp"

#include "core/app/broker_check.hpp"
#include "core/app/broker_notices.hpp"
#include "core/app/daemon.hpp"
#include "core/app/key_access.hpp"
#include "core/app/plugin_options.hpp"
#include "core/base/descriptors.hpp"
#include "core/base/lock_file.hpp"
#include "core/base/private_folder.hpp"
#include "core/base/text.hpp"
#include "core/broker/service.hpp"
#include "core/cli/broker_options.hpp"
#include "core/module/directories.hpp"
#include "core/store/open_store.hpp"
#include "core/wire/endpoint.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <unistd.h>

namespace loads::app {
namespace {

constexpr std::uint64_t most_connections = 4096;

int complain(const base::Error& error) {
  return complain_as("loads-broker", error);
}

// `own`: where it can be asked without a key.
int check(const std::string& endpoint, const std::string& own) {
  const auto pid = ask_for_broker(own);
  if (!pid)
    return complain(pid.error());
  std::printf("a broker runs at %s, process %llu\n", endpoint.c_str(), static_cast<unsigned long long>(*pid));
  return 0;
}

broker::Settings make_settings(const cli::BrokerOptions& options, const broker::FileStore& files) {
  broker::Settings settings;
  settings.pid = static_cast<std::uint64_t>(::getpid());
  settings.began = base::SteadyClock().now();
  settings.began_unix_ns = static_cast<std::uint64_t>(
      std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count());
  settings.files = files.list();
  settings.keep_runs = options.keep_runs;
  settings.keep_for = options.keep_for;
  settings.uploads = {options.max_upload, options.max_files};
  return settings;
}

base::Result<base::LockFile> lock_state(const std::string& folder) {
  if (base::Status made = base::make_private_folder(folder); !made)
    return made.error();
  const std::string path = folder + "/lock";
  auto lock = base::LockFile::acquire(path);
  if (!lock)
    return lock.error();
  if (!*lock)
    return base::infrastructure_error("another broker has the state folder " + folder + " (process " +
                                      std::to_string(base::LockFile::holder(path)) +
                                      "); stop that one, or give this one another with --state");
  return std::move(**lock);
}

// Where the owner reaches a broker that listens at tcp: in its state folder, without a key.
std::string private_endpoint(const cli::BrokerOptions& options) {
  return "ipc://" + std::filesystem::absolute(options.common.state).lexically_normal().string() +
         "/broker.ipc";
}

// Where a broker listens, and the keys for it.
struct Doors {
  std::vector<broker::Front::Door> doors;
  std::optional<security::KeyListFile> keys;
  std::vector<wire::Endpoint> endpoints;
  std::string own; // for programs that it starts itself
};

base::Result<Doors> open_doors(const cli::BrokerOptions& options, const std::string& endpoint,
                               wire::Weakness weakness, base::Log& log) {
  auto access = find_server_keys(endpoint, {.program = "broker",
                                            .insecure_option = "--insecure",
                                            .insecure = options.common.insecure,
                                            .key = options.common.key,
                                            .list = options.authorized_keys});
  if (!access)
    return access.error();
  Doors doors;
  const bool is_tcp = endpoint.starts_with("tcp://");
  const std::string user = "uid " + std::to_string(::getuid());
  if (is_tcp) {
    const std::string own = private_endpoint(options);
    if (base::Status status = wire::check_endpoint(own); !status)
      return base::usage_error(status.error().text + "; name a shorter --state");
    auto socket = wire::RouterSocket::bind(own);
    if (!socket)
      return socket.error();
    doors.doors.push_back({std::move(*socket), false, user});
    doors.own = own;
  }
  auto socket = wire::RouterSocket::bind(endpoint, access->keys, weakness);
  if (!socket)
    return socket.error();
  doors.endpoints.push_back({"frontend", socket->endpoint()});
  if (doors.own.empty())
    doors.own = socket->endpoint();
  else
    doors.endpoints.push_back({"owner", doors.own});
  if (access->keys)
    log.info("keys: its own has the fingerprint " + security::fingerprint(access->keys->own.public_key) +
             "; " + base::counted(access->list->gate()->size(), "key") + " in " + access->list->path());
  if (is_insecure(endpoint, options.common.insecure))
    log.warning(insecure_warning(socket->endpoint()));
  const std::string place = is_tcp ? "somebody at " + socket->endpoint() : user;
  doors.doors.push_back({std::move(*socket), access->keys != nullptr, place});
  doors.keys = std::move(access->list);
  return doors;
}

base::Status serve(const cli::BrokerOptions& options, const std::string& endpoint,
                   const observer::Catalogue& catalogue, wire::Weakness weakness, base::Log& log) {
  const auto lock = lock_state(options.common.state);
  if (!lock)
    return lock.error();
  if (base::Status enough = base::provide_descriptors(most_connections); !enough)
    log.warning(enough.error().text);
  auto store = store::open_store(options.store, options.common.state);
  if (!store)
    return store.error();
  auto image = (*store)->load();
  if (!image)
    return image.error();
  auto files = broker::FileStore::open(options.common.state + "/files");
  if (!files)
    return files.error();
  auto audit = base::AuditLog::open(options.common.state + "/audit.jsonl");
  if (!audit)
    return audit.error();
  auto doors = open_doors(options, endpoint, weakness, log);
  if (!doors)
    return doors.error();
  const std::string& listens = doors->endpoints.front().address;
  log.info("listens at " + listens + "; state in " + options.common.state + ", " +
           base::counted(image->runs.size(), "run"));
  broker::Settings settings = make_settings(options, *files);
  settings.endpoints = doors->endpoints;
  settings.is_insecure = is_insecure(endpoint, options.common.insecure);
  settings.weakness = weakness;
  settings.observers = make_observers(catalogue, options);
  auto notices = make_notices(catalogue, settings.observers, {doors->own, listens, settings.is_insecure});
  broker::Service service({broker::Front(std::move(doors->doors)), std::move(doors->keys), std::move(*store),
                           std::move(*image), std::move(*files), std::move(notices), log, std::move(*audit)},
                          std::move(settings));
  return service.run();
}

observer::Catalogue find_observers(const std::vector<std::string>& arguments,
                                   const cli::Environment& environment) {
  cli::ObserverPlaces places = cli::observer_places(arguments, environment);
  places.folders.push_back(module::directories().plugins);
  return observer::find_observers(places.files, places.folders);
}

} // namespace

int run_broker(const std::vector<std::string>& arguments, wire::Weakness weakness) {
  const auto environment = cli::process_environment();
  const observer::Catalogue catalogue = find_observers(arguments, environment);
  const cli::OptionTable table = cli::make_broker_table(observer_options(catalogue));
  const auto action = cli::daemon_action(table, arguments);
  if (!action)
    return complain(action.error());
  if (*action != cli::DaemonAction::run) {
    std::fputs(*action == cli::DaemonAction::help ? cli::broker_help(table).c_str() : LOADS_VERSION "\n",
               stdout);
    return 0;
  }
  const auto options = cli::parse_broker_options(table, arguments, environment);
  if (!options)
    return complain(options.error());
  base::Result<std::string> endpoint = options->frontend;
  if (options->frontend.empty())
    endpoint = wire::default_endpoint();
  if (!endpoint)
    return complain(endpoint.error());
  if (options->check)
    return check(*endpoint, endpoint->starts_with("tcp://") ? private_endpoint(*options) : *endpoint);
  auto log = base::Log::open(options->common.log);
  if (!log)
    return complain(log.error());
  for (const std::string& sentence : cli::unknown_variables(table, environment))
    (*log)->warning(sentence);
  for (const std::string& failure : catalogue.failures)
    (*log)->warning(failure);
  const base::Status status = serve(*options, *endpoint, catalogue, weakness, **log);
  if (status)
    return 0;
  if (!options->common.log.file.empty())
    (*log)->error(status.error().text);
  return complain(status.error());
}

} // namespace loads::app
