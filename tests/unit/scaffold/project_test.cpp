// SPDX-License-Identifier: Apache-2.0
#include "core/scaffold/project.hpp"

#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace loads::scaffold;
namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}
bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(scaffold)

BOOST_AUTO_TEST_CASE(classes_are_called_after_the_project) {
  BOOST_TEST(class_name("mytest") == "TestMytest");
  BOOST_TEST(class_name("my_web_shop") == "TestMyWebShop");
  BOOST_TEST(class_name("test_shop") == "TestShop");
  BOOST_TEST(class_name("Shop2") == "TestShop2");
}

BOOST_AUTO_TEST_CASE(names_are_identifiers_that_cmake_has_no_use_for) {
  for (const char* name : {"mytest", "my_shop", "A1", "class"})
    BOOST_TEST(bool(check_name(name)), name);
  for (const char* name :
       {"", "1st", "my-test", "my test", "_x", "a.b", "..", "a/b", "ä", "test", "all", "install"})
    BOOST_TEST(!check_name(name), name);
  BOOST_TEST(!check_name(std::string(101, 'a')));
  BOOST_TEST(contains(check_name("test").error().text, "my_test"));
}

BOOST_AUTO_TEST_CASE(a_project_is_written_into_a_new_folder) {
  loads::test::TemporaryFolder work;
  for (const std::string& path : {work.path() + "/shop", work.path() + "/other/"}) {
    BOOST_REQUIRE(bool(write_project(path)));
    BOOST_TEST(fs::is_regular_file(path + "/README.md"));
  }
  const std::string test = content(work.path() + "/shop/shop.cpp");
  BOOST_TEST(contains(test, "class TestShop : public loads::TestCase"));
  BOOST_TEST(contains(test, "LOADS_SUITE(TestShop, test_page);"));
  for (const File& file : project_files("shop")) {
    BOOST_TEST(!contains(file.content, "NAME"), file.name);
    BOOST_TEST(!contains(file.content, "CLASS"), file.name);
  }
  BOOST_TEST(contains(next_steps("a/shop/"), "cd a/shop\n"));
}

BOOST_AUTO_TEST_CASE(nothing_is_overwritten) {
  loads::test::TemporaryFolder work;
  work.write("file", "mine");
  fs::create_directory(work.path() + "/full");
  work.write("full/shop.cpp", "mine");
  fs::create_directory(work.path() + "/empty");
  BOOST_TEST(!write_project(work.path() + "/file"));
  auto full = write_project(work.path() + "/full");
  BOOST_REQUIRE(!full);
  BOOST_TEST((full.error().kind == loads::base::ErrorKind::usage));
  BOOST_TEST(contains(full.error().text, "it exists already"));
  BOOST_TEST(content(work.path() + "/full/shop.cpp") == "mine");
  BOOST_TEST(!fs::exists(work.path() + "/full/README.md"));
  BOOST_TEST(bool(write_project(work.path() + "/empty")));
  BOOST_TEST(!write_project(work.path() + "/nowhere/shop"));
  BOOST_TEST(!fs::exists(work.path() + "/nowhere"));
}

BOOST_AUTO_TEST_SUITE_END()
