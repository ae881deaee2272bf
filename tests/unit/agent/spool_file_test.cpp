// SPDX-License-Identifier: Apache-2.0
#include "core/agent/spool_file.hpp"

#include "core/wire/payloads.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace loads;
using namespace loads::agent;

namespace {

const wire::StreamId stream{{{1, 2}}, 3};

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(spool_file)

BOOST_AUTO_TEST_CASE(what_was_appended_is_there_after_a_restart) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("spool");
  {
    auto spool = SpoolFile::create(path, stream);
    BOOST_REQUIRE(spool);
    BOOST_TEST((*spool)->last() == 0u);
    BOOST_TEST(bool((*spool)->append(1, 2, "one")));
    BOOST_TEST(bool((*spool)->append(2, 1, std::string("a\0b", 3))));
    BOOST_TEST(bool((*spool)->append(7, 5, ""))); // what is between was never here
    BOOST_TEST(!(*spool)->append(7, 5, ""));
    BOOST_TEST((*spool)->read(1)->payload == "one");
  }
  auto spool = SpoolFile::recover(path);
  BOOST_REQUIRE(spool);
  BOOST_TEST(((*spool)->stream() == stream));
  BOOST_TEST((*spool)->last() == 7u);
  BOOST_TEST((*spool)->last_kind() == 5u);
  BOOST_TEST((*spool)->cut_bytes() == 0u);
  BOOST_TEST((*(*spool)->read(2) == wire::make_batch(stream, 2, 1, std::string("a\0b", 3))));
  BOOST_TEST(!(*spool)->read(3));
  BOOST_TEST(bool((*spool)->append(8, 1, "goes on")));
  BOOST_TEST((*spool)->read(8)->payload == "goes on");
}

BOOST_AUTO_TEST_CASE(a_torn_end_is_cut_off_wherever_it_is_torn) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("spool");
  std::size_t two = 0;
  {
    auto spool = SpoolFile::create(path, stream);
    BOOST_REQUIRE((*spool)->append(1, 1, "the first"));
    BOOST_REQUIRE((*spool)->append(2, 1, "the second"));
    two = (*spool)->bytes();
    BOOST_REQUIRE((*spool)->append(3, 1, "the third"));
  }
  const std::string whole = content(path);
  for (std::size_t size = two; size < whole.size(); ++size) {
    write(path, whole.substr(0, size));
    auto spool = SpoolFile::recover(path);
    BOOST_REQUIRE(spool);
    BOOST_TEST((*spool)->last() == 2u);
    BOOST_TEST((*spool)->cut_bytes() == size - two);
    BOOST_TEST(std::filesystem::file_size(path) == two);
  }
  // Torn in pieces: the length is there, the bytes are not.
  for (std::size_t at = two; at < whole.size(); ++at) {
    std::string torn = whole;
    torn[at] = static_cast<char>(~torn[at]);
    write(path, torn + "zeroes");
    auto spool = SpoolFile::recover(path);
    BOOST_REQUIRE(spool);
    BOOST_TEST((*spool)->last() == 2u);
    BOOST_REQUIRE((*spool)->append(3, 1, "again"));
    BOOST_TEST((*spool)->read(3)->payload == "again");
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_spool_is_refused) {
  tests::TemporaryFolder folder;
  BOOST_TEST(!SpoolFile::recover(folder.file("none")));
  for (const std::string& bytes : {std::string(), std::string("text"), std::string(200, '\xff')}) {
    write(folder.file("other"), bytes);
    BOOST_TEST(!SpoolFile::recover(folder.file("other")));
    BOOST_TEST(content(folder.file("other")) == bytes); // and left alone
  }
  BOOST_TEST(!SpoolFile::create(folder.file("other"), stream)); // is there already
}

BOOST_AUTO_TEST_CASE(a_limit_is_kept) {
  tests::TemporaryFolder folder;
  auto spool = SpoolFile::create(folder.file("spool"), stream, 200);
  BOOST_REQUIRE((*spool)->append(1, 1, "small"));
  const base::Status status = (*spool)->append(2, 1, std::string(200, 'x'));
  BOOST_REQUIRE(!status);
  BOOST_TEST(status.error().text.ends_with("it has reached its limit of 200 bytes"));
  BOOST_TEST(bool((*spool)->append(2, 1, "small")));
}

BOOST_AUTO_TEST_CASE(a_full_disk_leaves_the_spool_as_it_was) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("spool");
  const pid_t child = ::fork();
  if (child == 0) { // the limit is for a whole process
    ::signal(SIGXFSZ, SIG_IGN);
    auto spool = SpoolFile::create(path, stream);
    rlimit limit{10000, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::uint64_t last = 0;
    while (last < 100 && (*spool)->append(last + 1, 1, std::string(999, 'x')))
      ++last;
    if (last == 0 || last == 100 || (*spool)->last() != last || (*spool)->read(last)->payload.size() != 999)
      ::_exit(1);
    limit.rlim_cur = RLIM_INFINITY;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    if (!(*spool)->append(last + 1, 1, "more"))
      ::_exit(2);
    auto again = SpoolFile::recover(path);
    ::_exit(again && (*again)->last() == last + 1 && (*again)->cut_bytes() == 0 ? 0 : 3);
  }
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_REQUIRE(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
