// SPDX-License-Identifier: Apache-2.0
#include "core/wire/message.hpp"

#include "core/wire/crc32c.hpp"
#include "core/wire/payloads.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace loads;
using namespace loads::wire;

namespace {

Message sample() {
  RunId run;
  for (std::size_t i = 0; i < run.bytes.size(); ++i)
    run.bytes[i] = static_cast<std::uint8_t>(i + 1);
  return make_batch({run, 7}, 1234567890123456789u, 3, "some words");
}

std::string error_of(std::string_view bytes) {
  const base::Result<Message> message = decode(bytes);
  return message ? "none" : message.error().text;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_checksum_is_that_of_the_standard) {
  BOOST_TEST(crc32c("123456789") == 0xe3069283u);
  BOOST_TEST(crc32c("") == 0u);
  BOOST_TEST(crc32c("56789", crc32c("1234")) == 0xe3069283u);
  BOOST_TEST(crc32c(std::string(32, '\0')) == 0x8a9136aau);
}

BOOST_AUTO_TEST_CASE(a_message_comes_back_as_it_was_sent) {
  const std::string bytes = encode(sample());
  BOOST_TEST(bytes.size() == header_size + 10);
  BOOST_TEST(bytes.substr(0, 4) == "LDS1");
  const base::Result<Message> back = decode(bytes);
  BOOST_REQUIRE(back);
  BOOST_TEST((*back == sample()));
}

BOOST_AUTO_TEST_CASE(the_layout_of_the_header_is_fixed) {
  const std::string bytes = encode(sample());
  const auto byte = [&](std::size_t at) { return static_cast<int>(static_cast<unsigned char>(bytes[at])); };
  BOOST_TEST(byte(4) == 1);  // version
  BOOST_TEST(byte(5) == 10); // BATCH
  BOOST_TEST(byte(6) == 3);
  BOOST_TEST(byte(7) == 0);
  BOOST_TEST(byte(8) == 10); // length
  BOOST_TEST(byte(12) == 1); // run
  BOOST_TEST(byte(27) == 16);
  BOOST_TEST(byte(28) == 7); // stream
  BOOST_TEST(byte(36) == 0x15);
  BOOST_TEST(byte(43) == 0x11); // sequence
}

BOOST_AUTO_TEST_CASE(every_bit_that_falls_over_is_noticed) {
  const std::string bytes = encode(sample());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string broken = bytes;
    broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ 1 << bit % 8);
    BOOST_TEST(!decode(broken), "bit " << bit);
  }
}

BOOST_AUTO_TEST_CASE(every_length_but_the_right_one_is_an_error) {
  const std::string bytes = encode(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    BOOST_TEST(!decode(std::string_view(bytes).substr(0, size)));
  BOOST_TEST(error_of(bytes + "x") ==
             "cannot read a message: BATCH has 11 bytes of payload, its header says 10");
}

BOOST_AUTO_TEST_CASE(errors_say_what_is_wrong) {
  BOOST_TEST(error_of("GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: somebody else\r\n\r\n") ==
             "cannot read a message: these bytes are none");
  std::string bytes = encode(sample());
  bytes[4] = 2;
  BOOST_TEST(error_of(bytes) ==
             "cannot read a message: it is of version 2 of the protocol, this program speaks 1");
  bytes = encode(sample());
  bytes[5] = 99;
  BOOST_TEST(error_of(bytes) == "cannot read a message: there is none with the number 99");
  bytes = encode(sample());
  bytes.back() = 'x';
  BOOST_TEST(error_of(bytes) == "cannot read a message: BATCH with a wrong checksum");
  Message large = make_message(Ping{});
  large.payload.assign(small_message + 1, ' ');
  BOOST_TEST(error_of(encode(large)) ==
             "cannot read a message: PING with 65537 bytes of payload; at most 65536 are allowed");
}

BOOST_AUTO_TEST_CASE(messages_one_behind_the_other_come_apart) {
  const std::string bytes = encode(sample());
  BOOST_TEST(decode_all(bytes + bytes)->size() == 2u);
  BOOST_TEST(decode_all("")->empty());
  for (std::size_t size = 1; size < bytes.size(); ++size)
    BOOST_TEST(!decode_all(bytes + bytes.substr(0, size)));
}

BOOST_AUTO_TEST_CASE(random_bytes_are_refused) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = random() % 2 ? encode(sample()) : std::string(random() % 200, 'x');
    for (std::size_t left = 1 + random() % 8; left > 0 && !bytes.empty(); --left)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    const base::Result<Message> message = decode(bytes);
    BOOST_TEST((!message || *message == sample()));
  }
}

BOOST_AUTO_TEST_CASE(ids_are_written_as_digits) {
  const RunId run = sample().stream.run;
  BOOST_TEST(run.text() == "0102030405060708090a0b0c0d0e0f10");
  BOOST_TEST((RunId::parse(run.text()) == run));
  BOOST_TEST(!RunId{});
  for (const char* wrong : {"", "0102", "0102030405060708090A0b0c0d0e0f10",
                            "0102030405060708090a0b0c0d0e0f1g", "0102030405060708090a0b0c0d0e0f1000"})
    BOOST_TEST(!RunId::parse(wrong));
}
