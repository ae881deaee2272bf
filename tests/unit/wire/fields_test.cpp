// SPDX-License-Identifier: Apache-2.0
#include "core/wire/payloads.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace loads;
using namespace loads::wire;

namespace {

std::string error_of(std::string_view json) {
  const base::Result<Assign> assign =
      read_payload<Assign>({Assign::info.number, 0, {}, 0, std::string(json)});
  return assign ? "none" : assign.error().text;
}

std::string assign_with(const std::string& file) {
  return R"({"agents":2,"part":1,"plan":"{}","files":[)" + file +
         R"(],"manifest":"","max_rate":0,"max_duration_ns":0})";
}

const std::string digest(64, 'a');

} // namespace

BOOST_AUTO_TEST_CASE(a_payload_comes_back_as_it_was_sent) {
  Hello hello;
  hello.name = "Grüße \"x\"\n";
  hello.session = UINT64_MAX;
  hello.accepting = false;
  hello.jobs.push_back({*RunId::parse(std::string(32, '7')), 3, JobState::failed, 5, "no such file", ""});
  const base::Result<Hello> back = read_payload<Hello>(make_message(hello));
  BOOST_REQUIRE(back);
  BOOST_TEST(back->name == hello.name);
  BOOST_TEST(back->session == UINT64_MAX);
  BOOST_TEST(!back->accepting);
  BOOST_TEST((back->jobs == hello.jobs));
}

BOOST_AUTO_TEST_CASE(a_report_comes_back_as_it_was_stored) {
  RunReport report;
  report.title = "example.TestSite.test_it";
  report.state = RunState::closed;
  report.outcome = Outcome::incomplete;
  report.files.push_back({"a/b.so", *Digest::parse(digest), 12345678901, 0755, FileUse::library});
  report.observers = {"irc", "email"};
  report.gaps.push_back({"host-1", 5, UINT64_MAX, "lost"});
  report.start_ns = -5;
  report.streams.push_back({1, "host-1", "host", 1, StreamState::lost, 9, 10, 11, 12, -13, 14, ""});
  const base::Result<RunReport> back = from_json_text<RunReport>(to_json_text(report));
  BOOST_REQUIRE(back);
  BOOST_TEST((*back == report));
}

BOOST_AUTO_TEST_CASE(text_that_is_no_utf_8_arrives_readable) {
  Refused refused{Refusal::usage, "a file called \xff"};
  const base::Result<Refused> back = read_payload<Refused>(make_message(refused));
  BOOST_REQUIRE(back);
  BOOST_TEST(back->reason == "a file called \\xff");
}

BOOST_AUTO_TEST_CASE(fields_of_a_later_version_are_passed_over) {
  std::string later = assign_with("");
  later.back() = ',';
  BOOST_TEST(error_of(later + R"("colour":{"a":[1]}})") == "none");
}

BOOST_AUTO_TEST_CASE(each_fault_is_one_clear_sentence) {
  BOOST_TEST(error_of(R"({"agents":2,"part":1,"files":[]})") == "cannot read ASSIGN: 'plan' is missing");
  BOOST_TEST(error_of(R"({"agents":-1,"part":1,"plan":"","files":[]})") ==
             "cannot read ASSIGN: 'agents' is not a whole number from 0");
  BOOST_TEST(error_of(R"({"agents":2.5,"plan":"","files":[]})") ==
             "cannot read ASSIGN: 'agents' is not a whole number from 0");
  BOOST_TEST(error_of(R"({"agents":4294967296,"plan":"","files":[]})") ==
             "cannot read ASSIGN: 'agents' is above 4294967295");
  BOOST_TEST(error_of(R"({"agents":2,"part":1,"plan":7,"files":[]})") == "cannot read ASSIGN: 'plan' is not a text");
  BOOST_TEST(error_of(R"({"agents":2,"part":1,"plan":"a\u0000b","files":[]})") ==
             "cannot read ASSIGN: 'plan' has a zero byte in it");
  BOOST_TEST(error_of(R"({"agents":2,"part":1,"plan":"","files":{}})") == "cannot read ASSIGN: 'files' is not a list");
  BOOST_TEST(error_of(assign_with("7")) == "cannot read ASSIGN: 'files' has an entry that is not an object");
  BOOST_TEST(error_of(assign_with(R"({"name":"a"})")) ==
             "cannot read ASSIGN: 'files' has an entry that cannot be read: 'digest' is missing");
  BOOST_TEST(error_of(assign_with(R"({"name":"a","digest":"x"})")) ==
             "cannot read ASSIGN: 'files' has an entry that cannot be read: 'digest' is not an id of 64 "
             "hexadecimal digits");
  BOOST_TEST(
      error_of(assign_with(R"({"name":"a","digest":")" + digest + R"(","size":1,"mode":1,"use":"song"})")) ==
      "cannot read ASSIGN: 'files' has an entry that cannot be read: 'use' has a value that is not known");
  BOOST_TEST(error_of("") == "cannot read ASSIGN: it is no JSON: incomplete JSON");
  BOOST_TEST(error_of("[]") == "cannot read ASSIGN: it is no JSON object");
  const std::string deep = std::string(9, '[') + std::string(9, ']');
  BOOST_TEST(error_of("{\"x\":" + deep + "}") ==
             "cannot read ASSIGN: it is nested 10 times, at most 8 times is taken");
  BOOST_TEST(error_of(R"({"agents":1,"agents":2,"part":1,"plan":"{}","files":[]})") ==
             "cannot read ASSIGN: it has a key twice in an object");
  std::string many = R"({"agents":1,"part":1,"plan":"{}","files":[0)";
  for (int i = 0; i < 20'000; ++i)
    many += ",0";
  BOOST_TEST(error_of(many + "]}").find("values, at most ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_payload_makes_a_reader_throw) {
  std::mt19937_64 random(2);
  const std::string good =
      assign_with(R"({"name":"a","digest":")" + digest + R"(","size":1,"mode":1,"use":"module"})");
  BOOST_TEST(error_of(good) == "none");
  for (int i = 0; i < 20000; ++i) {
    std::string text = good;
    for (std::size_t left = 1 + random() % 4; left > 0; --left)
      text[random() % text.size()] =
          static_cast<char>(random() % 3 ? R"({}[]":,0-e9)"[random() % 11] : random());
    error_of(text.substr(0, random() % 4 ? text.size() : random() % text.size()));
  }
}

BOOST_AUTO_TEST_CASE(a_chunk_keeps_its_digest) {
  const Digest id = *Digest::parse(digest);
  const Message message = make_chunk(id, 512, "bytes");
  const base::Result<Chunk> chunk = read_payload<Chunk>(message);
  BOOST_REQUIRE(chunk);
  BOOST_TEST((chunk->digest == id));
  BOOST_TEST(chunk->bytes == "bytes");
  BOOST_TEST(message.sequence == 512u);
  BOOST_TEST(!Chunk::decode("too short"));
}
