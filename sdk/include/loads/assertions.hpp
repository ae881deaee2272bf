// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/checks.hpp>

namespace loads {

// Hard assertions, in the words of unittest: what does not hold is recorded with both values and ends this
// iteration as a failure (as an error outside the test method). `note` is added to the message.
class Assertions : public Checks {
public:
  // Ends this iteration as a failure.
  [[noreturn]] void fail(std::string_view message, Where where = Where::here()) {
    give_up(message, {}, where);
  }

  // Ends this iteration as skipped. In begin_user() it skips all iterations of this user.
  [[noreturn]] void skip(std::string_view reason = {});

  template <class T>
  void assert_true(const T& value, std::string_view note = {}, Where where = Where::here()) {
    if (!static_cast<bool>(value)) [[unlikely]]
      give_up(detail::described(value) + " is not true", note, where);
  }

  template <class T>
  void assert_false(const T& value, std::string_view note = {}, Where where = Where::here()) {
    if (static_cast<bool>(value)) [[unlikely]]
      give_up(detail::described(value) + " is not false", note, where);
  }

  template <class A, class B>
  void assert_equal(const A& actual, const B& expected, std::string_view note = {},
                    Where where = Where::here()) {
    if (!detail::equal(actual, expected)) [[unlikely]]
      give_up(detail::relation(actual, " != ", expected), note, where);
  }

  template <class A, class B>
  void assert_not_equal(const A& actual, const B& other, std::string_view note = {},
                        Where where = Where::here()) {
    if (detail::equal(actual, other)) [[unlikely]]
      give_up(detail::relation(actual, " == ", other), note, where);
  }

  template <class A, class B>
  void assert_greater(const A& actual, const B& bound, std::string_view note = {},
                      Where where = Where::here()) {
    if (!detail::less(bound, actual)) [[unlikely]]
      give_up(detail::relation(actual, " is not greater than ", bound), note, where);
  }

  template <class A, class B>
  void assert_greater_equal(const A& actual, const B& bound, std::string_view note = {},
                            Where where = Where::here()) {
    if (!detail::less(bound, actual) && !detail::equal(actual, bound)) [[unlikely]]
      give_up(detail::relation(actual, " is not greater than or equal to ", bound), note, where);
  }

  template <class A, class B>
  void assert_less(const A& actual, const B& bound, std::string_view note = {}, Where where = Where::here()) {
    if (!detail::less(actual, bound)) [[unlikely]]
      give_up(detail::relation(actual, " is not less than ", bound), note, where);
  }

  template <class A, class B>
  void assert_less_equal(const A& actual, const B& bound, std::string_view note = {},
                         Where where = Where::here()) {
    if (!detail::less(actual, bound) && !detail::equal(actual, bound)) [[unlikely]]
      give_up(detail::relation(actual, " is not less than or equal to ", bound), note, where);
  }

  // An element in a container, a key in a map, text in text.
  template <class Needle, class Haystack>
  void assert_in(const Needle& needle, const Haystack& haystack, std::string_view note = {},
                 Where where = Where::here()) {
    if (!detail::contains(needle, haystack)) [[unlikely]]
      give_up(detail::relation(needle, " not found in ", haystack), note, where);
  }

  template <class Needle, class Haystack>
  void assert_not_in(const Needle& needle, const Haystack& haystack, std::string_view note = {},
                     Where where = Where::here()) {
    if (detail::contains(needle, haystack)) [[unlikely]]
      give_up(detail::relation(needle, " unexpectedly found in ", haystack), note, where);
  }

  // A null pointer or an empty optional.
  template <class T>
  void assert_none(const T& value, std::string_view note = {}, Where where = Where::here()) {
    if (!detail::is_none(value)) [[unlikely]]
      give_up(detail::described(value) + " is not none", note, where);
  }

  template <class T>
  void assert_not_none(const T& value, std::string_view note = {}, Where where = Where::here()) {
    if (detail::is_none(value)) [[unlikely]]
      give_up("unexpectedly none", note, where);
  }

  // An integer says how many decimal places count (7 if not given), a floating-point number how far apart.
  template <class Tolerance = int>
  void assert_almost_equal(double actual, double expected, Tolerance places_or_delta = 7,
                           std::string_view note = {}, Where where = Where::here()) {
    if (!detail::within(actual, expected, detail::tolerance(places_or_delta))) [[unlikely]]
      give_up(distance(actual, " != ", expected, detail::tolerance(places_or_delta)), note, where);
  }

  template <class Tolerance = int>
  void assert_not_almost_equal(double actual, double other, Tolerance places_or_delta = 7,
                               std::string_view note = {}, Where where = Where::here()) {
    if (detail::within(actual, other, detail::tolerance(places_or_delta))) [[unlikely]]
      give_up(distance(actual, " == ", other, detail::tolerance(places_or_delta)), note, where);
  }

  // `action` must throw an E; another exception passes on and is an error.
  template <class E, class Action>
  void assert_raises(Action&& action, std::string_view note = {}, Where where = Where::here()) {
    if (!raises<E>(action)) [[unlikely]]
      give_up(detail::type_name(typeid(E)) + " not raised", note, where);
  }

protected:
  using Checks::Checks;

private:
  [[noreturn]] void give_up(std::string_view message, std::string_view note, Where where);
};

[[gnu::noinline, gnu::cold]] inline void Assertions::give_up(std::string_view message, std::string_view note,
                                                             Where where) {
  std::string whole(message);
  if (!note.empty())
    whole.append(" : ").append(note);
  detail::fail_hard(user_, whole, where);
}

[[gnu::noinline, gnu::cold]] inline void Assertions::skip(std::string_view reason) {
  if (!reason.empty() && user_.tables->log)
    user_.tables->log->write(LOADS_LOG_DEBUG, detail::to_abi("skipped: " + std::string(reason)));
  throw detail::Skipped();
}

} // namespace loads
