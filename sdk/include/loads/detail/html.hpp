// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/strings.hpp>
#include <loads/detail/utf8.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#pragma GCC visibility push(hidden)
namespace loads::detail {

constexpr bool is_html_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

[[gnu::cold]] inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c + ('a' - 'A'));
  return lower;
}

// Without space at both ends, and with one blank for each run of it inside.
[[gnu::cold]] inline std::string without_extra_space(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_html_space(c))
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ')
    out.pop_back();
  return out;
}

// "&amp;", "&#228;", "&#xe4;" at the beginning of `text`: writes what it means and returns its length, or 0.
[[gnu::cold]] inline std::size_t decode_reference(std::string& out, std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> named[] = {
      {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\xC2\xA0"}};
  std::size_t end = 1;
  if (text.size() < 2 || text[1] != '#') {
    while (end < text.size() && is_letter(text[end]))
      ++end;
    for (const auto& [name, meaning] : named)
      if (text.substr(1, end - 1) == name) {
        out += meaning;
        return end + (end < text.size() && text[end] == ';');
      }
    return 0;
  }
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  end = hex ? 3 : 2;
  const std::size_t digits = end;
  std::uint32_t code = 0;
  for (; end < text.size(); ++end) {
    const char c = text[end];
    const int digit = c >= '0' && c <= '9'                       ? c - '0'
                      : hex && is_letter(c) && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                                 : -1;
    if (digit < 0)
      break;
    if (code <= 0x10FFFF)
      code = code * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit);
  }
  if (end == digits)
    return 0;
  append_utf8(out, code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? 0xFFFD : code);
  return end + (end < text.size() && text[end] == ';');
}

// The usual character references decoded; others stay as they are.
[[gnu::cold]] inline std::string decode_references(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t length = text.front() == '&' ? decode_reference(out, text) : 0;
    if (length == 0) {
      length = std::min(text.find('&', 1), text.size());
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  return out;
}

// A piece of a page: a tag, or the text between two of them.
struct HtmlToken {
  enum class Kind { text, open, close };
  Kind kind = Kind::text;
  std::string name; // of the tag, in lower case
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string_view text; // as it stands, references and all

  // Null if the tag has none of that name; the first one counts.
  const std::string* find(std::string_view attribute) const {
    for (const auto& [key, value] : attributes)
      if (key == attribute)
        return &value;
    return nullptr;
  }
  std::string get(std::string_view attribute) const {
    const std::string* found = find(attribute);
    return found ? *found : std::string();
  }
};

// Takes a page apart as browsers do, in one pass and without judging it: comments and declarations are left
// out, a "<" that begins no tag is text, what is open at the end just ends.
class HtmlReader {
public:
  explicit HtmlReader(std::string_view page) : page_(page) {}

  [[gnu::cold]] bool next(HtmlToken& token) {
    token = HtmlToken();
    if (!raw_.empty() && read_raw(token))
      return true;
    while (at_ < page_.size()) {
      if (page_[at_] != '<' || !begins_markup(at_))
        return read_text(token);
      if (is_tag(at_))
        return read_tag(token);
      skip_declaration();
    }
    return false;
  }

private:
  char at(std::size_t place) const { return place < page_.size() ? page_[place] : '\0'; }
  bool is_tag(std::size_t place) const {
    return is_letter(at(place + 1)) || (at(place + 1) == '/' && is_letter(at(place + 2)));
  }
  bool begins_markup(std::size_t place) const {
    return is_tag(place) || at(place + 1) == '!' || at(place + 1) == '?' || at(place + 1) == '/';
  }

  bool read_text(HtmlToken& token) {
    const std::size_t begin = at_++;
    while (at_ < page_.size() && (page_[at_] != '<' || !begins_markup(at_)))
      ++at_;
    token.text = page_.substr(begin, at_ - begin);
    return true;
  }

  void skip_declaration() {
    const bool comment = page_.substr(at_, 4) == "<!--";
    const std::size_t end = comment ? page_.find("-->", at_ + 2) : page_.find('>', at_);
    at_ = end == std::string_view::npos ? page_.size() : end + (comment ? 3 : 1);
  }

  // The content of a script, style, textarea or title: all text, up to the tag that closes it.
  bool read_raw(HtmlToken& token) {
    const std::string name = std::exchange(raw_, {});
    const std::size_t begin = at_;
    while (at_ < page_.size() && !closes(name))
      ++at_;
    token.text = page_.substr(begin, at_ - begin);
    return !token.text.empty();
  }
  bool closes(std::string_view name) const {
    const char after = at(at_ + 2 + name.size());
    return at(at_) == '<' && at(at_ + 1) == '/' && same_name(page_.substr(at_ + 2, name.size()), name) &&
           (is_html_space(after) || after == '>' || after == '/');
  }

  void skip_space() {
    while (is_html_space(at(at_)))
      ++at_;
  }

  // False if the page ends in it.
  bool read_tag(HtmlToken& token) {
    const bool close = at(at_ + 1) == '/';
    at_ += close ? 2 : 1;
    token.kind = close ? HtmlToken::Kind::close : HtmlToken::Kind::open;
    const std::size_t begin = at_;
    while (at_ < page_.size() && !is_html_space(page_[at_]) && page_[at_] != '>' && page_[at_] != '/')
      ++at_;
    token.name = lower_case(page_.substr(begin, at_ - begin));
    while (read_attribute(token)) {
    }
    if (!close && (token.name == "script" || token.name == "style" || token.name == "textarea" ||
                   token.name == "title"))
      raw_ = token.name;
    return page_[at_ - 1] == '>';
  }

  bool read_attribute(HtmlToken& token) {
    while (is_html_space(at(at_)) || at(at_) == '/')
      ++at_;
    if (at_ >= page_.size())
      return false;
    if (page_[at_] == '>') {
      ++at_;
      return false;
    }
    const std::size_t begin = at_++;
    while (at_ < page_.size() && !is_html_space(page_[at_]) && page_[at_] != '=' && page_[at_] != '>' &&
           page_[at_] != '/')
      ++at_;
    std::string name = lower_case(page_.substr(begin, at_ - begin));
    skip_space();
    std::string value;
    if (at(at_) == '=') {
      ++at_;
      skip_space();
      value = decode_references(read_value());
    }
    token.attributes.emplace_back(std::move(name), std::move(value));
    return true;
  }

  std::string_view read_value() {
    const char quote = at(at_);
    if (quote == '"' || quote == '\'') {
      const std::size_t begin = ++at_;
      const std::size_t end = std::min(page_.find(quote, begin), page_.size());
      at_ = std::min(end + 1, page_.size());
      return page_.substr(begin, end - begin);
    }
    const std::size_t begin = at_;
    while (at_ < page_.size() && !is_html_space(page_[at_]) && page_[at_] != '>')
      ++at_;
    return page_.substr(begin, at_ - begin);
  }

  std::string_view page_;
  std::size_t at_ = 0;
  std::string raw_; // the element whose content comes next as it is
};

} // namespace loads::detail
#pragma GCC visibility pop
