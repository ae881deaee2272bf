// SPDX-License-Identifier: Apache-2.0
#include "core/app/observer_app.hpp"

#include "core/base/text.hpp"
#include "core/client/connection.hpp"
#include "core/client/stored_run.hpp"
#include "core/host/host_table.hpp"
#include "core/module/observer_plugin.hpp"
#include "core/observer/notice.hpp"
#include "core/observer/task.hpp"
#include "core/runner/interval_joiner.hpp"
#include "core/wire/endpoint.hpp"

#include <mutex>
#include <unistd.h>

namespace loads::app {
namespace {

using module::Delivery;

// Lines for the program that waits for them. Used by any thread.
class Answers {
public:
  explicit Answers(base::UniqueFd fd) : fd_(std::move(fd)) {}

  void write(std::string_view word, std::string_view text) {
    const std::string line = std::string(word) + std::string(text) + "\n";
    std::lock_guard lock(mutex_);
    if (::write(fd_.get(), line.data(), line.size()) < 0)
      ::_exit(3); // nobody waits any more
  }
  void say(std::string_view text) { write(observer::says, base::printable(base::shortened(text, 1000))); }

private:
  std::mutex mutex_;
  const base::UniqueFd fd_;
};

observer::Description describe(const module::ObserverPlugin& plugin) {
  observer::Description description{plugin.name, plugin.help, plugin.file, plugin.abi, {}};
  for (const loads_option& option : plugin.options()) {
    observer::OptionDescription& each = description.options.emplace_back();
    each.name = option.name ? option.name : "";
    each.help = option.help ? option.help : "";
    if (option.default_value)
      each.default_value = option.default_value;
    each.type = static_cast<std::uint32_t>(option.type);
    each.flags = option.flags;
  }
  return description;
}

// What shows the run to somebody who uses the same broker.
std::string command_for(const observer::Task& task) {
  const std::string& endpoint = task.frontend.empty() ? task.endpoint : task.frontend;
  std::string command = "loads-runner --show-run " + task.run;
  const auto usual = wire::default_endpoint();
  if (!usual || endpoint != *usual)
    command += " --broker " + endpoint;
  return command + (task.insecure ? " --insecure-broker" : "");
}

base::Result<std::unique_ptr<observer::StoredNotice>> fetch(const observer::Task& task) {
  const auto run = wire::RunId::parse(task.run);
  if (!run)
    return base::usage_error("there is no run " + task.run);
  auto broker = client::Connection::open(task.endpoint);
  if (!broker)
    return broker.error();
  auto stored = client::fetch_run(**broker, *run);
  if (!stored)
    return stored.error();
  runner::IntervalJoiner seconds;
  if (observer::needs_seconds(*stored)) {
    stored = client::fetch_run(**broker, *run, [&](std::uint64_t stream, const metrics::Frame& frame) {
      seconds.add(stream, frame);
    });
    if (!stored)
      return stored.error();
  }
  return observer::StoredNotice::make(*run, std::move(*stored), seconds.take({}), command_for(task));
}

Delivery tell(const observer::Task& task, const module::ObserverPlugin& plugin, const loads_host& host,
              Answers& answers) {
  auto notice = fetch(task);
  if (!notice) {
    answers.say(notice.error().text);
    return notice.error().kind == base::ErrorKind::usage ? Delivery::refused : Delivery::failed;
  }
  module::SettingMap settings;
  for (const observer::TaskSetting& setting : task.settings)
    settings[setting.name] = setting.value;
  return module::tell(plugin, host, settings, (*notice)->get());
}

} // namespace

int run_observer(const std::string& text, base::UniqueFd fd) {
  Answers answers(std::move(fd));
  const loads_host& host =
      host::output_host("loads-observer", [&](loads_log_level, std::string_view line) { answers.say(line); });
  const auto task = wire::from_json_text<observer::Task>(text);
  if (!task) {
    answers.say("cannot read the task: " + task.error().text);
    return 2;
  }
  auto plugin = module::load_observer(task->file, host);
  if (!plugin) {
    answers.write(observer::fails, base::printable(plugin.error().text));
    return 3;
  }
  if (task->run.empty())
    answers.write(observer::is, wire::to_json_text(describe(*plugin)));
  else
    answers.write(observer::did,
                  observer::delivery_words[static_cast<std::size_t>(tell(*task, *plugin, host, answers))]);
  ::_exit(0); // all is said: what the plugin does when it goes is of no interest
}

} // namespace loads::app
