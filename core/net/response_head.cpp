// SPDX-License-Identifier: Apache-2.0
#include "core/net/response_head.hpp"

#include "core/net/http_message.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace loads::net {
namespace {

constexpr auto name_characters = [] {
  std::array<bool, 256> table{};
  for (const char c :
       std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

constexpr auto text_characters = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c)
    table[c] = c == '\t' || (c >= 0x20 && c != 0x7f);
  return table;
}();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

constexpr std::uint64_t each = 0x0101010101010101; // times a byte: that byte eight times

std::uint64_t word_at(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// How many of the eight bytes come before the first one that may end or spoil a line: a control character
// (also a tab, which does neither) or DEL. A borrow can only mark bytes behind one that is marked rightly.
unsigned plain_bytes(const char* at) {
  const std::uint64_t word = word_at(at), flipped = word ^ (0x7f * each);
  const std::uint64_t control = (word - 0x20 * each) & ~word, del = (flipped - each) & ~flipped;
  return static_cast<unsigned>(std::countr_zero((control | del) & (0x80 * each))) / 8;
}

// Moves `at` behind the CRLF that ends the text there; false if something else does.
bool take_line(const char*& at, const char* end, std::string_view& line) {
  const char* const begin = at;
  if constexpr (std::endian::native == std::endian::little)
    for (unsigned plain = 8; plain == 8 && end - at >= 8; at += plain)
      plain = plain_bytes(at);
  while (at != end && text_characters[static_cast<unsigned char>(*at)])
    ++at;
  line = {begin, static_cast<std::size_t>(at - begin)};
  if (end - at < 2 || at[0] != '\r' || at[1] != '\n')
    return false;
  at += 2;
  return true;
}

// Whether `text` is `known`, whatever the case of its letters. `known` is as long, has only small letters and
// '-', and at least eight of them; `text` has no control characters, of which one would look like a '-'.
bool is(std::string_view text, std::string_view known) {
  const auto differ = [&](std::size_t at) {
    return (word_at(text.data() + at) | (0x20 * each)) ^ word_at(known.data() + at);
  };
  std::uint64_t difference = differ(known.size() - 8);
  for (std::size_t at = 0; at + 8 < known.size(); at += 8)
    difference |= differ(at);
  return difference == 0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

struct Framing {
  bool has_length = false;
  bool says_close = false;
  bool says_keep_alive = false;
  std::uint64_t length = 0;
};

// False if this header makes the answer an unusual one.
bool note(std::string_view name, std::string_view value, Framing& framing, ResponseHead& head) {
  switch (name.size()) {
  case 7:
    return !equal_ignoring_case(name, "upgrade");
  case 10:
    if (is(name, "set-cookie"))
      return head.sets_cookies = true;
    if (!is(name, "connection"))
      return true;
    if (value.size() == 10 && is(value, "keep-alive"))
      return framing.says_keep_alive = true;
    return equal_ignoring_case(value, "close") && (framing.says_close = true);
  case 14: {
    if (!is(name, "content-length"))
      return true;
    constexpr std::size_t surely_fits = 18; // digits
    if (framing.has_length || value.empty() || value.size() > surely_fits ||
        !std::all_of(value.begin(), value.end(), is_digit))
      return false;
    framing.has_length = true;
    for (const char c : value)
      framing.length = framing.length * 10 + static_cast<unsigned>(c - '0');
    return true;
  }
  case 16:
    head.encoded |= is(name, "content-encoding");
    return !is(name, "proxy-connection");
  case 17:
    return !is(name, "transfer-encoding");
  default:
    return true;
  }
}

} // namespace

bool parse_common_head(std::string_view bytes, bool answers_head, ResponseHead& head,
                       std::vector<loads_header>& fields) {
  const char* const begin = bytes.data();
  const char* const end = begin + std::min(bytes.size(), head_limit);
  const char* at = begin;
  constexpr std::string_view start = "HTTP/1.x nnn ";
  if (bytes.size() < start.size() || !bytes.starts_with("HTTP/1.") || (at[7] != '0' && at[7] != '1') ||
      at[8] != ' ' || !is_digit(at[9]) || !is_digit(at[10]) || !is_digit(at[11]) || at[12] != ' ')
    return false;
  head.minor = static_cast<unsigned>(at[7] - '0');
  head.status = static_cast<unsigned>((at[9] - '0') * 100 + (at[10] - '0') * 10 + (at[11] - '0'));
  if (head.status < 200 || head.status == 204 || head.status == 304)
    return false;
  at += start.size();
  if (!take_line(at, end, head.reason))
    return false;

  fields.clear();
  Framing framing;
  while (at != end && *at != '\r') {
    const char* const name_begin = at;
    while (at != end && name_characters[static_cast<unsigned char>(*at)])
      ++at;
    if (at == end || *at != ':' || at == name_begin || fields.size() == field_limit)
      return false;
    const std::string_view name(name_begin, static_cast<std::size_t>(at - name_begin));
    std::string_view line;
    if (!take_line(++at, end, line) || at == end || is_blank(*at)) // blank: the value goes on in this line
      return false;
    const std::string_view value = trimmed(line);
    if (!note(name, value, framing, head))
      return false;
    fields.push_back({to_abi(name), to_abi(value)});
  }
  if (end - at < 2 || at[0] != '\r' || at[1] != '\n' || (!framing.has_length && !answers_head))
    return false;
  head.size = static_cast<std::size_t>(at + 2 - begin);
  head.body_size = answers_head ? 0 : framing.length;
  head.keep_alive = head.minor == 1 ? !framing.says_close : framing.says_keep_alive;
  return true;
}

void KnownHead::learn(std::string_view answer, bool answers_head, const ResponseHead& head,
                      const std::vector<loads_header>& fields) {
  constexpr std::size_t worth_knowing = 4096;
  place_ = head.size <= worth_knowing ? answer.data() : nullptr;
  if (!place_)
    return;
  text_.assign(answer.substr(0, head.size));
  answers_head_ = answers_head;
  head_ = head;
  fields_ = fields;
}

} // namespace loads::net
