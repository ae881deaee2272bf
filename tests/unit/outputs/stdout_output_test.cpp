// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/stdout_output.hpp"

#include "tests/unit/outputs/sample_totals.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/ioctl.h>
#include <system_error>
#include <termios.h>
#include <unistd.h>

namespace loads::outputs {
namespace {

std::string read_all(int fd) {
  std::string text;
  std::array<char, 4096> part;
  ::fcntl(fd, F_SETFL, O_NONBLOCK);
  for (ssize_t size; (size = ::read(fd, part.data(), part.size())) > 0;)
    text.append(part.data(), static_cast<std::size_t>(size));
  return text;
}

// Some containers have no terminals to give.
boost::test_tools::assertion_result has_terminals(boost::unit_test::test_unit_id) {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (master >= 0)
    ::close(master);
  return master >= 0;
}

const auto needs_terminals = boost::unit_test::precondition(has_terminals);

struct Pipe {
  Pipe() { BOOST_REQUIRE(::pipe(ends) == 0); }
  ~Pipe() { ::close(ends[0]), ::close(ends[1]); }
  std::string text() { return read_all(ends[0]); }
  int ends[2];
};

// A terminal of 80 columns that passes bytes on unchanged.
struct Pty {
  Pty() : master(::posix_openpt(O_RDWR | O_NOCTTY)) {
    BOOST_REQUIRE(master >= 0);
    BOOST_REQUIRE((::grantpt(master) == 0 && ::unlockpt(master) == 0));
    slave = ::open(::ptsname(master), O_RDWR | O_NOCTTY);
    termios settings{};
    ::tcgetattr(slave, &settings);
    ::cfmakeraw(&settings);
    ::tcsetattr(slave, TCSANOW, &settings);
    const winsize size{24, 80, 0, 0};
    ::ioctl(slave, TIOCSWINSZ, &size);
  }
  ~Pty() { ::close(slave), ::close(master); }
  std::string text() { return read_all(master); }
  int master, slave;
};

// Sets a variable of the environment for one test.
class Variable {
public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }

private:
  const char* name_;
};

void show(StdoutOutput& output, SampleTotals sample, std::uint64_t elapsed_ns) {
  sample.figures.elapsed_ns = elapsed_ns;
  sample.figures.progress = 0.5;
  output.progress(sample.totals());
}

std::size_t count(const std::string& text, char wanted) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), wanted));
}

BOOST_AUTO_TEST_SUITE(stdout_output_test)

BOOST_AUTO_TEST_CASE(in_a_pipe_there_is_a_line_every_five_seconds) {
  Pipe out, err;
  StdoutOutput output(Terminal(out.ends[1]), Terminal(err.ends[1]));
  for (std::uint64_t at = 0; at < 16 * second; at += 250 * ms)
    show(output, good_run(), at);
  const std::string text = out.text();
  BOOST_TEST(count(text, '\n') == 3);
  BOOST_TEST(count(text, '\r') == 0);
  BOOST_TEST(count(text, '\x1b') == 0);
}

BOOST_AUTO_TEST_CASE(in_a_pipe_the_report_follows_a_last_line) {
  Pipe out, err;
  StdoutOutput output(Terminal(out.ends[1]), Terminal(err.ends[1]));
  SampleTotals sample = bad_run();
  sample.figures.progress = 1;
  output.end(sample.totals());
  const std::string text = out.text();
  BOOST_TEST(text.starts_with("100%  "));
  BOOST_TEST(text.find("\nSuccess: 900\n") != std::string::npos);
  BOOST_TEST(text.find("Most frequent failures") != std::string::npos);
  BOOST_TEST(err.text().find("assert_equal(res.status_code(), 200)\n      left: 503") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(failures_are_shown_once_where_both_streams_meet) {
  Pipe both;
  StdoutOutput output(Terminal(both.ends[1]), Terminal(both.ends[1]));
  SampleTotals sample = bad_run();
  output.end(sample.totals());
  const std::string text = both.text();
  BOOST_TEST(text.find("Most frequent failures") == std::string::npos);
  BOOST_TEST(text.find("39 occurrences of a failure") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(on_a_terminal_the_bar_moves_ten_times_a_second_at_most, *needs_terminals) {
  Variable term("TERM", "xterm");
  Pty pty;
  StdoutOutput output(Terminal(pty.slave), Terminal(pty.slave));
  for (std::uint64_t at = 0; at < second; at += 10 * ms)
    show(output, good_run(), at);
  const std::string text = pty.text();
  BOOST_TEST(count(text, '\r') == 10);
  BOOST_TEST(count(text, '\n') == 0);
}

BOOST_AUTO_TEST_CASE(on_a_terminal_a_plain_full_bar_stays_above_the_report, *needs_terminals) {
  Variable term("TERM", "xterm");
  Pty pty;
  StdoutOutput output(Terminal(pty.slave), Terminal(pty.slave));
  show(output, good_run(), 0);
  pty.text();
  SampleTotals sample = good_run();
  output.end(sample.totals());
  const std::string text = pty.text();
  BOOST_TEST(text.starts_with("\r[" + std::string(71, '=') + "]  100%\x1b[K\n\n"));
  BOOST_TEST(text.find("\x1b[1m") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_color_is_respected, *needs_terminals) {
  Variable term("TERM", "xterm");
  Variable no_color("NO_COLOR", "1");
  Pty pty;
  StdoutOutput output(Terminal(pty.slave), Terminal(pty.slave));
  SampleTotals sample = bad_run();
  output.end(sample.totals());
  BOOST_TEST(pty.text().find("\x1b[3") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_dumb_terminal_gets_plain_lines, *needs_terminals) {
  Variable term("TERM", "dumb");
  Pty pty;
  StdoutOutput output(Terminal(pty.slave), Terminal(pty.slave));
  show(output, good_run(), 0);
  show(output, good_run(), 6 * second);
  SampleTotals sample = bad_run();
  output.end(sample.totals());
  const std::string text = pty.text();
  BOOST_TEST(count(text, '\r') == 0);
  BOOST_TEST(count(text, '\x1b') == 0);
}

BOOST_AUTO_TEST_CASE(a_stream_that_cannot_be_written_is_told) {
  Pipe err;
  const int full = ::open("/dev/full", O_WRONLY);
  StdoutOutput output(Terminal(full), Terminal(err.ends[1]));
  SampleTotals sample = bad_run();
  BOOST_CHECK_THROW(output.end(sample.totals()), std::system_error);
  BOOST_TEST(!err.text().empty()); // the failures are not lost with the report
  ::close(full);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
