// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cxxabi.h>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>

#pragma GCC visibility push(hidden)
// Writes values for messages of assertions. Knows the usual types, and each type for which argument-dependent
// look-up finds a to_string(); other values are shown as "<their type>".
namespace loads::detail {

inline constexpr std::size_t shown_bytes = 200; // of a text, so that messages stay readable
inline constexpr int shown_elements = 10;

[[gnu::cold]] inline std::string type_name(const std::type_info& type) {
  int status = 0;
  char* text = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
  std::string name = text ? text : type.name();
  std::free(text);
  return name;
}

[[gnu::cold]] inline void append_quoted(std::string& out, std::string_view text, char quote = '"') {
  std::size_t end = text.size() < shown_bytes ? text.size() : shown_bytes;
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end; // not inside a UTF-8 sequence
  out += quote;
  for (const char c : text.substr(0, end)) {
    char escaped[5];
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (c == quote || c == '\\')
      (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      out.append(escaped, static_cast<std::size_t>(std::snprintf(escaped, sizeof escaped, "\\x%02x",
                                                                 static_cast<unsigned char>(c))));
    else
      out += c;
  }
  out += quote;
  if (end < text.size())
    out.append("... (").append(std::to_string(text.size())).append(" bytes)");
}

// The shortest form that reads back as the same number.
[[gnu::cold]] inline void append_float(std::string& out, double value) {
  char text[32];
  for (const int digits : {6, 15, 17}) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value)
      break;
  }
  out += text;
}

template <class T>
concept TextLike = std::is_convertible_v<const T&, std::string_view> && !std::is_null_pointer_v<T>;

// A string_view of anything text-like; a null pointer is empty text.
template <TextLike T>
constexpr std::string_view as_text(const T& value) {
  if constexpr (std::is_pointer_v<T>)
    return value ? std::string_view(value) : std::string_view();
  else
    return value;
}

template <class T>
concept Range = requires(const T& value) {
  value.begin() != value.end();
  *value.begin();
};

template <class T>
concept OptionalLike = requires(const T& value) {
  { value.has_value() } -> std::convertible_to<bool>;
  *value;
};

template <class T>
concept PairLike = requires(const T& value) {
  value.first;
  value.second;
};

template <class T>
concept HeaderLike = requires(const T& value) {
  std::string_view(value.name);
  std::string_view(value.value);
};

template <class T>
concept WithToString = requires(const T& value) {
  { to_string(value) } -> std::convertible_to<std::string>;
};

template <class T>
inline constexpr bool is_duration = false;
template <class R, class P>
inline constexpr bool is_duration<std::chrono::duration<R, P>> = true;

template <class T>
void append_value(std::string& out, const T& value);

template <class R, class P>
void append_duration(std::string& out, const std::chrono::duration<R, P>& value) {
  append_value(out, value.count());
  if constexpr (std::is_same_v<P, std::nano>)
    out += "ns";
  else if constexpr (std::is_same_v<P, std::micro>)
    out += "us";
  else if constexpr (std::is_same_v<P, std::milli>)
    out += "ms";
  else if constexpr (std::is_same_v<P, std::ratio<60>>)
    out += "min";
  else if constexpr (std::is_same_v<P, std::ratio<3600>>)
    out += "h";
  else if constexpr (std::is_same_v<P, std::ratio<1>>)
    out += "s";
  else
    out += '[' + std::to_string(P::num) + '/' + std::to_string(P::den) + "]s";
}

template <class T>
void append_range(std::string& out, const T& value) {
  out += '[';
  int shown = 0;
  for (auto it = value.begin(); it != value.end(); ++it, ++shown) {
    if (shown)
      out += ", ";
    if (shown == shown_elements) {
      out += "...";
      break;
    }
    append_value(out, *it);
  }
  out += ']';
}

template <class T>
void append_value(std::string& out, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_null_pointer_v<T>) {
    out += "null";
  } else if constexpr (std::is_same_v<T, char>) {
    append_quoted(out, std::string_view(&value, 1), '\'');
  } else if constexpr (std::is_integral_v<T>) {
    out += std::to_string(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    append_float(out, static_cast<double>(value));
  } else if constexpr (TextLike<T>) {
    if constexpr (std::is_pointer_v<T>)
      if (!value) {
        out += "null";
        return;
      }
    append_quoted(out, as_text(value));
  } else if constexpr (is_duration<T>) {
    append_duration(out, value);
  } else if constexpr (WithToString<T>) {
    out += to_string(value);
  } else if constexpr (std::is_enum_v<T>) {
    out += type_name(typeid(T)) + '(' + std::to_string(static_cast<std::underlying_type_t<T>>(value)) + ')';
  } else if constexpr (std::is_pointer_v<T>) {
    char text[24];
    std::snprintf(text, sizeof text, "%p", reinterpret_cast<const void*>(value));
    out += value ? text : "null";
  } else if constexpr (OptionalLike<T>) {
    if (value.has_value())
      append_value(out, *value);
    else
      out += "none";
  } else if constexpr (PairLike<T>) {
    append_value(out, value.first);
    out += ": ";
    append_value(out, value.second);
  } else if constexpr (HeaderLike<T>) {
    append_value(out, value.name);
    out += ": ";
    append_value(out, value.value);
  } else if constexpr (Range<T>) {
    append_range(out, value);
  } else {
    out += '<' + type_name(typeid(T)) + '>';
  }
}

template <class T>
[[gnu::noinline, gnu::cold]] std::string described(const T& value) {
  std::string out;
  append_value(out, value);
  return out;
}

} // namespace loads::detail
#pragma GCC visibility pop
