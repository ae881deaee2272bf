// SPDX-License-Identifier: Apache-2.0
// loads-agent and loads-job with a broker that the test plays, the sample server as witness of what was sent,
// and kills at bad moments.
#include "tests/support/external_runner.hpp"
#include "tests/support/scripted_broker.hpp"

#include "core/engine/sanitizers.hpp"
#include "core/job/test_list.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <unistd.h>

using namespace loads;
using namespace loads::test;
using wire::FileUse;
using wire::JobState;
namespace fs = std::filesystem;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Runs of this process have ids that no other process uses.
wire::StreamId stream_of(std::uint8_t run, std::uint64_t number = 1) {
  const auto pid = static_cast<std::uint32_t>(::getpid());
  wire::RunId id{{0xa9, run}};
  std::memcpy(&id.bytes[2], &pid, sizeof pid);
  return {id, number};
}

// What workers of these runs recorded: an agent that is killed leaves it to the next one.
std::vector<fs::path> records() {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/dev/shm/loads-" + std::to_string(::geteuid()), ignored))
    if (contains(entry.path().filename().string(), stream_of(0).run.text().substr(4)))
      found.push_back(entry.path());
  return found;
}
void remove_records() {
  std::error_code ignored;
  for (const fs::path& file : records())
    fs::remove(file, ignored);
}

// Processes that say of themselves that they belong to this folder.
std::vector<pid_t> users_of(const std::string& folder) {
  std::vector<pid_t> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos)
      continue;
    std::ifstream file(entry.path() / "environ", std::ios::binary);
    const std::string environment{std::istreambuf_iterator<char>(file), {}};
    std::string program;
    std::getline(std::ifstream(entry.path() / "comm"), program);
    if (contains(environment, "TMPDIR=" + folder) && !program.starts_with("llvm-symbolize")) // of a sanitizer
      found.push_back(std::atoi(name.c_str()));
  }
  return found;
}

struct Fixture {
  Fixture() { fs::create_directory(folder.path() + "/tmp"); }
  ~Fixture() {
    for (auto& agent : agents)
      agent.reset();
    BOOST_TEST(wait_until([&] { return users_of(temporary()).empty(); }), "processes are left");
    remove_records();
    BOOST_TEST(wait_until([&] { return fs::is_empty(temporary()); }), "files are left");
  }

  std::string temporary() const { return folder.path() + "/tmp"; }
  std::string endpoint() const { return "ipc://" + folder.path() + "/broker"; }
  std::string state(const std::string& name) const { return folder.path() + "/" + name; }

  Command command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), build_folder() + "/bin/loads-agent");
    return {
        std::move(arguments), {{"TMPDIR", temporary()}, {"XDG_STATE_HOME", folder.path() + "/home"}}, "/"};
  }
  Program& start_agent(const std::string& name, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"--broker", endpoint(), "--name", name, "--state", state(name)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    agents.push_back(std::make_unique<Program>(command(arguments)));
    return *agents.back();
  }

  job::Description description(const std::string& test, model::Cycles users, model::Cycles hits) const {
    job::Description one;
    one.plan.fqn = "good." + test;
    one.plan.module_path = "build/good.so";
    one.plan.group = test.substr(0, test.find('.'));
    one.plan.test = test.substr(test.find('.') + 1);
    one.plan.users = std::move(users);
    one.plan.hits = std::move(hits);
    one.plan.server_url = server.url();
    return one;
  }
  job::Description endless(const std::string& test, std::uint64_t users) const {
    job::Description one = description(test, {users}, {});
    one.plan.duration = std::chrono::hours(1);
    return one;
  }
  wire::File suite(const std::string& file = "good/good.so") {
    return broker.offer(build_folder() + "/tests/modules/" + file, FileUse::module);
  }

  // Of the stream: everything that ended, by the ledger that its worker kept.
  const metrics::Ledger& ledger(const wire::StreamId& stream) {
    return broker.streams[stream].totals.figures().ledger;
  }
  bool wait_for_end(const wire::StreamId& stream) {
    return broker.wait_until([&] { return broker.streams[stream].end.has_value(); });
  }
  bool wait_for_hits(long hits) {
    return broker.wait_until([&] { return server.stat("total") >= hits; });
  }
  // What the server counted is what was said: what was in flight may have come or not.
  void check_exact(const wire::StreamId& stream, long counted) {
    const metrics::Ledger& said = ledger(stream);
    BOOST_TEST(static_cast<long>(said.hits) <= counted);
    BOOST_TEST(static_cast<long>(said.hits_started) >= counted);
    BOOST_TEST(broker.streams[stream].end->hits == said.hits);
    BOOST_TEST(broker.streams[stream].totals.find_imbalance() == "");
    BOOST_TEST(!broker.streams[stream].came_differently);
  }

  TemporaryFolder folder;
  EchoServer server;
  ScriptedBroker broker{endpoint()};
  std::vector<std::unique_ptr<Program>> agents;
};

