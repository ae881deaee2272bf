// SPDX-License-Identifier: Apache-2.0
// What outputs are told of each event, and that all of them are accounted for.
#include "tests/support/runner.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <map>
#include <numeric>
#include <sstream>
#include <tuple>

using namespace loads::test;
namespace json = boost::json;

namespace {

std::vector<json::object> records_of(const std::string& path) {
  std::vector<json::object> records;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    records.push_back(json::parse(line).as_object());
  return records;
}

std::string type_of(const json::object& record) {
  return std::string(record.at("data_type").as_string());
}

std::map<std::string, long> count_types(const std::vector<json::object>& records) {
  std::map<std::string, long> counts;
  for (const json::object& record : records)
    ++counts[type_of(record)];
  return counts;
}

// The number behind "delivered 7" and the like in what the output `held` wrote.
long told(const std::string& report, const std::string& what) {
  std::istringstream lines(report);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(what + " ") && line.find(' ', what.size() + 1) == std::string::npos)
      return std::stol(line.substr(what.size()));
  return -1;
}

struct Fixture {
  EchoServer server;
  TemporaryFolder folder;
  const std::string file = folder.path() + "/events.jsonl";

  Finished run_good(const std::string& test, std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {"good.Good." + test, "--server-url", server.url(), "--output",
                                         "file", "--output-file-filename", file});
    return run_runner(std::move(arguments), modules("good"));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(events, Fixture)

BOOST_AUTO_TEST_CASE(every_call_is_in_the_file_and_two_outputs_are_both_produced) {
  for (const char* mode : {"--threads=2", "--threads=1", "--blocking", "--in-process"}) {
    const Finished run = run_good("test_get", {"-u", "20", "--hits", "50", "--output", "stdout", mode});
    BOOST_TEST(run.code == 0, run.err);
    BOOST_TEST(run.err == "");
    BOOST_TEST(figure(run.out, "Hits") == 1000);
    BOOST_TEST(figure(run.out, "Success") == 1000);
    const auto records = records_of(file);
    const std::map<std::string, long> expected = {
        {"header", 1},      {"startTestRun", 1},  {"startTest", 1000},
        {"add_hit", 1000},  {"addSuccess", 1000}, {"stopTest", 1000},
        {"stopTestRun", 1}, {"incr_counter", 40}, {"end", 1}};
    BOOST_TEST((count_types(records) == expected), mode);
    BOOST_TEST(type_of(records.front()) == "header");
    BOOST_TEST(records.front().at("schema_version").to_number<int>() == 1);
    BOOST_TEST(records.back().at("events").to_number<int>() == 3042);
    BOOST_TEST(records.back().at("dropped").to_number<int>() == 0);
  }
}

BOOST_AUTO_TEST_CASE(the_events_of_a_user_are_in_order_and_say_where_in_the_plan_it_is) {
  run_good("test_get", {"-u", "1:3", "--hits", "2:3"});
  std::map<std::uint64_t, std::vector<json::object>> users;
  for (const json::object& record : records_of(file))
    if (record.contains("user_id") && type_of(record) != "incr_counter")
      users[record.at("user_id").to_number<std::uint64_t>()].push_back(record);
  BOOST_TEST(users.size() == 4u); // one in the first cycle, three in the second
  for (const auto& [id, records] : users) {
    BOOST_TEST_REQUIRE(records.size() == 5u * 4);
    const int cycle = id == 1 ? 0 : 1, of = id == 1 ? 1 : 3;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const char* types[] = {"startTest", "add_hit", "addSuccess", "stopTest"};
      BOOST_TEST(type_of(records[i]) == types[i % 4]);
      BOOST_TEST(records[i].at("cycle").to_number<int>() == cycle);
      const bool first = i < 8; // of the cycles of hits
      BOOST_TEST(records[i].at("hits_cycle").to_number<int>() == !first);
      const json::array status = {first ? 2 : 3, of, first ? i / 4 + 1 : i / 4 - 1, id == 1 ? 1 : id - 1};
      BOOST_TEST(json::serialize(records[i].at("loads_status")) == json::serialize(status));
      BOOST_TEST(records[i].at("test").as_string() == "Good.test_get");
    }
  }
}

