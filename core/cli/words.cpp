// SPDX-License-Identifier: Apache-2.0
#include "core/cli/words.hpp"

#include <boost/program_options/parsers.hpp>

#include <exception>
#include <string_view>

namespace loads::cli {
namespace {

// The quote that is never closed, or 0.
char open_quote(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\\')
      ++i;
    else if (text[i] == quote)
      quote = 0;
    else if (quote == 0 && (text[i] == '"' || text[i] == '\''))
      quote = text[i];
  return quote;
}

} // namespace

base::Result<std::vector<std::string>> split_words(const std::string& text) {
  if (const char quote = open_quote(text))
    return base::usage_error("the quote " + std::string(1, quote) + " is never closed");
  try {
    return boost::program_options::split_unix(text, " \t\n");
  } catch (const std::exception& error) {
    return base::usage_error(error.what());
  }
}

} // namespace loads::cli
