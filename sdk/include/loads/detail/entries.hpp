// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/suite.h>

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace loads {
class TestCase;
}

namespace loads::detail {

// A test method: how to make its object and how to call it.
struct TestEntry {
  TestCase* (*make)();
  void (*call)(TestCase&);
};

// The tests of one class, as LOADS_SUITE registers them.
struct Group {
  const TestEntry* tests;
  loads_test_info* infos;
  std::uint32_t count;
  Group* next;
};

} // namespace loads::detail

#pragma GCC visibility push(hidden)
namespace loads::detail {

inline Group* groups = nullptr;

constexpr bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The next name of a list like "test_a, test_b"; takes it off the list.
constexpr std::string_view take_name(std::string_view& list) {
  std::size_t begin = 0;
  while (begin < list.size() && !is_name_character(list[begin]))
    ++begin;
  std::size_t end = begin;
  while (end < list.size() && is_name_character(list[end]))
    ++end;
  const std::string_view name = list.substr(begin, end - begin);
  list.remove_prefix(end);
  return name;
}

constexpr std::size_t count_names(std::string_view list) {
  std::size_t count = 0;
  while (!take_name(list).empty())
    ++count;
  return count;
}

// "TestWebSite" of "shop::TestWebSite".
constexpr std::string_view last_name(std::string_view qualified) {
  const std::size_t colon = qualified.rfind(':');
  return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

inline bool comes_before(const loads_test_info& left, const loads_test_info& right) {
  const int files = std::string_view(left.file.data, left.file.size)
                        .compare(std::string_view(right.file.data, right.file.size));
  return files != 0 ? files < 0 : left.line < right.line;
}

// Sorted by file and line: the order of static constructors is nobody's promise.
[[gnu::noinline, gnu::cold]] inline void add_group(Group& group) {
  Group** at = &groups;
  while (*at && comes_before((*at)->infos[0], group.infos[0]))
    at = &(*at)->next;
  group.next = *at;
  *at = &group;
}

[[gnu::noinline, gnu::cold]] inline void fill_infos(loads_test_info* infos, std::string_view group,
                                                    std::string_view names, std::string_view file,
                                                    std::uint32_t line, std::span<const loads_str> options) {
  group = last_name(group);
  for (std::string_view name = take_name(names); !name.empty(); name = take_name(names))
    *infos++ = {sizeof(loads_test_info),
                line,
                {group.data(), group.size()},
                {name.data(), name.size()},
                {file.data(), file.size()},
                options.data(),
                options.size()};
}

// The group that test number `test` is in; the number becomes that in the group. Null if there is none.
inline const Group* find_group(std::uint32_t& test) {
  for (const Group* group = groups; group; group = group->next) {
    if (test < group->count)
      return group;
    test -= group->count;
  }
  return nullptr;
}

} // namespace loads::detail
#pragma GCC visibility pop
