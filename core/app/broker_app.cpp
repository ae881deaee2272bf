// SPDX-License-Identifier: Apache-2.0
#include "core/app/broker_app.hpp"

#include "core/app/broker_check.hpp"
#include "core/app/broker_notices.hpp"
#include "core/app/daemon.hpp"
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
#include <unistd.h>

namespace loads::app {
namespace {

constexpr std::uint64_t most_connections = 4096;

int complain(const base::Error& error) {
  return complain_as("loads-broker", error);
}

int check(const std::string& endpoint) {
  const auto pid = ask_for_broker(endpoint);
  if (!pid)
    return complain(pid.error());
  std::printf("a broker runs at %s, process %llu\n", endpoint.c_str(), static_cast<unsigned long long>(*pid));
  return 0;
}

broker::Settings make_settings(const cli::BrokerOptions& options, const wire::RouterSocket& socket,
                               const broker::FileStore& files) {
  broker::Settings settings;
  settings.pid = static_cast<std::uint64_t>(::getpid());
  settings.endpoints = {{"frontend", socket.endpoint()}};
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
  auto socket = wire::RouterSocket::bind(endpoint);
  if (!socket)
    return socket.error();
  log.info("listens at " + socket->endpoint() + "; state in " + options.common.state + ", " +
           base::counted(image->runs.size(), "run"));
  broker::Settings settings = make_settings(options, *socket, *files);
  settings.weakness = weakness;
  settings.everybody = wire::ipc_path(socket->endpoint()).empty() ? "somebody at " + socket->endpoint()
                                                                  : "uid " + std::to_string(::getuid());
  settings.observers = make_observers(catalogue, options);
  auto notices = make_notices(catalogue, settings.observers, socket->endpoint());
  broker::Service service({std::move(*socket), std::move(*store), std::move(*image), std::move(*files),
                           std::move(notices), log, std::move(*audit)},
                          std::move(settings));
  service.run();
  return base::Nothing{};
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
    return check(*endpoint);
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
