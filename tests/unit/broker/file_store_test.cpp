// SPDX-License-Identifier: Apache-2.0
#include "core/broker/file_store.hpp"

#include "core/wire/limits.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

using namespace loads;
using namespace loads::broker;
using Written = FileStore::Written;

namespace {

wire::Digest digest_of(const std::string& content) {
  return {base::sha256_of(content)};
}

struct Folder {
  tests::TemporaryFolder parent;
  std::string path = parent.file("files");
  FileStore files = *FileStore::open(path);
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_file_comes_in_pieces_and_is_read_in_pieces, Folder) {
  const std::string content(wire::chunk_bytes + 1000, 'x');
  const wire::Digest digest = digest_of(content);
  BOOST_TEST((*files.write(digest, content.size(), 0, content.substr(0, 700)) == Written::more));
  BOOST_TEST(files.list().empty());
  BOOST_TEST((*files.write(digest, content.size(), 9, "not the next") == Written::nothing));
  BOOST_TEST((*files.write(digest, content.size(), 700, content.substr(700)) == Written::all));
  BOOST_TEST((files.list() == std::map<wire::Digest, std::uint64_t>{{digest, content.size()}}));
  const auto pieces = files.read(digest, 0, 16);
  BOOST_REQUIRE(pieces);
  BOOST_REQUIRE(pieces->size() == 2u);
  BOOST_TEST(((*pieces)[0] + (*pieces)[1] == content));
  BOOST_TEST(files.read(digest, wire::chunk_bytes, 16)->front().size() == 1000u);
  BOOST_TEST(files.read(digest, 0, 1)->size() == 1u);
  BOOST_TEST(files.read(digest, content.size(), 1)->empty());
  files.remove(digest);
  BOOST_TEST(files.list().empty());
  BOOST_TEST(!files.read(digest, 0, 1));
}

BOOST_FIXTURE_TEST_CASE(an_empty_file_is_a_file, Folder) {
  BOOST_TEST((*files.write(digest_of(""), 0, 0, "") == Written::all));
  BOOST_TEST(files.list().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(what_has_another_digest_is_refused_and_may_come_again, Folder) {
  const wire::Digest digest = digest_of("good");
  const auto wrong = files.write(digest, 4, 0, "evil");
  BOOST_REQUIRE(!wrong);
  BOOST_TEST(wrong.error().text.find("SHA-256") != std::string::npos);
  BOOST_TEST(std::filesystem::is_empty(path));
  BOOST_TEST((*files.write(digest, 4, 0, "good") == Written::all));
}

BOOST_FIXTURE_TEST_CASE(what_came_in_part_can_be_removed, Folder) {
  const wire::Digest digest = digest_of("whole");
  BOOST_TEST((*files.write(digest, 5, 0, "wh") == Written::more));
  files.remove(digest);
  BOOST_TEST(std::filesystem::is_empty(path));
  BOOST_TEST((*files.write(digest, 5, 2, "ole") == Written::nothing));
}

BOOST_FIXTURE_TEST_CASE(what_was_not_finished_before_a_crash_is_cleared_away, Folder) {
  const wire::Digest digest = digest_of("whole");
  BOOST_TEST((*files.write(digest, 5, 0, "wh") == Written::more));
  std::ofstream(path + "/README") << "of somebody";
  auto again = FileStore::open(path);
  BOOST_REQUIRE(again);
  BOOST_TEST(again->list().empty());
  BOOST_TEST(!std::filesystem::exists(path + "/" + digest.text() + ".part"));
  BOOST_TEST((*again->write(digest, 5, 2, "ole") == Written::nothing));
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_goes_away_is_an_error, Folder) {
  std::filesystem::remove_all(path);
  BOOST_TEST(!files.write(digest_of("x"), 1, 0, "x"));
}
