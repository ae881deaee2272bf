// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/module/observer_plugin.hpp"
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <loads/abi/log.h>

#include <string>

namespace loads::test {

// An observer of the build under test, told of made-up runs as loads-observer does it.
class ToldObserver {
public:
  explicit ToldObserver(const std::string& name) {
    host_.size = sizeof host_;
    host_.abi_major = LOADS_ABI_MAJOR;
    host_.name = "test";
    host_.version = "1";
    host_.get = [](const loads_host*, const char* id) -> const void* {
      static const loads_ext_log table = {sizeof(loads_ext_log), 0, [](loads_log_level, loads_str text) {
                                            said().append(text.data, text.size).append("\n");
                                          }};
      return std::string(id) == LOADS_EXT_LOG ? &table : nullptr;
    };
    auto plugin = module::load_observer(build_folder() + "/lib/loads/observers/" + name + ".so", host_);
    BOOST_REQUIRE_MESSAGE(plugin, (plugin ? "" : plugin.error().text));
    plugin_ = *plugin;
  }

  // `given` as in a configuration file; defaults are filled in. What it logs is in log().
  module::Delivery tell(const module::SettingMap& given, const std::string& test = "a.Test.test_x",
                        const std::string& message = "it failed") {
    said().clear();
    const auto settings = module::check_settings(plugin_.options(), given, "");
    BOOST_REQUIRE_MESSAGE(settings, (settings ? "" : settings.error().text));
    const auto text = [](const std::string& from) { return loads_str{from.data(), from.size()}; };
    const std::string id = "0123456789abcdef0123456789abcdef",
                      command = "loads-runner --show-run 0123456789abcdef", users = "10",
                      agent = "agent" + message, none;
    loads_run run{};
    run.size = sizeof run;
    run.id = text(id);
    run.test = text(test);
    run.users = text(users);
    run.hits = run.server_url = text(none);
    loads_failure_group group{};
    group.test = text(test);
    group.file = text(none);
    group.message = text(message);
    group.count = 3;
    loads_totals totals{};
    totals.size = sizeof totals;
    totals.ended = 1;
    totals.elapsed_ns = 65'000'000'000;
    totals.success = 97;
    totals.failures = 3;
    totals.hits = 100;
    totals.hits_per_second = 12.5;
    totals.latency = {100,        2'000'000'000, 1'000'000,  90'000'000, 12'000'000,
                      30'000'000, 40'000'000,    80'000'000, 90'000'000, 90'000'000};
    totals.groups = &group;
    totals.group_count = 1;
    totals.trouble = text(message);
    const loads_gap gap{text(agent), text(message), 3'000'000'000, 9'000'000'000};
    const loads_notice notice = {sizeof(loads_notice),
                                 LOADS_NOTICE_ENDED,
                                 &run,
                                 &totals,
                                 text(message),
                                 LOADS_VERDICT_INCOMPLETE,
                                 0,
                                 text(command),
                                 &gap,
                                 1};
    return module::tell(plugin_, host_, *settings, notice);
  }

  static const std::string& log() { return said(); }

private:
  static std::string& said() {
    static std::string text;
    return text;
  }
  loads_host host_{};
  module::ObserverPlugin plugin_;
};

} // namespace loads::test
