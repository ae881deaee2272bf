// SPDX-License-Identifier: Apache-2.0
#include "core/model/test_name.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace loads::model {
namespace {

constexpr std::size_t longest_name = 1000;

base::Error bad_name(std::string_view text, std::string_view why) {
  return base::usage_error("'" + base::printable(base::shortened(text, 200)) + "' does not name a test: " +
                           std::string(why) + "; write module.Class.test, like example.TestWebSite.test_es");
}

bool is_refused(char c) {
  return c == '/' || c == '\\' || static_cast<unsigned char>(c) <= ' ' || c == 0x7f;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// The first `count` parts as a path.
std::string joined(const std::vector<std::string>& parts, std::size_t count) {
  std::string path = parts[0];
  for (std::size_t i = 1; i < count; ++i)
    path += '/' + parts[i];
  return path;
}

bool looks_like_class(const std::string& part) {
  return part[0] >= 'A' && part[0] <= 'Z';
}

} // namespace

base::Result<std::vector<TestName>> parse_test_name(std::string_view text) {
  if (text.empty())
    return bad_name(text, "it is empty");
  if (text.size() > longest_name)
    return bad_name(text, "it is too long");
  if (std::any_of(text.begin(), text.end(), is_refused))
    return bad_name(text, "slashes, spaces and control characters have no place in it");
  const std::vector<std::string> parts = split(text);
  if (std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return part.empty(); }))
    return bad_name(text, "a part between two dots is empty");
  if (parts.size() < 2)
    return bad_name(text, "the class is missing");

  const std::size_t size = parts.size();
  std::vector<TestName> names;
  if (size >= 3)
    names.push_back({joined(parts, size - 2), parts[size - 2], parts[size - 1]});
  names.push_back({joined(parts, size - 1), parts[size - 1], std::nullopt});
  if (size >= 3 && looks_like_class(parts[size - 1]) && !looks_like_class(parts[size - 2]))
    std::swap(names[0], names[1]);
  return names;
}

std::string format_test_name(const TestName& name) {
  std::string out = name.module_path;
  std::replace(out.begin(), out.end(), '/', '.');
  out += '.' + name.group;
  if (name.test)
    out += '.' + *name.test;
  return out;
}

} // namespace loads::model
