// SPDX-License-Identifier: Apache-2.0
// For Boost.Test; include it behind <boost/test/unit_test.hpp>. A Host is loads::TestHost, which sends real
// requests, or a loads::testing::FakeHost, or a class derived from one that scripts it.
//
//   LOADS_BOOST_TESTS(loads::TestHost);   // each test of this program's suites as a test case of its own
//
//   BOOST_FIXTURE_TEST_CASE(front_page, loads::BoostTestCase<loads::TestHost>) {
//     assert_equal(session.get("http://127.0.0.1:9000/").status_code(), 200);
//   }
#pragma once

#include <loads/detail/entries.hpp>
#include <loads/detail/join.hpp>
#include <loads/test_case.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>
#include <boost/test/unit_test_monitor.hpp>

#include <map>
#include <memory>
#include <set>

#pragma GCC visibility push(hidden)
namespace loads::detail {

// As BOOST_CHECK would, at the place of the assertion.
inline void report_to_boost(const testing::Failure& failure) {
  namespace tools = boost::test_tools::tt_detail;
  static std::set<std::string> files; // Boost.Test keeps what it is given
  const std::string& file = *files.insert(failure.file.empty() ? "unknown" : failure.file).first;
  tools::report_assertion(false, boost::unit_test::lazy_ostream::instance() << failure.message, file,
                          failure.line, tools::CHECK, tools::CHECK_MSG, 0);
}

template <class Host>
void run_as_boost_test(const std::string& test) {
  Host runs;
  std::size_t hard = 0;
  runs.on_failure = [&](const testing::Failure& failure) {
    hard += !failure.soft;
    report_to_boost(failure);
  };
  const loads_outcome outcome = runs.run(test);
  if (outcome == LOADS_SKIP)
    BOOST_TEST_MESSAGE(test << " was skipped");
  else if (outcome != LOADS_PASS && hard == 0)
    BOOST_ERROR(test << " did not pass and gave no reason");
}

// A suite for each class, when Boost.Test builds its tree: by then all classes are known.
template <class Host>
class BoostTests : public boost::unit_test::test_unit_generator {
public:
  boost::unit_test::test_unit* next() const override {
    if (!made_)
      make();
    made_ = true;
    if (suites_.empty())
      return nullptr;
    boost::unit_test::test_suite* suite = suites_.begin()->second;
    suites_.erase(suites_.begin());
    return suite;
  }

private:
  void make() const {
    for (const Group* group = groups; group; group = group->next)
      for (std::uint32_t i = 0; i < group->count; ++i) {
        const loads_test_info& info = group->infos[i];
        const std::string class_name(from_abi(info.group)), name(from_abi(info.name));
        const boost::unit_test::const_string file(info.file.data, info.file.size);
        boost::unit_test::test_suite*& suite = suites_[class_name];
        if (!suite)
          suite = new boost::unit_test::test_suite(class_name, file, info.line);
        suite->add(boost::unit_test::make_test_case(
            [test = class_name + "." + name] { run_as_boost_test<Host>(test); }, name, file, info.line));
      }
  }

  mutable bool made_ = false;
  mutable std::map<std::string, boost::unit_test::test_suite*> suites_;
};

template <class Host>
struct RegisterBoostTests {
  RegisterBoostTests() {
    boost::unit_test::framework::master_test_suite().add(
        boost::shared_ptr<boost::unit_test::test_unit_generator>(new BoostTests<Host>),
        boost::unit_test::decorator::collector_t::instance());
  }
};

// What a failed assertion and skip() throw has been reported already; an HttpError knows its place.
struct BoostTranslators {
  BoostTranslators() {
    auto& monitor = boost::unit_test::unit_test_monitor_t::instance();
    monitor.register_exception_translator<HardFailure>([](const HardFailure&) {});
    monitor.register_exception_translator<Skipped>([](const Skipped&) {});
    monitor.register_exception_translator<HttpError>([](const HttpError& error) {
      report_to_boost({LOADS_ERROR, false, type_name(typeid(error)) + ": " + error.what(),
                       error.where().file(), error.where().line()});
    });
  }
};
inline const BoostTranslators boost_translators; // known before the first test case begins

} // namespace loads::detail
#pragma GCC visibility pop

namespace loads::detail {

// Made before the test object, which takes its user from here.
template <class Host>
struct BoostUser {
  BoostUser() {
    host.on_failure = report_to_boost;
    user.vu = host.bare_user();
    user.tables = &tables;
    user.phase = Phase::test;
    making = &user;
  }
  Host host;
  User user;
};

} // namespace loads::detail

namespace loads {

// A fixture: its session, app, assertions and checks belong to the test case. What does not hold fails that
// one; an assertion ends it, too. `host` is its own Host.
template <class Host>
class BoostTestCase : private detail::BoostUser<Host>, public TestCase {
public:
  using detail::BoostUser<Host>::host;
};

} // namespace loads

#define LOADS_BOOST_TESTS(...)                                                                               \
  namespace {                                                                                                \
  const loads::detail::RegisterBoostTests<__VA_ARGS__> LOADS_DETAIL_JOIN(loads_boost_tests, __COUNTER__);    \
  }                                                                                                          \
  static_assert(true)
