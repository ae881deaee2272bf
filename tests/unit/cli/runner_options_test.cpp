// SPDX-License-Identifier: Apache-2.0
#include "core/cli/runner_help.hpp"
#include "core/cli/runner_table.hpp"
#include "tests/unit/cli/support.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using cli::RunnerOptions;
using test::Texts;

namespace {

RunnerOptions parse(Texts arguments) {
  return test::parse({std::move(arguments), {}, ""});
}

std::string error_of(Texts arguments) {
  return test::error_of({std::move(arguments), {}, ""});
}

Texts wanted_outputs(Texts arguments) {
  return cli::plugin_needs(*cli::read_runner_inputs(std::move(arguments), {})).outputs;
}

using Cycles = model::Cycles;
using std::chrono::milliseconds;
using std::chrono::seconds;

} // namespace

BOOST_AUTO_TEST_CASE(without_options_one_user_makes_one_hit) {
  RunnerOptions options = parse({"example.T.t"});
  BOOST_TEST(options.qualified_name == "example.T.t");
  BOOST_TEST((options.plan.users == Cycles{1}));
  BOOST_TEST((options.plan.hits == Cycles{1}));
  BOOST_TEST(options.plan.duration.count() == 0);
  BOOST_TEST((options.outputs == Texts{"stdout"}));
}

BOOST_AUTO_TEST_CASE(users_hits_and_duration_are_read_in_all_their_forms) {
  RunnerOptions options = parse({"example.T.t", "-u", "10:20:30", "--hits=20"});
  BOOST_TEST((options.plan.users == Cycles{10, 20, 30}));
  BOOST_TEST((options.plan.hits == Cycles{20}));
  BOOST_TEST((parse({"--users", "3", "-c", "7", "x.T.t"}).plan.hits == Cycles{7}));
  BOOST_TEST((parse({"x.T.t", "-d", "1m30s"}).plan.duration == seconds(90)));
  BOOST_TEST((parse({"x.T.t", "--duration", "250ms"}).plan.duration == milliseconds(250)));
  BOOST_TEST((parse({"x.T.t", "-d", "5"}).plan.hits.empty()));
}

BOOST_AUTO_TEST_CASE(long_options_may_be_shortened_while_they_are_unique) {
  BOOST_TEST((parse({"x.T.t", "--dur", "5"}).plan.duration == seconds(5)));
}

