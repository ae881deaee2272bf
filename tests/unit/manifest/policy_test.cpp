// SPDX-License-Identifier: Apache-2.0
#include "core/job/description.hpp"
#include "core/manifest/policy.hpp"
#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

using namespace loads;
using manifest::Modules;
using manifest::Policy;
using manifest::PolicyOptions;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t now = 1'800'000'000;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct Fixture {
  Fixture() {
    make_key("alice");
    make_key("mallory");
    const auto pub = test::run({{"openssl", "pkey", "-in", key_file("alice"), "-pubout"}});
    folder.write("signers", "# whom we trust\nname alice\n" + pub.out);
    fs::permissions(folder.path() + "/signers", fs::perms::owner_read | fs::perms::owner_write);
    options = {Modules::signed_runs, folder.path() + "/signers", ""};
    run.bytes = {1, 2, 3};
    job::Description description;
    description.plan.group = "A";
    assign.plan = job::description_to_json(description);
    assign.agents = 2;
    wire::File file;
    file.name = "x.so";
    file.digest.bytes = {9};
    file.size = 5;
    assign.files = {file};
    stream = {run, 1};
  }
  std::string key_file(const std::string& name) const { return folder.path() + "/" + name + ".pem"; }
  void make_key(const std::string& name) const {
    BOOST_REQUIRE(test::run({{"openssl", "genpkey", "-algorithm", "ed25519", "-out", key_file(name)}}).code ==
                  0);
    fs::permissions(key_file(name), fs::perms::owner_read | fs::perms::owner_write);
  }
  Policy open() const { return std::move(*Policy::open(options, folder.path() + "/nonces", now)); }
  std::string signed_by(const std::string& name, std::uint64_t not_after = now + 60) const {
    const auto key = manifest::read_signing_key(key_file(name));
    BOOST_REQUIRE(key);
    return *manifest::sign(manifest::make_manifest(run, assign.plan, assign.files, assign.agents, not_after),
                           *key);
  }
  // Empty: it would be started.
  static std::string judge(Policy& policy, const wire::StreamId& stream, const wire::Assign& assign,
                           std::uint64_t at = now) {
    auto answer = policy.judge(stream, assign, at);
    return answer ? "" : answer.error().text;
  }

  test::TemporaryFolder folder;
  manifest::PolicyOptions options;
  wire::RunId run;
  wire::StreamId stream;
  wire::Assign assign;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(policy, Fixture)

BOOST_AUTO_TEST_CASE(a_signed_run_is_taken_and_its_signer_known) {
  Policy policy = open();
  assign.manifest = signed_by("alice");
  const auto answer = policy.judge(stream, assign, now);
  BOOST_REQUIRE(answer);
  BOOST_TEST(*answer == "signed by alice");
}

BOOST_AUTO_TEST_CASE(what_is_not_signed_or_by_somebody_else_or_was_altered_is_not_started) {
  Policy policy = open();
  BOOST_TEST(contains(judge(policy, stream, assign), "it is not signed"));
  assign.manifest = signed_by("mallory");
  BOOST_TEST(contains(judge(policy, stream, assign), "signed by nobody whom this agent trusts"));
  const std::string good = signed_by("alice");
  for (std::size_t at = 0; at < good.size(); ++at) { // each letter counts
    assign.manifest = good;
    assign.manifest[at] = assign.manifest[at] == '0' ? '1' : '0';
    BOOST_TEST(judge(policy, stream, assign) != "");
  }
  for (std::size_t size = 0; size < good.size(); ++size) {
    assign.manifest = good.substr(0, size);
    BOOST_TEST(judge(policy, stream, assign) != "");
  }
}

BOOST_AUTO_TEST_CASE(what_is_run_must_be_what_was_signed) {
  Policy policy = open();
  assign.manifest = signed_by("alice");
  wire::Assign other = assign;
  other.plan += " ";
  BOOST_TEST(contains(judge(policy, stream, other), "its plan is not the one"));
  other = assign;
  other.files[0].digest.bytes[5] = 1;
  BOOST_TEST(contains(judge(policy, stream, other), "its files are not those"));
  other = assign;
  other.files[0].mode = 0777;
  BOOST_TEST(contains(judge(policy, stream, other), "its files are not those"));
  other = assign;
  other.files.push_back(assign.files[0]);
  BOOST_TEST(contains(judge(policy, stream, other), "its files are not those"));
  other = assign;
  other.agents = 3;
  BOOST_TEST(contains(judge(policy, stream, other), "signed for 2 agents"));
  BOOST_TEST(contains(judge(policy, {run, 3}, assign), "signed for 2 agents"));
  BOOST_TEST(contains(judge(policy, {run, 0}, assign), "signed for 2 agents"));
  wire::RunId another;
  another.bytes = {7};
  BOOST_TEST(contains(judge(policy, {another, 1}, assign), "that of another run"));
  BOOST_TEST(judge(policy, stream, assign) == "");
}

