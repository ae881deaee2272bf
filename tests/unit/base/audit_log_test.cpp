// SPDX-License-Identifier: Apache-2.0
#include "core/base/audit_log.hpp"

#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

using namespace loads::base;

namespace {

std::string content(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(audit_log)

BOOST_AUTO_TEST_CASE(an_entry_is_one_line_whatever_is_in_it) {
  const AuditEntry entry = AuditEntry("submit")
                               .add("who", "a\n\"b\"\\\x1b[2J")
                               .add("rate", 5)
                               .add("targets", std::vector<std::string>{"x", "\r\ny"});
  BOOST_TEST(entry.members() == R"("event":"submit","who":"a\\n\"b\"\\\\x1b[2J","rate":5,)"
                                R"("targets":["x","\\r\\ny"])");
}

BOOST_AUTO_TEST_CASE(the_file_is_for_its_owner_and_goes_on_after_it_was_moved_away) {
  loads::tests::TemporaryFolder folder;
  const std::filesystem::path path = folder.file("audit.jsonl");
  auto log = AuditLog::open(path.string());
  BOOST_REQUIRE(log);
  BOOST_TEST(bool(log->write(AuditEntry("one"))));
  struct stat status {};
  BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777) == 0600u);
  std::filesystem::rename(path, path.string() + ".1");
  BOOST_TEST(bool(log->reopen()));
  BOOST_TEST(bool(log->write(AuditEntry("two"))));
  BOOST_TEST(content(path).ends_with("Z\",\"event\":\"two\"}\n"));
  BOOST_TEST(content(path.string() + ".1").ends_with("\"event\":\"one\"}\n"));
  BOOST_TEST(!AuditLog::open(folder.file("no") + "/such"));
}

BOOST_AUTO_TEST_SUITE_END()
