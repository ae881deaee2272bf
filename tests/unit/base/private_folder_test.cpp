// SPDX-License-Identifier: Apache-2.0
#include "core/base/private_folder.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace loads::base;

namespace {

std::string refusal_of(const std::string& path) {
  const Status status = make_private_folder(path);
  return status ? "" : status.error().text;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_folder_is_made_with_those_above_it) {
  loads::tests::TemporaryFolder folder;
  const std::string path = folder.file("a/b/c");
  BOOST_TEST(refusal_of(path) == "");
  struct stat made {};
  BOOST_REQUIRE(::stat(path.c_str(), &made) == 0);
  BOOST_TEST((made.st_mode & 07777) == 0700u);
  BOOST_TEST(refusal_of(path) == "");
}

BOOST_AUTO_TEST_CASE(what_others_could_use_is_refused) {
  loads::tests::TemporaryFolder folder;
  ::mkdir(folder.file("open").c_str(), 0777);
  ::chmod(folder.file("open").c_str(), 0777);
  BOOST_TEST(refusal_of(folder.file("open")).find("others may write to it") != std::string::npos);
  std::ofstream(folder.file("file")) << "x";
  BOOST_TEST(refusal_of(folder.file("file")).find("it is no folder") != std::string::npos);
  BOOST_TEST(refusal_of(folder.file("file/below")) != "");
  BOOST_REQUIRE(::symlink("nowhere", folder.file("link").c_str()) == 0);
  BOOST_TEST(refusal_of(folder.file("link")).find("leads nowhere") != std::string::npos);
  if (::geteuid() == 0) {
    ::mkdir(folder.file("other").c_str(), 0700);
    BOOST_REQUIRE(::chown(folder.file("other").c_str(), 12345, 12345) == 0);
    BOOST_TEST(refusal_of(folder.file("other")).find("belongs to somebody else (user 12345)") !=
               std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(folders_follow_the_variables_of_xdg) {
  ::setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
  ::setenv("XDG_STATE_HOME", "/var/state", 1);
  BOOST_TEST(runtime_folder() == "/run/user/7/loads");
  BOOST_TEST(state_folder("broker") == "/var/state/loads/broker");
  ::setenv("XDG_RUNTIME_DIR", "relative", 1);
  ::unsetenv("XDG_STATE_HOME");
  const std::string home = std::getenv("HOME") ? std::getenv("HOME") : "";
  ::setenv("HOME", "/home/me", 1);
  BOOST_TEST(runtime_folder() == "/tmp/loads-" + std::to_string(::geteuid()));
  BOOST_TEST(state_folder("agent") == "/home/me/.local/state/loads/agent");
  ::setenv("HOME", home.c_str(), 1);
  ::unsetenv("XDG_RUNTIME_DIR");
}
