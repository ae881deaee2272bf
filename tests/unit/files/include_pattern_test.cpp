// SPDX-License-Identifier: Apache-2.0
#include "core/files/include_pattern.hpp"
#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

using namespace loads;
namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

namespace {

struct Fixture {
  test::TemporaryFolder outside;
  test::TemporaryFolder folder;
  fs::path root = folder.path();

  Fixture() {
    for (const char* name : {"a.py", "b.py", "c.txt", ".hidden", "data/one.csv", "data/deep/two.csv",
                             "data/.dot", "lib/x/y.py", "with space.txt"})
      folder.write(name, name);
    outside.write("secret", "s");
  }

  Texts find(const Texts& patterns, const fs::path& except = {}) {
    auto found = files::find_included(patterns, root, except);
    BOOST_REQUIRE_MESSAGE(found, (found ? "" : found.error().text));
    Texts names;
    for (const files::IncludedPath& each : *found)
      names.push_back(each.relative.string() + (each.is_folder ? "/" : ""));
    return names;
  }
  std::string refusal(const std::string& pattern) {
    auto found = files::find_included({pattern}, root);
    BOOST_REQUIRE(!found);
    BOOST_TEST((found.error().kind == base::ErrorKind::usage));
    return found.error().text;
  }
  void check(const Texts& patterns, const Texts& expected) {
    BOOST_TEST(find(patterns) == expected, boost::test_tools::per_element());
  }
  void check_refused(const std::string& pattern, const std::string& why) {
    const std::string text = refusal(pattern);
    BOOST_TEST(text.starts_with("--include-file " + pattern + ": "), text);
    BOOST_TEST(text.find(why) != std::string::npos, text);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(include_pattern, Fixture)

BOOST_AUTO_TEST_CASE(files_and_folders_by_name_keep_their_places) {
  check({"a.py"}, {"a.py"});
  check({"./data/../a.py", "a.py"}, {"a.py"});
  check({"data/deep/two.csv"}, {"data/", "data/deep/", "data/deep/two.csv"});
  check({"data/"}, {"data/", "data/.dot", "data/deep/", "data/deep/two.csv", "data/one.csv"});
  check({"with space.txt"}, {"with space.txt"});
  check({(root / "a.py").string()}, {"a.py"});
}

BOOST_AUTO_TEST_CASE(globs) {
  check({"*.py"}, {"a.py", "b.py"});
  check({"[ab].*", "?.txt"}, {"a.py", "b.py", "c.txt"});
  check({"**/*.py"}, {"a.py", "b.py", "lib/", "lib/x/", "lib/x/y.py"});
  check({"data/*.csv"}, {"data/", "data/one.csv"});
  check({"*/deep"}, {"data/", "data/deep/", "data/deep/two.csv"});
  check({".h*"}, {".hidden"});
}

BOOST_AUTO_TEST_CASE(everything_but_the_folder_of_the_run) {
  folder.write("run/left.txt", "");
  const Texts names = find({"."}, root / "run");
  BOOST_TEST(std::count(names.begin(), names.end(), "run/") == 0);
  BOOST_TEST(std::count(names.begin(), names.end(), ".hidden") == 1);
  BOOST_TEST(std::count(names.begin(), names.end(), "lib/x/y.py") == 1);
}

BOOST_AUTO_TEST_CASE(what_leads_out_is_refused) {
  check_refused("../x", "leads out of");
  check_refused("data/../../x", "leads out of");
  check_refused("/etc/passwd", "leads out of");
  check_refused("", "leads out of");
  fs::create_symlink(outside.path() + "/secret", root / "link");
  check_refused("link", "link leads out of " + root.string() + ", to " + outside.path() + "/secret");
  fs::create_symlink(outside.path(), root / "data/out");
  check_refused("data", "data/out leads out of");
  check_refused("data/out/secret", "leads out of");
}

BOOST_AUTO_TEST_CASE(links_inside_are_what_they_lead_to) {
  fs::create_symlink("data/one.csv", root / "link.csv");
  fs::create_symlink("data/deep", root / "folder");
  check({"link.csv", "folder"}, {"folder/", "folder/two.csv", "link.csv"});
  auto found = files::find_included({"link.csv"}, root);
  BOOST_TEST(fs::equivalent(found->at(0).source, root / "data/one.csv"));
  fs::create_symlink("..", root / "data/back");
  check_refused("data", "data/back/data is a link to a folder that it is in itself");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_or_no_file) {
  check_refused("nothing.py", "there is no such file");
  check_refused("*.js", "nothing fits it");
  BOOST_REQUIRE(::mkfifo((root / "pipe").c_str(), 0600) == 0);
  check_refused("pipe", "pipe is neither a file nor a folder");
  fs::create_symlink("nowhere", root / "dangling");
  check_refused("dangling", "dangling cannot be read");
}

BOOST_AUTO_TEST_SUITE_END()
