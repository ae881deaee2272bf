// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/dealer_socket.hpp"
#include "core/wire/payloads.hpp"
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <poll.h>
#include <string>
#include <vector>

namespace loads::test {

// A place of its own for brokers: sockets, state, variables.
struct BrokerPlace {
  TemporaryFolder folder;
  std::string endpoint = "ipc://" + folder.path() + "/loads/broker.ipc";
  std::string state = folder.path() + "/state";
  std::map<std::string, std::string> variables{{"XDG_RUNTIME_DIR", folder.path()},
                                               {"XDG_STATE_HOME", folder.path() + "/home"}};

  Command command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), build_folder() + "/bin/loads-broker");
    return {std::move(arguments), variables, folder.path()};
  }
  Finished run(std::vector<std::string> arguments) const {
    return loads::test::run(command(std::move(arguments)));
  }
  // One that serves.
  std::unique_ptr<Program> start(std::vector<std::string> arguments = {}) const {
    auto broker = std::make_unique<Program>(command(std::move(arguments)));
    BOOST_REQUIRE(broker->wait_for("listens at ", true));
    return broker;
  }
  // That it does not begin, and says why in one line.
  void check_refused(std::vector<std::string> arguments, int code, const std::string& words) const {
    const Finished refused = run(std::move(arguments));
    BOOST_TEST_CONTEXT(refused.err) {
      BOOST_TEST(refused.code == code);
      BOOST_TEST(contains(refused.err, words));
      BOOST_TEST(refused.err.starts_with("loads-broker: "));
      BOOST_TEST(std::count(refused.err.begin(), refused.err.end(), '\n') == 1);
      BOOST_TEST(refused.out == "");
    }
  }
};

// A runner or an agent, message by message.
class Peer {
public:
  explicit Peer(const std::string& endpoint) : socket_(*wire::DealerSocket::connect(endpoint)) {}

  bool send(const wire::Message& message) {
    return wait_until([&] { return socket_.send(message); }, std::chrono::seconds(20));
  }
  // The payload of the next message of that type; others are passed over.
  template <class Payload>
  std::optional<Payload> wait(std::chrono::seconds limit = std::chrono::seconds(20)) {
    std::optional<Payload> payload;
    wait_until(
        [&] {
          pollfd entry{socket_.fd(), POLLIN, 0};
          ::poll(&entry, 1, 100);
          auto message = socket_.receive();
          if (message && *message && (*message)->type == Payload::info.number) {
            last_ = std::move(**message);
            payload = *wire::read_payload<Payload>(last_);
          }
          return payload.has_value();
        },
        limit);
    return payload;
  }
  template <class Payload>
  std::optional<Payload> ask(const wire::Message& message) {
    std::optional<Payload> answer;
    for (int i = 0; i < 10 && !answer; ++i) // it may be lost with a connection
      if (send(message))
        answer = wait<Payload>(std::chrono::seconds(2));
    return answer;
  }
  const wire::Message& last() const { return last_; }

private:
  wire::DealerSocket socket_;
  wire::Message last_;
};

inline wire::Message ping() {
  return wire::make_message(wire::Ping{}, {}, 1);
}

// The run that tests submit, and how it stands.
inline constexpr wire::RunId run_id{{7}};

inline wire::RunState state_of(Peer& runner) {
  const auto run = runner.ask<wire::Run>(wire::make_message(wire::Attach{}, {run_id, 0}, 9));
  return run ? run->report.state : wire::RunState::closed;
}

} // namespace loads::test
