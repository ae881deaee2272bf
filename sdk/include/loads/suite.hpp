// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/for_each.hpp>
#include <loads/detail/join.hpp>
#include <loads/detail/suite_table.hpp>
#include <loads/test_case.hpp>

#include <array>
#include <iterator>
#include <string_view>
#include <type_traits>

#pragma GCC visibility push(hidden)
namespace loads::detail {

// Takes the server that a class names in a member of its own, like `static constexpr auto server_url =
// "..."`.
template <auto url, class Class>
void take_server_url(Class& test) {
  using Member = decltype(url);
  if constexpr (std::is_same_v<Member, ServerUrl TestCase::*> || std::is_member_function_pointer_v<Member>)
    return;
  else if constexpr (std::is_member_object_pointer_v<Member>)
    static_cast<TestCase&>(test).session.set_default_server_url(test.*url);
  else
    static_cast<TestCase&>(test).session.set_default_server_url(*url);
}

// The texts of a class's own default_options.
template <auto options>
constexpr auto texts_of() {
  static_assert(
      std::is_pointer_v<decltype(options)>,
      "default_options is a member of the class like `static constexpr const char* default_options[] = "
      "{\"threshold=p95<200ms\"};`");
  std::array<loads_str, std::size(*options)> texts = {};
  std::size_t count = 0;
  for (const std::string_view text : *options)
    texts[count++] = {text.data(), text.size()};
  return texts;
}

template <class Class, auto url>
TestCase* make_test() {
  static_assert(std::is_convertible_v<Class*, TestCase*>,
                "a test class derives publicly from loads::TestCase");
  Class* test = new Class;
  take_server_url<url>(*test);
  return test;
}

template <class Class, auto method>
void call_test(TestCase& test) {
  (static_cast<Class&>(test).*method)();
}

inline void offer_suite() {
  static const RegisterKind kind(LOADS_KIND_SUITE, &suite_table);
}

// Static storage of the tests of one class; registers them when the module is loaded.
template <class Class, auto url, auto options, auto... methods>
class Registration {
public:
  Registration(const char* names, const char* group, const char* file, unsigned line) {
    fill_infos(infos_, group, names, file, line, options_);
    offer_suite();
    add_group(group_);
  }

private:
  static constexpr auto options_ = texts_of<options>();
  static constexpr TestEntry entries_[] = {{make_test<Class, url>, call_test<Class, methods>}...};

  loads_test_info infos_[sizeof...(methods)] = {};
  Group group_ = {entries_, infos_, sizeof...(methods), nullptr};
};

} // namespace loads::detail
#pragma GCC visibility pop

#define LOADS_DETAIL_METHOD(Class, name) &Class::name

// LOADS_SUITE(TestWebSite, test_es, test_chat); after a class, at namespace scope, makes these methods its
// tests. They may be private: access is not checked in the arguments of an explicit instantiation, which this
// is.
#define LOADS_SUITE(Class, ...)                                                                              \
  static_assert(loads::detail::count_names(#__VA_ARGS__) > 0, "LOADS_SUITE(" #Class ") names no test");      \
  static_assert(loads::detail::count_names(#__VA_ARGS__) <= LOADS_DETAIL_EACH_MAX,                           \
                "LOADS_SUITE takes at most 250 tests: split class " #Class);                                 \
  LOADS_DETAIL_SUITE(LOADS_DETAIL_JOIN(LoadsSuite, __COUNTER__), Class, #__VA_ARGS__,                        \
                     LOADS_DETAIL_EACH(LOADS_DETAIL_METHOD, Class, __VA_ARGS__))

#define LOADS_DETAIL_SUITE(Name, Class, names, ...)                                                          \
  namespace {                                                                                                \
  template <auto... methods>                                                                                 \
  struct Name {                                                                                              \
    static loads::detail::Registration<Class, methods...> registration;                                      \
  };                                                                                                         \
  template <auto... methods>                                                                                 \
  loads::detail::Registration<Class, methods...> Name<methods...>::registration(names, #Class, __FILE__,     \
                                                                                __LINE__);                   \
  template struct Name<&Class::server_url, &Class::default_options, __VA_ARGS__>;                            \
  }                                                                                                          \
  static_assert(true)
