// SPDX-License-Identifier: Apache-2.0
#include "core/security/authorized_keys.hpp"

#include "core/security/key_list_file.hpp"
#include "core/security/known_brokers.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace loads;
using namespace loads::security;

namespace {

// The key of the example of RFC 32, and others that differ from it in a letter.
const std::string letters = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";
std::string key(char last) {
  return letters.substr(0, letters.size() - 1) + last;
}

AuthorizedKeys parsed(const std::string& text) {
  auto keys = AuthorizedKeys::parse("FILE", text);
  BOOST_REQUIRE(keys);
  return std::move(*keys);
}

std::string mistake_in(const std::string& text) {
  const auto keys = AuthorizedKeys::parse("FILE", text);
  return keys ? "none" : keys.error().text;
}

bool admits(const AuthorizedKeys& keys, const std::string& key, const std::string& address = "10.2.3.4",
            std::int64_t now = 1'000'000'000) {
  return bool(keys.find(key, address, now));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_network_of_ipv6_has_no_ipv4_addresses) {
  const AuthorizedKeys keys = parsed(key('1') + " role=agent name=a from=::/0\n");
  BOOST_TEST(admits(keys, key('1'), "2001:db8::1"));
  BOOST_TEST(!admits(keys, key('1'), "10.2.3.4"));
  BOOST_TEST(!admits(keys, key('1'), "::ffff:10.2.3.4"));
}

BOOST_AUTO_TEST_CASE(a_line_says_who_may_do_what) {
  const AuthorizedKeys keys = parsed(
      "# people\n\n" + key('1') + " role=submit,observe name=ann from=10.2.0.0/16,::1 expires=2027-06-30 " +
      "max_agents=8 max_upload=64m max_duration=30m max_rate=5000 max_runs=4\n" + key('2') +
      " role=agent name=a17\r\n");
  const auto ann = keys.find(key('1'), "10.2.255.1", 0);
  BOOST_REQUIRE(ann);
  BOOST_TEST((*ann)->name == "ann");
  BOOST_TEST(format_roles((*ann)->roles) == "submit,observe");
  BOOST_TEST((*ann)->max_agents == 8u);
  BOOST_TEST(((*ann)->quotas == Quotas{64 << 20, std::chrono::minutes(30), 5000, 4}));
  const auto agent = keys.find(key('2'), "", 0);
  BOOST_REQUIRE(agent);
  BOOST_TEST((*agent)->name == "a17");
  BOOST_TEST((*agent)->max_agents == 1u);
  BOOST_TEST(((*agent)->quotas == Quotas{std::uint64_t{1} << 30, base::Duration(0), 0, 0}));
}

BOOST_AUTO_TEST_CASE(what_is_not_in_the_list_is_refused) {
  const AuthorizedKeys keys = parsed(key('1') + " role=submit name=ann from=10.2.0.0/16,2001:db8::/32\n" +
                                     key('2') + " role=agent name=a expires=2001-09-08\n");
  BOOST_TEST(!admits(keys, key('3')));
  BOOST_TEST(!admits(keys, ""));
  for (const auto& [address, is_admitted] :
       {std::pair("10.2.0.1", true), std::pair("::ffff:10.2.9.9", true), std::pair("10.3.0.1", false),
        std::pair("2001:db8:1::5", true), std::pair("2001:db9::1", false), std::pair("", false),
        std::pair("10.2.0.1x", false)})
    BOOST_TEST(admits(keys, key('1'), address) == is_admitted, address);
  // 2001-09-09 01:46:40 is 1'000'000'000: the key was good through the day before.
  BOOST_TEST(!admits(keys, key('2')));
  BOOST_TEST(admits(keys, key('2'), "1.2.3.4", 999'993'599));
  BOOST_TEST(!admits(keys, key('2'), "1.2.3.4", 999'993'600));
}

BOOST_AUTO_TEST_CASE(each_mistake_has_its_line) {
  const std::string good = key('1') + " role=agent name=a";
  BOOST_TEST(mistake_in(good) == "none");
  for (const auto& [text, words] :
       {std::pair<std::string, std::string>{"nokey role=agent name=a", "is no public key"},
        {key('1') + " name=a", "it needs role=... and name=..."},
        {key('1') + " role=agent", "it needs role=... and name=..."},
        {key('1') + " role=broker name=a", "submit, agent, observe or admin"},
        {key('1') + " role=agent, name=a", "submit, agent, observe or admin"},
        {key('1') + " role= name=a", "submit, agent, observe or admin"},
        {key('1') + " role=agent name=../a", "letters, digits"},
        {key('1') + " role=agent name=", "letters, digits"},
        {good + " from=10.2.0.1/16", "no bits behind the prefix"},
        {good + " from=", "addresses or networks"},
        {good + " from=10.2.0.0/33", "addresses or networks"},
        {good + " expires=2027-02-30", "the last day"},
        {good + " expires=tomorrow", "the last day"},
        {good + " max_agents=0", "a number from 1"},
        {good + " max_upload=1t", "a size such as"},
        {good + " max_duration=0", "a time such as"},
        {good + " max_rate=-1", "requests a second"},
        {good + " max_runs=x", "a number from 1"},
        {good + "\n" + key('2') + " role=submit name=a",
         "the name a is on line 2 already, and runs belong to a name"},
        {good + " role=admin", "role is there twice"},
        {good + " rôle=admin", "known are role, name"},
        {good + " admin", "has no ="},
        {good + "\n" + good, "the key is on line 2 already"}}) {
    const std::string mistake = mistake_in("# first\n" + text + "\n");
    const bool is_last = text.find('\n') != std::string::npos;
    BOOST_TEST(mistake.starts_with(is_last ? "FILE:3: " : "FILE:2: "), mistake);
    BOOST_TEST((mistake.find(words) != std::string::npos), mistake);
  }
  const std::string both = mistake_in("x\n" + good + "\ny\n");
  BOOST_TEST(both.find("FILE:1: ") == 0u);
  BOOST_TEST(both.find("\nFILE:3: ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_broken_file_keeps_the_former_keys) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("authorized_keys");
  const auto write = [&](const std::string& text) {
    std::ofstream(path + ".new") << text;
    std::filesystem::rename(path + ".new", path);
  };
  write(key('1') + " role=agent name=a\n");
  auto file = KeyListFile::open(path);
  BOOST_REQUIRE(file);
  const auto is_admitted = [&](char last) { return bool(file->gate()->admit(key(last), "127.0.0.1")); };
  const std::uint64_t version = file->gate()->version();
  BOOST_TEST(!file->look());
  write("nonsense\n");
  BOOST_TEST(!file->look()); // it may be in the middle of a change
  const auto broken = file->look();
  BOOST_REQUIRE(broken);
  BOOST_TEST(!*broken);
  BOOST_TEST(is_admitted('1'));
  BOOST_TEST(!file->look()); // said once
  write(key('2') + " role=agent name=b\n");
  BOOST_TEST(!file->look());
  BOOST_TEST(**file->look() == 1u);
  BOOST_TEST(!is_admitted('1'));
  BOOST_TEST(is_admitted('2'));
  BOOST_TEST(file->gate()->version() != version);
  std::filesystem::remove(path);
  BOOST_TEST(!file->look());
  BOOST_TEST(!*file->look());
  BOOST_TEST(is_admitted('2'));
}

BOOST_AUTO_TEST_CASE(a_file_that_others_can_change_is_refused) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("authorized_keys");
  std::ofstream(path) << key('1') << " role=agent name=a\n";
  ::chmod(path.c_str(), 0644);
  BOOST_TEST(bool(AuthorizedKeys::read(path)));
  ::chmod(path.c_str(), 0664);
  BOOST_TEST(AuthorizedKeys::read(path).error().text.ends_with("others may change it; chmod go-w it"));
  ::chmod(path.c_str(), 0644);
  std::filesystem::permissions(folder.file(""), std::filesystem::perms::all);
  BOOST_TEST(AuthorizedKeys::read(path).error().text.find("others may write to its folder") !=
             std::string::npos);
  std::filesystem::permissions(folder.file(""), std::filesystem::perms::owner_all);
  BOOST_TEST(!AuthorizedKeys::read(folder.file("nothing")));
}

BOOST_AUTO_TEST_CASE(brokers_are_known_by_their_endpoint) {
  const auto brokers = KnownBrokers::parse("FILE", "# ours\ntcp://10.0.0.1:7780 " + key('1') +
                                                       " name=main\n* " + key('2') + "\n");
  BOOST_REQUIRE(brokers);
  BOOST_TEST(*brokers->find("tcp://10.0.0.1:7780") == key('1'));
  BOOST_TEST(*brokers->find("tcp://10.0.0.2:7780") == key('2'));
  BOOST_TEST(KnownBrokers::parse("FILE", "tcp://a:1 " + key('1') + "\n")->find("tcp://b:1") == nullptr);
  for (const std::string& wrong : {"ipc:///x " + key('1'), std::string("* short"), std::string("*"),
                                   "* " + key('1') + " role=broker", "* " + key('1') + "\n* " + key('2')})
    BOOST_TEST(!KnownBrokers::parse("FILE", wrong), wrong);
}
