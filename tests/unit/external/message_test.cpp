// SPDX-License-Identifier: Apache-2.0
#include "core/external/message.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::external;
using loads::base::Duration;

namespace {

Message good(std::string_view text) {
  auto message = read_message(text);
  BOOST_REQUIRE_MESSAGE(message, (message ? std::string() : message.error().text) << ": " << text);
  return *message;
}

std::string complaint(std::string_view text) {
  auto message = read_message(text);
  BOOST_REQUIRE_MESSAGE(!message, text);
  return message.error().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(message)

BOOST_AUTO_TEST_CASE(the_messages_of_a_test) {
  const Message start = good(
      R"({"data_type":"startTest","agent_id":"box-77","run_id":"r1","test":"login","loads_status":[1,5,1,3]})");
  BOOST_TEST((start.type == MessageType::start_test));
  BOOST_TEST(start.run_id == "r1");
  BOOST_TEST(start.test == "login");
  BOOST_TEST((start.status == LoadsStatus{1, 5, 1, 3}));
  BOOST_TEST((good(R"({"data_type":"addSuccess","test":"t"})").type == MessageType::add_success));
  BOOST_TEST((good(R"({"data_type":"stopTest","test":"t"})").type == MessageType::stop_test));
}

BOOST_AUTO_TEST_CASE(a_failure_is_class_message_and_trace) {
  const Message message =
      good(R"({"data_type":"addFailure","test":"t","exc_info":["Mismatch","1 is not 2","at line 3"]})");
  BOOST_TEST((message.type == MessageType::add_failure));
  BOOST_TEST(message.failure.exception == "Mismatch");
  BOOST_TEST(message.failure.message == "1 is not 2");
  BOOST_TEST(message.failure.trace == "at line 3");
  const Message other = good(R"({"data_type":"addError","test":"t","exc_info":["JSError",{"code":1},null]})");
  BOOST_TEST((other.type == MessageType::add_error));
  BOOST_TEST(other.failure.message == R"({"code":1})");
  BOOST_TEST(other.failure.trace == "");
  BOOST_TEST(good(R"({"data_type":"addError","test":"t","exc_info":"broken"})").failure.message == "broken");
  BOOST_TEST(good(R"({"data_type":"addError","test":"t","exc_info":[]})").failure.message == "");
}

BOOST_AUTO_TEST_CASE(a_hit) {
  const Message hit =
      good(R"({"data_type":"add_hit","loads_status":[1,5,1,3],"url":"http://h/x","method":"GET",
                              "status":200,"started":"2030-01-02T03:04:05","elapsed":0.02})");
  BOOST_TEST((hit.type == MessageType::add_hit));
  BOOST_TEST(hit.url == "http://h/x");
  BOOST_TEST(hit.method == "GET");
  BOOST_TEST(hit.http_status == 200);
  BOOST_TEST((hit.elapsed == std::chrono::milliseconds(20)));
  BOOST_TEST((hit.started_unix_ns == 1893553445'000'000'000));
}

BOOST_AUTO_TEST_CASE(numbers_may_be_texts) {
  const Message hit =
      good(R"({"data_type":"add_hit","loads_status":["1","5","1","3"],"url":"u","method":"GET",
                              "status":"404","elapsed":"1.5"})");
  BOOST_TEST((hit.status == LoadsStatus{1, 5, 1, 3}));
  BOOST_TEST(hit.http_status == 404);
  BOOST_TEST((hit.elapsed == std::chrono::milliseconds(1500)));
  BOOST_TEST(!hit.started_unix_ns);
  BOOST_TEST(good(R"({"data_type":"socket_message","size":"12"})").size == 12);
  BOOST_TEST(good(R"({"data_type":"socket_message","size":12.0})").size == 12);
}

BOOST_AUTO_TEST_CASE(a_request_without_an_answer_has_no_status) {
  BOOST_TEST(
      good(R"({"data_type":"add_hit","url":"u","method":"GET","status":null,"elapsed":1})").http_status == 0);
  BOOST_TEST(good(R"({"data_type":"add_hit","url":"u","method":"GET","status":0,"elapsed":1})").http_status ==
             0);
}

BOOST_AUTO_TEST_CASE(sockets_and_counters_may_say_more_than_they_must) {
  for (const char* type : {"socket_open", "socket_close"})
    BOOST_TEST(
        (good(std::string(R"({"loads_status":[1,1,1,1],"x":[],"data_type":")") + type + "\"}").status ==
         LoadsStatus{1, 1, 1, 1}));
  BOOST_TEST(good(R"({"data_type":"incr_counter","test":"t","name":"k","loads_status":[1,1,1,1]})").name ==
             "k");
}

BOOST_AUTO_TEST_CASE(what_is_not_said_or_null) {
  const Message message =
      good(R"({"data_type":"startTest","test":"t","run_id":null,"loads_status":[null,2,null,1]})");
  BOOST_TEST(message.run_id == "");
  BOOST_TEST((message.status == LoadsStatus{0, 2, 0, 1}));
  BOOST_TEST((good(R"({"data_type":"stopTestRun"})").type == MessageType::ignored));
}

BOOST_AUTO_TEST_CASE(malformed_messages_say_why) {
  BOOST_TEST(complaint("").starts_with("it is no JSON: "));
  BOOST_TEST(complaint("{").starts_with("it is no JSON: "));
  BOOST_TEST(complaint("\xff").starts_with("it is no JSON: "));
  BOOST_TEST(complaint(std::string(100, '[')).starts_with("it is nested 100 times"));
  BOOST_TEST(complaint("[]") == "it is no JSON object");
  BOOST_TEST(complaint("{}") == "it has no data_type");
  BOOST_TEST(complaint(R"({"data_type":1})") == "data_type must be a text");
  BOOST_TEST(complaint(R"({"data_type":"addSucess"})") ==
             "its data_type 'addSucess' is not known; did you mean addSuccess?");
  BOOST_TEST(complaint(R"({"data_type":"x"})") == "its data_type 'x' is not known");
  BOOST_TEST(complaint(R"({"data_type":"startTest"})") == "it has no test");
  BOOST_TEST(complaint(R"({"data_type":"addError","test":"t"})") == "it has no exc_info");
  BOOST_TEST(complaint(R"({"data_type":"add_hit"})") == "it has no url");
  BOOST_TEST(complaint(R"({"data_type":"add_hit","url":"u","method":"GET"})") == "it has no status");
  BOOST_TEST(complaint(R"({"data_type":"add_hit","url":"u","method":"GET","status":1000})") ==
             "status must be a number from 0 to 999");
  for (const char* elapsed : {"-1", "\"x\"", "1e300", "\"nan\"", "[]"})
    BOOST_TEST(
        complaint(std::string(R"({"data_type":"add_hit","url":"u","method":"GET","status":200,"elapsed":)") +
                  elapsed + "}") == "elapsed must be a number of seconds");
  BOOST_TEST(
      complaint(R"({"data_type":"add_hit","url":"u","method":"G","status":1,"elapsed":1,"started":"now"})") ==
      "started must be a date like 2030-01-02T03:04:05");
  for (const char* status : {"1", "[1,2,3]", "[1,2,3,-1]", "[1,2,3,\"x\"]", "[1,2,3,1.5]"})
    BOOST_TEST(complaint(std::string(R"({"data_type":"socket_open","loads_status":)") + status + "}") ==
               "loads_status must be four numbers: hits, users, current hit, current user");
  BOOST_TEST(complaint(R"({"data_type":"socket_message"})") == "it has no size");
  BOOST_TEST(complaint(R"({"data_type":"socket_message","size":-1})") == "size must be a number of bytes");
  BOOST_TEST(complaint(std::string(longest_message + 1, ' ')) ==
             "it has 1048577 bytes, at most 1048576 are taken");
}

BOOST_AUTO_TEST_CASE(dates) {
  BOOST_TEST((read_date("1970-01-01T00:00:00") == 0));
  BOOST_TEST((read_date("1970-01-01 00:00:01.25Z") == 1'250'000'000));
  BOOST_TEST((read_date("1970-01-01T02:00:00.000000+02:00") == 0));
  BOOST_TEST((read_date("1970-01-01T00:30:00,5-0030") == 3'600'500'000'000));
  BOOST_TEST((read_date("2030-01-02T03:04:05.1234567899") == 1893553445'123'456'789));
  for (const char* wrong : {"", "2030", "2030-02-30T00:00:00", "2030-01-02T25:00:00", "2030-01-02T03:04",
                            "now", "2030-01-02T03:04:05x", "2030-01-02T03:04:05+", "9999-01-02T03:04:05"})
    BOOST_TEST(!read_date(wrong), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
