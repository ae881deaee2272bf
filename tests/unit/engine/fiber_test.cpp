// SPDX-License-Identifier: Apache-2.0
#include "core/engine/fiber.hpp"

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace loads::engine;

namespace {

// A fiber with a stack that runs a function, which may park it.
class Routine {
public:
  Routine(StackPool& pool, std::function<void(Fiber&)> body)
      : pool_(pool), stack_(*pool.acquire()), body_(std::move(body)), fiber_(stack_, &Routine::enter, this) {}
  ~Routine() { pool_.release(stack_); }
  void resume() { fiber_.resume(); }
  bool finished() const { return fiber_.finished(); }

private:
  static void enter(void* self) {
    auto& routine = *static_cast<Routine*>(self);
    routine.body_(routine.fiber_);
  }
  StackPool& pool_;
  Stack stack_;
  std::function<void(Fiber&)> body_;
  Fiber fiber_;
};

// Runs it in a child process; the signal that ended the child, or minus its exit code.
int outcome_in_child(const std::function<void()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    std::signal(SIGABRT, SIG_DFL); // not the handler of the test program
    std::fclose(stderr);
    body();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

} // namespace

BOOST_AUTO_TEST_SUITE(fiber)

BOOST_AUTO_TEST_CASE(a_fiber_runs_until_it_parks_and_goes_on_where_it_was) {
  StackPool pool;
  std::vector<int> steps;
  Routine routine(pool, [&](Fiber& self) {
    steps.push_back(1);
    self.park();
    steps.push_back(3);
  });
  routine.resume();
  steps.push_back(2);
  BOOST_TEST(!routine.finished());
  routine.resume();
  BOOST_TEST(routine.finished());
  BOOST_TEST(steps == (std::vector<int>{1, 2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_thousand_fibers_keep_their_own_variables) {
  StackPool pool;
  std::vector<std::unique_ptr<Routine>> routines;
  std::vector<int> sums(1000);
  for (int i = 0; i < 1000; ++i) {
    routines.push_back(std::make_unique<Routine>(pool, [i, &sums](Fiber& self) {
      int sum = 0;
      for (int round = 0; round < 10; ++round) {
        sum += i;
        self.park();
      }
      sums[static_cast<std::size_t>(i)] = sum;
    }));
  }
  for (int round = 0; round < 11; ++round) {
    for (auto& routine : routines)
      routine->resume();
  }
  for (int i = 0; i < 1000; ++i) {
    BOOST_REQUIRE(routines[static_cast<std::size_t>(i)]->finished());
    BOOST_REQUIRE_EQUAL(sums[static_cast<std::size_t>(i)], 10 * i);
  }
}

BOOST_AUTO_TEST_CASE(two_fibers_parked_in_catch_blocks_get_their_own_exceptions_back) {
  StackPool pool;
  std::vector<std::string> caught;
  const auto body = [&](const std::string& text) {
    return [&caught, text](Fiber& self) {
      try {
        try {
          throw std::runtime_error(text);
        } catch (const std::exception&) {
          self.park();
          throw; // what this fiber caught, not what was caught last on the thread
        }
      } catch (const std::exception& again) {
        caught.emplace_back(again.what());
      }
    };
  };
  Routine first(pool, body("first"));
  Routine second(pool, body("second"));
  first.resume();
  second.resume();
  BOOST_TEST(!std::current_exception());
  first.resume();
  second.resume();
  BOOST_TEST(caught == (std::vector<std::string>{"first", "second"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_fiber_does_not_see_the_exception_that_its_resumer_handles) {
  StackPool pool;
  bool saw_one = true;
  Routine routine(pool, [&](Fiber&) { saw_one = std::current_exception() != nullptr; });
  try {
    throw std::runtime_error("outer");
  } catch (const std::exception& outer) {
    routine.resume();
    BOOST_TEST(!!std::current_exception());
    BOOST_TEST(outer.what() == "outer");
  }
  BOOST_TEST(!saw_one);
}

BOOST_AUTO_TEST_CASE(a_fiber_that_parks_while_an_exception_unwinds_it_keeps_its_count) {
  struct ParkOnExit {
    Fiber& fiber;
    int& seen;
    ~ParkOnExit() {
      fiber.park();
      seen = std::uncaught_exceptions();
    }
  };
  StackPool pool;
  int seen = 0;
  Routine routine(pool, [&](Fiber& self) {
    try {
      const ParkOnExit guard{self, seen};
      throw 1;
    } catch (int) {
    }
  });
  routine.resume();
  BOOST_TEST(std::uncaught_exceptions() == 0);
  routine.resume();
  BOOST_TEST(seen == 1);
  BOOST_TEST(routine.finished());
}

BOOST_AUTO_TEST_CASE(a_thousand_throws_on_two_hundred_fibers_are_all_caught) {
  StackPool pool;
  int caught = 0;
  std::vector<std::unique_ptr<Routine>> routines;
  for (int i = 0; i < 200; ++i) {
    routines.push_back(std::make_unique<Routine>(pool, [&caught, i](Fiber& self) {
      for (int round = 0; round < 5; ++round) {
        try {
          throw std::runtime_error(std::to_string(i));
        } catch (const std::exception& error) {
          self.park();
          caught += std::stoi(error.what()) == i ? 1 : 0;
        }
      }
    }));
  }
  for (int round = 0; round < 6; ++round) {
    for (auto& routine : routines)
      routine->resume();
  }
  BOOST_TEST(caught == 1000);
}

BOOST_AUTO_TEST_CASE(a_fiber_that_never_began_may_be_destroyed) {
  StackPool pool;
  bool ran = false;
  {
    Routine routine(pool, [&](Fiber&) { ran = true; });
  }
  BOOST_TEST(!ran);
}

BOOST_AUTO_TEST_CASE(destroying_a_parked_fiber_ends_the_process) {
  const int outcome = outcome_in_child([] {
    StackPool pool;
    Routine routine(pool, [](Fiber& self) { self.park(); });
    routine.resume();
  });
  BOOST_TEST(outcome == SIGABRT);
}

BOOST_AUTO_TEST_CASE(an_exception_that_leaves_the_entry_function_ends_the_process) {
  const int outcome = outcome_in_child([] {
    StackPool pool;
    Routine routine(pool, [](Fiber&) { throw std::runtime_error("escaped"); });
    routine.resume();
  });
  BOOST_TEST(outcome == SIGABRT);
}

BOOST_AUTO_TEST_SUITE_END()
