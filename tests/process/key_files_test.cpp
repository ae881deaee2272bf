// SPDX-License-Identifier: Apache-2.0
// Files of keys: which are refused, what of them tests may see, and how loads-keygen makes them.
#include "tests/support/keyed_cluster.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

using namespace loads::test;

BOOST_FIXTURE_TEST_CASE(keys_that_cannot_be_used_are_told_of, Ready) {
  const Finished missing = ask("nobody", {"--ping-broker"});
  BOOST_TEST(missing.code == 2);
  BOOST_TEST(contains(missing.err, "keys/nobody.key: No such file"), missing.err);
  const auto show = [&](std::vector<std::string> more) {
    more.insert(more.begin(), "--show");
    return run(program("loads-keygen", std::move(more)));
  };
  const Finished open_half = show({file("keys/ann.pub")});
  BOOST_TEST(open_half.code == 2);
  BOOST_TEST(contains(open_half.err, "ann.pub: it is the public half of a key"), open_half.err);
  BOOST_TEST(contains(show({file("keys/ann.key"), "--role", "admin"}).err, "leave out --role"));
  BOOST_TEST(contains(show({file("keys/ann.key"), "more"}).err, "'more' has no place here"));
  // The secret of another key.
  const std::string ann = content_of(file("keys/ann.key")), root = content_of(file("keys/root.key"));
  std::ofstream(file("keys/ann.key"))
      << ann.substr(0, ann.find("secret=")) << root.substr(root.find("secret="));
  for (const Finished& mixed : {ask("ann", {"--ping-broker"}), show({file("keys/ann.key")})}) {
    BOOST_TEST(mixed.code == 2);
    BOOST_TEST(contains(mixed.err, "its secret does not belong to its public half"), mixed.err);
  }
}

BOOST_FIXTURE_TEST_CASE(tests_are_not_shown_the_key_of_their_agent, Ready) {
  for (const auto& [path, words] :
       {std::pair(file("keys"), "tests could read the key of this agent, " + file("keys/a17.key")),
        {file("nowhere"), "there is no such file or folder"}}) {
    const Finished agent =
        run(program("loads-agent", {"--broker", endpoint, "--key", file("keys/a17.key"), "--known-brokers",
                                    file("known_brokers"), "--sandbox-path", path}));
    BOOST_TEST(agent.code == 2);
    BOOST_TEST(contains(agent.err, "--sandbox-path " + path + ": " + words), agent.err);
  }
}

BOOST_AUTO_TEST_CASE(keygen_overwrites_nothing_and_knows_its_roles) {
  KeyedCluster place;
  place.make_key("agent", "a17");
  const std::string before = content_of(place.file("keys/a17.key"));
  const auto keygen = [&](std::vector<std::string> arguments) {
    return run(place.program("loads-keygen", std::move(arguments)));
  };
  const Finished again = keygen({"--role", "admin", "--name", "a17", "--output", place.file("keys")});
  BOOST_TEST(again.code == 3);
  BOOST_TEST(contains(again.err, "keys are not overwritten"), again.err);
  BOOST_TEST(content_of(place.file("keys/a17.key")) == before);
  for (const auto& arguments : {std::vector<std::string>{"--role", "agent"},
                                {"--name", "x"},
                                {"--role", "king", "--name", "x"},
                                {"--role", "agent", "--name", "../x"},
                                {"--role", "broker,agent", "--name", "x"},
                                {"--role", "sign,agent", "--name", "x"},
                                {"--role", "sign"},
                                {"--role", "sign", "--name", "a b"},
                                {"--rolle", "agent"}}) {
    const Finished refused = keygen(arguments);
    BOOST_TEST(refused.code == 2, refused.err);
    BOOST_TEST(std::count(refused.err.begin(), refused.err.end(), '\n') == 1, refused.err);
  }
  const Finished shown = keygen({"--show", place.file("keys/a17.key")});
  BOOST_TEST(shown.out.starts_with(content_of(place.file("keys/a17.pub"))), shown.out);
  BOOST_TEST(contains(shown.out, "fingerprint "));
  const std::string secret = before.substr(before.find("secret=") + 7, 40);
  BOOST_TEST(!contains(shown.out, secret));
}
