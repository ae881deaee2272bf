// SPDX-License-Identifier: Apache-2.0
// loads-observer, as a broker starts it: whatever a plugin does, the broker goes on and hears of it.
#include "core/job/description.hpp"
#include "core/module/safe_file.hpp"
#include "core/observer/catalogue.hpp"
#include "core/observer/helpers.hpp"
#include "core/wire/payloads.hpp"
#include "core/wire/router_socket.hpp"
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <thread>
#include <unistd.h>
#include <utility>

using namespace loads;
using namespace loads::test;
using module::Delivery;

namespace {

const wire::RunId run = *wire::RunId::parse("0123456789abcdef0123456789abcdef");
const char* const token = "canary-5f2c91";

std::string unruly() {
  return modules("observers/unruly.so");
}

// A broker that has one run, which is over and has no results.
class OneRunBroker {
public:
  OneRunBroker() : endpoint("ipc://" + folder_.path() + "/broker.ipc"), thread_([this] { serve(); }) {
    wait_until([&] { return listens_.load(); });
  }
  ~OneRunBroker() {
    ends_ = true;
    thread_.join();
  }

private:
  TemporaryFolder folder_;
  std::atomic<bool> listens_ = false, ends_ = false;

public:
  const std::string endpoint;

private:
  void serve() {
    auto socket = wire::RouterSocket::bind(endpoint);
    if (!socket)
      throw std::runtime_error(socket.error().text);
    listens_ = true;
    wire::Run answer;
    job::Description description;
    description.plan.fqn = "a.Test.test_x";
    answer.report.plan = job::description_to_json(description);
    answer.report.state = wire::RunState::closed;
    answer.report.outcome = wire::Outcome::complete;
    while (!ends_) {
      pollfd entry{socket->fd(), POLLIN, 0};
      ::poll(&entry, 1, 20);
      while (const auto received = socket->receive())
        if (received->message)
          socket->send(received->peer,
                       wire::make_message(answer, received->message->stream, received->message->sequence));
    }
  }
  std::thread thread_;
};

observer::Order order(const std::string& deed, const std::string& endpoint) {
  return {run, "unruly", {unruly(), run.text(), endpoint, {{"deed", deed}, {"token", token}}}};
}

std::vector<observer::Done> wait_for_all(observer::Helpers& helpers, std::size_t count) {
  const base::SteadyClock clock;
  std::vector<observer::Done> done;
  wait_until([&] {
    pollfd entry{helpers.fd(), POLLIN, 0};
    ::poll(&entry, 1, 100);
    for (observer::Done& each : helpers.take_done(clock.now()))
      done.push_back(std::move(each));
    return done.size() >= count;
  });
  BOOST_REQUIRE(done.size() == count);
  return done;
}

observer::Outcome tell(const std::string& deed, const std::string& endpoint) {
  observer::Helpers helpers;
  helpers.start(order(deed, endpoint), base::SteadyClock().now());
  return wait_for_all(helpers, 1).front().outcome;
}

std::string words_of(const observer::Outcome& outcome) {
  std::string text = outcome.fault;
  for (const std::string& word : outcome.words)
    text += (text.empty() ? "" : "; ") + word;
  return text;
}

// Processes whose command line or environment holds that.
int count_processes(const char* file, const std::string& what) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream in(entry.path() / file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    count += text.str().find(what) != std::string::npos;
  }
  return count;
}

// Process group and parent of a process that is no zombie; 0 if there is none.
std::pair<pid_t, pid_t> group_and_parent(pid_t process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/stat");
  std::stringstream text;
  text << in.rdbuf();
  std::istringstream rest(text.str().substr(std::min(text.str().rfind(')') + 1, text.str().size())));
  char state = 'Z';
  pid_t parent = 0, group = 0;
  rest >> state >> parent >> group;
  return state == 'Z' ? std::pair<pid_t, pid_t>() : std::pair(group, parent);
}

// The helper that this process has started, and all that are in its group. Others may run helpers, too.
std::vector<pid_t> helper_processes() {
  std::vector<pid_t> all, own;
  pid_t group = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc"))
    if (const pid_t process = std::atoi(entry.path().filename().c_str()); process > 0) {
      all.push_back(process);
      if (group_and_parent(process) == std::pair(process, ::getpid()))
        group = process;
    }
  for (const pid_t process : all)
    if (group != 0 && group_and_parent(process).first == group)
      own.push_back(process);
  return own;
}

} // namespace

