// SPDX-License-Identifier: Apache-2.0
#include "core/base/sha256.hpp"

#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace loads;
using namespace loads::base;

namespace {

std::string digits(const Sha256Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

} // namespace

// Of FIPS 180-2.
BOOST_AUTO_TEST_CASE(digests_are_those_of_the_standard) {
  BOOST_TEST(digits(sha256_of("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  BOOST_TEST(digits(sha256_of("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_CASE(the_pieces_of_a_content_do_not_matter) {
  const std::string content(1'000'003, 'x');
  Sha256 sum;
  for (std::size_t at = 0; at < content.size(); at += 777)
    sum.add(std::string_view(content).substr(at, 777));
  BOOST_TEST((sum.finish() == sha256_of(content)));
}

BOOST_AUTO_TEST_CASE(a_file_is_read_to_its_end_and_one_that_cannot_be_read_is_named) {
  const tests::TemporaryFolder folder;
  const std::string content(700'000, 'y');
  std::ofstream(folder.file("a")) << content;
  const auto file = sha256_of_file(folder.file("a"));
  BOOST_REQUIRE(file);
  BOOST_TEST(file->size == content.size());
  BOOST_TEST((file->digest == sha256_of(content)));
  const auto missing = sha256_of_file(folder.file("b"));
  BOOST_REQUIRE(!missing);
  BOOST_TEST(missing.error().text == "cannot read " + folder.file("b") + ": No such file or directory");
}
