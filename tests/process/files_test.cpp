// SPDX-License-Identifier: Apache-2.0
// Files, packages and libraries that a run takes along, and what is left of them afterwards.
#include "tests/support/external_runner.hpp"
#include "tests/support/suite_with_library.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>

using namespace loads::test;
namespace fs = std::filesystem;

namespace {

void check_dep(const std::string& library, const std::vector<std::string>& flags) {
  const SuiteWithLibrary suite(library, flags);
  Finished without = run_runner({"suite.T.test"}, suite.folder());
  BOOST_TEST(without.code == 3);
  BOOST_TEST(contains(without.err, "give that library with --dep"), without.err);
  Finished with = run_runner({"suite.T.test", "--dep", "lib/" + library, "--hits", "3"}, suite.folder());
  BOOST_TEST(with.code == 0, with.err);
  BOOST_TEST(figure(with.out, "Success") == 3);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(run_files, ExternalRunner)

BOOST_AUTO_TEST_CASE(a_runner_runs_in_the_test_dir_with_the_files_that_are_included) {
  script(
      "r",
      "pwd > \"$OLDPWD_FILE\"; ls -R . >> \"$OLDPWD_FILE\"; ./tool >> \"$OLDPWD_FILE\"; echo new > written");
  script("tool", "echo tool ran");
  folder().write("data/deep/one.csv", "1");
  TemporaryFolder place;
  const std::string dir = place.path() + "/x/y";
  Command words = command({"--test-runner", "./r {test}", "t", "--test-dir", dir, "--include-file", "[rt]*",
                           "--include-file", "data"});
  words.environment["OLDPWD_FILE"] = place.path() + "/seen";
  Finished run = loads::test::run(words);
  BOOST_TEST(run.code == 1, run.err); // it says nothing
  BOOST_TEST(read_file(place.path() + "/seen") ==
             dir + "\n.:\ndata\nr\ntool\n\n./data:\ndeep\n\n./data/deep:\none.csv\ntool ran\n");
  BOOST_TEST(read_file(dir + "/written") == "new\n"); // what the runner made stays
  BOOST_TEST(!exists(dir + "/data"));
  BOOST_TEST(!exists(dir + "/r"));
}

BOOST_AUTO_TEST_CASE(without_a_test_dir_there_is_a_folder_for_this_run) {
  script("r", "pwd > \"$SEEN\"; ls >> \"$SEEN\"; echo x > y");
  Command words = command({"--test-runner", "./r", "t", "--include-file", "r"});
  words.environment["SEEN"] = file("seen");
  BOOST_TEST(loads::test::run(words).code == 1); // it says nothing
  const std::string seen = read_file(file("seen"));
  BOOST_TEST(seen.ends_with("/run\nr\n"), seen);
  BOOST_TEST(!exists(seen.substr(0, seen.find("/run\n"))));
}

BOOST_AUTO_TEST_CASE(a_suite_runs_in_the_test_dir) {
  folder().write("suite.cpp", "#include <loads/loads.hpp>\n"
                              "#include <fstream>\n"
                              "class T : public loads::TestCase {\n"
                              "  void test() { std::string word; std::ifstream(\"data/users.csv\") >> word;\n"
                              "    assert_equal(word, \"one\"); }\n"
                              "};\n"
                              "LOADS_SUITE(T, test);\n");
  folder().write("data/users.csv", "one");
  const std::string dir = file("x/y");
  Finished run = start({"suite.T.test", "--test-dir", dir, "--include-file", "data"});
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(!exists(file("x")));
  BOOST_TEST(start({"suite.T.test", "--test-dir", dir}).code == 1);
  BOOST_TEST(start({"suite.T.test", "--include-file", "*"}).code == 0);
  Finished refused = start({"suite.T.test", "--include-file", "data", "--in-process"});
  BOOST_TEST(refused.code == 2);
}

BOOST_AUTO_TEST_CASE(what_leads_out_of_the_folder_is_refused) {
  script("r", "touch started");
  fs::create_symlink("/etc/hostname", file("link"));
  for (const char* pattern : {"../x", "/etc/hostname", "link", "nothing*"}) {
    Finished run = start({"--test-runner", "./r", "t", "--test-dir", file("dir"), "--include-file", pattern});
    BOOST_TEST(run.code == 2);
    BOOST_TEST(run.err.starts_with("loads-runner: --include-file " + std::string(pattern) + ": "), run.err);
    BOOST_TEST(!exists(file("dir")));
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_written_over_and_a_kill_leaves_nothing_behind) {
  script("r", "touch \"$SEEN\"; exec " + long_sleep());
  folder().write("dir/data", "mine");
  folder().write("data", "other");
  Finished refused = start({"--test-runner", "./r", "t", "--test-dir", file("dir"), "--include-file", "[dr]*",
                            "--include-file", "r"});
  BOOST_TEST(refused.code == 3);
  BOOST_TEST(contains(refused.err, "another file of that name is there"), refused.err);
  BOOST_TEST(read_file(file("dir/data")) == "mine");

  Command words =
      command({"--test-runner", "./r", "t", "--test-dir", file("new/dir"), "--include-file", "r"});
  words.environment["SEEN"] = file("seen");
  Program program(words);
  BOOST_REQUIRE(wait_until([&] { return exists(file("seen")); }));
  BOOST_TEST(exists(file("new/dir/r")));
  program.send(SIGKILL);
  program.wait();
  BOOST_TEST(wait_until([&] { return !exists(file("new")); }));
}

BOOST_AUTO_TEST_CASE(python_packages_are_there_for_the_run) {
  // A package without anything to build, which needs no network.
  const std::string wheel = "sample_package-1.0-py3-none-any.whl";
  const Finished made = loads::test::run(
      {{"python3", "-c",
        "import zipfile\n"
        "z = zipfile.ZipFile('" +
            wheel +
            "', 'w')\n"
            "i = 'sample_package-1.0.dist-info/'\n"
            "z.writestr('sample_module.py', 'word = \\'found\\'')\n"
            "z.writestr(i + 'METADATA', 'Metadata-Version: 2.1\\nName: sample-package\\nVersion: 1.0\\n')\n"
            "z.writestr(i + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n"
            "z.writestr(i + 'RECORD', '')\n"
            "z.close()\n"},
       {},
       folder().path()});
  BOOST_REQUIRE_MESSAGE(made.code == 0, made.err);
  script("r",
         "import sample_module, sys\nopen('seen', 'w').write(sample_module.word + sample_module.__file__)",
         "/usr/bin/python3");
  Finished run = start({"--test-runner", "./r", "t", "--python-dep", "./" + wheel});
  BOOST_TEST(run.code == 1, run.err); // it says nothing
  BOOST_TEST(run.err.starts_with("loads-runner: installing ./" + wheel + "\n"), run.err);
  const std::string seen = read_file(file("seen"));
  BOOST_TEST(seen.starts_with("found/"), seen);
  BOOST_TEST(!exists(seen.substr(5)));
}

BOOST_AUTO_TEST_CASE(a_package_that_cannot_be_installed_ends_the_run_with_what_pip_says) {
  script("r", "touch started");
  Finished run = start({"--test-runner", "./r", "t", "--python-dep", "./no-such-package"});
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "\npip: ERROR: "), run.err);
  BOOST_TEST(contains(run.err, "cannot install ./no-such-package: pip failed: Invalid requirement"), run.err);
  BOOST_TEST(!exists(file("started")));
  BOOST_TEST(start({"--test-runner", "./r", "t", "--python-dep", "--pre"}).code == 2);
}

BOOST_AUTO_TEST_CASE(a_library_without_a_soname) {
  check_dep("libhelper.so", {});
}

BOOST_AUTO_TEST_CASE(a_library_whose_soname_is_not_its_file) {
  check_dep("libhelper.so.1.2.3", {"-Wl,-soname,libhelper.so.1"});
}

BOOST_AUTO_TEST_CASE(what_is_no_library_is_refused) {
  folder().write("text.so", "text");
  folder().write("suite.cpp", "");
  for (const char* name : {"text.so", "missing.so", "."}) {
    Finished run = start({"--test-runner", "true", "t", "--dep", name});
    BOOST_TEST(run.code == 2);
    BOOST_TEST(run.err.starts_with("loads-runner: --dep " + std::string(name) + ": "), run.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
