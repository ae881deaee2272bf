// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cli/support.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace loads;
using namespace loads::test;
using std::chrono::seconds;

namespace {

std::string error_of_file(const std::string& text) {
  return error_of({{"x.T.t"}, {}, text});
}

std::string load_error(const std::string& path) {
  auto file = cli::load_config_file(path, {});
  BOOST_REQUIRE(!file);
  BOOST_TEST((file.error().kind == base::ErrorKind::usage));
  return file.error().text;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_file_says_what_the_command_line_would) {
  cli::RunnerOptions options = parse({{},
                                      {},
                                      "[loads]\nfqdn = example.TestWebSite.test_something\n"
                                      "users = 5\nduration = 30\nserver_url = http://h\nquiet = no\n"
                                      "first.byte-timeout = 3s\noutput = null\n   file\n"
                                      "[output-file]\nfilename = \"my file\"\nAppend = Yes\n"
                                      "[output-my-output]\nline_count = 3\n"});
  BOOST_TEST(options.qualified_name == "example.TestWebSite.test_something");
  BOOST_TEST((options.plan.users == model::Cycles{5}));
  BOOST_TEST((options.plan.duration == seconds(30)));
  BOOST_TEST(options.plan.hits.empty());
  BOOST_TEST(options.plan.server_url == "http://h");
  BOOST_TEST((options.plan.http.first_byte_timeout == seconds(3)));
  BOOST_TEST((options.outputs == Texts{"null", "file"}));
  BOOST_TEST(options.output_settings.at("file").at("filename") == "my file");
  BOOST_TEST(options.output_settings.at("file").at("append") == "Yes");
  BOOST_TEST(options.output_settings.at("my_output").at("line_count") == "3");
}

BOOST_AUTO_TEST_CASE(keys_of_a_plugin_may_also_stand_in_the_section_of_all) {
  BOOST_TEST(parse({{"x.T.t"}, {}, "[loads]\noutput_file_filename = a\n"})
                 .output_settings.at("file")
                 .at("filename") == "a");
}

BOOST_AUTO_TEST_CASE(defaults_give_way_to_the_section) {
  cli::RunnerOptions options = parse({{"x.T.t"}, {}, "[loads]\nusers = 5\n[DEFAULT]\nusers = 3\nhits = 2\n"});
  BOOST_TEST((options.plan.users == model::Cycles{5}));
  BOOST_TEST((options.plan.hits == model::Cycles{2}));
}

BOOST_AUTO_TEST_CASE(flags_are_real_booleans) {
  for (const char* yes : {"true", "True", "YES", "on", "1"})
    BOOST_TEST(parse({{"x.T.t"}, {}, std::string("[loads]\ninsecure = ") + yes}).plan.http.insecure, yes);
  for (const char* no : {"false", "False", "no", "OFF", "0"})
    BOOST_TEST(!parse({{"x.T.t"}, {}, std::string("[loads]\ninsecure = ") + no}).plan.http.insecure, no);
  BOOST_TEST(error_of_file("[loads]\ninsecure = maybe\n") ==
             "FILE:2: insecure maybe: neither true nor false");
  BOOST_TEST(error_of_file("[loads]\ninsecure =\n") == "FILE:2: insecure : neither true nor false");
  BOOST_TEST(parse({{"x.T.t"}, {}, "[loads]\nno_patching = yes"}).plan.blocking);
}

BOOST_AUTO_TEST_CASE(here_is_the_folder_of_the_file) {
  TemporaryFolder folder;
  auto file = cli::load_config_file(folder.write("a.ini", "[loads]\nca_file = ${HERE}/ca.pem\n"), {});
  BOOST_REQUIRE(file);
  BOOST_TEST(file->ini.entries.at(0).texts.at(0) == folder.path() + "/ca.pem");
}

BOOST_AUTO_TEST_CASE(unknown_keys_and_sections_are_answered_with_the_nearest) {
  BOOST_TEST(error_of_file("[loads]\nusrs = 5\n") ==
             "FILE:2: unknown key usrs in [loads]; did you mean users?");
  BOOST_TEST(error_of_file("[loads]\nserver_ulr = x\n") ==
             "FILE:2: unknown key server_ulr in [loads]; did you mean server_url?");
  BOOST_TEST(error_of_file("[loads]\nzzzzzzzz = 5\n") == "FILE:2: unknown key zzzzzzzz in [loads]");
  BOOST_TEST(error_of_file("[output-file]\nfilenam = 5\n") ==
             "FILE:2: unknown key filenam in [output-file]; did you mean filename?");
  BOOST_TEST(error_of_file("[output-fil]\nfilename = 5\n") ==
             "FILE:1: unknown section [output-fil]; did you mean [output-file]?");
  BOOST_TEST(error_of_file("[laods]\nusers = 5\n") ==
             "FILE:1: unknown section [laods]; did you mean [loads]?");
  BOOST_TEST(error_of_file("[watcher:broker]\ncmd = x\n") ==
             "FILE:1: unknown section [watcher:broker]; options are in [loads], those of an output in "
             "[output-NAME]");
  BOOST_TEST(error_of_file("users = 5\n") ==
             "FILE:1: users stands in front of the first section; begin with [loads]");
  BOOST_TEST(error_of_file("[DEFAULT]\nextends = other.ini\n") ==
             "FILE:2: unknown key extends in [DEFAULT]; a file cannot take in another one");
}

BOOST_AUTO_TEST_CASE(values_are_checked_as_on_the_command_line) {
  BOOST_TEST(error_of_file("[loads]\nusers = 10:x\n") ==
             "FILE:2: users 10:x: 'x' is not a whole number; write cycles like 10:20:30");
  BOOST_TEST(error_of_file("[loads]\nthreads = 5000\n") == "FILE:2: threads 5000: at most 1024");
  BOOST_TEST(error_of_file("[loads]\nstack_size = 1\n") == "FILE:2: stack_size 1: must be from 32k to 1024m");
  BOOST_TEST(error_of_file("[output-file]\ninterval = soon\n").starts_with("FILE:2: interval: "));
  BOOST_TEST(error_of_file("[output-my_output]\nline_count = x\n") ==
             "FILE:2: line_count x: not a whole number");
  BOOST_TEST(
      error_of_file("[loads]\nusers = 5\n   6\n") ==
      "FILE:2: users has 2 lines and takes one; a line that is indented goes on with the value above it");
  BOOST_TEST(error_of_file("[loads]\nhits = 5\nduration = 6\n") ==
             "FILE:2: hits and FILE:3: duration exclude each other");
  BOOST_TEST(error_of_file("[loads]\nusers = 5\nusers = 6\n") == "FILE:3: users was already given in line 2");
  BOOST_TEST(error_of_file("[loads]\nserver-url = http://a\nserver_url = http://b\n") ==
             "FILE:3: server_url was already given in line 2");
}

BOOST_AUTO_TEST_CASE(a_value_of_a_list_is_told_with_its_own_line) {
  BOOST_TEST(error_of_file("[loads]\nthreshold = p95<1s\n  rps>1\n  rps>x\n")
                 .starts_with("FILE:4: threshold 'rps>x': at character 5"));
  BOOST_TEST(error_of_file("[loads]\nscenario =\n  a: -d 1s\n  b: -d soon\n")
                 .starts_with("FILE:4: scenario b: --duration"));
  BOOST_TEST(error_of_file("[loads]\nscenario =\n  a: -d 1s\n  a: -d 2s\n") ==
             "FILE:4: scenario a: there is another one with that name");
}

BOOST_AUTO_TEST_CASE(questions_are_asked_on_the_command_line) {
  for (const char* key : {"help", "version", "list", "list_plugins", "show_config", "config", "init"})
    BOOST_TEST(error_of_file(std::string("[loads]\n") + key + " = 1\n") ==
               std::string("FILE:2: ") + key + " is for the command line only");
}

BOOST_AUTO_TEST_CASE(all_mistakes_are_told_at_once_in_the_order_of_lines) {
  BOOST_TEST(
      error_of_file("[loads]\nusrs = 5\nusers = x\nwhat\n[output-fil]\na = b\n[loads]\nbatched = yes\n") ==
      "FILE:2: unknown key usrs in [loads]; did you mean users?\n"
      "FILE:3: users x: 'x' is not a whole number; write cycles like 10:20:30\n"
      "FILE:4: this is neither a section nor key = value: what\n"
      "FILE:5: unknown section [output-fil]; did you mean [output-file]?\n"
      "FILE:8: batched: results of agents always come in batches. Leave it out");
}

BOOST_AUTO_TEST_CASE(what_needs_agents_is_refused_without_them_unless_it_is_off) {
  BOOST_TEST(
      error_of_file("[loads]\nfqn = x.T.t\ndetach = True\n").starts_with("FILE:3: detach: only a run"));
  BOOST_TEST(error_of_file("[loads]\nobserver = irc\n  email\n").starts_with("FILE:2: observer: only for"));
  BOOST_TEST(parse({{"x.T.t"}, {}, "[loads]\ndetach = False\n"}).qualified_name == "x.T.t");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_one_line) {
  TemporaryFolder folder;
  const std::string begin = "cannot read the configuration file ";
  BOOST_TEST(load_error("/no/such.ini") == begin + "/no/such.ini: No such file or directory");
  BOOST_TEST(load_error(folder.path()) == begin + folder.path() + ": it is a folder");
  const std::string binary = folder.write("binary", std::string("[loads]\0", 8));
  BOOST_TEST(load_error(binary) == begin + binary + ": it is no text");
  const std::string huge = folder.write("huge", std::string((1 << 20) + 1, '\n'));
  BOOST_TEST(load_error(huge) == begin + huge + ": it is larger than 1 MiB");
  if (::geteuid() != 0) {
    const std::string secret = folder.write("secret", "");
    ::chmod(secret.c_str(), 0);
    BOOST_TEST(load_error(secret) == begin + secret + ": Permission denied");
  }
  BOOST_TEST(error_of({{"x.T.t", "--config", "/no/such.ini"}, {}, ""}) ==
             begin + "/no/such.ini: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_file_may_be_empty_or_a_pipe) {
  BOOST_TEST(cli::load_config_file("/dev/null", {})->ini.entries.empty());
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  BOOST_REQUIRE(::write(ends[1], "[loads]\nusers=5\n", 16) == 16);
  ::close(ends[1]);
  auto file = cli::load_config_file("/dev/fd/" + std::to_string(ends[0]), {});
  ::close(ends[0]);
  BOOST_REQUIRE(file);
  BOOST_TEST(file->ini.entries.size() == 1);
}