BOOST_AUTO_TEST_CASE(hits_and_duration_exclude_each_other_and_the_message_names_both) {
  for (const char* hits : {"--hits", "-c"}) {
    std::string text = error_of({"x.T.t", hits, "1", "-d", "1"});
    BOOST_TEST(text.find("--hits") != std::string::npos);
    BOOST_TEST(text.find("--duration") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(bad_numbers_are_refused_with_the_part_that_is_wrong) {
  BOOST_TEST(error_of({"x.T.t", "-u", "10:x"}).find("'x'") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "-u", "0"}).find("--users") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "--hits", "-3"}).find("--hits") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "-d", "soon"}).find("--duration") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "-d", "106000d"}).find("at most 36500d") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "-d", "0"}).find("--duration") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "--stack-size", "3"}).find("--stack-size 3") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "--stack-size", "1x"}).find("256k") != std::string::npos);
  BOOST_TEST(error_of({"x.T.t", "--threads", "many"}).find("threads") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_option_is_answered_with_the_nearest) {
  BOOST_TEST(error_of({"x.T.t", "--usrs", "3"}) == "unknown option --usrs; did you mean --users?");
  BOOST_TEST(error_of({"x.T.t", "--output-file-filenam2", "3"}).find("--output-file-filename") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(outputs_replace_the_default_and_add_up) {
  BOOST_TEST((parse({"x.T.t", "--output", "null"}).outputs == Texts{"null"}));
  BOOST_TEST((parse({"x.T.t", "-o", "null", "--output=file"}).outputs == Texts{"null", "file"}));
  BOOST_TEST(parse({"x.T.t", "--quiet"}).outputs.empty());
  BOOST_TEST((parse({"x.T.t", "-q", "-o", "file", "-o", "stdout"}).outputs == Texts{"file"}));
}

BOOST_AUTO_TEST_CASE(outputs_are_known_before_the_rest_is_parsed_however_they_are_written) {
  BOOST_TEST((wanted_outputs({"x.T.t", "-o", "a", "-ob", "--output", "c", "--output=d", "--outp", "e",
                              "--out=f"}) == Texts{"a", "b", "c", "d", "e", "f"}));
  BOOST_TEST((parse({"x.T.t", "-onull", "--output", "file"}).outputs == Texts{"null", "file"}));
  BOOST_TEST((wanted_outputs({"x.T.t", "--output-file-filename", "a"}) == Texts{"stdout"}));
  BOOST_TEST((wanted_outputs({"x.T.t", "--output-file-filename", "a", "-o", "file"}) == Texts{"file"}));
  BOOST_TEST((wanted_outputs({"-o", "file", "--output-file-filename", "a", "x.T.t"}) == Texts{"file"}));
}

BOOST_AUTO_TEST_CASE(outputs_are_found_beside_options_that_only_they_know) {
  const Texts given = {"x.T.t", "--output-figures-filename", "figures.csv", "--output", "./figures.so"};
  BOOST_TEST((wanted_outputs(given) == Texts{"./figures.so"}));
}

BOOST_AUTO_TEST_CASE(options_of_outputs_come_from_their_tables) {
  RunnerOptions options = parse({"x.T.t", "--output-file-filename", "a.txt", "--output-file-append"});
  BOOST_TEST(options.output_settings.at("file").at("filename") == "a.txt");
  BOOST_TEST(options.output_settings.at("file").at("append") == "true");
  std::string help = cli::runner_help(cli::make_runner_table(test::sample_plugins()), test::sample_plugins());
  BOOST_TEST(help.find("--output-file-filename") != std::string::npos);
  BOOST_TEST(help.find("file: writes a file") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(short_forms_that_several_options_have_are_answered_with_those) {
  BOOST_TEST(error_of({"x.T.t", "--user", "3"}) == "--user can mean --users, --user-id; write more of it");
  BOOST_TEST(error_of({"x.T.t", "--no", "3"}).find("--no-dns-resolve, --no-patching") != std::string::npos);
  BOOST_TEST((parse({"x.T.t", "--outp", "null"}).outputs == Texts{"null"}));
  BOOST_TEST((parse({"x.T.t", "--output-file-f=a"}).output_settings.at("file").at("filename") == "a"));
  BOOST_TEST(parse({"x.T.t", "--no-p"}).plan.blocking);
}

BOOST_AUTO_TEST_CASE(values_stand_behind_a_blank_or_an_equals_sign) {
  BOOST_TEST(parse({"x.T.t", "--server-url=http://h/?a=b"}).plan.server_url == "http://h/?a=b");
  BOOST_TEST(parse({"x.T.t", "--server-url="}).plan.server_url == "");
  BOOST_TEST(parse({"x.T.t", "--server-url=http+unix://%2Fs"}).plan.server_url == "http+unix://%2Fs");
  BOOST_TEST(parse({"--", "x.T.t"}).qualified_name == "x.T.t");
  BOOST_TEST((parse({"-kqu5", "x.T.t"}).plan.users == Cycles{5}));
  BOOST_TEST(error_of({"x.T.t", "--users"}) == "--users needs a value: --users CYCLES");
  BOOST_TEST(error_of({"x.T.t", "-u"}) == "--users needs a value: --users CYCLES");
  BOOST_TEST(error_of({"x.T.t", "--users", "--hits", "3"}) == "--users needs a value: --users CYCLES");
  BOOST_TEST(error_of({"x.T.t", "-z"}) == "unknown option -z; see --help");
}

BOOST_AUTO_TEST_CASE(of_a_scalar_that_is_given_several_times_the_last_counts) {
  BOOST_TEST((parse({"x.T.t", "-u", "3", "--users", "4"}).plan.users == Cycles{4}));
  BOOST_TEST((parse({"x.T.t", "--hits", "3", "-c", "4"}).plan.hits == Cycles{4}));
  BOOST_TEST(!parse({"x.T.t", "-k", "--insecure=no"}).plan.http.insecure);
}

BOOST_AUTO_TEST_CASE(a_flag_leaves_the_next_word_alone) {
  BOOST_TEST(parse({"--insecure", "x.T.t"}).qualified_name == "x.T.t");
  BOOST_TEST(parse({"--output-file-append", "x.T.t"}).output_settings.at("file").at("append") == "true");
  BOOST_TEST(error_of({"x.T.t", "--quiet=what"}) == "--quiet what: neither true nor false");
}

BOOST_AUTO_TEST_CASE(what_this_version_does_not_have_is_refused_with_what_to_do_instead) {
  for (const cli::Option& option : cli::refused_options()) {
    const bool is_flag = option.type == cli::OptionType::flag;
    Texts arguments{"x.T.t", "--" + option.name};
    if (!is_flag)
      arguments.push_back("1");
    BOOST_TEST(error_of(arguments) == "--" + option.name + ": " + option.refusal);
    if (option.short_name)
      BOOST_TEST(error_of({"x.T.t", std::string("-") + option.short_name, "1"}) ==
                 "--" + option.name + ": " + option.refusal);
  }
}

BOOST_AUTO_TEST_CASE(a_run_on_agents_has_its_options) {
  const RunnerOptions options =
      parse({"x.T.t", "-a", "5", "-b", "ipc:///tmp/b", "--detach", "--wait-agents", "--on-agent-loss",
             "abort", "--observer", "irc", "--observer", "email"});
  BOOST_TEST(options.cluster.agents == 5u);
  BOOST_TEST(options.cluster.broker == "ipc:///tmp/b");
  BOOST_TEST(options.cluster.detach);
  BOOST_TEST(options.cluster.wait_agents);
  BOOST_TEST(options.cluster.abort_on_loss);
  BOOST_TEST(!options.cluster.insecure);
  BOOST_TEST(options.cluster.observers == (Texts{"irc", "email"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(questions_to_a_broker_need_no_test) {
  BOOST_TEST((parse({"--ping-broker"}).action == RunnerOptions::Action::ping_broker));
  BOOST_TEST((parse({"--check-cluster"}).action == RunnerOptions::Action::health_check));
  const RunnerOptions attach = parse({"--attach", "6f1d"});
  BOOST_TEST((attach.action == RunnerOptions::Action::attach));
  BOOST_TEST(attach.cluster.run == "6f1d");
  BOOST_TEST(test::parse({{"--attach"}, {}, "[loads]\nfqn = x.T.t\n"}).cluster.run == "");
  BOOST_TEST(parse({"--show-run", "6f"}).cluster.run == "6f");
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_together_is_one_line) {
  BOOST_TEST(error_of({"--attach", "--ping-broker"}) == "--attach and --ping-broker exclude each other");
  BOOST_TEST(error_of({"--list-runs", "-a", "5"}) == "--list-runs starts no run: leave out --agents");
  BOOST_TEST(error_of({"--attach", "6f1d", "-u", "3"}) == "--attach starts no run: leave out --users");
  BOOST_TEST(error_of({"--show-run", "6f1d", "--threshold", "rps>1"}) ==
             "--show-run starts no run: leave out --threshold");
  BOOST_TEST(error_of({"--attach", "--detach"}) == "--attach starts no run: leave out --detach");
  BOOST_TEST(error_of({"--purge-broker", "6f1d"}) == "--purge-broker takes no test: leave out 6f1d");
  BOOST_TEST(error_of({"x.T.t", "-a", "0"}) == "--agents: at least 1; leave it out to run on this machine");
  BOOST_TEST(error_of({"x.T.t", "--sign", "/k"}) ==
             "--sign: only for a run on the agents of a cluster; give --agents, too");
  BOOST_TEST(error_of({"x.T.t", "-a", "1", "--valid-for", "5m"}) ==
             "--valid-for: only a signature can expire; give --sign KEYFILE, too");
  BOOST_TEST(error_of({"x.T.t", "--detach"}) ==
             "--detach: only a run on the agents of a cluster can do that; give --agents, too");
  BOOST_TEST(error_of({"x.T.t", "--observer", "irc"}) ==
             "--observer: only for a run on the agents of a cluster; give --agents, too");
  BOOST_TEST(error_of({"--show-run", ""}) ==
             "--show-run: it is empty; write the id of a run, or its beginning; --list-runs shows them");
  BOOST_TEST(error_of({"x.T.t", "-a", "2", "--on-agent-loss", "x"}) ==
             "--on-agent-loss x: neither degrade nor abort");
  BOOST_TEST(error_of({"x.T.t", "-a", "2", "--in-process"}) ==
             "--in-process: agents have processes of their own; leave it or --agents out");
}

BOOST_AUTO_TEST_CASE(no_name_is_a_usage_error_and_two_are_one_too_many) {
  BOOST_TEST(error_of({}) == "");
  BOOST_TEST(error_of({"a.T.t", "b.T.t"}).find("one test at a time") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(questions_need_no_test) {
  BOOST_TEST((parse({"--help"}).action == RunnerOptions::Action::help));
  BOOST_TEST((parse({"--version"}).action == RunnerOptions::Action::version));
  BOOST_TEST((parse({"--list", "example.so"}).action == RunnerOptions::Action::list));
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_refused_wherever_it_comes_from) {
  const auto is_told = [](const std::string& text, const char* option) {
    BOOST_TEST(text.find(std::string(option) + " ") == 0u, text);
    BOOST_TEST(text.find("\\xff: it is no UTF-8") != std::string::npos, text);
  };
  is_told(error_of({"x\xff"}), "the test");
  is_told(error_of({"x.T.t", "--server-url", "http://127.0.0.1:9000/\xff"}), "--server-url");
  is_told(error_of({"x.T.t", "--test-dir", "/tmp/a\xff"}), "--test-dir");
  is_told(error_of({"x.T.t", "--test-runner", "sh \xff"}), "--test-runner");
  is_told(error_of({"x.T.t", "--output-file-filename", "\xff"}), "--output-file-filename");
  BOOST_TEST(error_of({"x.T.t", "--threshold", "label(\xff).p95<1s"}).find("--threshold label(\\xff)") == 0u);
  is_told(test::error_of({{"x.T.t"}, {{"LOADS_SERVER_URL", "\xff"}}, ""}), "LOADS_SERVER_URL");
  const std::string in_file = test::error_of({{"x.T.t"}, {}, "[loads]\nserver_url = \xff\n"});
  BOOST_TEST(in_file.find("\\xff: it is no UTF-8") != std::string::npos, in_file);
  BOOST_TEST(parse({"x.T.t", "--server-url", "http://caf\xc3\xa9"}).plan.server_url == "http://caf\xc3\xa9");
}

BOOST_AUTO_TEST_CASE(options_that_would_do_nothing_are_refused) {
  BOOST_TEST(error_of({"x.T.t", "--insecure-broker"}).find("--insecure-broker: a run on this machine") == 0u);
  BOOST_TEST(parse({"x.T.t", "-a", "1", "--insecure-broker"}).cluster.insecure);
  BOOST_TEST(parse({"--ping-broker", "--insecure-broker"}).cluster.insecure);
  BOOST_TEST(error_of({"x.T.t", "-a", "1", "--sign", "k", "--valid-for", "33d"}) ==
             "--valid-for 33d: agents take no signature that is valid for more than 32d");
  BOOST_TEST((parse({"x.T.t", "-a", "1", "--sign", "k", "--valid-for", "32d"}).cluster.valid_for ==
              std::chrono::hours(32 * 24)));
}
