// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/entries.hpp>
#include <loads/test_case.hpp>

#include <cxxabi.h>
#include <exception>

#pragma GCC visibility push(hidden)
namespace loads::detail {

// Inside a catch block: what the exception means, recorded unless a hard assertion did that already.
[[gnu::noinline, gnu::cold]] inline loads_outcome judge_exception(User& user) noexcept {
  try {
    throw;
  } catch (const HardFailure&) {
    return user.recorded;
  } catch (const Skipped&) {
    return LOADS_SKIP;
  } catch (const Stopped&) {
    user.stopped = true;
    return LOADS_STOPPED;
  } catch (const NetworkError& error) {
    record(user, LOADS_ERROR, false, type_name(typeid(error)) + ": " + error.what(), error.where().file(),
           error.where().line());
  } catch (const std::exception& error) {
    record(user, LOADS_ERROR, false, type_name(typeid(error)) + ": " + error.what(), "", 0);
  } catch (const char* text) {
    record(user, LOADS_ERROR, false, text, "", 0);
  } catch (const std::string& text) {
    record(user, LOADS_ERROR, false, text, "", 0);
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    record(user, LOADS_ERROR, false, "exception of type " + (type ? type_name(*type) : "unknown"), "", 0);
  }
  return user.recorded;
}

// Runs a part of the user's code; nothing it throws gets past here. A failure that was recorded stands even
// when the code swallowed the exception behind it.
template <class Code>
loads_outcome guarded(User& user, Phase phase, Code&& code) noexcept {
  user.phase = phase;
  user.recorded = LOADS_PASS;
  try {
    code();
    return user.recorded;
  } catch (...) {
    return judge_exception(user);
  }
}

// The life of a test object between create() and destroy(), with nothing of the ABI in it.
class Iteration {
public:
  static User& user_of(TestCase& test) { return test.user_; }

  // The first of set_up, test, tear_down and clean-ups that went wrong decides the outcome; all are recorded.
  static loads_outcome run(TestCase& test) noexcept {
    User& user = test.user_;
    if (user.skipping)
      return LOADS_SKIP;
    loads_outcome outcome = guarded(user, Phase::set_up, [&] { test.set_up(); });
    if (outcome == LOADS_PASS) {
      outcome = guarded(user, Phase::test, [&] { user.test->call(test); });
      worsen(outcome, guarded(user, Phase::tear_down, [&] { test.tear_down(); }));
    }
    while (test.cleanups_)
      [[unlikely]] worsen(outcome, clean_up(test));
    const bool failed = outcome == LOADS_FAIL || outcome == LOADS_ERROR; // which was before the stop
    return user.stopped && !failed ? LOADS_STOPPED : outcome;
  }

private:
  static void worsen(loads_outcome& outcome, loads_outcome later) {
    if (outcome == LOADS_PASS || (outcome == LOADS_SKIP && later != LOADS_PASS))
      outcome = later;
  }

  static loads_outcome clean_up(TestCase& test) noexcept {
    TestCase::Cleanup* top = test.cleanups_;
    test.cleanups_ = top->next;
    const loads_outcome outcome = guarded(test.user_, Phase::tear_down, [&] { top->run(); });
    delete top;
    return outcome;
  }
};

} // namespace loads::detail
#pragma GCC visibility pop
