// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/wire/ids.hpp"

#include <boost/json/object.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// A payload is a struct with a function that names its members once, for writing, reading and describing
// them:
//   template <class Visitor, class Self> static void fields(Visitor& visit, Self& self) {
//     visit("name", self.name, "what it is for");
//   }
// On the wire it is a JSON object. A member must be there unless it is an optional; those that the reader
// does not know are passed over, so that a later version can add some.
namespace loads::wire {

inline constexpr std::size_t deepest_json = 8;

// The names of an enum's values, from 0; specialise it next to the enum.
template <class Enum>
struct EnumNames;

template <class Type>
concept NamedEnum = std::is_enum_v<Type> && requires {
  EnumNames<Type>::names;
};

template <NamedEnum Enum>
std::string_view name_of(Enum value) {
  return EnumNames<Enum>::names[static_cast<std::size_t>(value)];
}

template <class Type>
inline constexpr bool is_list = false;
template <class Item>
inline constexpr bool is_list<std::vector<Item>> = true;

template <class Type>
inline constexpr bool is_optional = false;
template <class Item>
inline constexpr bool is_optional<std::optional<Item>> = true;

template <class Type>
inline constexpr bool is_hex_id = false;
template <std::size_t size>
inline constexpr bool is_hex_id<HexId<size>> = true;

// Writes members into an object.
class FieldWriter {
public:
  template <class Type>
  void operator()(std::string_view name, const Type& value, std::string_view) {
    if constexpr (is_optional<Type>) {
      if (value)
        object.emplace(name, to_json(*value));
    } else {
      object.emplace(name, to_json(value));
    }
  }

  boost::json::object object;

private:
  static boost::json::value text_to_json(const std::string& text);

  template <class Type>
  static boost::json::value to_json(const Type& value) {
    if constexpr (std::same_as<Type, std::string>) {
      return text_to_json(value);
    } else if constexpr (std::is_arithmetic_v<Type>) {
      return value;
    } else if constexpr (is_hex_id<Type>) {
      return text_to_json(value.text());
    } else if constexpr (NamedEnum<Type>) {
      return text_to_json(std::string(name_of(value)));
    } else if constexpr (is_list<Type>) {
      boost::json::array list;
      for (const auto& item : value)
        list.push_back(to_json(item));
      return list;
    } else {
      FieldWriter nested;
      Type::fields(nested, value);
      return std::move(nested.object);
    }
  }
};

// Reads members from an object, and remembers the first that makes no sense.
class FieldReader {
public:
  explicit FieldReader(const boost::json::object& object) : object_(object) {}

  template <class Type>
  void operator()(std::string_view name, Type& value, std::string_view) {
    const auto it = object_.find(name);
    if (!error_.empty() || (it == object_.end() && is_optional<Type>))
      return;
    if (it == object_.end())
      error_ = "'" + std::string(name) + "' is missing";
    else if (const std::string why = from_json(it->value(), value); !why.empty())
      error_ = "'" + std::string(name) + "' " + why;
  }

  const std::string& error() const { return error_; }

private:
  static std::string read_text(const boost::json::value& from, std::string& to);
  static std::string read_unsigned(const boost::json::value& from, std::uint64_t most, std::uint64_t& to);

  // Empty, or why not, to be read behind the name.
  template <class Type>
  static std::string from_json(const boost::json::value& from, Type& to) {
    if constexpr (std::same_as<Type, std::string>) {
      return read_text(from, to);
    } else if constexpr (std::same_as<Type, bool>) {
      if (!from.is_bool())
        return "is not true or false";
      to = from.get_bool();
      return {};
    } else if constexpr (std::unsigned_integral<Type>) {
      std::uint64_t wide = 0;
      std::string why = read_unsigned(from, std::numeric_limits<Type>::max(), wide);
      to = static_cast<Type>(wide);
      return why;
    } else if constexpr (std::same_as<Type, std::int64_t>) {
      if (!from.is_int64())
        return "is not a whole number of 64 bits";
      to = from.get_int64();
      return {};
    } else if constexpr (is_hex_id<Type>) {
      std::string text;
      if (std::string why = read_text(from, text); !why.empty())
        return why;
      const auto id = Type::parse(text);
      to = id.value_or(Type{});
      return id ? "" : "is not an id of " + std::to_string(2 * to.bytes.size()) + " hexadecimal digits";
    } else if constexpr (NamedEnum<Type>) {
      std::string text;
      if (std::string why = read_text(from, text); !why.empty())
        return why;
      for (std::size_t i = 0; i < std::size(EnumNames<Type>::names); ++i)
        if (EnumNames<Type>::names[i] == text) {
          to = static_cast<Type>(i);
          return {};
        }
      return "has a value that is not known";
    } else if constexpr (is_list<Type>) {
      if (!from.is_array())
        return "is not a list";
      to.clear();
      to.reserve(from.get_array().size()); // the payload is that long already
      for (const boost::json::value& item : from.get_array())
        if (std::string why = from_json(item, to.emplace_back()); !why.empty())
          return "has an entry that " + why;
      return {};
    } else if constexpr (is_optional<Type>) {
      return from_json(from, to.emplace());
    } else {
      if (!from.is_object())
        return "is not an object";
      FieldReader nested(from.get_object());
      Type::fields(nested, to);
      return nested.error_.empty() ? "" : "cannot be read: " + nested.error_;
    }
  }

  const boost::json::object& object_;
  std::string error_;
};

std::string write_json(const boost::json::object& object);
// An object that is nested at most `deepest_json` times.
base::Result<boost::json::object> read_json(std::string_view text);

template <class Type>
std::string to_json_text(const Type& value) {
  FieldWriter writer;
  Type::fields(writer, value);
  return write_json(writer.object);
}

template <class Type>
base::Result<Type> from_json_text(std::string_view text) {
  base::Result<boost::json::object> object = read_json(text);
  if (!object)
    return object.error();
  FieldReader reader(*object);
  Type value;
  Type::fields(reader, value);
  if (!reader.error().empty())
    return base::infrastructure_error(reader.error());
  return value;
}

} // namespace loads::wire