BOOST_AUTO_TEST_CASE(failures_errors_and_soft_checks_are_told_with_text_and_place) {
  for (const char* test : {"test_fail", "test_error", "test_check"}) {
    const Finished run = run_good(test, {"-u", "2", "--hits", "2", "--output", "stdout"});
    const auto records = records_of(file);
    auto counts = count_types(records);
    BOOST_TEST(counts["addFailure"] == figure(run.out, "Failures"));
    BOOST_TEST(counts["addError"] == figure(run.out, "Errors"));
    BOOST_TEST(counts["addSuccess"] == figure(run.out, "Success"));
    BOOST_TEST(counts["failure"] == 4);
    for (const json::object& record : records)
      if (record.contains("exc_info") && std::string_view(test) == "test_fail") {
        const json::array& info = record.at("exc_info").as_array();
        BOOST_TEST(info.at(0).as_string() == "Failure");
        BOOST_TEST(info.at(1).as_string() == "1 != 2");
        BOOST_TEST(std::string(info.at(2).as_string()).find("good.cpp:") != std::string::npos);
      }
  }
}

BOOST_AUTO_TEST_CASE(web_sockets_are_told_with_their_messages) {
  const auto run = [&](const char* test) {
    return run_runner({std::string("sockets.Sockets.") + test, "--server-url", server.url(), "-u", "2",
                       "--output", "file", "--output-file-filename", file, "--output", "stdout"},
                      modules("good"));
  };
  const Finished finished = run("test_something");
  BOOST_TEST(finished.code == 0, finished.err);
  auto records = records_of(file);
  auto counts = count_types(records);
  BOOST_TEST(counts["socket_open"] == figure(finished.out, "Opened web sockets"));
  BOOST_TEST(counts["socket_open"] == 2);
  BOOST_TEST(counts["socket_close"] == 2);
  long received = 0;
  for (const json::object& record : records)
    if (type_of(record) == "socket_message" && record.at("incoming").as_bool())
      received += record.at("size").to_number<long>();
  BOOST_TEST(received == figure(finished.out, "Bytes received via web sockets"));
  BOOST_TEST(received == 2 * 17);

  BOOST_TEST(run("test_refused").code == 1);
  records = records_of(file);
  BOOST_TEST(count_types(records)["socket_failed"] == 2);
  for (const json::object& record : records)
    if (type_of(record) == "socket_failed") {
      BOOST_TEST(!record.at("reason").as_string().empty());
      BOOST_TEST(record.at("user_id").to_number<int>() > 0);
    }
}

