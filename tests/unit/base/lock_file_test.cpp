// SPDX-License-Identifier: Apache-2.0
#include "core/base/lock_file.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

using namespace loads::base;

BOOST_AUTO_TEST_CASE(one_holder_at_a_time) {
  loads::tests::TemporaryFolder folder;
  const std::string path = folder.file("lock");
  BOOST_TEST(LockFile::holder(path) == 0);
  {
    auto first = LockFile::acquire(path);
    BOOST_REQUIRE(first);
    BOOST_TEST(first->has_value());
    auto second = LockFile::acquire(path);
    BOOST_REQUIRE(second);
    BOOST_TEST(!second->has_value());
    BOOST_TEST(LockFile::holder(path) == ::getpid());
  }
  BOOST_TEST(::access(path.c_str(), F_OK) != 0);
  auto again = LockFile::acquire(path);
  BOOST_REQUIRE(again);
  BOOST_TEST(again->has_value());
}

BOOST_AUTO_TEST_CASE(the_lock_of_a_dead_process_is_free) {
  loads::tests::TemporaryFolder folder;
  const std::string path = folder.file("lock");
  const pid_t child = ::fork();
  if (child == 0) {
    auto lock = LockFile::acquire(path);
    ::_exit(lock && *lock ? 0 : 1);
  }
  int status = -1;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_TEST(status == 0);
  BOOST_TEST(::access(path.c_str(), F_OK) == 0);
  BOOST_TEST(LockFile::holder(path) == 0);
  auto lock = LockFile::acquire(path);
  BOOST_REQUIRE(lock);
  BOOST_TEST(lock->has_value());
}

BOOST_AUTO_TEST_CASE(a_path_that_cannot_be_is_an_error) {
  BOOST_TEST(!LockFile::acquire("/nowhere/at/all"));
}
