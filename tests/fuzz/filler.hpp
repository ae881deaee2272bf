// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/payloads.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace loads::fuzz {

// Gives each member of what travels a value, by the functions that name them for the wire.
class Filler {
public:
  explicit Filler(Input& choices) : choices_(choices) {}

  template <class Type>
  void operator()(std::string_view, Type& value, std::string_view) {
    fill(value);
  }

private:
  template <class Type>
  void fill(Type& value) {
    if constexpr (std::same_as<Type, std::string>) {
      value = choices_.text(40);
      std::erase(value, '\0');
    } else if constexpr (wire::is_hex_id<Type>) {
      value.bytes[0] = choices_.byte();
    } else if constexpr (wire::NamedEnum<Type>) {
      value = static_cast<Type>(choices_.below(std::size(wire::EnumNames<Type>::names)));
    } else if constexpr (std::is_arithmetic_v<Type>) {
      value = static_cast<Type>(choices_.number());
    } else if constexpr (wire::is_list<Type>) {
      value.resize(choices_.below(4));
      for (auto& item : value)
        fill(item);
    } else if constexpr (wire::is_optional<Type>) {
      if (choices_.flag())
        fill(value.emplace());
    } else {
      Type::fields(*this, value);
    }
  }

  Input& choices_;
};

} // namespace loads::fuzz
