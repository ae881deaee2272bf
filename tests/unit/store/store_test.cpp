// SPDX-License-Identifier: Apache-2.0
// What every store does, each test with each of them.
#include "core/store/store.hpp"

#include "core/store/postgres_store.hpp"
#include "core/store/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/store/memory_store.hpp"
#include "tests/unit/store/postgres.hpp"

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>

using namespace loads;
using namespace loads::store;

namespace {

const wire::RunId run_a{{1}}, run_b{{2}};
const wire::StreamId stream_a{run_a, 1}, stream_b{run_b, 1};

Append batch(const wire::StreamId& stream, std::uint64_t sequence) {
  return {stream, sequence, 1, "bytes " + std::to_string(sequence), "note " + std::to_string(sequence)};
}

struct InMemory {
  Store& get() { return store; }
  tests::MemoryStore store;
};

struct OnDisk {
  OnDisk() : store(std::move(*SqliteStore::open(folder.file("runs.db")))) {}
  Store& get() { return *store; }
  tests::TemporaryFolder folder;
  std::unique_ptr<SqliteStore> store;
};

struct OnServer {
  OnServer()
      : store(std::move(
            *PostgresStore::open(tests::postgres_server().url(tests::postgres_server().make_database())))) {}
  Store& get() { return *store; }
  std::unique_ptr<PostgresStore> store;
};

using AllStores = boost::mpl::list<InMemory, OnDisk, OnServer>;

std::uint64_t mark_of(Store& store, const wire::StreamId& stream) {
  const base::Result<Image> image = store.load();
  BOOST_REQUIRE(image);
  for (const Image::Stream& it : image->streams)
    if (it.stream == stream)
      return it.high_water;
  return 999;
}

std::size_t batches_of(Store& store, const wire::StreamId& stream) {
  return store.read(stream, 0, SIZE_MAX)->size();
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_committed_is_there, Kind, AllStores) {
  Kind kind;
  Store& store = kind.get();
  BOOST_REQUIRE(store.commit({PutRun{run_b, "first"}, PutRun{run_a, "second"}, OpenStream{stream_a},
                              batch(stream_a, 1), batch(stream_a, 2), PutNotice{run_a, "irc", 0}}));
  BOOST_REQUIRE(store.commit({PutRun{run_b, "third"}, OpenStream{stream_a}, PutNotice{run_a, "irc", 2}}));
  const base::Result<Image> image = store.load();
  BOOST_REQUIRE(image);
  BOOST_REQUIRE(image->runs.size() == 2u);
  BOOST_TEST((image->runs[0].run == run_b));
  BOOST_TEST(image->runs[0].report == "third");
  BOOST_TEST(image->runs[1].report == "second");
  BOOST_REQUIRE(image->streams.size() == 1u);
  BOOST_TEST(image->streams[0].high_water == 2u);
  BOOST_TEST(image->streams[0].note == "note 2");
  BOOST_REQUIRE(image->notices.size() == 1u);
  BOOST_TEST((image->notices[0] == PutNotice{run_a, "irc", 2}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(batches_come_back_in_pieces, Kind, AllStores) {
  Kind kind;
  Store& store = kind.get();
  Transaction transaction{OpenStream{stream_a}, OpenStream{stream_b}};
  for (std::uint64_t i = 1; i <= 9; ++i) {
    transaction.push_back(batch(stream_a, i));
    transaction.push_back(batch(stream_b, i));
  }
  BOOST_REQUIRE(store.commit(transaction));
  const auto all = store.read(stream_a, 0, SIZE_MAX);
  BOOST_REQUIRE(all->size() == 9u);
  BOOST_TEST(((*all)[4] == StoredBatch{stream_a, 5, 1, "bytes 5"}));
  const auto some = store.read(stream_a, 4, 15); // of 7 bytes each
  BOOST_REQUIRE(some->size() == 2u);
  BOOST_TEST((*some)[0].sequence == 5u);
  BOOST_TEST(store.read(stream_a, 4, 1)->size() == 1u);
  BOOST_TEST(store.read(stream_a, 9, 100)->empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_batch_that_comes_twice_is_there_once, Kind, AllStores) {
  Kind kind;
  Store& store = kind.get();
  BOOST_REQUIRE(store.commit({OpenStream{stream_a}, batch(stream_a, 1), batch(stream_a, 2)}));
  BOOST_TEST(bool(store.commit({batch(stream_a, 1), batch(stream_a, 2), batch(stream_a, 3)})));
  BOOST_TEST(mark_of(store, stream_a) == 3u);
  BOOST_TEST(batches_of(store, stream_a) == 3u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_gap_is_refused_and_nothing_else_is_stored, Kind, AllStores) {
  Kind kind;
  Store& store = kind.get();
  BOOST_REQUIRE(store.commit({OpenStream{stream_a}, OpenStream{stream_b}, batch(stream_a, 1)}));
  BOOST_TEST(!store.commit({batch(stream_b, 1), batch(stream_a, 3)}));
  BOOST_TEST(!store.commit({batch(stream_a, 2), batch({run_a, 7}, 2)})); // of no stream
  BOOST_TEST(mark_of(store, stream_a) == 1u);
  BOOST_TEST(mark_of(store, stream_b) == 0u);
  BOOST_TEST(batches_of(store, stream_b) == 0u);
  BOOST_TEST(bool(store.commit({batch(stream_a, 2)})));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_fold_stands_for_all_batches, Kind, AllStores) {
  Kind kind;
  Store& store = kind.get();
  BOOST_REQUIRE(
      store.commit({OpenStream{stream_a}, batch(stream_a, 1), batch(stream_a, 2), batch(stream_a, 3)}));
  BOOST_REQUIRE(store.commit({Fold{stream_a, 6, "sum"}}));
  BOOST_TEST(mark_of(store, stream_a) == 3u);
  const auto all = store.read(stream_a, 0, SIZE_MAX);
  BOOST_REQUIRE(all->size() == 1u);
  BOOST_TEST(((*all)[0] == StoredBatch{stream_a, 3, 6, "sum"}));
  BOOST_TEST(store.read(stream_a, 3, 100)->empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_run_goes_with_all_that_belongs_to_it, Kind, AllStores) {
  Kind kind;
  Store& store = kind.get();
  for (const auto& [run, stream] : {std::pair{run_a, stream_a}, {run_b, stream_b}})
    BOOST_REQUIRE(store.commit({PutRun{run, ""}, OpenStream{stream}, batch(stream, 1), PutNotice{run, "irc"},
                                PutNotice{run, "email"}}));
  BOOST_REQUIRE(store.commit({DropRun{run_a}, DropNotice{run_b, "irc"}}));
  const base::Result<Image> image = store.load();
  BOOST_REQUIRE(image);
  BOOST_REQUIRE(image->runs.size() == 1u);
  BOOST_TEST((image->runs[0].run == run_b));
  BOOST_TEST(image->streams.size() == 1u);
  BOOST_REQUIRE(image->notices.size() == 1u);
  BOOST_TEST(image->notices[0].observer == "email");
  BOOST_TEST(batches_of(store, stream_a) == 0u);
  BOOST_TEST(batches_of(store, stream_b) == 1u);
}
