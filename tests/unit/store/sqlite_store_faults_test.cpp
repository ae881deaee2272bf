// SPDX-License-Identifier: Apache-2.0
// A store whose process is killed, or whose disk is full. The store is in a child process.
#include "core/store/sqlite_store.hpp"

#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace loads;
using namespace loads::store;

namespace {

const wire::StreamId stream{{{1}}, 1};

Append batch(std::uint64_t sequence) {
  return {stream, sequence, 1, std::to_string(sequence) + std::string(2000, 'x'), std::to_string(sequence)};
}

// The mark, after it has been checked against the batches.
std::uint64_t checked_mark(Store& store) {
  const base::Result<Image> image = store.load();
  BOOST_REQUIRE(image);
  const std::uint64_t mark = image->streams.empty() ? 0 : image->streams[0].high_water;
  const auto batches = store.read(stream, 0, SIZE_MAX);
  BOOST_REQUIRE(batches);
  BOOST_TEST(batches->size() == mark);
  for (std::uint64_t i = 0; i < batches->size(); ++i)
    BOOST_TEST(((*batches)[i].sequence == i + 1 && (*batches)[i].bytes == batch(i + 1).bytes));
  return mark;
}

// Commits batches in groups, and writes the last number to the pipe behind each commit.
[[noreturn]] void write_for_ever(const std::string& path, int pipe) {
  auto store = SqliteStore::open(path);
  if (!store)
    ::_exit(1);
  const auto image = (*store)->load();
  std::uint64_t next = image->streams.empty() ? 1 : image->streams[0].high_water + 1;
  while (true) {
    Transaction transaction{OpenStream{stream}};
    for (int i = 0; i < 5; ++i)
      transaction.push_back(batch(next++));
    if (!(*store)->commit(transaction))
      ::_exit(2);
    const std::uint64_t stored = next - 1;
    if (::write(pipe, &stored, sizeof stored) != sizeof stored)
      ::_exit(3);
  }
}

} // namespace

BOOST_AUTO_TEST_CASE(what_was_acknowledged_survives_a_kill) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("runs.db");
  std::mt19937_64 random(3);
  std::uint64_t acknowledged = 0;
  for (int round = 0; round < 20; ++round) {
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0)
      write_for_ever(path, ends[1]);
    ::close(ends[1]);
    // Some commits, and then it is killed wherever it is.
    for (std::uint64_t left = 1 + random() % 5; left > 0; --left)
      BOOST_REQUIRE(::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged);
    for (std::uint64_t left = random() % 3000; left > 0; --left)
      ::getppid(); // some microseconds
    ::kill(child, SIGKILL);
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST(WIFSIGNALED(status));
    while (::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
    }
    ::close(ends[0]);
    auto store = SqliteStore::open(path);
    BOOST_REQUIRE(store);
    BOOST_TEST(checked_mark(**store) >= acknowledged);
  }
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_an_error_and_passes) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("runs.db");
  const pid_t child = ::fork();
  if (child == 0) { // the limit is for a whole process
    ::signal(SIGXFSZ, SIG_IGN);
    auto store = SqliteStore::open(path);
    rlimit limit{256 << 10, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::uint64_t stored = 0;
    while (stored < 1000 && (*store)->commit({OpenStream{stream}, batch(stored + 1)}))
      ++stored;
    const base::Status full = (*store)->commit({batch(stored + 1)});
    if (full || stored == 0 || stored == 1000)
      ::_exit(1);
    if ((*store)->load()->streams.at(0).high_water != stored ||
        (*store)->read(stream, 0, SIZE_MAX)->size() != stored)
      ::_exit(2);
    limit.rlim_cur = RLIM_INFINITY;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    for (int i = 0; i < 100; ++i)
      if (!(*store)->commit({batch(++stored)}))
        ::_exit(3);
    ::_exit(stored == (*store)->load()->streams.at(0).high_water ? 0 : 4);
  }
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_REQUIRE(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 0);
  auto store = SqliteStore::open(path);
  BOOST_REQUIRE(store);
  BOOST_TEST(checked_mark(**store) > 100u);
}