const wire::StreamId first = stream_of(1), second = stream_of(2);

} // namespace

BOOST_FIXTURE_TEST_SUITE(agent, Fixture)

BOOST_AUTO_TEST_CASE(a_run_from_its_assignment_to_its_end) {
  Program& agent = start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  broker.assign(first, description("Good.test_get", {3}, {20}), {suite()});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  BOOST_TEST(server.stat("total") == 0); // before the start not one request
  BOOST_TEST(broker.wait_until([&] { return broker.streams[first].durable == 1; }));
  BOOST_TEST(*job::decode_test_list(broker.streams[first].tests.at(0)) ==
                 std::vector<std::string>{"Good.test_get"},
             boost::test_tools::per_element());
  broker.start(first);
  BOOST_REQUIRE(wait_for_end(first));
  BOOST_TEST(broker.streams[first].end->clean);
  BOOST_TEST(ledger(first).hits == 60);
  BOOST_TEST(server.stat("total") == 60);
  check_exact(first, 60);
  BOOST_TEST(broker.wait_until([&] { return fs::is_empty(state("one") + "/spool"); }));
  // The file is there: it is not asked for again.
  const std::uint64_t needs = broker.needs;
  broker.assign(second, description("Good.test_get", {1}, {1}), {suite()});
  BOOST_REQUIRE(broker.wait_for(second, JobState::ready));
  BOOST_TEST(broker.needs == needs);
  agent.send(SIGTERM); // a run that has not begun is waited for
  BOOST_TEST(broker.wait_until([&] { return !broker.agents["one"].accepting; }));
  broker.start(second);
  BOOST_REQUIRE(wait_for_end(second));
  BOOST_TEST(
      broker.wait_until([&] { return !broker.jobs.empty() && fs::is_empty(state("one") + "/spool"); }));
  const Finished finished = agent.wait();
  BOOST_TEST(finished.code == 0);
  BOOST_TEST(contains(finished.err, "takes no further runs"), finished.err);
}

BOOST_AUTO_TEST_CASE(suites_that_cannot_be_used_are_refused_with_the_reason_of_a_local_run) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  std::uint8_t number = 10;
  for (const auto& [module, words] : {std::pair("undefined_symbol", "undefined symbol: nobody_defines_this"),
                                      std::pair("needs_9", "needs plugin ABI 1.9, this program has 1.0"),
                                      std::pair("no_symbol", "no entry symbol `loads_module_v1`"),
                                      std::pair("exits_at_load", "called exit(5)")}) {
    if (LOADS_TSAN && std::string(module) == "exits_at_load")
      continue; // the sanitizer has its say, too
    const wire::StreamId stream = stream_of(number++);
    job::Description one = description("Bad.test_bad", {1}, {1});
    broker.assign(stream, one, {suite("bad/" + std::string(module) + ".so")});
    BOOST_REQUIRE(broker.wait_for(stream, JobState::failed));
    const std::string reason = broker.jobs[stream].reason;
    BOOST_TEST(contains(reason, words), reason);
    BOOST_TEST(reason.starts_with("cannot load build/good.so: "), reason); // as the user calls it
    BOOST_TEST(!contains(reason, "/proc/"), reason);
    broker.forget(stream);
  }
  const wire::StreamId none = stream_of(number++);
  broker.assign(none, description("Good.test_none", {1}, {1}), {suite()});
  BOOST_REQUIRE(broker.wait_for(none, JobState::failed));
  BOOST_TEST(contains(broker.jobs[none].reason, "no test 'test_none' in class Good of build/good.so"),
             broker.jobs[none].reason);
  broker.forget(none);
}

