// SPDX-License-Identifier: Apache-2.0
#include "core/model/targets.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::model;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

TargetRule rule(std::string_view text) {
  auto read = parse_target_rule(text);
  BOOST_REQUIRE_MESSAGE(read, (read ? "" : read.error().text));
  return *read;
}

Targets targets(std::vector<std::string> rules, bool guards_loopback = false) {
  Limits limits;
  limits.targets = {{"the agent", std::move(rules)}};
  limits.guards_special = true;
  limits.guards_loopback = guards_loopback;
  limits.never = {"10.9.9.9:7780", "[2001:db8::9]:7780"};
  auto made = Targets::make(limits);
  BOOST_REQUIRE(made);
  return *made;
}

bool allows(const Targets& made, std::string_view host, std::string_view address, std::uint16_t port = 80) {
  return made.refuse(host, *parse_ip(address), port).empty();
}
bool allows(const Targets& made, std::string_view address, std::uint16_t port = 80) {
  return allows(made, address, address, port);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_rule_names_a_host_a_domain_or_addresses_with_or_without_ports) {
  BOOST_TEST((rule("Shop.Example.").kind == TargetRule::Kind::name));
  BOOST_TEST(rule("Shop.Example.").name == "shop.example");
  BOOST_TEST(rule("*.shop.example:443").name == ".shop.example");
  BOOST_TEST((rule("*.shop.example:443").ports == PortRange{443, 443}));
  BOOST_TEST((rule("10.1.0.0/16:8000-8100").ports == PortRange{8000, 8100}));
  BOOST_TEST(rule("10.1.0.0/16").range.bits == 112);
  BOOST_TEST((rule("[2001:db8::/32]:443").ports == PortRange{443, 443}));
  BOOST_TEST((rule("2001:db8::/32").range == rule("[2001:db8::/32]:443").range));
  BOOST_TEST((rule("::1").ports == PortRange{}));
  BOOST_TEST((rule("*:80").kind == TargetRule::Kind::every_host));
  BOOST_TEST((rule("::ffff:10.0.0.1").range == rule("10.0.0.1").range));
}

BOOST_AUTO_TEST_CASE(what_is_no_rule_is_refused_in_one_line) {
  for (const auto& [text, part] : std::initializer_list<std::pair<const char*, const char*>>{
           {"", "no host"},
           {":80", "no host"},
           {"http://shop.example", "not a URL"},
           {"shop.example/path", "no address"},
           {"shop.example:", "port"},
           {"shop.example:0", "port"},
           {"shop.example:65536", "port"},
           {"shop.example:90-80", "port"},
           {"shop.example:80-", "port"},
           {"2001:db8::1:443", "write [2001:db8::1:443] or [2001:db8::1]:443"},
           {"10.0.0.1/8", "write 10.0.0.0/8"},
           {"10.0.0.0/33", "from 0 to 32"},
           {"2001:db8::1/32", "write 2001:db8::/32"},
           {"2001:db8::/129", "from 0 to 128"},
           {"10.1", "no address"},
           {"80", "no address"},
           {"1.2.3.4.5", "no address"},
           {"0x7f.1", "no address"},
           {"0x7F000001", "no address"},
           {"2130706433", "no address"},
           {"010.0.0.1", "no address"},
           {"10.0.0.1.", "no address"},
           {"shop.1", "no address"},
           {"*.shop.0x1", "no address"},
           {"fe80::1%eth0", "no address"},
           {"[fe80::1%1]:80", "no address"},
           {"shop.example..", "neither"},
           {"*.", "neither"},
           {"*shop.example", "neither"},
           {"a.*.example", "neither"},
           {"a..example", "neither"},
           {"[shop.example]:80", "IPv6"},
           {"[::1", "bracket"},
           {"[::1]80", "bracket"},
           {"sh\x1bop", "neither"},
           {"a b", "neither"},
       }) {
    const auto read = parse_target_rule(text);
    BOOST_TEST_CONTEXT(text) {
      BOOST_REQUIRE(!read);
      BOOST_TEST((read.error().kind == loads::base::ErrorKind::usage));
      BOOST_TEST(contains(read.error().text, part), read.error().text);
      BOOST_TEST(!contains(read.error().text, "\n"));
      BOOST_TEST(!contains(read.error().text, "\x1b"));
    }
  }
}

