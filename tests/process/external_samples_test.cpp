// SPDX-License-Identifier: Apache-2.0
// The samples of runners in other languages, at work against the sample server.
#include "tests/support/external_runner.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace loads::test;
namespace fs = std::filesystem;

namespace {

struct Sample {
  EchoServer server;
  TemporaryFolder folder;

  // A copy of the sample that knows where the server is.
  void copy(const std::string& language) {
    fs::copy(source_folder() + "/samples/external/" + language, folder.path(), fs::copy_options::recursive);
    for (const char* name : {"example.py", "example.js"}) {
      std::string text = read_file(folder.path() + "/" + name);
      const std::string address = "http://127.0.0.1:9000";
      if (const auto at = text.find(address); at != std::string::npos)
        folder.write(name, text.replace(at, address.size(), server.url()));
    }
  }
  Finished run(const std::string& runner, const std::string& test, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--test-runner", runner, test});
    Command words = runner_command(std::move(more), folder.path());
    words.environment["NODE_PATH"] = build_folder() + "/tests/npm_zeromq/node_modules";
    return loads::test::run(words);
  }
  void check(const std::string& runner, const std::string& test, int tests) {
    Finished hits = run(runner, test, {"-u", "3", "--hits", "4"});
    BOOST_TEST(hits.code == 0, hits.err);
    BOOST_TEST(hits.err == "");
    BOOST_TEST(figure(hits.out, "Success") == 12 * tests);
    BOOST_TEST(figure(hits.out, "Hits") == 12);
    Finished time = run(runner, test, {"-u", "2", "-d", "3s"});
    BOOST_TEST(time.code == 0, time.err);
    BOOST_TEST(time.err == "");
    BOOST_TEST(figure(time.out, "Success") >= 2 * tests);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(external_samples, Sample)

BOOST_AUTO_TEST_CASE(python) {
  copy("python");
  check("./runner.py {test}", "example.test_home", 1);
  BOOST_TEST(server.stat("total") > 12);
  Finished missing = run("./runner.py {test}", "example.test_missing");
  BOOST_TEST(missing.code == 1);
  BOOST_TEST(figure(missing.out, "Failures") == 1);
  BOOST_TEST(contains(missing.err, "AssertionError: the server answered 404"), missing.err);
  Finished wrong = run("./runner.py {test}", "example.test_nothing");
  BOOST_TEST(wrong.code == 1);
  BOOST_TEST(contains(wrong.err, "there is no test example.test_nothing"), wrong.err);
}

BOOST_AUTO_TEST_CASE(shell) {
  copy("shell");
  check("./runner.sh {test}", server.url("/"), 1);
  Finished missing = run("./runner.sh {test}", server.url("/nowhere"));
  BOOST_TEST(missing.code == 1);
  BOOST_TEST(contains(missing.err, "curl: status 404"), missing.err);
}

BOOST_AUTO_TEST_CASE(javascript) {
  copy("javascript");
  check("./runner.js {test}", "example.js", 2);
  Finished sockets = run("./runner.js {test}", "example.js");
  BOOST_TEST(figure(sockets.out, "Opened web sockets") == 1);
  BOOST_TEST(figure(sockets.out, "Bytes received via web sockets") == 12);
  BOOST_TEST(contains(sockets.out, "- sockets : 1"));
  Finished wrong = run("./runner.js {test}", "nowhere.js");
  BOOST_TEST(wrong.code == 1);
  BOOST_TEST(contains(wrong.err, "Cannot find module"), wrong.err);
}

// All types, and a loads_status in each message, as loads.js sends them: through the old package's names.
BOOST_AUTO_TEST_CASE(a_runner_written_for_the_old_package_zmq) {
  copy("javascript");
  folder.write("old.js", R"(
const zmq = require("./zmq.js");
const env = process.env;
const context = new zmq.Context();
const socket = new zmq.Socket(context, zmq.ZMQ_PUSH);
socket.connect(env.LOADS_ZMQ_RECEIVER);
function send(type, data) {
  const status = [env.LOADS_TOTAL_HITS, env.LOADS_TOTAL_USERS, 1, env.LOADS_CURRENT_USER].map((x) => parseInt(x, 10));
  const message = { data_type: type, agent_id: env.LOADS_AGENT_ID, run_id: env.LOADS_RUN_ID, loads_status: status };
  socket.send(Buffer.from(JSON.stringify(Object.assign(message, data)), "utf8"));
}
send("startTest", { test: "good" });
send("add_hit", { url: "http://h/", method: "GET", status: 200, started: new Date().toISOString(), elapsed: 0.01 });
send("socket_open", {});
send("socket_message", { size: 12 });
send("socket_close", {});
send("addSuccess", { test: "good" });
send("stopTest", { test: "good" });
send("startTest", { test: "bad" });
send("addFailure", { test: "bad", exc_info: ["JSError", JSON.stringify({ code: 1 }), ""] });
send("stopTest", { test: "bad" });
socket.close();
context.close();
)");
  Finished run = this->run("node old.js", "x", {"-u", "2"});
  BOOST_TEST(run.code == 1);
  BOOST_TEST(figure(run.out, "Hits") == 2);
  BOOST_TEST(figure(run.out, "Success") == 2);
  BOOST_TEST(figure(run.out, "Failures") == 2);
  BOOST_TEST(figure(run.out, "Opened web sockets") == 2);
  BOOST_TEST(contains(run.err, "JSError: {\"code\":1}"), run.err);
}

BOOST_AUTO_TEST_SUITE_END()
