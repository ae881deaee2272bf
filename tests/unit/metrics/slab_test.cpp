// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/slab.hpp"

#include "core/metrics/slab_reader.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/metrics/support.hpp"

#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace loads;
using namespace loads::metrics;

namespace {

base::UniqueFd copy_of(int fd) {
  return base::UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

std::uint64_t resident_bytes(const Slab& slab) {
  struct stat info {};
  ::fstat(slab.fd(), &info);
  return static_cast<std::uint64_t>(info.st_blocks) * 512;
}

} // namespace

BOOST_AUTO_TEST_SUITE(slab)

BOOST_AUTO_TEST_CASE(two_mappings_see_the_same) {
  Slab mine = make_slab(2);
  base::Result<Slab> theirs = Slab::map(copy_of(mine.fd()));
  BOOST_TEST_REQUIRE(bool(theirs), (theirs ? "" : theirs.error().text));
  BOOST_TEST(theirs->slots() == 2u);
  BOOST_TEST((theirs->start() == test_start));
  Recorder recorder(*theirs, 1);
  record_hit(recorder, make_hit("/", 200, std::chrono::milliseconds(3)));
  BOOST_TEST(read_figures(mine).ledger.hits == 1u);
}

BOOST_AUTO_TEST_CASE(untouched_slots_cost_no_memory) {
  Slab slab = make_slab(64);
  BOOST_TEST(Slab::size_of(64) > (std::size_t{1} << 31));
  Recorder recorder(slab, 0);
  for (int i = 0; i < 100; ++i)
    record_hit(recorder, make_hit("/", 200, std::chrono::milliseconds(i)));
  read_figures(slab);
  BOOST_TEST(resident_bytes(slab) < 64 * 5 * 4096u); // a few pages a slot, from looking at them
}

BOOST_AUTO_TEST_CASE(a_silly_number_of_slots_is_refused) {
  BOOST_TEST(!Slab::create(0));
  BOOST_TEST(!Slab::create(max_slots + 1));
}

BOOST_AUTO_TEST_CASE(it_cannot_be_shrunk_under_the_reader) {
  Slab slab = make_slab();
  BOOST_TEST(::ftruncate(slab.fd(), 0) == -1);
  BOOST_TEST(::ftruncate(slab.fd(), static_cast<off_t>(Slab::size_of(2))) == -1);
}

BOOST_AUTO_TEST_CASE(what_is_no_slab_is_refused) {
  BOOST_TEST(!Slab::map(base::UniqueFd()));
  BOOST_TEST(!Slab::map(base::UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC))));
  base::UniqueFd unsealed(::memfd_create("x", MFD_CLOEXEC));
  BOOST_TEST(!Slab::map(copy_of(unsealed.get())));
  BOOST_TEST_REQUIRE(::ftruncate(unsealed.get(), static_cast<off_t>(Slab::size_of(1))) == 0);
  BOOST_TEST(!Slab::map(copy_of(unsealed.get())));
  Slab other = make_slab();
  other.header().version = 99;
  BOOST_TEST(!Slab::map(copy_of(other.fd())));
}

BOOST_AUTO_TEST_CASE(what_a_process_recorded_outlives_it) {
  Slab slab = make_slab();
  const pid_t child = ::fork();
  if (child == 0) {
    Recorder recorder(slab, 0);
    recorder.enter(1, 5);
    recorder.iteration_started(1);
    for (int i = 0; i < 1000; ++i)
      record_hit(recorder, make_hit("/", 200, std::chrono::microseconds(i)));
    recorder.hit_started();
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  BOOST_TEST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_TEST(WIFSIGNALED(status));
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.ledger.hits == 1000u);
  BOOST_TEST(figures.ledger.hits_in_flight() == 1u);
  BOOST_TEST(figures.ledger.in_flight() == 1u);
  BOOST_TEST(find_imbalance(figures) == "");
  BOOST_TEST(slab.slot(0).breadcrumb.read().user == 5u);
}

BOOST_AUTO_TEST_CASE(whatever_is_written_there_does_not_hurt_the_reader) {
  std::mt19937_64 random(3);
  for (const std::uint64_t pattern :
       {UINT64_MAX, std::uint64_t{1} << 63, std::uint64_t{0x7fffffffffffffff}}) {
    Slab slab = make_slab();
    auto* words = reinterpret_cast<std::uint64_t*>(&slab.slot(0));
    for (std::size_t i = 0; i < sizeof(Slot) / 8; i += 1 + random() % 16)
      words[i] = pattern;
    slab.header().slots = 77;
    read_figures(slab);
    read_engines(slab);
    slab.slot(0).breadcrumb.read();
    FrameCutter cutter(slab);
    cutter.cut(test_start);
    const Recorder recorder(slab, 0);
  }
  Slab slab = make_slab();
  auto* words = reinterpret_cast<std::uint64_t*>(&slab.slot(0));
  for (std::size_t i = 0; i < sizeof(Slot) / 8; ++i)
    words[i] = random();
  BOOST_TEST(read_figures(slab).series.size() <= max_series + 1);
}

BOOST_AUTO_TEST_CASE(a_file_keeps_it_and_a_copy_can_be_read) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("results");
  {
    base::Result<Slab> slab = Slab::create_file(path, 2);
    BOOST_TEST_REQUIRE(bool(slab));
    BOOST_TEST(!Slab::create_file(path, 2)); // it is there
    base::Result<Slab> theirs = Slab::map(copy_of(slab->fd()));
    BOOST_TEST_REQUIRE(bool(theirs));
    theirs->slot(1).hits_started.add(7);
  }
  base::Result<Slab> copy = Slab::copy_file(path);
  BOOST_TEST_REQUIRE(bool(copy));
  BOOST_TEST(copy->slots() == 2u);
  BOOST_TEST(copy->slot(1).hits_started.get() == 7u);
  BOOST_TEST(::truncate(path.c_str(), 5000) == 0);
  BOOST_TEST(!Slab::copy_file(path));
  BOOST_TEST(!Slab::copy_file(folder.file("nothing")));
}

BOOST_AUTO_TEST_SUITE_END()