BOOST_AUTO_TEST_CASE(what_an_agent_did_before_it_was_killed_is_delivered_by_the_next_exactly) {
  Program& agent = start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  broker.assign(first, endless("Good.test_plain_get", 4), {suite()});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_hits(1000));
  agent.send(SIGKILL);
  agent.wait();
  BOOST_REQUIRE(wait_until([&] { return users_of(temporary()).empty(); }));
  const long counted = server.stat("total");
  start_agent("one");
  BOOST_REQUIRE(wait_for_end(first));
  BOOST_TEST(!broker.streams[first].end->clean);
  BOOST_TEST(contains(broker.streams[first].end->reason, "the agent ended in the middle of the run"));
  check_exact(first, counted);
}

BOOST_AUTO_TEST_CASE(all_processes_of_an_agent_may_be_killed_at_once) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  broker.acknowledges = false; // nothing but the spool has it
  broker.assign(first, endless("Good.test_plain_get", 4), {suite()});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_hits(1000));
  for (const pid_t pid : users_of(temporary()))
    ::kill(pid, SIGKILL);
  BOOST_REQUIRE(wait_until([&] { return users_of(temporary()).empty(); }));
  fs::remove_all(temporary()); // whose cleaner was killed, too
  fs::create_directory(temporary());
  const long counted = server.stat("total");
  broker.acknowledges = true;
  start_agent("one");
  BOOST_REQUIRE(wait_for_end(first));
  check_exact(first, counted);
}

BOOST_AUTO_TEST_CASE(a_worker_or_a_job_that_is_killed_loses_nothing) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  for (const auto& [stream, name] : {std::pair(first, "loads-worker"), std::pair(second, "loads-job")}) {
    fetch(server.url("/stats/reset"));
    broker.assign(stream, endless("Good.test_plain_get", 4), {suite()});
    BOOST_REQUIRE(broker.wait_for(stream, JobState::ready));
    broker.start(stream);
    BOOST_REQUIRE(wait_for_hits(1000));
    for (const pid_t pid : users_of(temporary()))
      if (contains(test::read_file("/proc/" + std::to_string(pid) + "/comm"), name))
        ::kill(pid, SIGKILL);
    BOOST_REQUIRE(wait_for_end(stream));
    BOOST_TEST(!broker.streams[stream].end->clean);
    BOOST_TEST(contains(broker.streams[stream].end->reason, "SIGKILL"), broker.streams[stream].end->reason);
    check_exact(stream, server.stat("total"));
  }
}

BOOST_AUTO_TEST_CASE(a_stop_is_obeyed_in_good_order_or_at_once_and_forget_leaves_no_process) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  std::uint8_t number = 20;
  for (const bool now : {false, true}) {
    const wire::StreamId stream = stream_of(number++);
    broker.assign(stream, endless("Good.test_plain_get", 2), {suite()});
    BOOST_REQUIRE(broker.wait_for(stream, JobState::ready));
    const long before = server.stat("total");
    broker.start(stream);
    BOOST_REQUIRE(wait_for_hits(before + 100));
    broker.stop(stream, now);
    BOOST_REQUIRE(wait_for_end(stream));
    BOOST_TEST(broker.streams[stream].end->clean == !now);
    check_exact(stream, server.stat("total") - before);
  }
  for (const bool begun : {false, true}) {
    const wire::StreamId stream = stream_of(number++);
    broker.assign(stream, endless("Good.test_long_delay", 2), {suite()});
    BOOST_REQUIRE(broker.wait_for(stream, JobState::ready));
    if (begun) {
      broker.start(stream);
      BOOST_REQUIRE(broker.wait_until([&] { return server.stat("current") >= 2; }));
    }
    broker.forget(stream);
    BOOST_TEST(broker.wait_until([&] { return users_of(temporary()).size() == 1; }));
    BOOST_TEST(broker.wait_until([&] { return fs::is_empty(temporary()); }));
  }
}