BOOST_AUTO_TEST_CASE(a_manifest_expires_and_cannot_be_made_to_last) {
  Policy policy = open();
  assign.manifest = signed_by("alice", now + 60);
  BOOST_TEST(contains(judge(policy, stream, assign, now + 61), "its signature expired 1 s ago"));
  BOOST_TEST(judge(policy, stream, assign, now + 60) == "");
  assign.manifest = signed_by("alice", now + 40 * 24 * 3600);
  BOOST_TEST(contains(judge(policy, stream, assign), "valid for more than 32 days"));
}

BOOST_AUTO_TEST_CASE(a_manifest_is_used_once_also_after_a_restart) {
  assign.manifest = signed_by("alice");
  {
    Policy policy = open();
    BOOST_TEST(judge(policy, stream, assign) == "");
    BOOST_TEST(judge(policy, stream, assign) == ""); // it is prepared anew: a file was spoilt
    BOOST_TEST(contains(judge(policy, {run, 2}, assign), "was used before"));
    policy.begun(stream);
    BOOST_TEST(contains(judge(policy, stream, assign), "was used before"));
  }
  Policy next = open();
  BOOST_TEST(contains(judge(next, stream, assign), "was used before"));
  assign.manifest = signed_by("alice");
  BOOST_TEST(judge(next, stream, assign) == "");
}

BOOST_AUTO_TEST_CASE(a_list_of_digests_lets_its_suites_in_and_no_programs) {
  folder.write("digests", "# ours\n" + assign.files[0].digest.text() + "  x.so\n");
  options = {Modules::digests, "", folder.path() + "/digests"};
  Policy policy = open();
  wire::File data;
  data.name = "data.csv";
  data.use = wire::FileUse::include;
  data.digest.bytes = {77};
  assign.files.push_back(data);
  BOOST_TEST(judge(policy, stream, assign) == "");
  wire::Assign other = assign;
  other.files[1].use = wire::FileUse::library;
  BOOST_TEST(contains(judge(policy, stream, other), "data.csv"));
  job::Description external;
  external.external = job::ExternalRunner{{"sh"}, std::chrono::seconds(1)};
  other = assign;
  other.plan = job::description_to_json(external);
  BOOST_TEST(contains(judge(policy, stream, other), "it brings programs"));
  job::Description python;
  python.python_packages = {"x"};
  other.plan = job::description_to_json(python);
  BOOST_TEST(contains(judge(policy, stream, other), "it brings programs"));
}

BOOST_AUTO_TEST_CASE(files_of_keys_must_be_safe_and_right) {
  fs::permissions(key_file("alice"), fs::perms::owner_read | fs::perms::group_read);
  BOOST_TEST(contains(manifest::read_signing_key(key_file("alice")).error().text, "chmod 600"));
  fs::permissions(options.signers, fs::perms::all);
  BOOST_TEST(contains(manifest::read_signers(options.signers).error().text, "others may change it"));
  const std::string empty = folder.write("empty", "nothing\n");
  fs::permissions(empty, fs::perms::owner_read);
  BOOST_TEST(contains(manifest::read_signers(empty).error().text, "it has no keys"));
  BOOST_TEST(contains(manifest::read_signing_key(empty).error().text, "no secret key for signatures"));
  BOOST_TEST(contains(manifest::read_signing_key("/nowhere").error().text, "No such file"));
  const std::string digests = folder.write("digests", assign.files[0].digest.text() + "  x.so\n");
  const PolicyOptions listed{Modules::digests, "", digests};
  BOOST_TEST(bool(Policy::open(listed, folder.path() + "/nonces", now)));
  fs::permissions(digests, fs::perms::others_write, fs::perm_options::add);
  const auto open = Policy::open(listed, folder.path() + "/nonces", now);
  BOOST_REQUIRE(!open);
  BOOST_TEST((open.error().kind == base::ErrorKind::usage));
  BOOST_TEST(contains(open.error().text, "others may change it"));
  fs::permissions(digests, fs::perms::others_write, fs::perm_options::remove);
  fs::permissions(folder.path(), fs::perms::others_write, fs::perm_options::add);
  BOOST_TEST(contains(Policy::open(listed, folder.path() + "/nonces", now).error().text, "put another file"));
  fs::permissions(folder.path(), fs::perms::others_write, fs::perm_options::remove);
}

BOOST_AUTO_TEST_SUITE_END()
