// SPDX-License-Identifier: Apache-2.0
#include "core/module/finder.hpp"

#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

using loads::module::find_test;

namespace {
bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
} // namespace

BOOST_AUTO_TEST_CASE(a_module_is_found_under_each_of_its_names_in_order) {
  loads::test::TemporaryFolder folder;
  folder.write("example.cpp", "");
  auto found = find_test("example.TestX.test_y", {folder.path()});
  BOOST_REQUIRE(found);
  BOOST_TEST(found->is_source);
  BOOST_TEST(found->file == folder.path() + "/example.cpp");
  BOOST_TEST(found->name.group == "TestX");
  BOOST_TEST(*found->name.test == "test_y");

  folder.write("libexample.so", "");
  found = find_test("example.TestX.test_y", {folder.path()});
  BOOST_TEST(found->file == folder.path() + "/libexample.so");
  BOOST_TEST(!found->is_source);

  folder.write("example.so", "");
  BOOST_TEST(find_test("example.TestX.test_y", {folder.path()})->file == folder.path() + "/example.so");
}

BOOST_AUTO_TEST_CASE(dots_before_the_module_are_folders) {
  loads::test::TemporaryFolder folder;
  folder.write("a/b/example.so", "");
  auto found = find_test("a.b.example.TestX.test_y", {folder.path()});
  BOOST_REQUIRE(found);
  BOOST_TEST(found->file == folder.path() + "/a/b/example.so");
  BOOST_TEST(found->name.group == "TestX");
}

BOOST_AUTO_TEST_CASE(a_class_alone_is_found) {
  loads::test::TemporaryFolder folder;
  folder.write("example.so", "");
  auto found = find_test("example.TestX", {folder.path()});
  BOOST_REQUIRE(found);
  BOOST_TEST(found->name.group == "TestX");
  BOOST_TEST(!found->name.test);
}

BOOST_AUTO_TEST_CASE(the_first_folder_that_has_it_wins) {
  loads::test::TemporaryFolder first, second;
  first.write("example.cpp", "");
  second.write("example.so", "");
  BOOST_TEST(find_test("example.T.t", {first.path(), second.path()})->file == first.path() + "/example.cpp");
}

BOOST_AUTO_TEST_CASE(what_is_nowhere_is_an_error_with_the_places_and_what_to_do) {
  auto found = find_test("nowhere.T.t", {".", "/some/where"});
  BOOST_REQUIRE(!found);
  BOOST_TEST(contains(found.error().text, "nowhere.so, libnowhere.so, nowhere.cpp"));
  BOOST_TEST(contains(found.error().text, "/some/where/nowhere.so"));
  BOOST_TEST(contains(found.error().text, "--module-path"));
  BOOST_TEST((found.error().kind == loads::base::ErrorKind::infrastructure));
}

BOOST_AUTO_TEST_CASE(files_are_told_from_names_and_named_as_tests) {
  using loads::module::arguments_for;
  BOOST_TEST(loads::module::names_a_file("shop.cpp"));
  BOOST_TEST(loads::module::names_a_file("build/shop.so"));
  BOOST_TEST(!loads::module::names_a_file("shop.TestShop.test_page"));
  BOOST_TEST(arguments_for("shop.cpp", "T.t") == "shop.T.t");
  BOOST_TEST(arguments_for("./shop.cpp", "T.t") == "shop.T.t");
  BOOST_TEST(arguments_for("a/b/libshop.so", "T.t") == "a.b.shop.T.t");
  BOOST_TEST(arguments_for("/a/shop.so", "T.t") == "shop.T.t --module-path /a");
  BOOST_TEST(arguments_for("../shop.cpp", "T.t") == "shop.T.t --module-path ..");
}
