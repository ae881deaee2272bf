// SPDX-License-Identifier: Apache-2.0
#include "core/agent/brokers_in_reach.hpp"

#include "core/base/unique_fd.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace loads;

namespace {

struct Socket {
  explicit Socket(const std::string& path) : fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    BOOST_REQUIRE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  base::UniqueFd fd;
};

bool is_found(const std::string& path) {
  std::ifstream table("/proc/net/unix");
  return agent::brokers_in_reach(table).contains(path);
}

} // namespace

BOOST_AUTO_TEST_SUITE(brokers_in_reach)

BOOST_AUTO_TEST_CASE(a_socket_of_a_broker_is_found_while_somebody_listens_there) {
  const tests::TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("a state"));
  const std::string path = folder.file("a state/broker.ipc");
  const Socket broker(path), other(folder.file("other.ipc"));
  BOOST_TEST(!is_found(path));
  BOOST_REQUIRE(::listen(broker.fd.get(), 1) == 0);
  BOOST_REQUIRE(::listen(other.fd.get(), 1) == 0);
  BOOST_TEST(is_found(path));
  BOOST_TEST(!is_found(folder.file("other.ipc")));
  if (::geteuid() != 0) { // whom nothing is closed to
    ::chmod(path.c_str(), 0500);
    BOOST_TEST(!is_found(path));
  }
  std::filesystem::remove(path);
  BOOST_TEST(!is_found(path));
}

BOOST_AUTO_TEST_CASE(lines_that_are_cut_short_are_passed_over) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder.file("broker.ipc")) << "there";
  const std::string path = folder.file("broker.ipc");
  std::istringstream table("Num RefCount Protocol Flags Type St Inode Path\n\nffff: 2 0 00010000\n"
                           "ffff: 00000002 00000000 00010000 0001 01 16 broker.ipc\n"
                           "ffff: 00000002 00000000 00010000 0001 01 17 @" +
                           path +
                           "\n"
                           "ffff: 00000003 00000000 00000000 0001 03 18 " +
                           path + "\n");
  BOOST_TEST(agent::brokers_in_reach(table).empty());
}

BOOST_AUTO_TEST_SUITE_END()
