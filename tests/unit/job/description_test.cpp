// SPDX-License-Identifier: Apache-2.0
#include "core/job/description.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using job::Description;

namespace {

Description full() {
  Description description;
  description.plan.run_id = "0123456789abcdef0123456789abcdef";
  description.plan.fqn = "example.TestWebSite.test_es";
  description.plan.users = {10, 20};
  description.external =
      job::ExternalRunner{{"./runner", "--test", "it's \"quoted\""}, std::chrono::milliseconds(3001)};
  description.python_packages = {"foo[a,b]>=1,<2"};
  description.test_dir = "/tmp/my box";
  return description;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, text);
  return text.replace(at, what.size(), by);
}

void check_refused(const std::string& text, const std::string& why) {
  const auto read = job::description_from_json(text);
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().text.find("cannot read the description of the run: " + why) == 0u,
             read.error().text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(description)

BOOST_AUTO_TEST_CASE(comes_back_as_it_was) {
  for (const Description& one : {Description(), full()}) {
    const auto read = job::description_from_json(job::description_to_json(one));
    BOOST_REQUIRE(read);
    BOOST_TEST((*read == one));
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_understood_is_refused) {
  const std::string text = job::description_to_json(full());
  check_refused("{", "");
  check_refused("[]", "it is not an object");
  check_refused(replaced(text, "test_dir", "test_dirs"), "'test_dir' is missing");
  check_refused(replaced(text, "{", "{\"later\":1,"), "'later' is not known here");
  check_refused(replaced(text, "/tmp/my", "tmp/my"), "'test_dir' has a value that makes no sense");
  check_refused(replaced(text, "3001000000", "-3"), "'external' has a value that makes no sense");
  check_refused(replaced(text, "\"command\":", "\"words\":"), "'external' has");
  check_refused(replaced(text, "[10,20]", "[]"), "cannot read the plan of the run: it has no users");
  check_refused(text.substr(0, text.size() / 2), "");
}

BOOST_AUTO_TEST_SUITE_END()
