// SPDX-License-Identifier: Apache-2.0
#include "core/net/resolver.hpp"

#include "tests/support/poll_waiter.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>
#include <thread>

using namespace loads;
using namespace std::chrono_literals;
using net::IoStatus;
using net::Lookup;
using net::Resolver;

namespace {

struct Asked {
  IoStatus status;
  std::vector<std::string> addresses;
  std::string problem;
};

Asked ask(Resolver& resolver, std::string_view host, test::PollWaiter& waiter, base::Duration limit = 10s) {
  std::shared_ptr<const Lookup> found;
  const auto result = resolver.resolve(host, waiter, waiter.now() + limit, found);
  Asked out{result.status, {}, {}};
  if (found) {
    for (const net::Address& address : found->addresses)
      out.addresses.push_back(to_string(address));
    out.problem = found->problem;
  }
  return out;
}

Lookup two_addresses() {
  return {{*net::numeric_address("10.0.0.1"), *net::numeric_address("2001:db8::1")}, {}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(resolver)

BOOST_AUTO_TEST_CASE(numbers_and_localhost_need_no_lookup) {
  Resolver resolver([](const std::string&) -> Lookup {
    BOOST_ERROR("looked up");
    return {};
  });
  test::PollWaiter waiter;
  const std::vector<std::string> v4{"192.0.2.7"}, v6{"::1"}, both{"127.0.0.1", "::1"};
  BOOST_TEST(ask(resolver, "192.0.2.7", waiter).addresses == v4);
  BOOST_TEST(ask(resolver, "::1", waiter).addresses == v6);
  BOOST_TEST(ask(resolver, "localhost", waiter).addresses == both);
  BOOST_TEST(waiter.waits == 0);
}

BOOST_AUTO_TEST_CASE(a_name_is_looked_up_once_and_kept) {
  std::atomic<int> lookups = 0;
  Resolver resolver([&](const std::string& host) {
    BOOST_TEST(host == "example.org");
    ++lookups;
    return two_addresses();
  });
  test::PollWaiter waiter;
  const std::vector<std::string> expected{"10.0.0.1", "2001:db8::1"}, turned{"2001:db8::1", "10.0.0.1"};
  BOOST_TEST(ask(resolver, "example.org", waiter).addresses == expected);
  BOOST_TEST(ask(resolver, "example.org", waiter).addresses == expected);
  BOOST_TEST(lookups == 1);
  BOOST_TEST(waiter.attached == 0);
  resolver.prefer("example.org", *net::numeric_address("2001:db8::1"));
  resolver.prefer("example.org", *net::numeric_address("192.0.2.1"));
  BOOST_TEST(ask(resolver, "example.org", waiter).addresses == turned);
}

BOOST_AUTO_TEST_CASE(users_of_many_threads_share_one_lookup) {
  std::atomic<int> lookups = 0;
  std::promise<void> go;
  std::shared_future<void> gone = go.get_future().share();
  Resolver resolver([&](const std::string&) {
    ++lookups;
    gone.wait();
    return two_addresses();
  });
  std::atomic<int> answered = 0;
  std::vector<std::thread> users;
  std::atomic<int> waiting = 0;
  for (int i = 0; i < 8; ++i)
    users.emplace_back([&] {
      test::PollWaiter waiter;
      ++waiting;
      if (ask(resolver, "a.example", waiter).addresses.size() == 2)
        ++answered;
    });
  while (waiting < 8 || lookups == 0)
    std::this_thread::yield();
  go.set_value();
  for (std::thread& user : users)
    user.join();
  BOOST_TEST(answered == 8);
  BOOST_TEST(lookups == 1);
}

BOOST_AUTO_TEST_CASE(a_lookup_that_hangs_ends_with_the_deadline_or_the_run) {
  std::promise<void> go;
  std::shared_future<void> gone = go.get_future().share();
  auto resolver = std::make_unique<Resolver>([gone](const std::string&) {
    gone.wait();
    return two_addresses();
  });
  test::PollWaiter waiter;
  BOOST_TEST((ask(*resolver, "slow.example", waiter, 10ms).status == IoStatus::timeout));
  std::thread stopper([&] { waiter.cancel(); });
  BOOST_TEST((ask(*resolver, "slow.example", waiter).status == IoStatus::cancelled));
  stopper.join();
  BOOST_TEST(waiter.attached == 0);
  resolver.reset(); // does not wait for the helper
  go.set_value();
}

BOOST_AUTO_TEST_CASE(a_failure_has_a_text) {
  Resolver resolver;
  test::PollWaiter waiter;
  const Asked asked = ask(resolver, "no-such-host.invalid", waiter);
  BOOST_TEST(asked.addresses.empty());
  BOOST_TEST(asked.problem != "");
}

BOOST_AUTO_TEST_SUITE_END()
