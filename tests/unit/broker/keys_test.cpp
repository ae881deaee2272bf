// SPDX-License-Identifier: Apache-2.0
// What keys allow at a broker: over real sockets, who gets in and which messages are listened to; and what is
// of another key.
#include "core/broker/front.hpp"
#include "core/wire/dealer_socket.hpp"
#include "tests/unit/broker/fixture.hpp"

#include <poll.h>

using namespace loads;
using namespace loads::broker;
using security::Role;

namespace {

using Clock = std::chrono::steady_clock;

security::AuthorizedKey line(const std::string& name, security::Roles roles) {
  security::AuthorizedKey key;
  key.name = name;
  key.roles = roles;
  return key;
}

// A broker's door with keys, and who comes to it.
struct KeyedDoor {
  security::KeyPair own = wire::make_key_pair();
  const std::string broker_key = own.public_key;
  std::shared_ptr<security::Gate> gate = std::make_shared<security::Gate>(security::AuthorizedKeys());
  std::string list;
  std::optional<Front> front;
  std::string endpoint;

  void open() {
    gate->replace(*security::AuthorizedKeys::parse("FILE", list));
    auto keys = std::make_shared<const wire::ServerKeys>(wire::ServerKeys{std::move(own), gate});
    auto socket = wire::RouterSocket::bind("tcp://127.0.0.1:*", keys);
    if (!socket)
      throw std::runtime_error(socket.error().text);
    endpoint = socket->endpoint();
    std::vector<Front::Door> doors;
    doors.push_back({std::move(*socket), true});
    front.emplace(std::move(doors));
  }
  wire::DealerSocket connect(security::KeyPair key, const std::string& broker) const {
    return std::move(*wire::DealerSocket::connect(
        endpoint, std::make_shared<const wire::ClientKeys>(wire::ClientKeys{std::move(key), broker})));
  }
  // A key with that line, but for the key.
  security::KeyPair authorize(const std::string& line) {
    security::KeyPair key = wire::make_key_pair();
    list += key.public_key + " " + line + "\n";
    return key;
  }
  std::optional<Front::Received> next(std::chrono::milliseconds limit) {
    for (const auto end = Clock::now() + limit; Clock::now() < end;) {
      if (auto received = front->receive())
        return received;
      pollfd entry{front->fd(), POLLIN, 0};
      ::poll(&entry, 1, 20);
    }
    return std::nullopt;
  }
};

bool send_when_connected(wire::DealerSocket& socket, const wire::Message& message) {
  for (const auto end = Clock::now() + std::chrono::seconds(20); !socket.send(message);) {
    if (Clock::now() > end)
      return false;
    pollfd entry{socket.fd(), POLLIN, 0};
    ::poll(&entry, 1, 5);
    (void)socket.receive();
  }
  return true;
}

const wire::RunId first{{1}}, second_run{{2}};

wire::Submit submission() {
  wire::Submit submit;
  submit.title = "a title";
  submit.plan = "{}";
  submit.wait = true;
  return submit;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(each_message_of_each_role_is_taken_as_the_table_says, KeyedDoor) {
  std::vector<std::pair<security::Roles, security::KeyPair>> members;
  for (const char* roles : {"agent", "submit", "observe", "admin", "submit,observe", "agent,admin"})
    members.emplace_back(*security::parse_roles(roles), authorize("role=" + std::string(roles) + " name=n" +
                                                                  std::to_string(members.size())));
  open();
  Fixture fixture;
  int taken = 0, refused = 0;
  for (auto& [roles, key] : members) {
    wire::DealerSocket socket = connect(std::move(key), broker_key);
    for (const wire::MessageInfo& info : wire::message_table()) {
      // What is in it cannot be read: it is looked at only after the roles.
      BOOST_REQUIRE(send_when_connected(socket, {info.number, 0, {}, 1, "nothing"}));
      const auto received = next(std::chrono::seconds(20));
      BOOST_REQUIRE(received);
      BOOST_REQUIRE(received->message);
      BOOST_TEST(received->sender.roles == roles);
      const base::Status status = fixture.broker->receive(received->sender, *received->message, fixture.now);
      const std::string words = status ? "" : status.error().text;
      const bool is_granted = words.find("takes one of the roles") == std::string::npos &&
                              words.find("is not meant for this program") == std::string::npos;
      BOOST_TEST(is_granted == (wire::may_send(info, roles) && wire::is_for(info, wire::Side::broker)),
                 info.name << " by " << security::format_roles(roles) << ": " << words);
      ++(is_granted ? taken : refused);
    }
  }
  BOOST_TEST(taken > 20);
  BOOST_TEST(refused > 50);
}

BOOST_FIXTURE_TEST_CASE(strangers_do_not_get_in, KeyedDoor) {
  std::vector<wire::DealerSocket> strangers;
  security::KeyPair expired = authorize("role=admin name=old expires=2020-01-01"),
                    elsewhere = authorize("role=admin name=far from=10.99.0.0/16"),
                    deceived = authorize("role=admin name=deceived"),
                    good = authorize("role=admin name=good");
  open();
  strangers.push_back(std::move(*wire::DealerSocket::connect(endpoint))); // no key
  strangers.push_back(connect(wire::make_key_pair(), broker_key));        // one that nobody knows
  strangers.push_back(connect(std::move(deceived), wire::make_key_pair().public_key)); // of another broker
  strangers.push_back(connect(std::move(expired), broker_key));
  strangers.push_back(connect(std::move(elsewhere), broker_key));
  const std::string words[] = {"talks only to those who have a key", "does not take this key",
                               "has not the key that known_brokers names", "does not take this key",
                               "does not take this key"};
  wire::DealerSocket member = connect(std::move(good), broker_key);
  int heard = 0;
  const auto end = Clock::now() + std::chrono::seconds(3);
  for (bool all_told = false; Clock::now() < end && !all_told;) {
    all_told = true;
    for (std::size_t i = 0; i < strangers.size(); ++i) {
      for (const wire::MessageInfo& info : wire::message_table())
        BOOST_TEST(!strangers[i].send({info.number, 0, {}, 1, "{}"}));
      all_told = all_told && strangers[i].refusal().find(words[i]) != std::string::npos;
    }
    heard += next(std::chrono::milliseconds(50)).has_value();
  }
  for (std::size_t i = 0; i < strangers.size(); ++i)
    BOOST_TEST(strangers[i].refusal().find(words[i]) != std::string::npos,
               i << ": " << strangers[i].refusal());
  BOOST_TEST(heard == 0);
  BOOST_TEST(gate->take_refusals().size() >= 3u);
  BOOST_TEST(send_when_connected(member, wire::make_message(wire::Ping{})));
  BOOST_REQUIRE(next(std::chrono::seconds(20)));
  BOOST_TEST(member.refusal() == "");
}

BOOST_FIXTURE_TEST_CASE(a_key_that_is_taken_away_ends_its_connection, KeyedDoor) {
  security::KeyPair leaving = authorize("role=admin name=leaving");
  const std::string before = std::exchange(list, "");
  security::KeyPair staying = authorize("role=admin name=staying");
  const std::string after = list;
  list += before;
  open();
  wire::DealerSocket one = connect(std::move(leaving), broker_key),
                     other = connect(std::move(staying), broker_key);
  for (wire::DealerSocket* socket : {&one, &other}) {
    BOOST_REQUIRE(send_when_connected(*socket, wire::make_message(wire::Ping{})));
    BOOST_TEST(bool(next(std::chrono::seconds(20))->message));
  }
  BOOST_TEST(front->cut_refused().empty());
  gate->replace(*security::AuthorizedKeys::parse("FILE", after));
  one.send(wire::make_message(wire::Ping{})); // on its way when that happens
  const auto late = next(std::chrono::seconds(20));
  BOOST_REQUIRE(late);
  BOOST_TEST(!late->message);
  BOOST_TEST((late->sender.roles == security::no_roles));
  (void)front->cut_refused();
  // Its end notices, comes back, and is refused.
  const auto end = Clock::now() + std::chrono::seconds(20);
  while (one.refusal().empty() && Clock::now() < end) {
    pollfd entry{one.fd(), POLLIN, 0};
    ::poll(&entry, 1, 20);
    (void)one.receive();
  }
  BOOST_TEST(one.refusal().find("does not take this key") != std::string::npos);
  BOOST_TEST(!one.send(wire::make_message(wire::Ping{})));
  BOOST_TEST(other.send(wire::make_message(wire::Ping{})));
  BOOST_TEST(bool(next(std::chrono::seconds(20))->message));
  // And gets in by itself when its key is taken again.
  gate->replace(*security::AuthorizedKeys::parse("FILE", list));
  BOOST_REQUIRE(send_when_connected(one, wire::make_message(wire::Ping{})));
  BOOST_TEST(bool(next(std::chrono::seconds(20))->message));
  BOOST_TEST(one.refusal() == "");
}

BOOST_AUTO_TEST_CASE(a_run_is_of_its_key) {
  Fixture fixture;
  const security::AuthorizedKey ann = line("ann", security::Roles(Role::submit)),
                                bob = line("bob", security::Roles(Role::submit)),
                                eve = line("eve", security::Roles(Role::observe)),
                                root = line("root", security::Roles(Role::admin));
  const auto refusal_of = [&](const security::AuthorizedKey& key) {
    const auto refused = fixture.take<wire::Refused>("of " + key.name);
    return refused ? refused->reason : "";
  };
  fixture.tell_as(ann, submission(), {first, 0}, 1);
  fixture.advance(std::chrono::milliseconds(50));
  BOOST_TEST(fixture.broker->runs().at(first).report.owner == "ann");
  fixture.tell_as(bob, submission(), {first, 0}, 1);
  BOOST_TEST(refusal_of(bob) == "there is a run with that id, of another key");
  fixture.tell_as(bob, wire::Attach{}, {first, 0}, 2);
  BOOST_TEST(refusal_of(bob).find("is of another key") != std::string::npos);
  fixture.tell_as(bob, wire::Stop{}, {first, 0}, 3);
  BOOST_TEST(refusal_of(bob).find("is of another key") != std::string::npos);
  fixture.tell_as(eve, wire::Attach{}, {first, 0}, 4);
  BOOST_TEST(refusal_of(eve) == "");
  BOOST_TEST(fixture.tell_as(eve, wire::Stop{}, {first, 0}, 5)
                 .find("may not stop runs: that takes one of the roles") != std::string::npos);
  for (const auto& [key, sees] :
       {std::pair(&ann, true), std::pair(&bob, false), std::pair(&eve, true), std::pair(&root, true)}) {
    const Sender sender = Sender::with_key("x", std::make_shared<const security::AuthorizedKey>(*key));
    BOOST_TEST(fixture.broker->may_see(sender, first) == sees, key->name);
    fixture.tell_as(*key, wire::Ping{}, {}, 6);
    fixture.advance(std::chrono::milliseconds(50));
    const auto cluster = fixture.take<wire::Cluster>("of " + key->name);
    BOOST_REQUIRE(cluster);
    BOOST_TEST(cluster->runs.size() == (sees ? 1u : 0u), key->name);
  }
  BOOST_TEST((fixture.broker->runs().at(first).report.state == wire::RunState::queued));
  fixture.tell_as(root, wire::Stop{}, {first, 0}, 7);
  BOOST_TEST(fixture.broker->runs().at(first).is_closed());
}

BOOST_AUTO_TEST_CASE(an_agent_is_called_as_its_key_and_has_its_own_runs_only) {
  Fixture fixture;
  security::AuthorizedKey a17 = line("a17", security::Roles(Role::agent)),
                          b4 = line("b4", security::Roles(Role::agent));
  a17.max_agents = 2;
  wire::Hello hello{"somebody else", "host", 1, 11, 10, true, {}};
  fixture.tell_as(a17, hello, {}, 1);
  hello.session = 22;
  const Sender twin = Sender::with_key("twin", std::make_shared<const security::AuthorizedKey>(a17));
  BOOST_TEST(bool(fixture.broker->receive(twin, wire::make_message(hello, {}, 1), fixture.now)));
  hello.session = 33;
  fixture.tell_as(b4, hello, {}, 1);
  fixture.tell("runner", submission(), {first, 0}, 1);
  fixture.advance(std::chrono::milliseconds(50));
  const auto& run = fixture.broker->runs().at(first);
  BOOST_REQUIRE(run.streams.size() == 1u);
  BOOST_TEST(run.streams.at(1).report.agent == "a17");
  fixture.tell("asker", wire::Ping{}, {}, 1);
  fixture.advance(std::chrono::milliseconds(50));
  const auto cluster = fixture.take<wire::Cluster>("asker");
  BOOST_REQUIRE(cluster);
  std::string names;
  for (const wire::AgentReport& agent : cluster->agents)
    names += agent.name + " ";
  BOOST_TEST(names == "a17 a17/2 b4 ");
  // The other key speaks of that run.
  wire::Beat beat{0, true, {{first, 1, wire::JobState::ready, 0, ""}}};
  BOOST_TEST(fixture.tell_as(b4, beat, {}, 2).find("another agent has that part") != std::string::npos);
  BOOST_TEST((run.report.state == wire::RunState::preparing));
  const Sender thief = Sender::with_key("of b4", std::make_shared<const security::AuthorizedKey>(b4));
  const base::Status forged = fixture.broker->receive(
      thief, wire::make_batch({first, 1}, 1, static_cast<std::uint16_t>(wire::BatchKind::words), "x"),
      fixture.now);
  BOOST_TEST(forged.error().text.find("another agent has that part") != std::string::npos);
  BOOST_TEST(run.streams.at(1).high_water == 0u);
  BOOST_TEST(fixture.tell_as(b4, wire::Need{{{9}}, 0, 1}).find("no part") != std::string::npos);
  fixture.tell_as(a17, beat, {}, 2);
  BOOST_TEST((run.report.state == wire::RunState::running));
}

BOOST_AUTO_TEST_CASE(who_lacks_a_role_is_told_what_to_do_and_the_owner_reads_it_in_the_audit) {
  Fixture fixture;
  const security::AuthorizedKey ann = line("ann", security::Roles(Role::submit));
  const auto refused = [&] { return fixture.take<wire::Refused>("of ann"); };
  fixture.tell_as(ann, wire::Hello{"ann", "host", 1, 11, 10, true, {}}, {}, 1);
  const auto as_agent = refused();
  BOOST_REQUIRE(as_agent);
  BOOST_TEST(as_agent->reason ==
             "the key of ann may not be an agent: that takes one of the roles agent, and it "
             "has submit; use another key, or have the role given to it in the broker's "
             "authorized_keys");
  fixture.tell_as(ann, wire::Beat{0, true, {}}, {}, 2);
  BOOST_TEST(bool(refused()));
  fixture.tell_as(ann, wire::Panic{}, {}, 3);
  BOOST_TEST((refused()->kind == wire::Refusal::usage));
  fixture.tell_as(ann, wire::Stop{}, {first, 0}, 4);
  std::string audited;
  while (const auto audit = fixture.take_action<Audit>())
    audited += audit->entry.members() + "\n";
  BOOST_TEST(audited.find("\"what\":\"panic\",\"why\":\"the key of ann may not stop all runs") !=
                 std::string::npos,
             audited);
  BOOST_TEST(audited.find("\"what\":\"stop\",\"why\":\"this broker has no run") != std::string::npos,
             audited);
}

BOOST_AUTO_TEST_CASE(a_key_has_quotas) {
  Fixture fixture;
  security::AuthorizedKey ann = line("ann", security::Roles(Role::submit));
  ann.quotas = {1000, std::chrono::seconds(10), 0, 1};
  const auto refusal_of = [&] {
    const auto refused = fixture.take<wire::Refused>("of ann");
    return refused ? refused->reason : "";
  };
  wire::Submit large = submission();
  large.files = {{"a", {{1}}, 600, 0644, wire::FileUse::module},
                 {"b", {{1}}, 600, 0644, wire::FileUse::include}};
  fixture.tell_as(ann, large, {first, 0}, 1); // the same content twice is there once
  BOOST_TEST(refusal_of() == "");
  fixture.tell_as(ann, submission(), {second_run, 0}, 2);
  BOOST_TEST(refusal_of().find("may have 1 run at a time") != std::string::npos);
  fixture.tell_as(ann, wire::Stop{}, {first, 0}, 3);
  large.files[0].digest = {{2}};
  fixture.tell_as(ann, large, {second_run, 0}, 4);
  BOOST_TEST(refusal_of().find("KiB of files") != std::string::npos);
  BOOST_TEST(!fixture.broker->runs().contains(second_run));
  ann.quotas.max_rate = 2; // each agent sends at least one a second
  wire::Submit wide = submission();
  wide.agents = 3;
  fixture.tell_as(ann, wide, {second_run, 0}, 5);
  BOOST_TEST(refusal_of().find("2 requests a second in all (max_rate), too few for 3 agents") !=
             std::string::npos);
  wide.agents = 2;
  fixture.tell_as(ann, wide, {second_run, 0}, 6);
  BOOST_TEST(fixture.broker->runs().at(second_run).report.max_rate == 2u);
  BOOST_TEST(fixture.broker->runs().at(second_run).report.max_duration_ns == 10'000'000'000u);
}
