// SPDX-License-Identifier: Apache-2.0
// Canaries as secrets of a broker: after a whole run with its observers, they are where they must be and
// nowhere else.
#include "tests/support/cluster.hpp"
#include "tests/support/loopback_server.hpp"
#include "tests/support/recording_server.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace fs = std::filesystem;
using namespace loads::test;

namespace {

constexpr std::string_view canary = "canary-93c1e7"; // all of them begin like that

std::string configuration(const std::string& hook_port) {
  const std::string secret(canary);
  return "[observer-webhook]\nurl = http://127.0.0.1:" + hook_port + "/" + secret +
         "-token\n"
         "[observer-email]\nhost = 127.0.0.1\nport = 1\ntls = none\nsender = loads@example.org\n"
         "recipient = you@example.org\nuser = loads\npassword = " +
         secret +
         "-mail\n"
         "[observer-irc]\nserver = 127.0.0.1\nport = 1\nchannel = #loads\npassword = " +
         secret + "-irc\nsasl-user = loads\nsasl-password = " + secret + "-sasl\nchannel-key = " + secret +
         "-key\n";
}

bool holds(const fs::path& file, std::string_view secret = canary) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return text.find(secret) != std::string::npos;
}

// Looks at the arguments and the variables of all processes, again and again.
class ProcessWatch {
public:
  ProcessWatch()
      : thread_([this] {
          while (!stop_) {
            look();
            ++rounds_;
          }
        }) {}
  ~ProcessWatch() { end(); }
  std::string end() {
    stop_ = true;
    if (thread_.joinable())
      thread_.join();
    return found_;
  }
  int rounds() const { return rounds_; }

private:
  void look() {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/proc", ignored))
      if (std::atoi(entry.path().filename().c_str()) > 0)
        for (const char* name : {"cmdline", "environ"})
          if (holds(entry.path() / name))
            found_ = entry.path() / name;
  }

  std::string found_;
  std::atomic<int> rounds_ = 0;
  std::atomic<bool> stop_ = false;
  std::thread thread_; // goes first
};

} // namespace

BOOST_AUTO_TEST_CASE(secrets_of_a_broker_are_in_no_argument_log_message_or_store) {
  HookServer hook;
  TemporaryFolder folder;
  const std::string file = folder.write("broker.ini", configuration(hook.port));
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  ::setenv("LOADS_BROKER_CONFIG", file.c_str(), 1);
  ::setenv("LOADS_BROKER_DEBUG", "true", 1);
  TestCluster cluster(1);
  ::unsetenv("LOADS_BROKER_CONFIG");
  ::unsetenv("LOADS_BROKER_DEBUG");
  BOOST_TEST(writes_no_core_files(cluster.broker().pid()));

  EchoServer server;
  ProcessWatch watch;
  const Finished run = cluster.run({"good.Good.test_get", "--module-path", good_folder(), "--agents", "1",
                                    "--hits", "3", "--server-url", server.url(), "--observer", "webhook",
                                    "--observer", "email", "--observer", "irc"});
  BOOST_TEST(run.code == 0, run.err);
  Program& broker = cluster.broker();
  for (const char* name : {"webhook", "email", "irc"}) // each of them used its secrets, or tried
    BOOST_TEST(broker.wait_for(std::string("observer ") + name + ", run ", true), broker.err());
  BOOST_TEST(broker.wait_for(": told", true), broker.err());
  BOOST_TEST(watch.end() == "");
  BOOST_TEST(watch.rounds() > 0);

  const auto requests = hook.take();
  BOOST_REQUIRE(requests.size() == 1u); // the token went where it belongs, in the address alone
  BOOST_TEST(boost::json::value_to<std::string>(requests[0].at("body")).find(canary) == std::string::npos);
  for (const auto& [name, text] :
       {std::pair("broker", broker.err()), std::pair("agent", cluster.agent(0).err()),
        std::pair("runner", run.out + run.err), std::pair("list", cluster.run({"--list-runs"}).out)})
    BOOST_TEST(text.find(canary) == std::string::npos, name << ": " << text);
  for (const auto& entry :
       fs::recursive_directory_iterator(cluster.folder())) // store, spools, files, folders of runs
    if (entry.is_regular_file())
      BOOST_TEST(!holds(entry.path()), entry.path());
}

// What a request and its answer had in their heads, when one of them is kept as an example of a failure.
BOOST_AUTO_TEST_CASE(secrets_of_requests_are_in_no_example) {
  const std::string cookie = std::string(canary) + "-cookie";
  const std::string basic = "dTpwdy1mb3ItYmFzaWM="; // u:pw-for-basic
  LoopbackServer server([&](Peer& peer, int) {
    while (!peer.read_request().empty())
      peer.send("HTTP/1.1 503 Busy\r\nSet-Cookie: id=" + cookie + "\r\nX-Auth-Token: " + cookie +
                "\r\nRetry-After: 7\r\nContent-Length: 13\r\n\r\ntoo much work");
  });
  std::string url = server.url("");
  url.insert(url.find("//") + 2, "u:pw-for-basic@");
  TestCluster cluster(1);
  for (const char* output : {"json", "stdout", "file"}) {
    std::vector<std::string> arguments{"good.Good.test_plain_get",
                                       "--module-path",
                                       good_folder(),
                                       "--agents",
                                       "1",
                                       "--hits",
                                       "3",
                                       "--server-url",
                                       url,
                                       "--output",
                                       output};
    if (output != std::string("stdout"))
      arguments.insert(arguments.end(), {std::string("--output-") + output + "-filename", "-"});
    const Finished run = cluster.run(arguments);
    BOOST_TEST(run.code == 1, run.err);
    const std::string all = run.out + run.err;
    BOOST_TEST(all.find(canary) == std::string::npos, all);
    BOOST_TEST(all.find(basic) == std::string::npos, all);
    if (output == std::string("json"))
      for (const char* part : {"Authorization: ***", "Set-Cookie: ***", "X-Auth-Token: ***", "Retry-After: 7",
                               "too much work", "HTTP/1.1 503 Busy", "GET / HTTP/1.1"})
        BOOST_TEST(run.out.find(part) != std::string::npos, part << " in " << run.out);
  }
  for (const auto& entry : fs::recursive_directory_iterator(cluster.folder()))
    if (entry.is_regular_file()) {
      BOOST_TEST(!holds(entry.path()), entry.path());
      BOOST_TEST(!holds(entry.path(), basic), entry.path());
    }
}

BOOST_AUTO_TEST_CASE(a_secret_in_a_file_that_others_can_read_is_refused) {
  TemporaryFolder folder;
  const std::string file = folder.write("broker.ini", configuration("1"));
  fs::permissions(file, fs::perms::owner_all | fs::perms::group_read);
  const Finished broker =
      loads::test::run({{build_folder() + "/bin/loads-broker", "--frontend", "ipc://" + folder.path() + "/b",
                         "--state", folder.path() + "/state", "--config", file}});
  BOOST_TEST(broker.code == 2);
  BOOST_TEST(broker.err.find("chmod 600") != std::string::npos, broker.err);
  BOOST_TEST(broker.err.find(canary) == std::string::npos, broker.err);
}
