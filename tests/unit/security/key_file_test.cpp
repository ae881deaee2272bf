// SPDX-License-Identifier: Apache-2.0
#include "core/security/key_file.hpp"

#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace loads;
using namespace loads::security;

namespace {

// The pair of the example of RFC 32.
OwnKey make_key(Roles roles = Role::submit | Role::observe) {
  return {
      {"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", base::Secret("D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs")},
      roles,
      "ann"};
}

std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

} // namespace

BOOST_AUTO_TEST_CASE(letters_are_those_of_z85) {
  const auto bytes = decode_key("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID");
  BOOST_REQUIRE(bytes.has_value());
  BOOST_TEST((*bytes)[0] == 0xbb);
  BOOST_TEST(encode_key(*bytes) == "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID");
  for (const char* wrong : {"", "short", "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hI ",
                            "####################"
                            "####################"})
    BOOST_TEST(!decode_key(wrong), wrong);
  const std::string print = fingerprint("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID");
  BOOST_TEST(print.size() == 39u); // 160 bits: eight groups of four
  BOOST_TEST(print != fingerprint("JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"));
  BOOST_TEST(fingerprint("no key").empty());
}

BOOST_AUTO_TEST_CASE(roles_are_words) {
  BOOST_TEST(format_roles(*parse_roles("admin,agent")) == "agent,admin");
  for (const char* wrong : {"", "root", "agent,", ",agent", "broker,agent", "Agent"})
    BOOST_TEST(!parse_roles(wrong), wrong);
}

BOOST_AUTO_TEST_CASE(a_key_is_written_and_read) {
  tests::TemporaryFolder folder;
  const auto files = write_key_files(make_key(), folder.file("keys"));
  BOOST_REQUIRE(files);
  struct stat info {};
  ::stat(files->secret_path.c_str(), &info);
  BOOST_TEST((info.st_mode & 07777) == 0600u);
  const auto read = read_key_file(files->secret_path);
  BOOST_REQUIRE(read);
  BOOST_TEST(read->name == "ann");
  BOOST_TEST(read->roles == make_key().roles);
  BOOST_TEST(read->pair.public_key == make_key().pair.public_key);
  BOOST_TEST(read->pair.secret_key.reveal() == make_key().pair.secret_key.reveal());
  BOOST_TEST(content_of(files->public_path) ==
             "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID role=submit,observe name=ann\n");
  BOOST_TEST(public_line(make_key(static_cast<Roles>(Role::broker))) ==
             "* Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID name=ann");
}

BOOST_AUTO_TEST_CASE(nothing_is_overwritten) {
  tests::TemporaryFolder folder;
  const auto files = write_key_files(make_key(), folder.file("keys"));
  BOOST_REQUIRE(files);
  const std::string before = content_of(files->secret_path);
  for (const std::string& left : {files->public_path, files->secret_path}) {
    const auto again = write_key_files(make_key(static_cast<Roles>(Role::admin)), folder.file("keys"));
    BOOST_REQUIRE(!again);
    BOOST_TEST(again.error().text.find("keys are not overwritten") != std::string::npos);
    BOOST_TEST(content_of(files->secret_path) == before);
    std::filesystem::remove(left == files->public_path ? left : files->public_path + "x");
  }
  BOOST_TEST(!std::filesystem::exists(files->public_path));
}

BOOST_AUTO_TEST_CASE(a_key_that_others_can_read_is_refused) {
  tests::TemporaryFolder folder;
  const auto files = write_key_files(make_key(), folder.file("keys"));
  BOOST_REQUIRE(files);
  const auto words = [&] {
    const auto read = read_key_file(files->secret_path);
    return read ? "" : read.error().text;
  };
  for (const mode_t mode : {0640, 0604, 0644}) {
    ::chmod(files->secret_path.c_str(), mode);
    BOOST_TEST(words().find("others may read it; chmod 600 it") != std::string::npos, words());
  }
  ::chmod(files->secret_path.c_str(), 0400);
  BOOST_TEST(words() == "");
  ::chmod(folder.file("keys").c_str(), 0770);
  BOOST_TEST(words().find("others may write to its folder") != std::string::npos, words());
  ::chmod(folder.file("keys").c_str(), 0700);
  if (::geteuid() == 0 && ::chown(files->secret_path.c_str(), 12345, 12345) == 0)
    BOOST_TEST(words().find("belongs to somebody else (user 12345)") != std::string::npos, words());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_key_is_refused) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("a.key");
  const std::string good = "role=agent\nname=a\npublic=Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID\n"
                           "secret=D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs\n";
  const auto is_key = [&](const std::string& text) {
    std::ofstream(path) << text;
    ::chmod(path.c_str(), 0600);
    const auto read = read_key_file(path);
    if (!read) // never what is in it
      BOOST_TEST(read.error().text.find("D:)Q") == std::string::npos);
    return bool(read);
  };
  BOOST_TEST(is_key(good));
  BOOST_TEST(!is_key(""));
  BOOST_TEST(!is_key(good + "name=b\n"));
  BOOST_TEST(!is_key(good.substr(good.find('\n') + 1)));
  BOOST_TEST(!is_key(good.substr(0, good.size() - 2)));
  BOOST_TEST(!is_key(std::string(2 << 20, 'x')));
  std::filesystem::remove(path);
  BOOST_TEST(!read_key_file(path));
  std::filesystem::create_directory(path);
  BOOST_TEST(!read_key_file(path));
}
