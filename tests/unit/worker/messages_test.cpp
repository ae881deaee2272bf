// SPDX-License-Identifier: Apache-2.0
#include "core/worker/messages.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;

BOOST_AUTO_TEST_CASE(the_list_of_tests_comes_back_as_it_was_sent) {
  worker::Ready ready{
      "org.example",
      "1.0",
      "/a b/x.so",
      {{7, "TestA", "test_\"quoted\"", "x.cpp", 12, {"threshold=p95<1s", "a"}}, {8, "T", "t", "", 0}}};
  auto back = worker::decode_ready(worker::encode_ready(ready));
  BOOST_REQUIRE(back);
  BOOST_TEST(back->module_id == "org.example");
  BOOST_TEST(back->module_version == "1.0");
  BOOST_TEST(back->module_path == "/a b/x.so");
  BOOST_REQUIRE(back->tests.size() == 2u);
  BOOST_TEST(back->tests[0].number == 7u);
  BOOST_TEST(back->tests[0].full_name() == "TestA.test_\"quoted\"");
  BOOST_TEST(back->tests[0].file == "x.cpp");
  BOOST_TEST(back->tests[0].line == 12u);
  BOOST_TEST((back->tests[0].options == std::vector<std::string>{"threshold=p95<1s", "a"}));
  BOOST_TEST(back->tests[1].options.empty());
}

BOOST_AUTO_TEST_CASE(names_that_are_no_utf_8_do_not_end_the_program) {
  worker::Ready ready{"", "", "x.so", {{0, "Test\xff", "t", "", 0}}};
  auto back = worker::decode_ready(worker::encode_ready(ready));
  BOOST_TEST((!back || back->tests.size() == 1)); // an answer or an error, but no exception
}

BOOST_AUTO_TEST_CASE(garbage_is_an_error) {
  for (const char* text :
       {"", "{", "[]", "{\"id\":1}", "{\"id\":\"\",\"version\":\"\",\"path\":\"\",\"tests\":[1]}"})
    BOOST_TEST(!worker::decode_ready(text));
}

BOOST_AUTO_TEST_CASE(errors_keep_their_kind) {
  for (auto kind : {base::ErrorKind::usage, base::ErrorKind::infrastructure}) {
    base::Error back = worker::decode_error(worker::encode_error({kind, "no such thing"}));
    BOOST_TEST((back.kind == kind));
    BOOST_TEST(back.text == "no such thing");
  }
  BOOST_TEST(worker::decode_error("").text != "");
}
