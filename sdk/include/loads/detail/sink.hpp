// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/describe.hpp>
#include <loads/detail/join.hpp>
#include <loads/log.hpp>
#include <loads/module.hpp>
#include <loads/settings.hpp>

#include <exception>
#include <stdexcept>
#include <system_error>
#include <type_traits>

#pragma GCC visibility push(hidden)
// What outputs and observers share: no exception leaves them, each is logged; with its type, unless that is one
// whose text is meant for people.
namespace loads::detail {

[[gnu::noinline, gnu::cold]] inline loads_status sink_failed() noexcept {
  try {
    try {
      throw;
    } catch (const std::exception& error) {
      const std::type_info& type = typeid(error);
      const bool is_told = type == typeid(std::runtime_error) || type == typeid(std::system_error);
      log(LogLevel::error, is_told ? error.what() : type_name(type) + ": " + error.what());
    } catch (...) {
      log(LogLevel::error, "exception of unknown type");
    }
  } catch (...) {
  }
  return LOADS_E_FAILED;
}

template <class Code>
loads_status sink_call(Code&& code) noexcept {
  try {
    code();
    return LOADS_OK;
  } catch (...) {
    return sink_failed();
  }
}

template <class Base, class Class>
Base* new_sink(const loads_setting* settings, std::size_t count) {
  if constexpr (std::is_constructible_v<Class, const Settings&>)
    return new Class(Settings(settings, count));
  else
    return new Class;
}

template <class Base, class Class>
loads_status make_sink(const loads_host*, const loads_setting* settings, std::size_t count,
                       void** self) noexcept {
  return sink_call([&] { *self = new_sink<Base, Class>(settings, count); });
}

template <class Base>
void drop_sink(void* self) noexcept {
  delete static_cast<Base*>(self);
}

// An array that may have no elements.
template <std::size_t count>
struct OptionArray {
  loads_option options[count];
  constexpr const loads_option* data() const { return options; }
  constexpr std::size_t size() const { return count; }
};
template <>
struct OptionArray<0> {
  constexpr const loads_option* data() const { return nullptr; }
  constexpr std::size_t size() const { return 0; }
};
template <class... Options>
constexpr OptionArray<sizeof...(Options)> option_array(const Options&... options) {
  return {{options...}};
}
constexpr OptionArray<0> option_array() {
  return {};
}

} // namespace loads::detail
#pragma GCC visibility pop

// A symbol that the linker refuses to have twice.
#define LOADS_DETAIL_ONE(name)                                                                               \
  extern "C" {                                                                                               \
  __attribute__((visibility("hidden"))) char name;                                                           \
  }

#define LOADS_DETAIL_SINK(Name, Table, Class, kind, Raw, name, help, ...)                                    \
  namespace {                                                                                                \
  struct Name {                                                                                              \
    static constexpr auto options = loads::detail::option_array(__VA_ARGS__);                                \
    static constexpr Raw table =                                                                             \
        loads::detail::Table<Class>::table(name, help, options.data(), options.size());                      \
    static const loads::detail::RegisterKind registration;                                                   \
  };                                                                                                         \
  const loads::detail::RegisterKind Name::registration{kind, &Name::table};                                  \
  }                                                                                                          \
  static_assert(true)
