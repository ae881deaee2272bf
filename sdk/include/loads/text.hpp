// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace loads {

namespace detail {

template <class T>
concept Number =
    std::is_arithmetic_v<std::remove_cvref_t<T>> && !std::is_same_v<std::remove_cvref_t<T>, char>;

template <class T>
concept Textual = Number<T> || std::is_convertible_v<T, std::string_view>;

} // namespace detail

// A text argument. Borrows what the caller keeps (literals, string_views, named strings), owns what the
// caller gives away (temporary strings) and what it has to write out (numbers). Borrowed text must live until
// the call.
class Text {
public:
  Text() = default;

  template <detail::Textual T>
  requires(!std::is_same_v<std::remove_cvref_t<T>, Text>) Text(T&& value) {
    using Plain = std::remove_cvref_t<T>;
    if constexpr (std::is_same_v<Plain, bool>) {
      borrowed_ = value ? "true" : "false";
    } else if constexpr (detail::Number<T>) {
      own(std::to_string(value));
    } else if constexpr (std::is_same_v<Plain, std::string> && !std::is_lvalue_reference_v<T>) {
      own(std::forward<T>(value));
    } else if constexpr (std::is_pointer_v<Plain>) {
      if (value)
        borrowed_ = std::string_view(value);
    } else {
      borrowed_ = static_cast<std::string_view>(value);
      if (!borrowed_.data())
        borrowed_ = "";
    }
  }

  // False for a Text that was never given; an empty one may be.
  bool given() const { return owns_ || borrowed_.data(); }
  bool empty() const { return view().empty(); }
  std::string_view view() const { return owns_ ? std::string_view(owned_) : borrowed_; }

private:
  void own(std::string text) {
    owned_ = std::move(text);
    owns_ = true;
  }

  std::string_view borrowed_;
  std::string owned_;
  bool owns_ = false;
};

// A header, a query parameter or a field of a form.
struct Field {
  Text name{};
  Text value{};
};

// A list that is made from braces only: a vector would also take {"user", "joe"} as two iterators.
template <class T>
class List {
public:
  List() = default;
  List(std::initializer_list<T> elements) : elements_(elements) {}

  void push_back(T element) { elements_.push_back(std::move(element)); }
  bool empty() const { return elements_.empty(); }
  std::size_t size() const { return elements_.size(); }
  auto begin() const { return elements_.begin(); }
  auto end() const { return elements_.end(); }

private:
  std::vector<T> elements_;
};

// {{"user", "joe"}, {"page", 2}}
using Fields = List<Field>;

} // namespace loads