BOOST_AUTO_TEST_CASE(without_rules_all_but_special_addresses_is_allowed) {
  BOOST_TEST(Targets().refuse("x", *parse_ip("169.254.169.254"), 80).empty());
  BOOST_TEST(Targets().allows_all());
  const Targets made = targets({});
  for (const char* good : {"192.0.2.1", "10.0.0.1", "127.0.0.1", "::1", "2001:db8::1", "223.255.255.255"})
    BOOST_TEST(allows(made, good), good);
  for (const char* bad : {"0.0.0.0", "0.1.2.3", "::", "169.254.0.1", "169.254.169.254", "fe80::1", "febf::1",
                          "224.0.0.1", "239.1.1.1", "ff02::1", "255.255.255.255", "240.0.0.1",
                          "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "::ffff:169.254.169.254",
                          "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "::169.254.169.254"})
    BOOST_TEST(!allows(made, bad), bad);
  BOOST_TEST(made.refuse_unix_socket("/run/x").empty());
}

BOOST_AUTO_TEST_CASE(what_a_gateway_would_make_of_an_address_is_checked_too) {
  const Targets made = targets({}, true);
  for (const char* prefix : {"::ffff:", "::", "64:ff9b::", "64:ff9b:1::", "64:ff9b:1:2:3:4:", "::ffff:0:"}) {
    const std::string before = prefix;
    for (const char* bad : {"169.254.169.254", "127.0.0.1", "10.9.9.9"})
      BOOST_TEST(!allows(made, before + bad, 7780), before << bad);
    if (before != "64:ff9b:1:2:3:4:") // that is 0.2.0.0, too
      BOOST_TEST(allows(made, before + "192.0.2.1"), before);
  }
  for (const char* bad :
       {"2002:7f00:1::", "2002:a9fe:a9fe:1::2", "64:ff9b:1:a9fe:a9:fe00::", "64:ff9b:1:7f00:0:100::"})
    BOOST_TEST(!allows(made, bad), bad);
  BOOST_TEST(allows(made, "2002:c000:201::1"));
  // What names the address itself does not name a way around.
  BOOST_TEST(allows(targets({"169.254.7.7"}), "::ffff:169.254.7.7"));
  BOOST_TEST(!allows(targets({"169.254.7.7"}), "64:ff9b::169.254.7.7"));
}

BOOST_AUTO_TEST_CASE(ranges_of_ipv6_have_no_ipv4_addresses) {
  for (const char* wide : {"::/0", "::/64", "::/95"})
    BOOST_TEST(!allows(targets({wide}), "192.0.2.1"), wide);
  BOOST_TEST(allows(targets({"::/0"}), "2001:db8::1"));
  BOOST_TEST(allows(targets({"0.0.0.0/0"}), "192.0.2.1"));
  BOOST_TEST(allows(targets({"::ffff:192.0.2.0/120"}), "192.0.2.1"));
  BOOST_TEST(!allows(targets({"0.0.0.0/0"}), "2001:db8::1"));
}

BOOST_AUTO_TEST_CASE(an_address_ends_where_its_text_does) {
  BOOST_TEST(!parse_ip(std::string_view("10.0.0.1\0.example", 17)));
  BOOST_TEST(!parse_ip(" 10.0.0.1"));
  BOOST_TEST(!parse_ip("10.0.0.1 "));
  BOOST_TEST(!parse_ip("010.0.0.1"));
}

BOOST_AUTO_TEST_CASE(this_machine_is_guarded_where_the_broker_is_elsewhere) {
  const Targets made = targets({}, true);
  for (const char* bad : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "0.0.0.0"})
    BOOST_TEST(!allows(made, bad), bad);
  BOOST_TEST(!made.refuse_unix_socket("/run/x").empty());
  BOOST_TEST(allows(targets({"127.0.0.1:8080"}, true), "127.0.0.1", 8080));
  BOOST_TEST(!allows(targets({"127.0.0.1:8080"}, true), "127.0.0.1", 8081));
  BOOST_TEST(allows(targets({"127.0.0.0/8"}, true), "127.3.0.1"));
  BOOST_TEST(allows(targets({"localhost"}, true), "localhost", "127.0.0.1"));
  BOOST_TEST(!allows(targets({"0.0.0.0/0"}, true), "127.0.0.1"));
  BOOST_TEST(!allows(targets({"*"}, true), "localhost", "127.0.0.1"));
}

BOOST_AUTO_TEST_CASE(a_name_never_stands_for_a_special_address) {
  const Targets made = targets({"shop.example", "*.cdn.example:443", "0.0.0.0/0:9000"}, true);
  BOOST_TEST(allows(made, "shop.example", "192.0.2.1"));
  BOOST_TEST(allows(made, "shop.example.", "192.0.2.1"));
  BOOST_TEST(allows(made, "a.b.cdn.example", "192.0.2.1", 443));
  BOOST_TEST(!allows(made, "a.b.cdn.example", "192.0.2.1", 80));
  BOOST_TEST(!allows(made, "cdn.example", "192.0.2.1", 443));
  BOOST_TEST(!allows(made, "evilcdn.example", "192.0.2.1", 443));
  BOOST_TEST(!allows(made, "other.example", "192.0.2.1"));
  for (const char* bad : {"169.254.169.254", "127.0.0.1", "::1", "0.0.0.0", "::ffff:127.0.0.1"})
    BOOST_TEST(!allows(made, "shop.example", bad), bad);
  BOOST_TEST(!allows(made, "169.254.169.254", 9000)); // within 0.0.0.0/0, but not meant
}

BOOST_AUTO_TEST_CASE(a_special_address_is_allowed_by_its_own_name_alone) {
  BOOST_TEST(allows(targets({"169.254.7.7"}), "169.254.7.7"));
  BOOST_TEST(allows(targets({"169.254.0.0/16"}), "169.254.7.7"));
  BOOST_TEST(!allows(targets({"169.254.0.0/16"}), "169.254.169.254"));
  BOOST_TEST(allows(targets({"169.254.169.254"}), "169.254.169.254"));
  BOOST_TEST(!allows(targets({"128.0.0.0/1"}), "169.254.7.7"));
}

BOOST_AUTO_TEST_CASE(the_broker_is_no_target_unless_it_is_named_with_its_port) {
  BOOST_TEST(!allows(targets({}), "10.9.9.9", 7780));
  BOOST_TEST(!allows(targets({}), "2001:db8::9", 7780));
  BOOST_TEST(!allows(targets({}), "broker.example", "10.9.9.9", 7780));
  BOOST_TEST(allows(targets({}), "10.9.9.9", 80));
  BOOST_TEST(!allows(targets({"10.9.9.9"}), "10.9.9.9", 7780));
  BOOST_TEST(allows(targets({"10.9.9.9:7780"}), "10.9.9.9", 7780));
  BOOST_TEST(contains(targets({}).refuse("10.9.9.9", *parse_ip("10.9.9.9"), 7780), "broker listens"));
}

BOOST_AUTO_TEST_CASE(all_lists_must_allow_and_the_first_alone_names_special_addresses) {
  Limits limits;
  limits.guards_special = true;
  limits.targets = {{"the agent", {"10.0.0.0/8:80-90"}}, {"the run", {"10.1.0.0/16:85-100", "169.254.1.1"}}};
  const auto both = Targets::make(limits);
  BOOST_REQUIRE(both);
  BOOST_TEST(allows(*both, "10.1.2.3", 87));
  BOOST_TEST(contains(both->refuse("10.2.0.1", *parse_ip("10.2.0.1"), 87), "the run does not allow"));
  BOOST_TEST(contains(both->refuse("10.1.0.1", *parse_ip("10.1.0.1"), 95),
                      "the agent does not allow 10.1.0.1:95: no --allow-target"));
  BOOST_TEST(!both->refuse_unix_socket("/x").empty());
  limits.targets[0].rules.clear();
  BOOST_TEST(!allows(*Targets::make(limits), "169.254.1.1"));
  limits.targets[0].rules = {"*.\x1b"};
  BOOST_TEST(!Targets::make(limits));
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_host_and_what_it_stands_for) {
  const std::string text = targets({}).refuse("evil.example", *parse_ip("169.254.169.254"), 80);
  BOOST_TEST(text ==
             "the agent does not allow evil.example:80 (169.254.169.254): it is a link-local address, "
             "which only an --allow-target for this very address can allow");
  BOOST_TEST(targets({"127.0.0.1:9000"}, true).refuse("127.0.0.1", *parse_ip("127.0.0.1"), 5553) ==
             "the agent does not allow 127.0.0.1:5553: it is this machine itself, and its --allow-target for "
             "this address has other ports");
  BOOST_TEST(contains(targets({"10.0.0.1"}).refuse("::2", *parse_ip("::2"), 80), "[::2]:80"));
}

BOOST_AUTO_TEST_CASE(the_ports_that_are_left_are_known_where_rules_say_so) {
  BOOST_TEST(!targets({}).ports());
  BOOST_TEST(!targets({"10.0.0.1", "10.0.0.2:80"}).ports());
  const auto some = targets({"a.example:443", "10.0.0.2:80-90", "b.example:443"}).ports();
  BOOST_REQUIRE(some);
  BOOST_TEST((*some == std::vector<PortRange>{{443, 443}, {80, 90}}));
  Limits limits;
  limits.targets = {{"the agent", {"*:80-90"}}, {"the run", {"*:85-100", "*:1-9"}}};
  BOOST_TEST((*Targets::make(limits)->ports() == std::vector<PortRange>{{85, 90}}));
}

BOOST_AUTO_TEST_CASE(the_smaller_cap_counts_and_none_is_the_largest) {
  using std::chrono::seconds;
  BOOST_TEST((smaller({0, seconds(5)}, {10, seconds(0)}) == Caps{10, seconds(5)}));
  BOOST_TEST((smaller({20, seconds(5)}, {10, seconds(9)}) == Caps{10, seconds(5)}));
  BOOST_TEST((smaller({}, {}) == Caps{}));
}