BOOST_AUTO_TEST_CASE(what_a_plugin_makes_of_a_notice) {
  const OneRunBroker broker;
  const struct {
    const char* deed;
    Delivery delivery;
    const char* words;
  } cases[] = {
      {"nothing", Delivery::done, ""},
      {"later", Delivery::failed, "nobody is there yet"},
      {"never", Delivery::refused, "there is nobody"},
      {"crash", Delivery::failed, "it crashed (Segmentation fault)"},
      {"exit", Delivery::failed, "it ended by itself (exit code 0)"},
  };
  for (const auto& each : cases) {
    const observer::Outcome outcome = tell(each.deed, broker.endpoint);
    BOOST_TEST((outcome.delivery == each.delivery), each.deed);
    BOOST_TEST(words_of(outcome) == each.words);
  }
  const observer::Outcome outcome = tell("shout", broker.endpoint);
  BOOST_TEST(outcome.words.size() == 20u);
  BOOST_TEST(outcome.words.at(0) == "line\\nwith \\x1b[31m codes");
}

BOOST_AUTO_TEST_CASE(a_plugin_that_hangs_is_killed_with_its_children_and_shows_no_secret) {
  const OneRunBroker broker;
  observer::Helpers helpers;
  const base::TimePoint now = base::SteadyClock().now();
  helpers.start(order("hang", broker.endpoint), now);
  std::vector<pid_t> hanging;
  BOOST_TEST(wait_until([&] { return (hanging = helper_processes()).size() >= 2; }));
  BOOST_TEST(count_processes("cmdline", token) == 0);
  BOOST_TEST(count_processes("environ", token) == 0);
  BOOST_TEST(helpers.take_done(now + std::chrono::seconds(59)).empty());
  BOOST_TEST((helpers.next_deadline() == now + std::chrono::seconds(60)));
  std::vector<observer::Done> done = helpers.take_done(now + std::chrono::seconds(61));
  if (done.empty())
    done = wait_for_all(helpers, 1);
  BOOST_TEST(done[0].outcome.fault == "it took too long and was killed");
  BOOST_TEST((done[0].outcome.delivery == Delivery::failed));
  BOOST_TEST(wait_until([&] {
    return std::all_of(hanging.begin(), hanging.end(),
                       [](pid_t process) { return group_and_parent(process).first == 0; });
  }));
}

BOOST_AUTO_TEST_CASE(many_notices_at_once_wait_for_their_turn) {
  const OneRunBroker broker;
  observer::Helpers helpers;
  for (int i = 0; i < 12; ++i)
    helpers.start(order(i % 3 == 0 ? "crash" : "nothing", broker.endpoint), base::SteadyClock().now());
  int delivered = 0;
  for (const observer::Done& done : wait_for_all(helpers, 12))
    delivered += done.outcome.delivery == Delivery::done;
  BOOST_TEST(delivered == 8);
}

BOOST_AUTO_TEST_CASE(without_a_broker_it_is_tried_again) {
  const TemporaryFolder folder;
  const observer::Outcome outcome = tell("nothing", "ipc://" + folder.path() + "/nobody.ipc");
  BOOST_TEST((outcome.delivery == Delivery::failed));
  BOOST_TEST(words_of(outcome) == "the broker does not answer");
}

BOOST_AUTO_TEST_CASE(plugins_describe_themselves_in_a_process_of_their_own) {
  const auto found =
      observer::find_observers({unruly(), build_folder() + "/lib/loads/outputs/null.so", "/etc/passwd"},
                               {build_folder() + "/lib/loads"});
  std::string names;
  for (const auto& each : found.known)
    names += each->description().name + " ";
  BOOST_TEST(names == "email irc unruly webhook ");
  BOOST_REQUIRE(found.failures.size() == 2u);
  BOOST_TEST(found.failures[0].find("it is no observer") != std::string::npos, found.failures[0]);
  BOOST_TEST(found.failures[1].find("cannot load /etc/passwd: ") == 0u, found.failures[1]);
  const observer::Known& known = *found.known.at(2);
  BOOST_REQUIRE(known.options().size() == 2u);
  BOOST_TEST(known.options()[0].default_value == "nothing");
  BOOST_TEST(known.options()[1].flags == std::uint32_t{LOADS_OPTION_SECRET});
  BOOST_TEST(!known.options()[1].default_value);
}

BOOST_AUTO_TEST_CASE(a_plugin_that_others_can_change_is_not_loaded) {
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/unruly.so";
  std::filesystem::copy_file(unruly(), file);
  BOOST_TEST(bool(module::open_safe_file(file)));
  std::filesystem::permissions(file, std::filesystem::perms::all);
  BOOST_TEST(!module::open_safe_file(file));
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
  const auto status = module::open_safe_file(file);
  BOOST_REQUIRE(!status);
  BOOST_TEST(status.error().text.find("others can write to " + folder.path()) != std::string::npos);
  BOOST_TEST(observer::find_observers({file}, {}).known.empty());
}