BOOST_AUTO_TEST_CASE(each_value_of_a_metric_is_told_with_its_kind_unit_and_tags_and_adds_up_to_the_report) {
  const Finished run =
      run_runner({"metrics.Metrics.test_all", "--server-url", server.url(), "-u", "4", "--hits", "10",
                  "--output", "file", "--output-file-filename", file, "--output", "stdout"},
                 modules("good"));
  BOOST_TEST(run.code == 0, run.err);
  std::map<std::string, long> counters;
  struct Values {
    std::string kind, unit;
    std::vector<double> all;
  };
  std::map<std::string, Values> metrics;
  for (const json::object& record : records_of(file)) {
    if (type_of(record) == "incr_counter")
      counters[std::string(record.at("name").as_string())] += record.at("by").to_number<long>();
    if (type_of(record) != "metric")
      continue;
    BOOST_TEST(record.at("tags").as_string() == "");
    Values& values = metrics[std::string(record.at("name").as_string())];
    values.kind = record.at("kind").as_string();
    values.unit = record.at("unit").as_string();
    values.all.push_back(record.at("value").to_number<double>());
  }
  // 40 iterations, each with 2 + 3 + 1 for the tag of its user.
  const std::map<std::string, long> expected = {
      {"items", 200}, {"items{region=eu}", 20}, {"items{region=us}", 20}};
  BOOST_TEST((counters == expected));
  for (const char* line : {"- items : 200\n", "- items {region=eu} : 20\n", "- items {region=us} : 20\n",
                           "- ok : 80.0% (32 of 40)\n", " (min 1, mean 5.50, max 10)\n"})
    BOOST_TEST(run.out.find(line) != std::string::npos, line << " is not in " << run.out);

  const auto sum = [&](const char* name) {
    const std::vector<double>& all = metrics.at(name).all;
    BOOST_TEST(all.size() == 40u, name);
    return std::accumulate(all.begin(), all.end(), 0.0);
  };
  BOOST_TEST(metrics.size() == 4u);
  BOOST_TEST(sum("ok") == 32);
  BOOST_TEST(sum("queue") == 4 * 55);
  BOOST_TEST(sum("checkout time") == 4 * 0.055, boost::test_tools::tolerance(1e-9)); // seconds
  BOOST_TEST(sum("size") == 40'000);
  for (const auto& [name, kind, unit] :
       {std::tuple("ok", "rate", "number"), std::tuple("queue", "gauge", "number"),
        std::tuple("checkout time", "trend", "seconds"), std::tuple("size", "trend", "bytes")}) {
    BOOST_TEST(metrics.at(name).kind == kind);
    BOOST_TEST(metrics.at(name).unit == unit);
  }
}

BOOST_AUTO_TEST_CASE(after_a_crash_the_events_up_to_it_are_there) {
  Finished run = run_runner({"fifth_crashes.Bad.test_bad", "--threads", "1", "-u", "10", "--hits", "1000000",
                             "--output", "file", "--output-file-filename", file, "--output", "stdout"},
                            modules("bad"));
  BOOST_TEST(run.code == 3);
  const auto records = records_of(file);
  auto counts = count_types(records);
  const double in_report = figure(run.out, "Success");
  const json::object& dropped = records.back().at("dropped_by_type").as_object(); // it is fast
  const auto dropped_of = [&](const char* type) {
    return dropped.contains(type) ? dropped.at(type).to_number<long>() : 0;
  };
  BOOST_TEST(in_report > 0);
  BOOST_TEST(counts["addSuccess"] + dropped_of("stopTest") == in_report);
  BOOST_TEST(counts["startTest"] + dropped_of("startTest") == in_report + 1); // the one that crashed
  BOOST_TEST(counts["stopTestRun"] == 1);
}

BOOST_AUTO_TEST_CASE(a_slow_output_delays_nobody_and_each_event_is_delivered_or_counted_as_dropped) {
  const std::string report = folder.path() + "/report", go = folder.path() + "/go";
  Program program(
      runner_command({"chatter.Chatter.test_counters", "-u", "2", "--hits", "200", "--output",
                      modules("outputs/held.so"), "--output-held-report", report, "--output-held-until", go,
                      "--output", "file", "--output-file-filename", file, "--output", "stdout"},
                     modules("good")));
  // The report comes, and the file is complete, while the slow one has not taken a single event.
  BOOST_REQUIRE(program.wait_for("Success: 400"));
  BOOST_REQUIRE(
      wait_until([&] { return read_file(file).find("\"data_type\": \"end\"") != std::string::npos; }));
  BOOST_TEST(read_file(report) == "");
  folder.write("go", "");
  const Finished run = program.wait();
  BOOST_TEST(run.code == 0, run.err);

  const std::string held = read_file(report);
  BOOST_TEST(told(held, "waiting") == 0);
  long dropped = 0, delivered = 0;
  // Type and number: run started, run ended, tests started and ended, counters.
  for (const auto& [type, count] :
       std::map<std::string, long>{{"1", 1}, {"2", 1}, {"3", 400}, {"4", 400}, {"7", 400'000}}) {
    BOOST_TEST(told(held, "delivered " + type) + told(held, "dropped " + type) == count, "type " << type);
    delivered += told(held, "delivered " + type);
    dropped += told(held, "dropped " + type);
  }
  BOOST_TEST(dropped > 0);
  BOOST_TEST(told(held, "delivered") == delivered);
  BOOST_TEST(run.err.find("output held did not get " + std::to_string(dropped) + " events of 400802") !=
                 std::string::npos,
             run.err);

  const json::object end = records_of(file).back();
  auto counts = count_types(records_of(file));
  BOOST_TEST(counts["incr_counter"] + counts["startTest"] + counts["stopTest"] + 2 +
                 end.at("dropped").to_number<long>() ==
             400'802);
}

BOOST_AUTO_TEST_CASE(intervals_follow_each_other_and_add_up) {
  const std::string report = folder.path() + "/report";
  const Finished run =
      run_runner({"good.Good.test_get", "--server-url", server.url(), "-u", "3", "-d", "2500ms", "--output",
                  modules("outputs/held.so"), "--output-held-report", report, "--output", "stdout"},
                 modules("good"));
  BOOST_TEST(run.code == 0, run.err);
  const std::string held = read_file(report);
  BOOST_TEST(told(held, "seconds") >= 3);
  BOOST_TEST(told(held, "hits") == figure(run.out, "Hits"));
}

BOOST_AUTO_TEST_SUITE_END()
