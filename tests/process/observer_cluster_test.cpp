// SPDX-License-Identifier: Apache-2.0
// Observers of a real broker: from loads-runner --observer to the message.
#include "tests/support/cluster.hpp"
#include "tests/support/recording_server.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace loads::test;

namespace {

// A broker with the webhook of that server, and with a plugin that misbehaves as it is told.
class ObservedCluster {
public:
  explicit ObservedCluster(const HookServer& hook) {
    const std::string file = folder_.write(
        "broker.ini", "[observer-webhook]\nurl = http://127.0.0.1:" + hook.port + "/canary-71ac\n");
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    ::setenv("LOADS_BROKER_CONFIG", file.c_str(), 1);
    ::setenv("LOADS_BROKER_OBSERVER_PLUGIN", modules("observers/unruly.so").c_str(), 1);
    cluster_ = std::make_unique<TestCluster>(1);
    ::unsetenv("LOADS_BROKER_CONFIG");
    ::unsetenv("LOADS_BROKER_OBSERVER_PLUGIN");
  }
  TestCluster& get() { return *cluster_; }
  Finished run(std::vector<std::string> more,
               const std::vector<std::string>& load = {"good.Good.test_get", "--hits", "3"}) {
    std::vector<std::string> arguments{"--module-path", good_folder(), "--agents", "1",
                                       "--server-url",  server_.url()};
    arguments.insert(arguments.end(), load.begin(), load.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    Command command = cluster_->command(std::move(arguments));
    command.environment["LOADS_PLUGIN_PATH"] = plugins_.path();
    return loads::test::run(command);
  }
  // So that loads-runner knows the options of `unruly`, too.
  void install_plugin() {
    fs::create_directory(plugins_.path() + "/observers");
    fs::copy_file(modules("observers/unruly.so"), plugins_.path() + "/observers/unruly.so");
  }

private:
  TemporaryFolder folder_, plugins_;
  EchoServer server_;
  std::unique_ptr<TestCluster> cluster_;
};

bool holds(const std::string& folder, const std::string& what) {
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && read_file(entry.path()).find(what) != std::string::npos)
      return true;
  return false;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_run_ends_and_its_observers_are_told) {
  HookServer hook;
  ObservedCluster cluster(hook);
  cluster.install_plugin();
  const Finished run =
      cluster.run({"--observer", "webhook", "--observer", "unruly", "--observer-unruly-deed", "crash"});
  BOOST_TEST(run.code == 0, run.err);
  Program& broker = cluster.get().broker();
  BOOST_TEST(broker.wait_for(": told", true), broker.err());
  BOOST_TEST(broker.wait_for("it crashed (Segmentation fault)", true), broker.err());
  const auto requests = hook.take();
  BOOST_REQUIRE(requests.size() == 1u);
  const json::object document = json::parse(json::value_to<std::string>(requests[0].at("body"))).as_object();
  BOOST_TEST(json::value_to<std::string>(document.at("outcome")) == "passed");
  BOOST_TEST(document.at("requests").at("hits").to_number<int>() == 3);
  BOOST_TEST(json::value_to<std::string>(document.at("run").at("test")) == "good.Good.test_get");
  BOOST_TEST(document.at("run").at("agents").to_number<int>() == 1);
  const std::string command = json::value_to<std::string>(document.at("command"));
  BOOST_TEST(command.ends_with(" --broker " + cluster.get().endpoint()), command);
  const std::string id = json::value_to<std::string>(document.at("run").at("id"));
  BOOST_TEST(cluster.get().run({"--show-run", id}).out.find("3") != std::string::npos);
  BOOST_TEST(!holds(cluster.get().folder(), "canary-71ac"));
  BOOST_TEST(broker.err().find("canary-71ac") == std::string::npos);
  BOOST_TEST(cluster.get().ping().find("1 agent registered") != std::string::npos); // the broker goes on
}

BOOST_AUTO_TEST_CASE(what_a_broker_does_not_have_is_refused_before_the_run) {
  HookServer hook;
  ObservedCluster cluster(hook);
  Finished run = cluster.run({"--observer", "webhok"});
  BOOST_TEST(run.code == 2);
  BOOST_TEST(
      run.err.find("this broker has no observer 'webhok'; it has: email, irc, unruly, webhook; did you mean "
                   "webhook?") != std::string::npos,
      run.err);
  run = cluster.run({"--observer", "irc", "--observer-irc-server", "irc.example.org"});
  BOOST_TEST(run.code == 2);
  BOOST_TEST(run.err.find("observer irc needs channel") != std::string::npos, run.err);
  run = cluster.run({"--observer", "webhook", "--observer-webhook-ca-file", "/tmp/x"});
  BOOST_TEST(run.code == 2);
  BOOST_TEST(run.err.find("--observer-webhook-ca-file is decided by this broker") != std::string::npos,
             run.err);
  BOOST_TEST(hook.take().empty());
}

BOOST_AUTO_TEST_CASE(observers_are_told_of_thresholds_that_were_not_kept) {
  HookServer hook;
  ObservedCluster cluster(hook);
  const auto told = [&](const std::string& bound, const std::vector<std::string>& load) {
    cluster.run({"--observer", "webhook", "--threshold", bound}, load);
    std::vector<json::object> requests;
    BOOST_TEST_REQUIRE(wait_until([&] { return !(requests = hook.take()).empty(); }));
    const json::object document =
        json::parse(json::value_to<std::string>(requests[0].at("body"))).as_object();
    return json::value_to<std::string>(document.at("outcome")) + ": " +
           json::value_to<std::string>(document.at("sentence"));
  };
  const std::vector<std::string> short_run{"good.Good.test_get", "--hits", "3"};
  BOOST_TEST(told("requests<=3", short_run) == "passed: all iterations passed");
  BOOST_TEST(told("requests<3", short_run) == "failed: threshold requests<3 was not kept: 3");
  const std::vector<std::string> seconds{"good.Good.test_delay", "-d", "3"};
  BOOST_TEST(told("p95<10s over 1s", seconds) == "passed: all iterations passed");
  const std::string broken = told("max<20ms over 1s", seconds);
  BOOST_TEST(broken.starts_with("failed: threshold max<20ms over 1s was not kept: "), broken);
  const std::string stopped = told("max<20ms over 1s abort", {"good.Good.test_delay", "-d", "60"});
  BOOST_TEST(stopped.starts_with("failed: threshold max<20ms over 1s abort was not kept: "), stopped);
}
