// SPDX-License-Identifier: Apache-2.0
#include "core/wire/endpoint.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

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
  BOOST_TEST(is_refused("ipc://@anybody", "write ipc:///a/path"));
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

BOOST_AUTO_TEST_CASE(an_ipc_endpoint_is_of_this_user_or_root) {
  const tests::TemporaryFolder folder;
  const auto refusal_at = [](const std::string& path) {
    const base::Status status = check_owners("ipc://" + path);
    return status ? "" : status.error().text;
  };
  const auto has = [](const std::string& text, const char* words) { return text.find(words) != text.npos; };
  const std::string socket = folder.file("broker.ipc");
  BOOST_TEST(refusal_at(socket) == "");
  BOOST_TEST(refusal_at("/run/broker.ipc") == "");
  BOOST_TEST(refusal_at("/run/not/there/yet/broker.ipc") == "");
  BOOST_TEST(bool(check_owners("tcp://127.0.0.1:1")));
  for (const mode_t open_to : {0777, 01777, 0770, 0702}) {
    ::chmod(folder.file("").c_str(), open_to);
    BOOST_TEST(has(refusal_at(socket), "others may write to the folder"), refusal_at(socket));
    BOOST_TEST(has(refusal_at(folder.file("new/broker.ipc")), "others may write to the folder"));
  }
  BOOST_TEST(has(refusal_at("/tmp/loads-nobody.ipc"), "others may write to the folder"));
  // Nor may they put another folder in the place of one's own.
  std::filesystem::create_directories(folder.file("above/own"));
  ::chmod(folder.file("").c_str(), 0755);
  BOOST_TEST(refusal_at(socket) == "");
  for (const mode_t open_to : {0777, 0775}) {
    ::chmod(folder.file("above").c_str(), open_to);
    BOOST_TEST(has(refusal_at(folder.file("above/own/broker.ipc")), "others may write to the folder"));
  }
  ::chmod(folder.file("above").c_str(), 01777);
  BOOST_TEST(refusal_at(folder.file("above/own/broker.ipc")) == "");
  const tests::TemporaryFolder open;
  ::chmod(open.file("").c_str(), 0777);
  std::filesystem::create_symlink(open.file("broker.ipc"), folder.file("link.ipc"));
  BOOST_TEST(has(refusal_at(folder.file("link.ipc")), "a link that leads nowhere"));
  std::ofstream(open.file("broker.ipc")) << "there";
  BOOST_TEST(has(refusal_at(folder.file("link.ipc")), "others may write to the folder"));
  if (::geteuid() != 0) {
    BOOST_TEST_MESSAGE("not here: only root can give files to others");
    return;
  }
  std::filesystem::create_directory(folder.file("theirs"));
  BOOST_REQUIRE(::chown(folder.file("theirs").c_str(), 65534, 65534) == 0);
  BOOST_TEST(has(refusal_at(folder.file("theirs/broker.ipc")), "belongs to somebody else (user 65534)"));
  BOOST_TEST(has(refusal_at(folder.file("theirs")), "it belongs to somebody else (user 65534)"));
}
