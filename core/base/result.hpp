// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace loads::base {

// What went wrong, for a person: what was tried, on what, and what to do.
enum class ErrorKind {
  usage,          // the user asked for something that makes no sense: exit code 2
  infrastructure, // something around the test does not work: exit code 3
  cancelled,      // the run is stopping
};

struct Error {
  ErrorKind kind = ErrorKind::infrastructure;
  std::string text;
};

inline Error usage_error(std::string text) {
  return {ErrorKind::usage, std::move(text)};
}
inline Error infrastructure_error(std::string text) {
  return {ErrorKind::infrastructure, std::move(text)};
}

// A value or an Error. Subsystems hand out this; exceptions do not leave them.
template <class T>
class [[nodiscard]] Result {
public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const Error& error() const { return std::get<1>(state_); }

private:
  std::variant<T, Error> state_;
};

struct Nothing {};
using Status = Result<Nothing>;

} // namespace loads::base
