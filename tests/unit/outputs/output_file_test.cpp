// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/output_file.hpp"

#include "tests/unit/outputs/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace loads::outputs {
namespace {

using Appears = OutputFile::Appears;
using Names = std::vector<std::string>;

template <class Code>
std::string complaint_of(Code code) {
  try {
    code();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

BOOST_FIXTURE_TEST_SUITE(output_file_test, TemporaryFolder)

BOOST_AUTO_TEST_CASE(a_file_appears_when_it_is_complete_and_takes_the_place_of_an_older_one) {
  std::ofstream(file("report.json")) << "old";
  {
    OutputFile report(file("report.json"), Appears::when_complete);
    report.write("new");
    report.flush();
    BOOST_TEST(text("report.json") == "old");
    BOOST_TEST(text("report.json.partial") == "new");
    report.complete();
  }
  BOOST_TEST(text("report.json") == "new");
  BOOST_TEST(names() == Names{"report.json"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_was_not_completed_leaves_nothing_and_spoils_nothing) {
  std::ofstream(file("report.json")) << "old";
  { OutputFile(file("report.json"), Appears::when_complete).write("half"); }
  { OutputFile(file("rows.csv"), Appears::at_once); }
  BOOST_TEST(text("report.json") == "old");
  BOOST_TEST(names() == (Names{"report.json", "rows.csv"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_a_crash_left_behind_is_kept) {
  std::ofstream(file("report.json.partial")) << "of a crash";
  OutputFile report(file("report.json"), Appears::when_complete);
  report.write("new");
  report.complete();
  BOOST_TEST(text("report.json.partial") == "of a crash");
  BOOST_TEST(text("report.json") == "new");
}

BOOST_AUTO_TEST_CASE(a_file_at_once_can_be_read_while_it_grows) {
  std::ofstream(file("rows.csv")) << "an older and longer text";
  OutputFile rows(file("rows.csv"), Appears::at_once);
  BOOST_TEST(text("rows.csv") == "an older and longer text"); // the run may yet not begin
  rows.write("1\n");
  rows.flush();
  BOOST_TEST(text("rows.csv") == "1\n");
  rows.write("2\n");
  rows.flush();
  BOOST_TEST(text("rows.csv") == "1\n2\n");
}

BOOST_AUTO_TEST_CASE(earlier_text_can_be_written_over) {
  OutputFile report(file("report.xml"), Appears::when_complete);
  report.write("a: ?\n");
  const std::uint64_t offset = report.size();
  report.write("b: ?\n");
  report.write("c\n");
  report.overwrite(offset, "b: 1\n");
  report.write("d\n");
  report.complete();
  BOOST_TEST(text("report.xml") == "a: ?\nb: 1\nc\nd\n");
}

BOOST_AUTO_TEST_CASE(a_link_stays_a_link) {
  std::filesystem::create_symlink(file("real.json"), file("link.json"));
  std::ofstream(file("real.json")) << "old";
  OutputFile report(file("link.json"), Appears::when_complete);
  report.write("new");
  report.complete();
  BOOST_TEST(text("real.json") == "new");
  BOOST_TEST(std::filesystem::is_symlink(file("link.json")));
}

BOOST_AUTO_TEST_CASE(pipes_are_written_as_they_are) {
  BOOST_REQUIRE(::mkfifo(file("pipe").c_str(), 0600) == 0);
  const int reader = ::open(file("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  OutputFile pipe(file("pipe"), Appears::when_complete);
  BOOST_TEST(!pipe.is_regular());
  pipe.write("text");
  pipe.complete();
  char read[8] = {};
  BOOST_TEST(::read(reader, read, sizeof read) == 4);
  BOOST_TEST(std::string(read) == "text");
  ::close(reader);
  BOOST_TEST(names() == Names{"pipe"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_name_that_does_not_work_is_told_at_once) {
  for (const Appears appears : {Appears::at_once, Appears::when_complete}) {
    const auto make = [&](const std::string& name) {
      return complaint_of([&] { OutputFile(name, appears); });
    };
    BOOST_TEST(make(file("no/such/x")) ==
               "cannot write " + file("no/such/x") + ": No such file or directory");
    BOOST_TEST(make(file("")) == "cannot write " + file("") + ": Is a directory");
    BOOST_TEST(make("") == "cannot write to a file without a name: No such file or directory");
  }
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_and_stays_told) {
  OutputFile full("/dev/full", Appears::at_once);
  full.write("text");
  const std::string sentence = "cannot write /dev/full: No space left on device";
  BOOST_TEST(complaint_of([&] { full.flush(); }) == sentence);
  BOOST_TEST(complaint_of([&] { full.write("more"); }) == sentence);
  BOOST_TEST(complaint_of([&] { full.complete(); }) == sentence);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
