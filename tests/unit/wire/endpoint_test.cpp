// SPDX-License-Identifier: Apache-2.0
#include "core/wire/endpoint.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <sys/stat.h>

using namespace loads;
using namespace loads::wire;

namespace {

bool is_refused(const std::string& endpoint, const std::string& words) {
  const base::Status status = check_endpoint(endpoint);
  return !status && status.error().kind == base::ErrorKind::usage &&
         status.error().text.find(words) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(ipc_endpoints_are_allowed) {
  BOOST_TEST(bool(check_endpoint("ipc:///run/user/1/loads/broker.ipc")));
  BOOST_TEST(bool(check_endpoint("ipc://relative.ipc")));
  BOOST_TEST(is_refused("ipc://", "write ipc:///a/path"));
  BOOST_TEST(is_refused("ipc://*", "write ipc:///a/path"));
  BOOST_TEST(is_refused("ipc:///" + std::string(107, 'x'), "has 108 bytes; at most 107"));
}

BOOST_AUTO_TEST_CASE(tcp_endpoints_have_a_host_and_a_port) {
  for (const char* endpoint :
       {"tcp://127.0.0.1:7780", "tcp://[::1]:7780", "tcp://*:7780", "tcp://host.example:*"})
    BOOST_TEST(bool(check_endpoint(endpoint)));
  for (const char* endpoint :
       {"tcp://127.0.0.1", "tcp://:1", "tcp://host:70000", "tcp://host:1x", "tcp://host:"})
    BOOST_TEST(is_refused(endpoint, "tcp://host:port"));
}

BOOST_AUTO_TEST_CASE(all_others_are_refused) {
  for (const char* endpoint :
       {"", "inproc://x", "udp://127.0.0.1:1", "ws://127.0.0.1:1", "/tmp/x", "pgm://x"})
    BOOST_TEST(is_refused(endpoint, "write ipc:///a/path or tcp://host:port"));
  BOOST_TEST(is_refused("x\ny", "x\\ny"));
}

BOOST_AUTO_TEST_CASE(the_default_is_in_a_folder_that_only_the_user_has) {
  tests::TemporaryFolder folder;
  ::setenv("XDG_RUNTIME_DIR", folder.file("").c_str(), 1);
  auto endpoint = default_endpoint();
  BOOST_REQUIRE(endpoint);
  BOOST_TEST(ipc_path(*endpoint) == folder.file("") + "/loads/broker.ipc");
  BOOST_TEST(
      (std::filesystem::status(folder.file("loads")).permissions() == std::filesystem::perms::owner_all));
  ::chmod(folder.file("loads").c_str(), 0777);
  endpoint = default_endpoint();
  BOOST_REQUIRE(!endpoint);
  BOOST_TEST(endpoint.error().text.find("others may write to it") != std::string::npos);
  ::unsetenv("XDG_RUNTIME_DIR");
}
