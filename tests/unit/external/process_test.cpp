// SPDX-License-Identifier: Apache-2.0
#include "core/external/process.hpp"
#include "core/external/runner_process.hpp"
#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <poll.h>

using namespace loads;
using namespace loads::external;

namespace {

// Runs a shell's words to their end.
struct Runner {
  base::LastWill will = std::move(*base::LastWill::make());
  RunnerProcess process;

  explicit Runner(const std::string& words, const std::string& folder = "")
      : process(std::move(
            *launch({"/bin/sh", {"sh", "-c", words}, {"A=b", "PATH=/usr/bin:/bin"}, folder, 256}, will))) {}

  std::string end() {
    pollfd entry{process.ended_fd(), POLLIN, 0};
    BOOST_REQUIRE(::poll(&entry, 1, 30'000) == 1);
    BOOST_REQUIRE(process.collect());
    process.read_output();
    return process.complaint("took too long");
  }
};

std::string why_not_found(const std::string& word, const std::string& folder) {
  auto found = find_program(word, folder);
  BOOST_REQUIRE(!found);
  return found.error().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(process)

BOOST_AUTO_TEST_CASE(a_runner_that_ends_well_gives_no_cause_for_complaint) {
  BOOST_TEST(Runner("echo much; echo more >&2").end() == "");
}

BOOST_AUTO_TEST_CASE(a_runner_that_fails_is_shown_with_what_it_printed) {
  BOOST_TEST(Runner("echo out; echo err >&2; exit 3").end() ==
             "the runner exited with code 3; it printed:\nout\nerr");
  BOOST_TEST(Runner("kill -SEGV $$").end() == "the runner was ended by SIGSEGV; it printed nothing");
}

BOOST_AUTO_TEST_CASE(only_the_end_of_much_output_is_kept) {
  Runner runner("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; exit 1");
  const std::string text = runner.end();
  BOOST_TEST(text.size() < 1700);
  BOOST_TEST(text.starts_with("the runner exited with code 1; it printed:\n…\nline 2"), text);
  BOOST_TEST(text.ends_with("\nline 2999"), text);
}

BOOST_AUTO_TEST_CASE(it_has_its_own_folder_environment_session_and_limit) {
  test::TemporaryFolder folder;
  Runner runner(
      "pwd; echo $A; ulimit -n; ps -o sid= -p $$ | grep -qw $$ && echo own session; read x || echo no input;"
      " exit 1",
      folder.path());
  const std::string text = runner.end();
  BOOST_TEST(text.ends_with(folder.path() + "\nb\n256\nown session\nno input"), text);
}

BOOST_AUTO_TEST_CASE(who_is_stopped_by_us_is_no_failure_unless_it_was_late) {
  Runner stopped("sleep 60"), late("sleep 60");
  stopped.process.signal(SIGTERM, false);
  late.process.signal(SIGTERM, true);
  BOOST_TEST(stopped.end() == "");
  BOOST_TEST(late.end() == "the runner took too long and was stopped; it printed nothing");
}

BOOST_AUTO_TEST_CASE(programs_are_found_as_by_a_shell) {
  test::TemporaryFolder folder;
  const std::string file = folder.write("runner", "#!/bin/sh\n");
  BOOST_TEST(why_not_found(folder.path(), "/") ==
             "cannot start the test runner " + folder.path() + ": it is a folder");
  BOOST_TEST(why_not_found("./runner", folder.path()) ==
             "cannot start the test runner ./runner: it is not executable; try chmod +x ./runner");
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  BOOST_TEST(std::filesystem::equivalent(*find_program("./runner", folder.path()), file));
  BOOST_TEST(*find_program(file, "/") == file);
  BOOST_TEST(find_program("sh", folder.path())->ends_with("/sh"));
  BOOST_TEST(
      why_not_found("./nothing", folder.path())
          .ends_with("there is no such file in " + folder.path() + "; --include-file brings it there"));
  BOOST_TEST(
      why_not_found("runner", folder.path())
          .ends_with("there is no such program in the PATH; for the file of that name write ./runner"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_executed_is_explained) {
  test::TemporaryFolder folder;
  const base::LastWill will = std::move(*base::LastWill::make());
  const auto why = [&](const std::string& content) {
    const std::string file = folder.write("runner", content);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    auto launched = launch({file, {"./runner"}, {}, "", 256}, will);
    BOOST_REQUIRE(!launched);
    return launched.error().text;
  };
  BOOST_TEST(why("echo hello\n") ==
             "cannot start the test runner ./runner: it is neither a program nor a script with "
             "#! in its first line");
  BOOST_TEST(why("#!/no/such/program\n") ==
             "cannot start the test runner ./runner: what the #! in its first line names does not exist");
}

BOOST_AUTO_TEST_SUITE_END()
