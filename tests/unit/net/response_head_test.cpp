// SPDX-License-Identifier: Apache-2.0
#include "core/net/response_head.hpp"

#include "core/net/http_message.hpp"
#include "core/net/response_parser.hpp"

#include <boost/test/unit_test.hpp>
#include <random>
#include <sstream>

using namespace loads;
using net::ResponseParser;

BOOST_AUTO_TEST_SUITE(response_head)

namespace {

// All that a parser says, as one text to compare.
std::string told(unsigned status, unsigned minor, std::string_view reason, bool keep_alive,
                 const std::vector<loads_header>& fields, std::string_view storage, std::string_view body) {
  std::ostringstream out;
  out << status << ' ' << minor << ' ' << keep_alive << " <" << reason << ">\n";
  for (const loads_header& field : fields) {
    const auto text = [&](loads_str at) {
      return storage.data() ? storage.substr(reinterpret_cast<std::uintptr_t>(at.data), at.size)
                            : net::view(at);
    };
    out << '<' << text(field.name) << "> <" << text(field.value) << ">\n";
  }
  out << '<' << body << '>';
  return out.str();
}

// Empty if the fast parser leaves it to the other.
std::string fast(std::string_view bytes, bool answers_head) {
  net::ResponseHead head;
  std::vector<loads_header> fields;
  if (!net::parse_common_head(bytes, answers_head, head, fields))
    return {};
  if (head.size + head.body_size > bytes.size())
    return "partial body";
  return told(head.status, head.minor, head.reason, head.keep_alive, fields, {},
              bytes.substr(head.size, static_cast<std::size_t>(head.body_size)));
}

std::string slow(std::string_view bytes, bool answers_head, std::size_t piece) {
  net::ByteBuffer storage;
  std::vector<loads_header> fields;
  ResponseParser parser(storage, fields, answers_head, 1 << 20);
  std::string pending;
  for (std::size_t at = 0; at < bytes.size() && parser.state() == ResponseParser::State::more; at += piece) {
    pending += bytes.substr(at, piece);
    std::size_t used = 1;
    while (used > 0 && !pending.empty() && parser.state() == ResponseParser::State::more)
      pending.erase(0, used = parser.feed(pending));
  }
  if (parser.state() == ResponseParser::State::more)
    parser.end_of_stream();
  if (parser.state() != ResponseParser::State::done)
    return "refused";
  const auto reason = parser.reason();
  return told(parser.status(), parser.minor(),
              storage.view().substr(reinterpret_cast<std::uintptr_t>(reason.data), reason.size),
              parser.keep_alive(), fields, storage.view(), storage.view().substr(parser.body_offset()));
}

const std::string nginx_answer =
    "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Fri, 21 Nov 2025 22:17:00 GMT\r\n"
    "Content-Type: text/html\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello";

const std::string corpus[] = {
    nginx_answer,
    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
    "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi",
    "HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 2\r\n\r\nhi",
    "HTTP/1.1 500 \r\nContent-Length:1\r\nX-Empty:\r\nX-Blank: \t \r\nX: \t a\tb \r\n\r\n!",
    "HTTP/1.1 200 gr\xc3\xbc\xc3\x9f\r\nContent-Length: 1\r\nX: \xff\r\n\r\n!",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX: folded\r\n  line\r\n\r\n!",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n!",
    "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n!",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n!\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\n0\r\nTrailer: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\n\r\nuntil close",
    "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n",
    "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    "HTTP/1.1 200 OK\r\nConnection: close, keep-alive\r\nContent-Length: 1\r\n\r\n!",
    "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 1\r\n\r\n!",
    "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 1\r\n\r\n!",
    "HTTP/1.1 200 OK\r\nProxy-Connection: close\r\nContent-Length: 1\r\n\r\n!",
    "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    "HTTP/2 200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nA\r\nContent-Length: 0\r\n\r\n",
    std::string("HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n", 45),
    "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n",
};

} // namespace

