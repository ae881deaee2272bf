// SPDX-License-Identifier: Apache-2.0
#include "core/files/run_folder.hpp"
#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <fstream>
#include <iterator>
#include <optional>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <vector>

using namespace loads;
namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Fixture {
  base::LastWill will = std::move(*base::LastWill::make());
  test::TemporaryFolder source, top;
  fs::path target = fs::path(top.path()) / "x/y";

  Fixture() {
    source.write("a.py", "a");
    source.write("data/one.csv", "1");
    fs::permissions(source.path() + "/a.py", fs::perms(0750));
  }
  std::vector<files::IncludedPath> included() {
    return *files::find_included({"a.py", "data"}, source.path());
  }
  files::RunFolder open() { return std::move(*files::RunFolder::open(target.string(), will)); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(run_folder, Fixture)

BOOST_AUTO_TEST_CASE(it_is_made_with_parents_filled_and_removed) {
  {
    files::RunFolder folder = open();
    BOOST_TEST(folder.path() == target);
    BOOST_TEST(bool(folder.bring(included())));
    BOOST_TEST(content(target / "a.py") == "a");
    BOOST_TEST(content(target / "data/one.csv") == "1");
    BOOST_TEST((fs::status(target / "a.py").permissions() == fs::perms(0750)));
  }
  BOOST_TEST(!fs::exists(top.path() + "/x"));
}

BOOST_AUTO_TEST_CASE(others_may_pass_through_folders_above_if_that_is_wanted_and_no_more) {
  const mode_t before = ::umask(077);
  {
    const auto folder =
        files::RunFolder::open((target / "z").string(), will, files::RunFolder::Above::passable);
    BOOST_REQUIRE(folder);
    BOOST_TEST((fs::status(target.parent_path()).permissions() == fs::perms(0711)));
    BOOST_TEST((fs::status(target).permissions() == fs::perms(0711)));
    BOOST_TEST((fs::status(target / "z").permissions() == fs::perms(0700)));
    BOOST_TEST((fs::status(top.path()).permissions() == fs::perms(0700))); // it was there
  }
  {
    const files::RunFolder folder = open();
    BOOST_TEST((fs::status(target.parent_path()).permissions() == fs::perms(0700)));
  }
  ::umask(before);
}

BOOST_AUTO_TEST_CASE(what_was_there_or_was_written_meanwhile_stays) {
  top.write("x/y/old.txt", "old");
  top.write("x/y/a.py", "a");
  {
    files::RunFolder folder = open();
    BOOST_TEST(bool(folder.bring(included())));
    top.write("x/y/data/result.txt", "new");
  }
  BOOST_TEST(content(target / "old.txt") == "old");
  BOOST_TEST(content(target / "a.py") == "a");
  BOOST_TEST(content(target / "data/result.txt") == "new");
  BOOST_TEST(!fs::exists(target / "data/one.csv"));
}

BOOST_AUTO_TEST_CASE(nothing_is_written_over) {
  top.write("x/y/a.py", "other");
  {
    files::RunFolder folder = open();
    auto status = folder.bring(included());
    BOOST_REQUIRE(!status);
    BOOST_TEST(status.error().text.find("another file of that name is there") != std::string::npos);
  }
  BOOST_TEST(content(target / "a.py") == "other");
  fs::remove(target / "a.py");
  fs::create_symlink("/etc/hostname", target / "a.py");
  BOOST_TEST(!open().bring(included()));
  fs::remove(target / "a.py");
  fs::create_symlink(source.path(), target / "data"); // nor through a link
  BOOST_TEST(!open().bring(included()));
}

BOOST_AUTO_TEST_CASE(several_may_make_the_same_folders_at_once) {
  std::atomic<int> opened = 0, ready = 0;
  const auto open_many = [&] {
    auto own_will = std::move(*base::LastWill::make());
    std::vector<files::RunFolder> kept;
    ++ready;
    while (ready < 2) {
    }
    for (int i = 0; i < 300; ++i)
      if (auto folder = files::RunFolder::open((target / std::to_string(i)).string(), own_will)) {
        kept.push_back(std::move(*folder));
        ++opened;
      }
  };
  std::thread other(open_many);
  open_many();
  other.join();
  BOOST_TEST(opened == 600);
}

BOOST_AUTO_TEST_CASE(a_place_that_is_no_folder_is_refused) {
  top.write("x", "a file");
  BOOST_TEST(!files::RunFolder::open(target.string(), will));
  BOOST_TEST(!files::RunFolder::open(top.path() + "/x", will));
  BOOST_TEST(content(top.path() + "/x") == "a file");
}

BOOST_AUTO_TEST_CASE(a_private_folder_is_of_this_user_alone_and_goes_with_its_content) {
  std::optional<files::PrivateFolder> folder(std::move(*files::PrivateFolder::make(will)));
  const fs::path path = folder->path();
  BOOST_TEST((fs::status(path).permissions() == fs::perms::owner_all));
  std::ofstream(path / "x") << "x";
  folder.reset();
  BOOST_TEST(!fs::exists(path));
}

BOOST_AUTO_TEST_CASE(a_program_that_is_killed_leaves_nothing_behind) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    base::LastWill own = std::move(*base::LastWill::make());
    files::RunFolder folder = std::move(*files::RunFolder::open(target.string(), own));
    auto status = folder.bring(included());
    files::PrivateFolder secret = std::move(*files::PrivateFolder::make(own));
    std::ofstream(top.path() + "/secret") << secret.path().string() << std::flush;
    ::raise(SIGKILL);
  }
  ::waitpid(pid, nullptr, 0);
  BOOST_TEST(test::wait_until(
      [&] { return !fs::exists(top.path() + "/x") && !fs::exists(content(top.path() + "/secret")); }));
}

BOOST_AUTO_TEST_SUITE_END()
