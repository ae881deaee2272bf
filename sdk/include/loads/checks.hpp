// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/compare.hpp>
#include <loads/detail/user.hpp>
#include <loads/where.hpp>

#include <cstring>
#include <string>
#include <string_view>
#include <typeinfo>

namespace loads {

// Soft checks: each is counted under `name` as passed or not (without a name under its kind and place), what
// does not hold is recorded with both values, and the iteration goes on. It still counts as a success if
// nothing else goes wrong: checks have figures of their own in the report. Each returns whether it held.
class Checks {
public:
  template <class T>
  bool check(const T& value, std::string_view name = {}, Where where = Where::here()) {
    return count("check", static_cast<bool>(value), name, where) ||
           missed(detail::described(value) + " is not true", name, where);
  }

  template <class T>
  bool check_true(const T& value, std::string_view name = {}, Where where = Where::here()) {
    return count("check_true", static_cast<bool>(value), name, where) ||
           missed(detail::described(value) + " is not true", name, where);
  }

  template <class T>
  bool check_false(const T& value, std::string_view name = {}, Where where = Where::here()) {
    return count("check_false", !static_cast<bool>(value), name, where) ||
           missed(detail::described(value) + " is not false", name, where);
  }

  template <class A, class B>
  bool check_equal(const A& actual, const B& expected, std::string_view name = {},
                   Where where = Where::here()) {
    return count("check_equal", detail::equal(actual, expected), name, where) ||
           missed(detail::relation(actual, " != ", expected), name, where);
  }

  template <class A, class B>
  bool check_not_equal(const A& actual, const B& other, std::string_view name = {},
                       Where where = Where::here()) {
    return count("check_not_equal", !detail::equal(actual, other), name, where) ||
           missed(detail::relation(actual, " == ", other), name, where);
  }

  template <class A, class B>
  bool check_greater(const A& actual, const B& bound, std::string_view name = {},
                     Where where = Where::here()) {
    return count("check_greater", detail::less(bound, actual), name, where) ||
           missed(detail::relation(actual, " is not greater than ", bound), name, where);
  }

  template <class A, class B>
  bool check_greater_equal(const A& actual, const B& bound, std::string_view name = {},
                           Where where = Where::here()) {
    return count("check_greater_equal", detail::less(bound, actual) || detail::equal(actual, bound), name,
                 where) ||
           missed(detail::relation(actual, " is not greater than or equal to ", bound), name, where);
  }

  template <class A, class B>
  bool check_less(const A& actual, const B& bound, std::string_view name = {}, Where where = Where::here()) {
    return count("check_less", detail::less(actual, bound), name, where) ||
           missed(detail::relation(actual, " is not less than ", bound), name, where);
  }

  template <class A, class B>
  bool check_less_equal(const A& actual, const B& bound, std::string_view name = {},
                        Where where = Where::here()) {
    return count("check_less_equal", detail::less(actual, bound) || detail::equal(actual, bound), name,
                 where) ||
           missed(detail::relation(actual, " is not less than or equal to ", bound), name, where);
  }

  template <class Needle, class Haystack>
  bool check_in(const Needle& needle, const Haystack& haystack, std::string_view name = {},
                Where where = Where::here()) {
    return count("check_in", detail::contains(needle, haystack), name, where) ||
           missed(detail::relation(needle, " not found in ", haystack), name, where);
  }

  template <class Needle, class Haystack>
  bool check_not_in(const Needle& needle, const Haystack& haystack, std::string_view name = {},
                    Where where = Where::here()) {
    return count("check_not_in", !detail::contains(needle, haystack), name, where) ||
           missed(detail::relation(needle, " unexpectedly found in ", haystack), name, where);
  }

  template <class T>
  bool check_none(const T& value, std::string_view name = {}, Where where = Where::here()) {
    return count("check_none", detail::is_none(value), name, where) ||
           missed(detail::described(value) + " is not none", name, where);
  }

  template <class T>
  bool check_not_none(const T& value, std::string_view name = {}, Where where = Where::here()) {
    return count("check_not_none", !detail::is_none(value), name, where) ||
           missed("unexpectedly none", name, where);
  }

  template <class Tolerance = int>
  bool check_almost_equal(double actual, double expected, Tolerance places_or_delta = 7,
                          std::string_view name = {}, Where where = Where::here()) {
    const double delta = detail::tolerance(places_or_delta);
    return count("check_almost_equal", detail::within(actual, expected, delta), name, where) ||
           missed(distance(actual, " != ", expected, delta), name, where);
  }

  template <class Tolerance = int>
  bool check_not_almost_equal(double actual, double other, Tolerance places_or_delta = 7,
                              std::string_view name = {}, Where where = Where::here()) {
    const double delta = detail::tolerance(places_or_delta);
    return count("check_not_almost_equal", !detail::within(actual, other, delta), name, where) ||
           missed(distance(actual, " == ", other, delta), name, where);
  }

  template <class E, class Action>
  bool check_raises(Action&& action, std::string_view name = {}, Where where = Where::here()) {
    return count("check_raises", raises<E>(action), name, where) ||
           missed(detail::type_name(typeid(E)) + " not raised", name, where);
  }

protected:
  explicit Checks(const detail::User& user) : user_(user) {}

  template <class E, class Action>
  static bool raises(Action& action) {
    try {
      action();
    } catch (const E&) {
      return true;
    }
    return false;
  }

  [[gnu::noinline, gnu::cold]] static std::string distance(double left, const char* between, double right,
                                                           double delta) {
    return detail::relation(left, between, right) + " within " + detail::described(delta);
  }

  detail::User user_;

private:
  bool count(const char* kind, bool passed, std::string_view name, Where where);
  bool missed(std::string_view message, std::string_view name, Where where);
};

// Under "check_equal at website.cpp:12" if it has no name of its own.
inline bool Checks::count(const char* kind, bool passed, std::string_view name, Where where) {
  char place[160];
  if (name.empty()) {
    const char* slash = std::strrchr(where.file(), '/');
    const int size = std::snprintf(place, sizeof place, "%s at %.100s:%u", kind,
                                   slash ? slash + 1 : where.file(), where.line());
    name = std::string_view(place, static_cast<std::size_t>(size));
  }
  if (passed || !user_.stopped)
    user_.tables->vu->check(user_.vu, detail::to_abi(name), passed);
  return passed;
}

[[gnu::noinline, gnu::cold]] inline bool Checks::missed(std::string_view message, std::string_view name,
                                                        Where where) {
  std::string whole(message);
  if (!name.empty())
    whole.append(" : ").append(name);
  detail::record(user_, LOADS_FAIL, true, whole, where.file(), where.line());
  return false;
}

} // namespace loads