BOOST_AUTO_TEST_CASE(the_common_answer_takes_the_fast_way) {
  BOOST_TEST(fast(nginx_answer, false) == slow(nginx_answer, false, 1000));
  for (std::size_t i : {1, 2, 3, 4, 5, 6})
    BOOST_TEST(!fast(corpus[i], false).empty(), corpus[i]);
  BOOST_TEST(!fast("HTTP/1.1 200 OK\r\nX: y\r\n\r\n", true).empty());
}

BOOST_AUTO_TEST_CASE(both_parsers_agree_on_every_answer_and_every_cut) {
  for (const std::string& bytes : corpus)
    for (const bool answers_head : {false, true})
      for (std::size_t size = 0; size <= bytes.size(); ++size) {
        const std::string_view cut = std::string_view(bytes).substr(0, size);
        const std::string got = fast(cut, answers_head);
        if (!got.empty() && got != "partial body")
          BOOST_TEST(got == slow(cut, answers_head, 1000), cut);
      }
}

BOOST_AUTO_TEST_CASE(what_is_refused_in_one_piece_is_refused_in_many) {
  for (const std::string& bytes : corpus)
    for (const std::size_t piece : {1, 2, 3, 7})
      BOOST_TEST(slow(bytes, false, piece) == slow(bytes, false, 1000), bytes << " in pieces of " << piece);
}

BOOST_AUTO_TEST_CASE(both_parsers_agree_on_mutated_answers) {
  std::mt19937 random(20240229);
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  const std::string spice[] = {"\r\n",
                               "\r",
                               "\n",
                               ":",
                               " ",
                               "\t",
                               "\r\n ",
                               "\x7f",
                               std::string(1, '\0'),
                               "\xff",
                               ",",
                               "0",
                               "9",
                               "close",
                               "keep-alive",
                               "chunked",
                               "Content-Length: 3\r\n",
                               "Upgrade: x\r\n",
                               "HTTP/1.1 ",
                               "Transfer-Encoding: chunked\r\n",
                               "Connection: close\r\n"};
  std::size_t taken = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string bytes = corpus[below(std::size(corpus))];
    for (std::size_t changes = 1 + below(3); changes > 0; --changes) {
      const std::size_t at = below(bytes.size() + 1);
      switch (below(4)) {
      case 0:
        bytes.insert(at, spice[below(std::size(spice))]);
        break;
      case 1:
        bytes.erase(at, 1 + below(4));
        break;
      case 2:
        if (at < bytes.size())
          bytes[at] = static_cast<char>(below(256));
        break;
      default: {
        const std::size_t from = below(bytes.size() + 1);
        bytes.insert(at, bytes.substr(from, below(30)));
      }
      }
      if (bytes.empty())
        break;
    }
    const bool answers_head = below(8) == 0;
    if (round % 8 == 0) { // and one parser with itself
      const std::string whole = slow(bytes, answers_head, 1 << 20);
      const std::string pieces = slow(bytes, answers_head, 1 + below(20));
      if (whole != pieces)
        BOOST_TEST(whole == pieces, bytes);
    }
    const std::string got = fast(bytes, answers_head);
    if (got.empty() || got == "partial body")
      continue;
    ++taken;
    const std::string expected = slow(bytes, answers_head, 1 << 20);
    if (got != expected)
      BOOST_TEST(got == expected, bytes);
  }
  BOOST_TEST(taken > 10'000u); // else it compares nothing
}

BOOST_AUTO_TEST_CASE(too_many_or_too_long_headers_are_refused) {
  std::string many = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
  for (int i = 0; i < 199; ++i)
    many += "X: y\r\n";
  BOOST_TEST(fast(many + "\r\n", false) == slow(many + "\r\n", false, 1 << 20));
  BOOST_TEST(fast(many + "X: y\r\n\r\n", false) == "");
  BOOST_TEST(slow(many + "X: y\r\n\r\n", false, 1 << 20) == "refused");
  BOOST_TEST(slow(many + "X: y\r\n\r\n", false, 10) == "refused");
  const std::string one =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n";
  BOOST_TEST(fast(one, false) == "");
  BOOST_TEST(slow(one, false, 1 << 20) == "refused");
  BOOST_TEST(slow(one, false, 1000) == "refused");
}

BOOST_AUTO_TEST_SUITE_END()
