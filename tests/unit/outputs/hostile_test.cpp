// SPDX-License-Identifier: Apache-2.0
// Hostile texts in each medium.
#include "core/base/text.hpp"
#include "observers/email/mail.hpp"
#include "observers/email/smtp_reply.hpp"
#include "observers/irc/message.hpp"
#include "outputs/common/characters.hpp"
#include "outputs/common/text.hpp"
#include "outputs/common/utf8.hpp"
#include "outputs/stdout/report.hpp"
#include "tests/support/hostile_names.hpp"
#include "tests/unit/outputs/sample_totals.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace std::string_literals;

namespace loads::outputs {
namespace {

std::string utf8(char32_t code) {
  const auto tail = [code](unsigned shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80)
    return {static_cast<char>(code)};
  if (code < 0x800)
    return {static_cast<char>(0xC0 | code >> 6), tail(0)};
  if (code < 0x10000)
    return {static_cast<char>(0xE0 | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | code >> 18), tail(12), tail(6), tail(0)};
}

bool is_visible(std::string_view text) {
  bool visible = true;
  for_each_character(text, [&](const Character& character, std::string_view) {
    visible = visible && character.valid && (character.code == '\n' || !is_unsafe(character.code));
    return visible;
  });
  return visible;
}

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_AUTO_TEST_CASE(programs_and_outputs_agree_on_each_character) {
  for (char32_t code = 0; code <= 0x10FFFF; ++code) {
    const std::string character = utf8(code);
    const bool same = (base::printable(character) == character) == (safe_line(character) == character);
    if (!same)
      BOOST_TEST(same, "U+" << std::hex << static_cast<unsigned>(code));
  }
  for (const char32_t hidden : {0x1B, 0x9B, 0x200B, 0x200D, 0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF})
    BOOST_TEST(is_unsafe(hidden));
  BOOST_TEST(base::printable("a\xE2\x80\xAE"
                             "b\x1b") == "a\\u202eb\\x1b");
}

BOOST_AUTO_TEST_CASE(a_report_of_hostile_names_moves_no_cursor) {
  for (const std::string& name : test::hostile_names()) {
    SampleTotals sample = bad_run();
    sample.figures.trouble = text(name);
    for (auto& label : sample.labels)
      label.label = text(name);
    for (auto& group : sample.groups)
      group.test = group.message = group.file = text(name);
    for (auto& metric : sample.metrics)
      metric.name = text(name);
    for (auto& check : sample.checks)
      check.name = text(name);
    for (auto& reason : sample.reasons)
      reason.label = reason.reason = text(name);
    for (auto& error : sample.errors)
      error.label = error.reason = text(name);
    for (auto& slow : sample.slowest)
      slow.test = slow.label = slow.method = slow.url = text(name);
    const loads_example example{0, text(name), text(name), text(name), name.size()};
    sample.errors[0].example = &example;
    for (auto& test : sample.tests)
      test.test = text(name);
    for (auto& output : sample.outputs)
      output.name = text(name);
    loads_run run = sample_run();
    run.test = run.server_url = text(name);
    const std::string shown = report(RunInfo(run), sample.totals(), {100, Style(false)}, true);
    BOOST_TEST(is_visible(shown), shown);
  }
}

BOOST_AUTO_TEST_CASE(words_for_irc_are_one_short_line) {
  using observers::irc_text;
  BOOST_TEST(irc_text("a\r\nQUIT :b\x01\0"
                      "c\x02"s,
                      400) == "aQUIT :bc");
  BOOST_TEST(irc_text(std::string(1000, 'a'), 4000).size() == 400u);
  BOOST_TEST(irc_text("aa\xE2\x82\xAC", 4) == "aa"); // not inside a character
  BOOST_TEST(irc_text("\xFF", 10) == replacement_character);
  for (const std::string& name : test::hostile_names()) {
    const std::string words = irc_text(name, 100);
    BOOST_TEST(words.size() <= 100u);
    BOOST_TEST(is_visible(words), words);
  }
}

BOOST_AUTO_TEST_CASE(headers_of_mails_hold_any_text_and_nothing_more) {
  for (const std::string& name : test::hostile_names()) {
    std::string header = observers::encoded_header(name);
    for (std::size_t at; (at = header.find("\r\n ")) != std::string::npos;)
      header.replace(at, 3, " "); // unfolded
    BOOST_TEST(std::all_of(header.begin(), header.end(), [](char c) { return c >= 0x20 && c < 0x7F; }),
               header);
  }
}

observers::SmtpReply reply_of(std::vector<std::string> lines) {
  std::size_t next = 0;
  return observers::read_smtp_reply(
      [&] { return next < lines.size() ? std::optional(lines[next++]) : std::nullopt; }, "host:25");
}

BOOST_AUTO_TEST_CASE(replies_of_mail_servers_are_read_or_refused) {
  const auto reply = reply_of({"250-one", "250-", "250 \x1b[2Jthree", "354 not of it"});
  BOOST_TEST(reply.code == 250);
  BOOST_TEST(reply.lines.size() == 3u);
  BOOST_TEST(reply.words() == "250 one  \\x1b[2Jthree");
  BOOST_TEST(reply_of({"220"}).lines.size() == 1u);
  for (const std::vector<std::string>& bad : {std::vector<std::string>{},
                                              {"22"},
                                              {"hello"},
                                              {"\x1b[2J"},
                                              {"250-goes on"},
                                              std::vector<std::string>(200, "250-x")})
    BOOST_CHECK_THROW(reply_of(bad), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
