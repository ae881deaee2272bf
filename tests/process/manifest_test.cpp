// SPDX-License-Identifier: Apache-2.0
// An agent that takes signed runs alone, with the real programs: a key made by loads-keygen, one by openssl.
#include "tests/support/cluster.hpp"
#include "tests/support/text.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <memory>

using namespace loads::test;

namespace {

struct Fixture {
  Fixture() {
    const Finished made = loads::test::run(
        Command{{"sh", "-c",
                 "umask 077; openssl genpkey -algorithm ed25519 -out other.key\n" + build_folder() +
                     "/bin/loads-keygen --role sign --name release --output . && cp release.pub signers"},
                {},
                keys.path()});
    BOOST_REQUIRE_MESSAGE(made.code == 0, made.err);
    ::setenv("LOADS_AGENT_MODULES", "signed", 1);
    ::setenv("LOADS_AGENT_SIGNERS", (keys.path() + "/signers").c_str(), 1);
    cluster = std::make_unique<TestCluster>(1);
    ::unsetenv("LOADS_AGENT_MODULES");
    ::unsetenv("LOADS_AGENT_SIGNERS");
  }
  Finished run_with(std::vector<std::string> more) const {
    std::vector<std::string> arguments = {"silent_failure.Bad.test_bad", "--agents", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return cluster->run(std::move(arguments), build_folder() + "/tests/modules/bad");
  }
  std::string key(const std::string& name) const { return keys.path() + "/" + name + ".key"; }

  TemporaryFolder keys;
  std::unique_ptr<TestCluster> cluster;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(an_agent_takes_runs_of_its_signers_alone, Fixture) {
  Finished run = run_with({});
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "agent1: the agent does not take the run: it is not signed"), run.err);
  run = run_with({"--sign", key("other")});
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "its manifest is signed by nobody whom this agent trusts"), run.err);
  run = run_with({"--sign", key("release"), "--valid-for", "60d"});
  BOOST_TEST(run.code == 2);
  BOOST_TEST(contains(run.err, "--valid-for 60d: agents take no signature that is valid for more than 32d"),
             run.err);
  run = run_with({"--sign", key("release")});
  BOOST_TEST(run.code == 1, run.out + run.err); // it fails as it does without a signature
  BOOST_TEST(cluster->agent(0).wait_for("silent_failure.Bad.test_bad, signed by release", true));
  const Finished audit = loads::test::run(Command{{"cat", cluster->folder() + "/agent1/audit.jsonl"}});
  BOOST_TEST(contains(audit.out, "\"signature\":\"signed by release\""), audit.out);
  run = run_with({"--sign", keys.path() + "/release.pub"});
  BOOST_TEST(run.code == 2);
  BOOST_TEST(contains(run.err, "release.pub: it is the public half of a key"), run.err);
}

BOOST_FIXTURE_TEST_CASE(keys_for_signatures_are_for_their_owner_and_are_not_overwritten, Fixture) {
  namespace fs = std::filesystem;
  BOOST_TEST((fs::status(key("release")).permissions() == (fs::perms::owner_read | fs::perms::owner_write)));
  const auto keygen = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), build_folder() + "/bin/loads-keygen");
    return loads::test::run(Command{std::move(arguments), {}, keys.path()});
  };
  const Finished again = keygen({"--role", "sign", "--name", "release"});
  BOOST_TEST(again.code == 3);
  BOOST_TEST(contains(again.err, "keys are not overwritten"), again.err);
  const Finished shown = keygen({"--show", "release.key"});
  BOOST_TEST(shown.code == 0, shown.err);
  BOOST_TEST(shown.out.starts_with("name release\n-----BEGIN PUBLIC KEY-----\n"), shown.out);
  BOOST_TEST(loads::test::run(Command{{"cat", key("release")}}).out.find(shown.out.substr(40, 50)) ==
             std::string::npos);
  // openssl reads it, too.
  const Finished read = loads::test::run(Command{{"openssl", "pkey", "-in", key("release"), "-pubout"}});
  BOOST_TEST("name release\n" + read.out == shown.out, read.err);
  // A key for brokers signs nothing.
  BOOST_TEST(keygen({"--role", "submit", "--name", "ann"}).code == 0);
  const Finished wrong = run_with({"--sign", key("ann")});
  BOOST_TEST(wrong.code == 2);
  BOOST_TEST(
      contains(wrong.err, "it is no secret key for signatures; make one with loads-keygen --role sign"),
      wrong.err);
}

BOOST_FIXTURE_TEST_CASE(a_secret_key_that_others_can_read_signs_nothing, Fixture) {
  std::filesystem::permissions(key("release"), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  const Finished run = run_with({"--sign", key("release")});
  BOOST_TEST(run.code == 2);
  BOOST_TEST(contains(run.err, "others may read it; chmod 600 it"), run.err);
}
