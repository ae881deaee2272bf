// SPDX-License-Identifier: Apache-2.0
#include "core/base/background.hpp"

#include <boost/test/unit_test.hpp>

#include <poll.h>
#include <semaphore>
#include <vector>

using namespace loads::base;

BOOST_AUTO_TEST_CASE(jobs_run_in_order_urgent_ones_first_and_completions_by_the_owner) {
  std::vector<int> run, completed; // `run` belongs to the thread until all are completed
  std::binary_semaphore begin(0);
  Background background;
  const auto job = [&](int number) {
    return [&run, &completed, number]() -> Background::Completion {
      run.push_back(number);
      return [&completed, number] { completed.push_back(number); };
    };
  };
  background.run([&]() -> Background::Completion {
    begin.acquire();
    return {};
  });
  background.run(job(3));
  background.run(job(4));
  background.run_urgently(job(1));
  background.run_urgently(job(2));
  begin.release();
  while (completed.size() < 4) {
    pollfd entry{background.fd(), POLLIN, 0};
    BOOST_REQUIRE(::poll(&entry, 1, 20'000) == 1);
    background.complete();
  }
  // The first job may have begun before the others came, or after.
  BOOST_TEST((run == std::vector{1, 2, 3, 4}));
  BOOST_TEST((completed == run));
}

BOOST_AUTO_TEST_CASE(jobs_that_wait_at_the_end_are_forgotten) {
  bool is_run = false;
  {
    std::binary_semaphore begun(0), end(0);
    Background background;
    background.run([&]() -> Background::Completion {
      begun.release();
      end.acquire();
      return {};
    });
    begun.acquire();
    std::thread ending([&] { end.release(); });
    background.run_urgently([&]() -> Background::Completion { return [&] { is_run = true; }; });
    ending.join();
  }
  BOOST_TEST(!is_run); // its completion needs complete()
}
