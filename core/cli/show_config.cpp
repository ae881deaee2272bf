// SPDX-License-Identifier: Apache-2.0
#include "core/cli/show_config.hpp"

namespace loads::cli {
namespace {

constexpr std::size_t comment_column = 44;

bool needs_quotes(const std::string& text) {
  return text.empty() || text.find_first_of(" \t\r\n\"'\\#;") != std::string::npos;
}

// As the reader takes it back.
std::string written(const std::string& text) {
  std::string plain;
  for (const char c : text)
    plain += c == '$' ? "$$" : std::string(1, c);
  if (!needs_quotes(plain))
    return plain;
  std::string quoted = "\"";
  for (const char c : plain)
    quoted += c == '\n' ? "\\n" : c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return quoted + "\"";
}

std::string with_comment(std::string line, const std::string& comment) {
  line.resize(std::max(line.size(), comment_column), ' ');
  return line + " # " + comment + "\n";
}

// "http://me:secret@host/" is not for other eyes.
bool has_password(const std::string& text) {
  const std::size_t start = text.find("://");
  const std::size_t end = start == std::string::npos ? start : text.find('@', start);
  return end != std::string::npos && end < text.find('/', start + 3);
}

std::string shown(const Option& option, const Given& given) {
  const std::string key = file_key(option);
  for (const std::string& text : given.texts)
    if (is_secret(option) || has_password(text))
      return with_comment("# " + key + " = ********", given.source.place + ", not shown");
  if (given.texts.size() < 2)
    return with_comment(key + " = " + (given.texts.empty() ? "" : written(given.texts.front())),
                        given.source.place);
  std::string lines = with_comment(key + " =", given.source.place);
  for (const std::string& text : given.texts)
    lines += "    " + written(text) + "\n";
  return lines;
}

std::string shown(const Option& option, const Values& values) {
  const Given given = values.get(option.name);
  if (given.source.kind != Source::Kind::by_default)
    return shown(option, given);
  if (!option.default_shown.empty())
    return with_comment("# " + file_key(option) + " =", "default: " + option.default_shown);
  if (!given.texts.empty())
    return shown(option, given);
  return "# " + file_key(option) + " =\n";
}

// One section with all its options; empty if it has none.
std::string shown_section(const OptionTable& table, const std::string& section, const Values& values) {
  std::string lines;
  for (const Option& option : table.options())
    if (option.section == section && option.alias_of.empty() && option.refusal.empty() &&
        (option.given_in == GivenIn::everywhere || option.given_in == GivenIn::file))
      lines += shown(option, values);
  return lines.empty() ? "" : "\n[" + (section.empty() ? table.main_section() : section) + "]\n" + lines;
}

} // namespace

std::string show_config(const OptionTable& table, const Values& values) {
  std::string text = "# What is in force, and where it comes from. Read back with --config FILE.\n";
  text += shown_section(table, "", values);
  for (const std::string& section : table.sections())
    text += shown_section(table, section, values);
  return text;
}

} // namespace loads::cli
