// SPDX-License-Identifier: Apache-2.0
#include "core/store/sqlite_store.hpp"

#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace loads;
using namespace loads::store;

namespace {

const wire::RunId run{{1}};
const wire::StreamId stream{run, 1};

std::string error_of(const std::string& path) {
  const auto store = SqliteStore::open(path);
  return store ? "none" : store.error().text;
}

void execute(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  BOOST_REQUIRE(::sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  BOOST_TEST(::sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  ::sqlite3_close(database);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_store_that_is_opened_again_has_everything) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("runs.db");
  {
    auto store = SqliteStore::open(path);
    BOOST_REQUIRE(store);
    BOOST_TEST(bool(
        (*store)->commit({PutRun{run, "a report"}, OpenStream{stream}, Append{stream, 1, 2, "x", "n"}})));
  }
  auto store = SqliteStore::open(path);
  BOOST_REQUIRE(store);
  BOOST_TEST((*store)->load()->runs.at(0).report == "a report");
  BOOST_TEST((*store)->load()->streams.at(0).high_water == 1u);
  BOOST_TEST((*store)->read(stream, 0, 100)->size() == 1u);
}

BOOST_AUTO_TEST_CASE(nobody_else_can_read_it) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("runs.db");
  auto store = SqliteStore::open(path);
  BOOST_REQUIRE(store);
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat file {};
    BOOST_REQUIRE(::stat((path + suffix).c_str(), &file) == 0);
    BOOST_TEST((file.st_mode & 077) == 0u, path << suffix);
  }
}

BOOST_AUTO_TEST_CASE(two_brokers_cannot_have_the_same_store) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("runs.db");
  auto store = SqliteStore::open(path);
  BOOST_REQUIRE(store);
  BOOST_TEST(error_of(path).ends_with("another broker has it open; stop that one, or name another store"));
}

BOOST_AUTO_TEST_CASE(what_is_no_store_is_refused) {
  tests::TemporaryFolder folder;
  BOOST_TEST(error_of(folder.file("no/such/folder.db")).ends_with("No such file or directory"));

  std::ofstream(folder.file("text.db"))
      << "this is a text that has a length of more than some bytes, and then some";
  BOOST_TEST(error_of(folder.file("text.db")).ends_with("file is not a database"));

  execute(folder.file("other.db"), "CREATE TABLE songs (name TEXT)");
  BOOST_TEST(error_of(folder.file("other.db")).ends_with("it is a database of another program"));

  const std::string later = folder.file("later.db");
  BOOST_REQUIRE(SqliteStore::open(later));
  execute(later, "PRAGMA user_version = 2");
  BOOST_TEST(error_of(later).ends_with("it has version 2, this broker knows 1; use the broker that made it"));
}

BOOST_AUTO_TEST_CASE(a_damaged_store_is_noticed) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("runs.db");
  {
    auto store = SqliteStore::open(path);
    Transaction transaction{OpenStream{stream}};
    for (std::uint64_t i = 1; i <= 100; ++i)
      transaction.push_back(Append{stream, i, 1, std::string(3000, 'x'), ""});
    BOOST_REQUIRE((*store)->commit(transaction));
  }
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096); // the first pages behind the header
  file << std::string(16384, '\x5a');
  file.close();
  BOOST_TEST(error_of(path).starts_with("cannot open the store " + path));
}

BOOST_AUTO_TEST_CASE(bytes_of_any_kind_come_back) {
  tests::TemporaryFolder folder;
  auto store = SqliteStore::open(folder.file("runs.db"));
  std::string bytes;
  for (int i = 0; i < 100000; ++i)
    bytes += static_cast<char>(i * 7);
  BOOST_REQUIRE((*store)->commit({
      OpenStream{stream},
      Append{stream, 1, 65535, bytes, ""},
  }));
  BOOST_REQUIRE((*store)->commit({Append{stream, 2, 1, "", std::string("a\0b", 3)}}));
  const auto batches = (*store)->read(stream, 0, SIZE_MAX);
  BOOST_REQUIRE(batches->size() == 2u);
  BOOST_TEST(((*batches)[0].bytes == bytes));
  BOOST_TEST((*batches)[0].kind == 65535u);
  BOOST_TEST((*batches)[1].bytes.empty());
  BOOST_TEST((*store)->load()->streams.at(0).note == std::string("a\0b", 3));
}
