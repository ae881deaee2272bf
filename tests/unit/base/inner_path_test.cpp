// SPDX-License-Identifier: Apache-2.0
#include "core/base/inner_path.hpp"

#include "tests/support/hostile_paths.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace loads::base;
namespace fs = std::filesystem;

namespace {

// top/in is the folder of the names, top/outside what they may not reach; links lead there.
struct Fixture {
  Fixture() {
    fs::create_directories(in + "/a/b/c");
    fs::create_directories(outside);
    std::ofstream(outside + "/secret") << "secret";
    fs::create_directory_symlink(outside, in + "/link");
    fs::create_directory_symlink("../..", in + "/a/up");
    fs::create_directory_symlink("/", in + "/root");
    fs::create_symlink(outside + "/new", in + "/dangling");
    fs::create_symlink(outside + "/secret", in + "/leaf");
  }
  // All that is anywhere but in the folder.
  std::vector<std::string> elsewhere() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(top))
      if (!entry.path().string().starts_with(in + "/"))
        names.push_back(entry.path());
    std::sort(names.begin(), names.end());
    return names;
  }

  loads::tests::TemporaryFolder folder;
  const std::string top = folder.file("top"), in = top + "/in", outside = top + "/outside";
};

// Where the kernel says that an open file is.
std::string place_of(int file) {
  return fs::read_symlink("/proc/self/fd/" + std::to_string(file));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(inner_path, Fixture)

BOOST_AUTO_TEST_CASE(usual_names_may_become_files) {
  for (const char* name : {"a", "suite.so", "libx.so.1.2", "data/deep/two words.csv",
                           "Gr\xC3\xBC\xC3\x9F"
                           "e.txt",
                           "a..b", "-x", "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p"})
    BOOST_TEST(find_path_fault(name) == "", name);
  BOOST_TEST(find_path_fault("a/../b") == "has a part that begins with a dot");
  BOOST_TEST(find_path_fault("/etc/passwd") == "has an empty part");
}

BOOST_AUTO_TEST_CASE(none_of_200_hostile_names_is_a_file_outside) {
  const std::vector<std::string> names =
      loads::test::hostile_paths({"link", "a/up", "root", "dangling", "leaf"});
  BOOST_TEST(names.size() == 200u);
  const std::vector<std::string> before = elsewhere();
  int refused = 0;
  for (const std::string& name : names) {
    refused += !find_path_fault(name).empty();
    for (const int flags : {O_WRONLY | O_CREAT | O_EXCL, O_WRONLY | O_CREAT | O_TRUNC, O_RDONLY})
      if (const auto file = open_beneath(in, name, flags, 0600)) // also what should never come that far
        BOOST_TEST(place_of(file->get()).starts_with(in), name);
  }
  BOOST_TEST(refused >= 140); // the others are odd but harmless names, like %2e%2e
  BOOST_TEST((elsewhere() == before));
  BOOST_TEST(fs::file_size(outside + "/secret") == 6u);
}

BOOST_AUTO_TEST_CASE(files_are_made_below_the_folder_and_say_why_not) {
  const auto made = open_beneath(in, "a/b/new", O_WRONLY | O_CREAT | O_EXCL, 0640);
  BOOST_REQUIRE(made);
  BOOST_TEST(place_of(made->get()) == in + "/a/b/new");
  BOOST_TEST((::fcntl(made->get(), F_GETFD) & FD_CLOEXEC) != 0);
  const auto why = [&](const std::string& name) {
    return open_beneath(in, name, O_WRONLY | O_CREAT | O_EXCL, 0600).error().text;
  };
  BOOST_TEST(why("link/x") == "cannot open link/x in " + in + ": there is a link on the way");
  BOOST_TEST(why("../x") == "cannot open ../x in " + in + ": the name leads out of the folder");
  BOOST_TEST(why("a/b/new") == "cannot open a/b/new in " + in + ": File exists");
}

BOOST_AUTO_TEST_SUITE_END()
