// SPDX-License-Identifier: Apache-2.0
#include "core/agent/recovery.hpp"

#include "core/metrics/frame_codec.hpp"
#include "core/metrics/recorder.hpp"
#include "core/metrics/slab.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <span>

using namespace loads;
using namespace loads::agent;

namespace {

const wire::StreamId stream{{{0xee, 1}}, 2};
constexpr auto frame_kind = static_cast<std::uint16_t>(wire::BatchKind::frame);
constexpr auto end_kind = static_cast<std::uint16_t>(wire::BatchKind::end);

void ignore(const std::string&) {}

} // namespace

BOOST_AUTO_TEST_SUITE(recovery)

BOOST_AUTO_TEST_CASE(names_of_streams_come_back) {
  BOOST_TEST((*agent::stream_of(name_of(stream)) == stream));
  for (const char* other :
       {"", "lock", "ee01", "ee010000000000000000000000000000", "ee010000000000000000000000000000-"})
    BOOST_TEST(!agent::stream_of(other));
}

BOOST_AUTO_TEST_CASE(a_folder_belongs_to_one_agent) {
  tests::TemporaryFolder folder;
  auto one = StateFolder::open(folder.file("a"));
  BOOST_TEST_REQUIRE(bool(one));
  const auto other = StateFolder::open(folder.file("a"));
  BOOST_TEST_REQUIRE(!other);
  BOOST_TEST(other.error().text.find("uses the folder") != std::string::npos);
  auto first = StateFolder::choose(folder.file("many"));
  BOOST_TEST(first->path() == folder.file("many/1"));
  std::filesystem::create_directories(folder.file("many/7/spool"));
  BOOST_TEST(std::filesystem::create_directory(folder.file("many/7/spool/x")));
  for (const char* path : {"many", "many/7", "many/7/spool"})
    std::filesystem::permissions(folder.file(path), std::filesystem::perms::owner_all);
  auto waiting = StateFolder::choose(folder.file("many"));
  BOOST_TEST(waiting->path() == folder.file("many/7")); // results wait there
  BOOST_TEST(StateFolder::choose(folder.file("many"))->path() == folder.file("many/2"));
}

BOOST_AUTO_TEST_CASE(what_is_in_no_frame_of_the_spool_is_the_remainder) {
  tests::TemporaryFolder place;
  auto folder = StateFolder::open(place.file("state"));
  BOOST_TEST_REQUIRE(bool(folder));
  if (!StateFolder::slab_problem().empty())
    return;
  const std::string slab_file = folder->slab(stream);
  {
    auto slab = metrics::Slab::create_file(slab_file, 1);
    BOOST_TEST_REQUIRE(bool(slab));
    BOOST_TEST(is_written(slab_file));
    slab->set_start(base::SteadyClock().now());
    metrics::Recorder recorder(*slab, 0);
    metrics::FrameCutter cutter(*slab);
    auto spool = SpoolFile::create(folder->spool(stream), stream);
    BOOST_TEST_REQUIRE(bool(spool));
    for (std::uint64_t sequence = 1; sequence <= 2; ++sequence) {
      recorder.user_started();
      const std::string frame = metrics::encode_frame(cutter.cut(base::SteadyClock().now()));
      BOOST_TEST(bool((*spool)->append(sequence, frame_kind, frame)));
    }
    recorder.user_started();
  }
  BOOST_TEST(!is_written(slab_file));
  Leftovers left = recover(*folder, ignore);
  BOOST_TEST_REQUIRE(left.streams.size() == 1u);
  BOOST_TEST((left.streams[0].stream == stream));
  BOOST_TEST(left.streams[0].last == 2u);
  BOOST_TEST(!left.streams[0].ended);
  const auto frame = metrics::decode_frame(std::as_bytes(std::span(left.streams[0].remainder)));
  BOOST_TEST_REQUIRE(bool(frame));
  BOOST_TEST(frame->number == 3u);
  BOOST_TEST(frame->delta.ledger.users_started == 1u);
  BOOST_TEST(frame->running.users_started == 3u);
  // Once the end is spooled nothing is missing.
  BOOST_TEST(bool(left.spools.at(stream)->append(3, end_kind, "{}")));
  left.spools.clear();
  left = recover(*folder, ignore);
  BOOST_TEST(left.streams.at(0).ended);
  BOOST_TEST(left.streams.at(0).remainder == "");
  std::filesystem::remove(slab_file);
}

BOOST_AUTO_TEST_CASE(a_run_that_never_began_is_nothing) {
  tests::TemporaryFolder place;
  auto folder = StateFolder::open(place.file("state"));
  if (!StateFolder::slab_problem().empty())
    return;
  BOOST_TEST(bool(metrics::Slab::create_file(folder->slab(stream), 1)));
  BOOST_TEST(recover(*folder, ignore).streams.empty());
  BOOST_TEST(!std::filesystem::exists(folder->slab(stream)));
}

BOOST_AUTO_TEST_SUITE_END()
