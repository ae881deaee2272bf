// SPDX-License-Identifier: Apache-2.0
#include "core/net/content_decoder.hpp"

#include "tests/unit/net/encoders.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using net::ContentDecoder;
using Result = ContentDecoder::Result;

BOOST_AUTO_TEST_SUITE(content_decoder)

namespace {

constexpr std::uint64_t plenty = 1 << 30;

const std::string text = [] {
  std::string out;
  for (int i = 0; i < 20000; ++i)
    out += "line " + std::to_string(i * 7919 % 1000) + "\n";
  return out;
}();

struct Decoded {
  Result result;
  std::string bytes;
};

ContentDecoder decoder;

Decoded decoded(std::string_view codings, std::string_view body, std::uint64_t limit = plenty) {
  net::ByteBuffer out;
  const Result result = decoder.decode(codings, body, out, limit);
  return {result, std::string(out.view())};
}

void check(std::string_view codings, const std::string& body) {
  const Decoded got = decoded(codings, body);
  BOOST_TEST((got.result == Result::decoded));
  BOOST_TEST((got.bytes == text));
  for (std::size_t size : {std::size_t(0), std::size_t(1), body.size() / 2, body.size() - 1})
    BOOST_TEST((decoded(codings, body.substr(0, size)).result == Result::broken), size);
}

} // namespace

BOOST_AUTO_TEST_CASE(all_codings_are_undone_and_cut_ones_refused) {
  check("gzip", test::deflated(text, 15 + 16));
  check("X-GZip", test::deflated(text, 15 + 16));
  check("deflate", test::deflated(text, 15));
  check(" deflate ", test::deflated(text, -15));
  check("br", test::brotli(text));
  check("identity, gzip", test::deflated(text, 15 + 16));
  check("br, gzip", test::deflated(test::brotli(text), 15 + 16));
}

BOOST_AUTO_TEST_CASE(a_gzip_body_may_have_several_members_and_padding) {
  const std::string one = test::deflated(text, 15 + 16);
  BOOST_TEST(decoded("gzip", one + one).bytes.size() == 2 * text.size());
  BOOST_TEST((decoded("gzip", one + std::string(10, '\0')).bytes == text));
}

BOOST_AUTO_TEST_CASE(unknown_codings_leave_the_body_alone) {
  BOOST_TEST((decoded("", "x").result == Result::as_it_was));
  BOOST_TEST((decoded("identity", "x").result == Result::as_it_was));
  BOOST_TEST((decoded("zstd", "x").result == Result::as_it_was));
  BOOST_TEST((decoded("gzip, zstd", "x").result == Result::as_it_was));
}

BOOST_AUTO_TEST_CASE(garbage_is_refused) {
  for (const char* coding : {"gzip", "deflate", "br"})
    BOOST_TEST((decoded(coding, "this was never compressed").result == Result::broken), coding);
  BOOST_TEST((decoded("gzip,gzip,gzip,gzip,gzip", "x").result == Result::broken));
}

BOOST_AUTO_TEST_CASE(a_bomb_does_not_get_past_the_limit) {
  const std::string zeros(std::size_t(8) << 20, '\0');
  for (const auto& [coding, body] :
       {std::pair{"gzip", test::deflated(zeros, 31)}, std::pair{"br", test::brotli(zeros)},
        std::pair{"deflate", test::deflated(zeros, 15)}}) {
    net::ByteBuffer out;
    BOOST_TEST((decoder.decode(coding, body, out, 1 << 20) == Result::too_large), coding);
    BOOST_TEST(out.capacity() < std::size_t(4) << 20);
    BOOST_TEST((decoded(coding, body, zeros.size()).result == Result::decoded), coding);
    BOOST_TEST((decoded(coding, body, zeros.size() - 1).result == Result::too_large), coding);
  }
}

BOOST_AUTO_TEST_SUITE_END()
