// SPDX-License-Identifier: Apache-2.0
#include "core/files/checked_copy.hpp"

#include "core/files/run_folder.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace loads;

namespace {

struct Fixture {

  tests::TemporaryFolder folder;
  const std::string source = folder.file("source"), target = folder.file("target");
  const base::Sha256Digest right = base::sha256_of("content"), wrong = base::sha256_of("other");
  const bool written = static_cast<bool>(std::ofstream(source) << "content");
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(checked_copy, Fixture)

BOOST_AUTO_TEST_CASE(memory_that_was_checked_cannot_be_changed) {
  const auto copy = files::sealed_copy(source, right);
  BOOST_TEST_REQUIRE(bool(copy));
  BOOST_TEST(copy->is_right);
  std::ofstream(source) << "something else";
  char text[8] = {};
  BOOST_TEST(::pread(copy->memory.get(), text, 7, 0) == 7);
  BOOST_TEST(std::string(text) == "content");
  BOOST_TEST(::pwrite(copy->memory.get(), "x", 1, 0) < 0);
  BOOST_TEST(::ftruncate(copy->memory.get(), 0) < 0);
  BOOST_TEST(!files::sealed_copy(source, right)->is_right);
  BOOST_TEST(!files::sealed_copy(target, right));
  BOOST_TEST(!files::sealed_copy(folder.file(""), right));
}

BOOST_AUTO_TEST_CASE(a_file_gets_its_mode_and_stays_only_if_it_is_right) {
  const auto copied = files::checked_copy(source, folder.file(""), "target", 0750, right);
  BOOST_TEST_REQUIRE(bool(copied));
  BOOST_TEST(*copied);
  struct stat status {};
  BOOST_TEST(::stat(target.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0750u);
  BOOST_TEST(!files::checked_copy(source, folder.file(""), "target", 0600, right)); // never over another
  std::filesystem::remove(target);
  BOOST_TEST(!*files::checked_copy(source, folder.file(""), "target", 0600, wrong));
  BOOST_TEST(!std::filesystem::exists(target));
}

BOOST_AUTO_TEST_CASE(a_file_is_placed_with_the_folders_above_it_and_all_of_them_go) {
  auto will = base::LastWill::make();
  BOOST_TEST_REQUIRE(bool(will));
  {
    auto run = files::RunFolder::open(folder.file("run"), *will);
    BOOST_TEST_REQUIRE(bool(run));
    const auto write = [](const std::filesystem::path& path) {
      std::ofstream(path) << "x";
      return base::Status(base::Nothing{});
    };
    BOOST_TEST(bool(run->place("a/b/c", write)));
    BOOST_TEST(bool(run->place("a/d", write)));
    BOOST_TEST(std::filesystem::exists(folder.file("run/a/b/c")));
    BOOST_TEST(!run->place("a/d", write));
  }
  BOOST_TEST(!std::filesystem::exists(folder.file("run")));
}

BOOST_AUTO_TEST_SUITE_END()
