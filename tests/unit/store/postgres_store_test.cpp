// SPDX-License-Identifier: Apache-2.0
// What is special about the store in PostgreSQL, with a real server.
#include "core/store/postgres_store.hpp"

#include "core/store/open_store.hpp"
#include "tests/unit/store/postgres.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::store;

namespace {

const wire::RunId run{{1}};
const wire::StreamId stream{run, 1};

std::string refusal_of(const std::string& url) {
  auto store = PostgresStore::open(url);
  return store ? "" : store.error().text;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_database_that_is_opened_again_has_everything) {
  test::PostgresServer& server = tests::postgres_server();
  const std::string url = server.url(server.make_database());
  {
    auto store = open_store(url, "");
    BOOST_REQUIRE(store);
    BOOST_REQUIRE(
        (*store)->commit({PutRun{run, "report"}, OpenStream{stream}, Append{stream, 1, 2, "x", "n"}}));
  }
  auto store = open_store(url, "");
  BOOST_REQUIRE(store);
  BOOST_TEST((*store)->load()->runs.size() == 1u);
  BOOST_TEST(((*store)->read(stream, 0, SIZE_MAX)->front() == StoredBatch{stream, 1, 2, "x"}));
}

BOOST_AUTO_TEST_CASE(bytes_of_any_kind_and_many_batches_come_back_from_the_server) {
  test::PostgresServer& server = tests::postgres_server();
  auto store = PostgresStore::open(server.url(server.make_database()));
  BOOST_REQUIRE(store);
  std::string all;
  for (int i = 0; i < 256; ++i)
    all += static_cast<char>(i);
  Transaction transaction{PutRun{run, all}, OpenStream{stream}};
  for (std::uint64_t i = 1; i <= 100; ++i)
    transaction.push_back(Append{stream, i, 1, all + std::to_string(i), all});
  BOOST_REQUIRE((*store)->commit(transaction));
  BOOST_TEST((*store)->load()->runs[0].report == all);
  const auto batches = (*store)->read(stream, 1, SIZE_MAX);
  BOOST_REQUIRE(batches);
  BOOST_REQUIRE(batches->size() == 99u);
  BOOST_TEST(batches->back().bytes == all + "100");
}

BOOST_AUTO_TEST_CASE(two_brokers_cannot_have_the_same_database) {
  test::PostgresServer& server = tests::postgres_server();
  const std::string url = server.url(server.make_database());
  auto store = PostgresStore::open(url);
  BOOST_REQUIRE(store);
  BOOST_TEST(contains(refusal_of(url), "another broker has it"));
}

BOOST_AUTO_TEST_CASE(a_server_that_comes_back_is_found_again_with_all_that_was_acknowledged) {
  test::PostgresServer& server = tests::postgres_server();
  auto store = PostgresStore::open(server.url(server.make_database()));
  BOOST_REQUIRE(store);
  BOOST_REQUIRE(
      (*store)->commit({PutRun{run, "first"}, OpenStream{stream}, Append{stream, 1, 1, "one", ""}}));
  server.stop();
  const base::Status failed = (*store)->commit({Append{stream, 2, 1, "two", ""}});
  BOOST_REQUIRE(!failed);
  BOOST_TEST(!contains(failed.error().text, "\n"));
  BOOST_TEST(!(*store)->load());
  server.start();
  BOOST_REQUIRE((*store)->commit({Append{stream, 2, 1, "two", ""}}));
  BOOST_TEST((*store)->load()->streams[0].high_water == 2u);
  BOOST_TEST((*store)->read(stream, 0, SIZE_MAX)->size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_write_for_good_is_refused) {
  test::PostgresServer& server = tests::postgres_server();
  const std::string url = server.url(server.make_database());
  server.stop();
  server.start({"fsync=off"});
  BOOST_TEST(contains(refusal_of(url), "fsync is off there"));
  server.stop();
  server.start();
}

BOOST_AUTO_TEST_CASE(what_cannot_be_used_is_told_without_the_password) {
  test::PostgresServer& server = tests::postgres_server();
  BOOST_TEST(contains(refusal_of("postgresql://%zz"), "write postgresql://user@host/name"));
  const std::string nowhere = refusal_of("postgresql://me:geheim@%2Fnowhere/db");
  BOOST_TEST(nowhere.starts_with("cannot use the database db at /nowhere: "), nowhere);
  BOOST_TEST(!contains(nowhere, "geheim"));
  BOOST_TEST(contains(refusal_of(server.url("missing")), "\"missing\" does not exist"));
  const std::string database = server.make_database();
  {
    auto store = PostgresStore::open(server.url(database));
    BOOST_REQUIRE(store);
  }
  server.ask(database, "UPDATE loads.version SET version = 2");
  BOOST_TEST(contains(refusal_of(server.url(database)), "have version 2, this broker knows 1"));
}
