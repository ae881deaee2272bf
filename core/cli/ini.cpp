// SPDX-License-Identifier: Apache-2.0
#include "core/cli/ini.hpp"

#include <utility>

namespace loads::cli {
namespace {

constexpr std::string_view blanks = " \t\r\f\v";
constexpr std::string_view comment_marks = "#;";

bool is_blank(char c) {
  return blanks.find(c) != std::string_view::npos;
}
bool is_comment_mark(char c) {
  return comment_marks.find(c) != std::string_view::npos;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

// What is in front of a comment: a mark at the beginning or after a blank.
std::string_view without_comment(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (is_comment_mark(text[i]) && (i == 0 || is_blank(text[i - 1])))
      return trim(text.substr(0, i));
  return trim(text);
}

// The closing quote of a text that begins with one, or npos. In double quotes a backslash takes the next
// character as it is.
std::size_t closing_quote(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i)
    if (text[i] == '\\' && text[0] == '"')
      ++i;
    else if (text[i] == text[0])
      return i;
  return std::string_view::npos;
}

std::string unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == '"' || next == '\\')
      plain += next;
    else if (next == 'n')
      plain += '\n';
    else {
      plain += text[i];
      continue;
    }
    ++i;
  }
  return plain;
}

class IniReader {
public:
  using Variable = std::function<std::optional<std::string>(const std::string&)>;
  explicit IniReader(const Variable& variable) : variable_(variable) {}

  Ini read(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) // a byte order mark
      text.remove_prefix(3);
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      ++line_;
      read_line(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return std::move(ini_);
  }

private:
  // Whose further lines these are.
  enum class Open { nothing, entry, mistake };

  void read_line(std::string_view line) {
    const std::string_view text = trim(line);
    if (text.empty() || is_comment_mark(text.front()))
      return;
    const std::size_t indent = line.find_first_not_of(blanks);
    if (open_ != Open::nothing && indent > indent_) {
      if (open_ == Open::entry)
        add_text(ini_.entries.back(), text);
      return;
    }
    indent_ = indent;
    open_ = Open::nothing;
    if (text.front() == '[')
      read_section(text);
    else
      read_key(text);
  }

  void read_section(std::string_view text) {
    const std::size_t end = text.find(']');
    const std::string_view name = trim(text.substr(1, end == std::string_view::npos ? end : end - 1));
    if (end == std::string_view::npos || name.empty() || !without_comment(text.substr(end + 1)).empty())
      return problem("this is no section; write [loads]");
    section_ = name;
    ini_.sections.push_back({section_, line_});
  }

  void read_key(std::string_view text) {
    const std::size_t end = text.find_first_of("=:");
    const std::string_view key = trim(text.substr(0, end));
    open_ = Open::mistake;
    if (end == std::string_view::npos || key.empty())
      return problem("this is neither a section nor key = value: " + std::string(text));
    open_ = Open::entry;
    IniEntry entry{section_, std::string(key), {}, line_, {}};
    const std::string_view value = trim(text.substr(end + 1));
    if (!without_comment(value).empty())
      add_text(entry, value);
    ini_.entries.push_back(std::move(entry));
  }

  void add_text(IniEntry& entry, std::string_view text) {
    entry.texts.push_back(value_of(text));
    entry.lines.push_back(line_);
  }

  std::string value_of(std::string_view text) {
    const char quote = text.front();
    if (quote == '"' || quote == '\'') {
      const std::size_t end = closing_quote(text);
      if (end == std::string_view::npos) {
        problem("the quote is not closed: " + std::string(text));
        return {};
      }
      const std::string_view inside = text.substr(1, end - 1);
      if (without_comment(text.substr(end + 1)).empty())
        return quote == '"' ? expand(unescape(inside)) : std::string(inside);
    }
    return expand(without_comment(text));
  }

  std::string expand(std::string_view text) {
    std::string expanded;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char next = text[i] == '$' && i + 1 < text.size() ? text[i + 1] : '\0';
      if (next == '$') {
        expanded += '$';
        ++i;
      } else if (next == '{') {
        const std::size_t end = text.find('}', i);
        if (end == std::string_view::npos) {
          problem("there is no } after " + std::string(text.substr(i)));
          return {};
        }
        expanded += value_of_variable(std::string(text.substr(i + 2, end - i - 2)));
        i = end;
      } else {
        expanded += text[i];
      }
    }
    return expanded;
  }

  std::string value_of_variable(const std::string& name) {
    if (auto value = variable_(name))
      return *value;
    problem("there is no environment variable for ${" + name + "}; write $$ for a dollar sign");
    return {};
  }

  void problem(std::string text) { ini_.problems.push_back({line_, std::move(text)}); }

  const Variable& variable_;
  Ini ini_;
  std::string section_;
  std::size_t line_ = 0;
  std::size_t indent_ = 0; // of the last line that was not a further one
  Open open_ = Open::nothing;
};

} // namespace

Ini read_ini(std::string_view text,
             const std::function<std::optional<std::string>(const std::string&)>& variable) {
  return IniReader(variable).read(text);
}

} // namespace loads::cli