BOOST_AUTO_TEST_CASE(a_run_that_is_forgotten_while_it_is_prepared_leaves_no_record) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  for (std::uint8_t number = 100; number < 110; ++number) {
    broker.assign(stream_of(number), endless("Good.test_plain_get", 2), {suite()});
    BOOST_REQUIRE(broker.wait_until([&] { return users_of(temporary()).size() > 1; }));
    broker.forget(stream_of(number));
    BOOST_TEST(broker.wait_until([&] { return users_of(temporary()).size() == 1 && records().empty(); }));
  }
}

BOOST_AUTO_TEST_CASE(several_runs_at_once_and_several_agents) {
  start_agent("one");
  start_agent("two");
  BOOST_REQUIRE(broker.wait_for_agents(2));
  std::vector<wire::StreamId> all;
  for (std::uint8_t run = 30; run < 33; ++run)
    for (const char* agent : {"one", "two"}) {
      all.push_back(stream_of(run, all.size() + 1));
      broker.assign(all.back(), description("Good.test_get", {2}, {10}), {suite()}, agent);
    }
  for (const wire::StreamId& stream : all)
    BOOST_REQUIRE(broker.wait_for(stream, JobState::ready));
  for (const wire::StreamId& stream : all)
    broker.start(stream);
  for (const wire::StreamId& stream : all) {
    BOOST_REQUIRE(wait_for_end(stream));
    check_exact(stream, 20);
  }
  BOOST_TEST(server.stat("total") == 120);
}

BOOST_AUTO_TEST_CASE(a_file_that_was_changed_in_the_agents_folder_is_fetched_anew) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  const wire::File file = suite();
  broker.assign(first, description("Good.test_get", {1}, {1}), {file});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_end(first));
  std::ofstream(state("one") + "/files/" + file.digest.text(), std::ios::app) << "x";
  const std::uint64_t needs = broker.needs;
  broker.assign(second, description("Good.test_get", {1}, {1}), {file});
  BOOST_REQUIRE(broker.wait_for(second, JobState::ready));
  BOOST_TEST(broker.needs > needs);
  broker.start(second);
  BOOST_REQUIRE(wait_for_end(second));
  BOOST_TEST(ledger(second).hits == 1);
}

BOOST_AUTO_TEST_CASE(external_runners_and_files_in_a_folder_of_the_run) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  const std::string script = folder.write(
      "runner",
      "#!/usr/bin/python3\n"
      "import json, os, zmq\n"
      "assert open('data/users.csv').read() == 'one'\n"
      "c = zmq.Context()\n"
      "s = c.socket(zmq.PUSH)\n"
      "s.connect(os.environ['LOADS_ZMQ_RECEIVER'])\n"
      "common = {'run_id': os.environ['LOADS_RUN_ID'], 'agent_id': 'a', 'hostname': 'h', 'test': 'T.x',\n"
      "          'loads_status': [1, 1, 1, int(os.environ['LOADS_CURRENT_USER'])]}\n"
      "for kind in ('startTest', 'addSuccess', 'stopTest'):\n"
      "    s.send_string(json.dumps(dict(common, data_type=kind)))\n"
      "s.close(); c.term()\n");
  fs::permissions(script, fs::perms::owner_all);
  const wire::File runner = broker.offer(script, FileUse::include, "runner");
  const wire::File data = broker.offer(folder.write("one.csv", "one"), FileUse::include, "data/users.csv");
  job::Description one = description("T.x", {2}, {1});
  one.external = job::ExternalRunner{{"./runner"}, std::chrono::seconds(60)};
  broker.assign(first, one, {runner, data});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_end(first));
  BOOST_TEST(broker.streams[first].end->clean, broker.streams[first].end->reason);
  BOOST_TEST(ledger(first).started == 2);
  BOOST_TEST(*job::decode_test_list(broker.streams[first].tests.back()) == std::vector<std::string>{"T.x"},
             boost::test_tools::per_element());
  one.external->command = {"./nothing"};
  broker.assign(second, one, {runner, data});
  BOOST_REQUIRE(broker.wait_for(second, JobState::failed));
  BOOST_TEST(contains(broker.jobs[second].reason, "./nothing"), broker.jobs[second].reason);
  broker.forget(second);
}

