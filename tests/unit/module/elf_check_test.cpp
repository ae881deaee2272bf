// SPDX-License-Identifier: Apache-2.0
#include "core/module/elf_check.hpp"

#include <boost/test/unit_test.hpp>

#include <elf.h>
#include <fstream>
#include <iterator>

namespace {

std::vector<char> own_program() {
  std::ifstream in("/proc/self/exe", std::ios::binary);
  std::vector<char> head(64);
  in.read(head.data(), 64);
  return head;
}

std::string judge(const std::vector<char>& head) {
  auto status = loads::module::check_elf(std::as_bytes(std::span(head)), "x.so");
  return status ? "" : status.error().text;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_shared_object_for_this_machine_passes) {
  std::vector<char> head = own_program();
  head[16] = ET_DYN;
  BOOST_TEST(judge(head) == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_elf_file_is_said_to_be_none) {
  BOOST_TEST(contains(judge({}), "cannot load x.so: it is not an ELF file"));
  BOOST_TEST(contains(judge(std::vector<char>(64, 'x')), "not an ELF file"));
}

BOOST_AUTO_TEST_CASE(a_head_that_is_cut_short_is_refused_at_every_length) {
  std::vector<char> head = own_program();
  for (std::size_t size = 0; size < head.size(); ++size)
    BOOST_TEST(judge({head.begin(), head.begin() + static_cast<std::ptrdiff_t>(size)}) != "");
}

BOOST_AUTO_TEST_CASE(other_machines_and_kinds_of_files_are_named) {
  std::vector<char> head = own_program();
  head[16] = ET_DYN;
  std::vector<char> other = head;
  other[18] = static_cast<char>(EM_S390);
  BOOST_TEST(contains(judge(other), "it is built for IBM Z, this machine is"));
  other = head;
  other[EI_CLASS] = ELFCLASS32;
  BOOST_TEST(contains(judge(other), "32-bit"));
  other = head;
  other[16] = ET_REL;
  BOOST_TEST(contains(judge(other), "not a shared library"));
}
