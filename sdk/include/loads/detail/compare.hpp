// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/describe.hpp>

#include <type_traits>

#pragma GCC visibility push(hidden)
namespace loads::detail {

template <class A, class B>
inline constexpr bool mixed_signs =
    std::is_integral_v<A>&& std::is_integral_v<B>&& std::is_signed_v<A> != std::is_signed_v<B>;

// By value: texts by their characters, integers whatever their signedness (-1 is not 4294967295).
template <class A, class B>
constexpr bool equal(const A& left, const B& right) {
  if constexpr (TextLike<A> && TextLike<B>)
    return as_text(left) == as_text(right);
  else if constexpr (mixed_signs<A, B> && std::is_signed_v<A>)
    return left >= 0 && static_cast<std::make_unsigned_t<A>>(left) == right;
  else if constexpr (mixed_signs<A, B>)
    return equal(right, left);
  else
    return left == right;
}

template <class A, class B>
constexpr bool less(const A& left, const B& right) {
  if constexpr (TextLike<A> && TextLike<B>)
    return as_text(left) < as_text(right);
  else if constexpr (mixed_signs<A, B> && std::is_signed_v<A>)
    return left < 0 || static_cast<std::make_unsigned_t<A>>(left) < right;
  else if constexpr (mixed_signs<A, B>)
    return right >= 0 && left < static_cast<std::make_unsigned_t<B>>(right);
  else
    return left < right;
}

// Text in text, key in map, element in container.
template <class Needle, class Haystack>
constexpr bool contains(const Needle& needle, const Haystack& haystack) {
  if constexpr (TextLike<Needle> && TextLike<Haystack>)
    return as_text(haystack).find(as_text(needle)) != std::string_view::npos;
  else if constexpr (std::is_same_v<Needle, char> && TextLike<Haystack>)
    return as_text(haystack).find(needle) != std::string_view::npos;
  else if constexpr (requires { haystack.contains(needle); })
    return haystack.contains(needle);
  else {
    for (const auto& element : haystack)
      if (equal(needle, element))
        return true;
    return false;
  }
}

template <class T>
constexpr bool is_none(const T& value) {
  if constexpr (OptionalLike<T>)
    return !value.has_value();
  else
    return value == nullptr;
}

inline bool within(double left, double right, double delta) {
  const double distance = left < right ? right - left : left - right;
  return left == right || distance <= delta; // not-a-number is near nothing
}

// As unittest: equal when rounded to that many decimal places.
inline double half_of_place(int places) {
  double power = 1;
  for (int i = places < 0 ? -places : places; i > 0; --i)
    power *= 10;
  return places < 0 ? 0.5 * power : 0.5 / power;
}

template <class Number>
double tolerance(Number given) {
  if constexpr (std::is_integral_v<Number>)
    return half_of_place(static_cast<int>(given));
  else
    return static_cast<double>(given);
}

// The messages, made only when something did not hold.
template <class A, class B>
[[gnu::noinline, gnu::cold]] std::string relation(const A& left, const char* between, const B& right) {
  return described(left) + between + described(right);
}

} // namespace loads::detail
#pragma GCC visibility pop
