// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/breadcrumb.hpp"

#include "tests/unit/metrics/support.hpp"

using namespace loads::metrics;

BOOST_AUTO_TEST_SUITE(breadcrumb)

BOOST_AUTO_TEST_CASE(a_fresh_one_says_nothing) {
  Slab slab = make_slab();
  const Breadcrumb::View view = slab.slot(0).breadcrumb.read();
  BOOST_TEST(view.test == any_test);
  BOOST_TEST(!view.in_user_code);
  BOOST_TEST(view.signal == 0);
  BOOST_TEST(!view.exited);
  BOOST_TEST(view.call_text.empty());
}

BOOST_AUTO_TEST_CASE(it_tells_test_user_and_last_call) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  recorder.enter(3, 42);
  recorder.host_call(HostCall::http, "GET http://localhost/");
  Breadcrumb::View view = slab.slot(0).breadcrumb.read();
  BOOST_TEST(view.test == 3u);
  BOOST_TEST(view.user == 42u);
  BOOST_TEST((view.call == HostCall::http));
  BOOST_TEST(view.call_text == "GET http://localhost/");
  BOOST_TEST(view.in_user_code);
  const std::uint64_t before = view.heartbeat;
  recorder.leave();
  view = slab.slot(0).breadcrumb.read();
  BOOST_TEST(!view.in_user_code);
  BOOST_TEST(view.heartbeat > before);
  recorder.host_call(HostCall::sleep);
  BOOST_TEST(slab.slot(0).breadcrumb.read().call_text.empty());
  recorder.host_call(HostCall::http, std::string(1000, 'x'));
  BOOST_TEST(slab.slot(0).breadcrumb.read().call_text == std::string(host_call_bytes, 'x'));
}

BOOST_AUTO_TEST_CASE(it_keeps_how_the_thread_died) {
  Slab slab = make_slab();
  slab.slot(0).breadcrumb.note_crash(11, 0xdeadbeef, true);
  Breadcrumb::View view = slab.slot(0).breadcrumb.read();
  BOOST_TEST(view.signal == 11);
  BOOST_TEST(view.address == 0xdeadbeefu);
  BOOST_TEST(view.stack_overflow);
  BOOST_TEST(!view.exited);
  slab.slot(0).breadcrumb.note_exit(-7);
  view = slab.slot(0).breadcrumb.read();
  BOOST_TEST(view.exited);
  BOOST_TEST(view.exit_code == -7);
}

BOOST_AUTO_TEST_CASE(calls_have_names) {
  BOOST_TEST(host_call_name(HostCall::http) == "http");
  BOOST_TEST(host_call_name(HostCall::destroy) == "destroy");
  BOOST_TEST(host_call_name(static_cast<HostCall>(99)) == "none");
}

BOOST_AUTO_TEST_SUITE_END()
