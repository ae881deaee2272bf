// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <unistd.h>

using namespace loads::base;

namespace {

std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

bool wait_for_text(const std::string& path, const std::string& text) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (content_of(path).find(text) == std::string::npos)
    if (std::chrono::steady_clock::now() > end)
      return false;
  return true;
}

} // namespace

BOOST_AUTO_TEST_CASE(lines_of_text_say_when_who_how_bad_and_what) {
  loads::tests::TemporaryFolder folder;
  const std::string path = folder.file("log");
  std::ofstream(path) << "what was there\n";
  {
    auto log = Log::open({.program = "loads-broker", .file = path});
    BOOST_REQUIRE(log);
    (*log)->info("the first");
    (*log)->debug("not asked for");
    (*log)->error("two\nlines, \x1b[31mred\xff");
  }
  const std::regex expected("what was there\n"
                            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z loads-broker\\[" +
                            std::to_string(::getpid()) +
                            "\\] info: the first\n"
                            ".* error: two\\\\nlines, \\\\x1b\\[31mred\\\\xff\n");
  BOOST_TEST(std::regex_match(content_of(path), expected), content_of(path));
}

BOOST_AUTO_TEST_CASE(lines_of_json_cannot_be_broken_by_a_text) {
  loads::tests::TemporaryFolder folder;
  const std::string path = folder.file("log");
  {
    auto log = Log::open({.program = "loads-agent", .file = path, .format = LogFormat::json, .debug = true});
    BOOST_REQUIRE(log);
    (*log)->debug("a \"quote\", a \\ and a\nline");
  }
  const std::string text = content_of(path);
  BOOST_TEST(text.starts_with("{\"time\":\"2"));
  BOOST_TEST(
      text.ends_with(",\"program\":\"loads-agent\",\"pid\":" + std::to_string(::getpid()) +
                     ",\"level\":\"debug\",\"message\":\"a \\\"quote\\\", a \\\\ and a\\\\nline\"}\n"));
}

BOOST_AUTO_TEST_CASE(a_file_that_was_moved_away_is_opened_anew) {
  loads::tests::TemporaryFolder folder;
  const std::string path = folder.file("log");
  auto log = Log::open({.program = "x", .file = path});
  BOOST_REQUIRE(log);
  (*log)->info("before");
  BOOST_REQUIRE(wait_for_text(path, "before\n"));
  std::filesystem::rename(path, path + ".1");
  (*log)->reopen();
  (*log)->info("after");
  BOOST_TEST(wait_for_text(path, "after\n"));
  BOOST_TEST(content_of(path + ".1").find("after") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written_is_an_error) {
  auto log = Log::open({.program = "x", .file = "/nowhere/at/all.log"});
  BOOST_REQUIRE(!log);
  BOOST_TEST(log.error().text.find("/nowhere/at/all.log") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_pipe_that_nobody_reads_holds_up_nobody_and_drops_are_counted) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const int kept = ::dup(STDERR_FILENO);
  ::dup2(ends[1], STDERR_FILENO);
  const auto began = std::chrono::steady_clock::now();
  {
    auto log = Log::open({.program = "x"});
    for (int i = 0; i < 50'000; ++i)
      (*log)->info("a line of which there are many");
  }
  const auto took = std::chrono::steady_clock::now() - began;
  ::dup2(kept, STDERR_FILENO);
  ::close(kept);
  ::close(ends[1]);
  BOOST_TEST((took < std::chrono::seconds(20)));
  std::string text(1 << 20, '\0');
  text.resize(static_cast<std::size_t>(::read(ends[0], text.data(), text.size())));
  ::close(ends[0]);
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') < 20'000);
}