BOOST_AUTO_TEST_CASE(raw_events_come_if_the_plan_wants_them) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  job::Description one = description("Good.test_get", {1}, {10});
  one.plan.events = true;
  broker.assign(first, one, {suite()});
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_end(first));
  BOOST_TEST(broker.streams[first].events.size() >= 1u);
}

BOOST_AUTO_TEST_CASE(each_agent_has_a_state_folder_of_its_own) {
  start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(1));
  const Finished refused =
      run(command({"--broker", endpoint(), "--state", state("one")}), std::chrono::seconds(20));
  BOOST_TEST(refused.code == 3);
  BOOST_TEST(contains(refused.err, "uses the folder " + state("one")), refused.err);
  for (int i = 0; i < 3; ++i)
    agents.push_back(std::make_unique<Program>(command({"--broker", endpoint()})));
  BOOST_REQUIRE(broker.wait_for_agents(4));
  for (const char* number : {"1", "2", "3"})
    BOOST_TEST(exists(folder.path() + "/home/loads/agent/" + number + "/spool"));
}

BOOST_AUTO_TEST_CASE(an_agent_ends_when_it_is_old_or_was_asked_twice) {
  Program& old = start_agent("old", {"--max-age", "1s", "--max-age-delta", "100ms"});
  BOOST_REQUIRE(broker.wait_for_agents(1));
  BOOST_TEST(old.wait(std::chrono::seconds(60)).code == 0);
  Program& agent = start_agent("one");
  BOOST_REQUIRE(broker.wait_for_agents(2));
  broker.assign(first, endless("Good.test_plain_get", 2), {suite()}, "one");
  BOOST_REQUIRE(broker.wait_for(first, JobState::ready));
  broker.start(first);
  BOOST_REQUIRE(wait_for_hits(100));
  agent.send(SIGTERM);
  BOOST_REQUIRE(broker.wait_until([&] { return !broker.agents["one"].accepting; }));
  BOOST_REQUIRE(agent.wait_for("takes no further runs", true));
  const auto asked = std::chrono::steady_clock::now(); // signals that come together are one wish
  const long before = server.stat("total");
  BOOST_REQUIRE(broker.wait_until([&] {
    return server.stat("total") > before &&
           std::chrono::steady_clock::now() - asked > std::chrono::seconds(1);
  }));
  agent.send(SIGTERM);
  BOOST_REQUIRE(wait_for_end(first));
  BOOST_TEST(contains(broker.streams[first].end->reason, "was told to end"));
  check_exact(first, server.stat("total"));
  BOOST_TEST(broker.wait_until([&] { return fs::is_empty(state("one") + "/spool"); }));
  BOOST_TEST(agent.wait().code == 0);
}

BOOST_AUTO_TEST_CASE(mistakes_get_one_line) {
  for (const auto& [arguments, words] :
       {std::pair(std::vector<std::string>{"--params", "a:b"}, "agents never did anything with it"),
        std::pair(std::vector<std::string>{"--max-jobs", "0"}, "it takes one run at least"),
        std::pair(std::vector<std::string>{"--max-age-delta", "3"}, "it needs --max-age beside it"),
        std::pair(std::vector<std::string>{"--broker", "tcp://127.0.0.1:7780"}, "--insecure"),
        std::pair(std::vector<std::string>{"--brokr", "x"}, "did you mean --broker?")}) {
    const Finished refused = run(command(arguments));
    BOOST_TEST(refused.code == 2);
    BOOST_TEST(contains(refused.err, words), refused.err);
    BOOST_TEST(std::count(refused.err.begin(), refused.err.end(), '\n') == 1);
  }
  const Finished help = run(command({"--help"}));
  BOOST_TEST(help.code == 0);
  BOOST_TEST(contains(help.out, "--max-jobs"));
}

BOOST_AUTO_TEST_SUITE_END()
