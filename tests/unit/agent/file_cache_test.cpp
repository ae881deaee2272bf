// SPDX-License-Identifier: Apache-2.0
#include "core/agent/file_cache.hpp"

#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace loads;
using agent::FileCache;

namespace {

wire::Digest digest_of(const std::string& content) {
  return wire::Digest{base::sha256_of(content)};
}

bool write_whole(FileCache& cache, const std::string& content) {
  const auto written = cache.write(digest_of(content), content.size(), 0, content);
  return written && *written;
}

} // namespace

BOOST_AUTO_TEST_SUITE(file_cache)

BOOST_AUTO_TEST_CASE(a_file_is_there_when_it_is_whole_and_right) {
  tests::TemporaryFolder folder;
  FileCache cache(folder.file(""));
  const wire::Digest digest = digest_of("abcdef");
  BOOST_TEST(!*cache.write(digest, 6, 0, "abc"));
  BOOST_TEST(cache.digests().empty());
  BOOST_TEST(*cache.write(digest, 6, 3, "def"));
  BOOST_TEST((cache.digests() == std::set{digest}));
  BOOST_TEST(write_whole(cache, ""));
  // Again, after another process had half of another.
  BOOST_TEST(!*cache.write(digest_of("xy"), 2, 0, "x"));
  BOOST_TEST(FileCache(folder.file("")).digests().size() == 2u);
  BOOST_TEST(!std::filesystem::exists(cache.path(digest_of("xy")) + ".part"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_does_not_stay) {
  tests::TemporaryFolder folder;
  FileCache cache(folder.file(""));
  BOOST_TEST(!cache.write(digest_of("right"), 5, 0, "wrong"));
  BOOST_TEST(!*cache.write(digest_of("right"), 5, 0, "ri"));
  BOOST_TEST(!cache.write(digest_of("right"), 5, 3, "ht")); // a hole
  BOOST_TEST(std::filesystem::is_empty(folder.file("")));
  BOOST_TEST(write_whole(cache, "right"));
}

BOOST_AUTO_TEST_CASE(what_was_not_used_for_longest_goes_first) {
  tests::TemporaryFolder folder;
  FileCache cache(folder.file(""), 10);
  const auto now = std::filesystem::file_time_type::clock::now();
  int age = 4;
  for (const std::string content : {"aaaa", "bbbb", "cccc", "dddd"}) {
    BOOST_TEST(write_whole(cache, content));
    std::filesystem::last_write_time(cache.path(digest_of(content)), now - std::chrono::hours(age--));
  }
  cache.touch(digest_of("bbbb"));
  const auto gone = cache.prune({digest_of("aaaa")});
  BOOST_TEST((gone == std::vector{digest_of("cccc"), digest_of("dddd")}));
  BOOST_TEST((cache.digests() == std::set{digest_of("aaaa"), digest_of("bbbb")}));
  std::filesystem::last_write_time(cache.path(digest_of("bbbb")), now - std::chrono::hours(24 * 40));
  BOOST_TEST((cache.prune({}) == std::vector{digest_of("bbbb")}));
}

BOOST_AUTO_TEST_SUITE_END()
