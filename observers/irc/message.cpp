// SPDX-License-Identifier: Apache-2.0
#include "observers/irc/message.hpp"

#include "observers/common/base64.hpp"
#include "outputs/common/characters.hpp"
#include "outputs/common/utf8.hpp"

#include <algorithm>

namespace loads::observers {
namespace {

constexpr std::size_t longest_words = 400; // of a message

std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return word;
}

} // namespace

IrcMessage parse_irc(std::string_view line) {
  IrcMessage message;
  if (line.starts_with('@'))
    take_word(line);
  if (line.starts_with(':'))
    message.prefix = take_word(line).substr(1);
  message.command = take_word(line);
  while (!line.empty()) {
    const bool is_last = line.starts_with(':');
    message.parameters.emplace_back(is_last ? line.substr(1) : take_word(line));
    if (is_last)
      break;
  }
  return message;
}

std::size_t irc_room(std::string_view own_prefix, std::string_view channel) {
  constexpr std::size_t longest_line = 510;  // and its end
  constexpr std::size_t longest_prefix = 96; // nick, user and host, if the server does not say them
  const std::size_t prefix =
      own_prefix.find('@') == std::string_view::npos ? longest_prefix : own_prefix.size();
  const std::size_t taken = prefix + channel.size() +
                            std::string_view(":"
                                             " PRIVMSG "
                                             " :")
                                .size();
  return std::min(longest_words, longest_line - std::min(longest_line, taken));
}

std::string irc_text(std::string_view text, std::size_t limit) {
  std::string words;
  outputs::for_each_character(text, [&](const outputs::Character& character, std::string_view bytes) {
    const bool is_left_out = character.valid && outputs::is_unsafe(character.code);
    const std::string_view written = !character.valid ? outputs::replacement_character : bytes;
    if (!is_left_out && words.size() + written.size() > std::min(limit, longest_words))
      return false;
    if (!is_left_out)
      words += written;
    return true;
  });
  return words;
}

std::vector<std::string> sasl_plain(std::string_view user, std::string_view password) {
  constexpr std::size_t piece = 400;
  std::string plain;
  plain.append(user).append(1, '\0').append(user).append(1, '\0').append(password);
  const std::string text = base64(plain);
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < text.size(); at += piece)
    pieces.push_back(text.substr(at, piece));
  if (text.size() % piece == 0) // so that the server knows the end
    pieces.emplace_back("+");
  return pieces;
}

} // namespace loads::observers
