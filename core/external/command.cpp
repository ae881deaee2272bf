// SPDX-License-Identifier: Apache-2.0
#include "core/external/command.hpp"

namespace loads::external {
namespace {

base::Error complaint(std::string_view words, const std::string& why) {
  return base::usage_error("--test-runner " + std::string(words) + ": " + why);
}

// Splits a text into words and takes the quotes away.
class WordReader {
public:
  explicit WordReader(std::string_view text) : text_(text) {}

  base::Result<std::vector<std::string>> read() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == ' ' || c == '\t' || c == '\n') {
        finish();
      } else if (c == '\'' || c == '"') {
        if (!quoted(c))
          return complaint(text_, std::string("the quote ") + c + " is never closed");
      } else if (c == '\\') {
        if (at_ == text_.size())
          return complaint(text_, "nothing follows the last backslash");
        add(text_[at_++]);
      } else {
        add(c);
      }
    }
    finish();
    if (words_.empty() || words_[0].empty())
      return complaint(text_, R"(it names no program; write for example "./runner {test}")");
    return std::move(words_);
  }

private:
  void add(char c) {
    word_ += c;
    inside_ = true;
  }
  void finish() {
    if (inside_)
      words_.push_back(std::move(word_));
    word_.clear();
    inside_ = false;
  }
  bool quoted(char quote) {
    inside_ = true; // '' is a word, too
    for (; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == quote) {
        ++at_;
        return true;
      }
      if (quote == '"' && c == '\\' && at_ + 1 < text_.size() &&
          std::string_view("\"\\$`").find(text_[at_ + 1]) != std::string_view::npos)
        c = text_[++at_];
      word_ += c;
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string> words_;
  std::string word_;
  bool inside_ = false;
};

} // namespace

base::Result<std::vector<std::string>> runner_command(std::string_view words, std::string_view test) {
  auto command = WordReader(words).read();
  if (!command)
    return command;
  constexpr std::string_view place = "{test}";
  for (std::string& word : *command)
    for (auto at = word.find(place); at != std::string::npos; at = word.find(place, at + test.size()))
      word.replace(at, place.size(), test);
  return command;
}

} // namespace loads::external
