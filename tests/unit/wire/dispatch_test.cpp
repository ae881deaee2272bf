// SPDX-License-Identifier: Apache-2.0
#include "core/wire/dispatch.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace loads;
using namespace loads::wire;

namespace {

// Takes whatever there is, and notes the name.
struct Taker {
  template <class Payload>
  void on(const Message&, const Payload&) {
    taken = Payload::info.name;
  }
  std::string taken;
};

struct RunnerOnly {
  void on(const Message&, const Batch&) {}
  void on(const Message&, const Need&) {}
  void on(const Message&, const Cluster&) {}
  void on(const Message&, const Run&) {}
  void on(const Message&, const Refused&) {}
  void on(const Message&, const Panicked&) {}
};

// What is in no row of the table: nobody can send it, nor make anything of it.
struct Unlisted {
  static constexpr MessageInfo info{99, "UNLISTED", Roles(Role::submit), Sides(Side::broker), 1, 1, "?"};
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
};
template <class Payload>
concept CanBeMade = requires {
  make_message(Payload{});
};
template <class Payload>
concept CanBeRead = requires(const Message& message) {
  read_payload<Payload>(message);
};
static_assert(CanBeMade<Submit> && CanBeRead<Submit> && !CanBeMade<Unlisted> && !CanBeRead<Unlisted>);
// A program that lacks a function for something it gets does not compile.
static_assert(HandlesAllFor<Taker, Side::broker> && HandlesAllFor<RunnerOnly, Side::runner> &&
              !HandlesAllFor<RunnerOnly, Side::broker> && !HandlesAllFor<RunnerOnly, Side::agent>);

constexpr Roles everybody = security::all_roles | Role::broker;

template <Side side>
std::string send_to(const Message& message, Roles roles = everybody) {
  Taker taker;
  const base::Status status = dispatch<side>(message, roles, taker);
  return status ? taker.taken : status.error().text;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_message_reaches_its_handler) {
  BOOST_TEST(send_to<Side::broker>(make_message(Hello{})) == "HELLO");
  BOOST_TEST(send_to<Side::agent>(make_message(Stop{})) == "STOP");
  BOOST_TEST(send_to<Side::broker>(make_message(Stop{})) == "STOP");
  BOOST_TEST(send_to<Side::runner>(make_batch({}, 1, 1, "x")) == "BATCH");
  RunnerOnly all;
  BOOST_TEST(bool(dispatch<Side::runner>(make_message(Refused{}), broker_role, all)));
}

BOOST_AUTO_TEST_CASE(a_message_for_somebody_else_is_an_error) {
  BOOST_TEST(send_to<Side::agent>(make_message(Hello{})) == "HELLO is not meant for this program");
  BOOST_TEST(send_to<Side::agent>(make_batch({}, 1, 1, "x")) == "BATCH is not meant for this program");
  BOOST_TEST(send_to<Side::broker>({99, 0, {}, 0, ""}) == "that message is not meant for this program");
}

// Each message from somebody with each set of roles, against the table that docs/wire.md is printed from.
BOOST_AUTO_TEST_CASE(only_those_may_send_whom_the_table_names) {
  for (const MessageInfo& message : message_table())
    for (unsigned roles = 0; roles < 32; ++roles) {
      const std::string outcome =
          send_to<Side::broker>({message.number, 0, {}, 0, "no payload"}, static_cast<Roles>(roles));
      const bool is_denied = outcome.find(" takes one of the roles ") != std::string::npos;
      if (is_for(message, Side::broker))
        BOOST_TEST(is_denied == ((message.senders & roles) == 0), outcome);
      else
        BOOST_TEST(outcome == std::string(message.name) + " is not meant for this program");
    }
  BOOST_TEST(send_to<Side::broker>(make_message(Submit{}), security::no_roles) ==
             "SUBMIT takes one of the roles submit; the sender has none");
  BOOST_TEST(send_to<Side::broker>(make_message(Submit{}), Role::agent | Role::observe) ==
             "SUBMIT takes one of the roles submit; the sender has agent,observe");
}

BOOST_AUTO_TEST_CASE(a_payload_that_cannot_be_read_is_an_error) {
  BOOST_TEST(send_to<Side::broker>({Hello::info.number, 0, {}, 0, "{}"}) ==
             "cannot read HELLO: 'name' is missing");
}

BOOST_AUTO_TEST_CASE(every_message_has_a_sender_and_a_receiver) {
  for (const MessageInfo& message : message_table()) {
    BOOST_TEST(message.senders != 0);
    BOOST_TEST(message.receivers != 0);
    BOOST_TEST(message.since == 1);
    BOOST_TEST(!message.meaning.empty());
    BOOST_TEST(find_message(message.number) == &message);
    // Nobody but the broker talks to both.
    if (!may_send(message, Role::broker))
      BOOST_TEST(is_for(message, Side::broker));
  }
  BOOST_TEST(find_message(0) == nullptr);
}
