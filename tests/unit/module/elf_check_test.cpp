// SPDX-License-Identifier: Apache-2.0
#include "core/module/elf_check.hpp"

#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <random>
#include <unistd.h>

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

namespace {

using loads::module::LibraryFolders;

// A shared library of this machine.
std::string own_library() {
  std::ifstream maps("/proc/self/maps");
  std::string line;
  while (std::getline(maps, line))
    if (const auto at = line.find("/"); contains(line, "libstdc++") && at != std::string::npos) {
      std::ifstream file(line.substr(at), std::ios::binary);
      return {std::istreambuf_iterator<char>(file), {}};
    }
  return {};
}

struct Library {
  Library() : content(own_library()) {
    BOOST_REQUIRE(content.size() > 4096);
    std::memcpy(&header, content.data(), sizeof header);
  }
  std::string judge(LibraryFolders folders = LibraryFolders::trusted) const {
    const std::string path = folder.write("x.so", content);
    const int file = ::open(path.c_str(), O_RDONLY);
    const auto status = loads::module::check_elf_file(file, "x.so", folders);
    ::close(file);
    return status ? "" : status.error().text;
  }
  void put_header() { std::memcpy(content.data(), &header, sizeof header); }
  Elf64_Phdr* segment(unsigned type) {
    auto* all = reinterpret_cast<Elf64_Phdr*>(content.data() + header.e_phoff);
    for (unsigned i = 0; i < header.e_phnum; ++i)
      if (all[i].p_type == type)
        return all + i;
    return nullptr;
  }

  loads::test::TemporaryFolder folder;
  std::string content;
  Elf64_Ehdr header;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(elf_file, Library)

BOOST_AUTO_TEST_CASE(a_library_of_the_system_passes) {
  BOOST_TEST(judge() == "");
}

BOOST_AUTO_TEST_CASE(a_file_that_ends_too_early_is_refused) {
  const std::string whole = content;
  for (const std::size_t size : {64ul, 100ul, 1000ul, whole.size() / 2, whole.size() - 1}) {
    content = whole.substr(0, size);
    BOOST_TEST(contains(judge(), "cut short"));
  }
}

BOOST_AUTO_TEST_CASE(headers_that_lead_out_of_the_file_are_refused) {
  for (const std::uint64_t offset : {std::uint64_t{content.size()}, UINT64_MAX, UINT64_MAX - 55}) {
    const Elf64_Ehdr good = header;
    header.e_phoff = offset;
    put_header();
    BOOST_TEST(contains(judge(), "cut short"));
    header = good;
    header.e_shoff = offset;
    put_header();
    BOOST_TEST(contains(judge(), "cut short"));
    header = good;
    put_header();
  }
  header.e_phnum = 0;
  put_header();
  BOOST_TEST(contains(judge(), "no usable segments"));
}

BOOST_AUTO_TEST_CASE(segments_that_ask_for_too_much_are_refused) {
  const std::string whole = content;
  segment(PT_LOAD)->p_filesz = UINT64_MAX;
  BOOST_TEST(judge() != "");
  content = whole;
  segment(PT_LOAD)->p_memsz = std::uint64_t{1500} << 20;
  BOOST_TEST(judge() != "");
  content = whole;
  segment(PT_LOAD)->p_flags = PF_R | PF_W | PF_X;
  BOOST_TEST(contains(judge(), "both written and executed"));
  content = whole;
  segment(PT_GNU_STACK)->p_flags |= PF_X;
  BOOST_TEST(contains(judge(), "stacks that can be executed"));
  content = whole;
  segment(PT_GNU_STACK)->p_type = PT_INTERP;
  BOOST_TEST(contains(judge(), "it is a program"));
  content = whole;
  segment(PT_DYNAMIC)->p_type = PT_NULL;
  BOOST_TEST(contains(judge(), "no table for the dynamic linker"));
  content = whole;
  segment(PT_DYNAMIC)->p_offset = content.size();
  BOOST_TEST(contains(judge(), "cut short"));
}

// The linker goes by addresses, and where two parts share a page it sees the second.
BOOST_AUTO_TEST_CASE(what_the_linker_would_find_elsewhere_is_refused) {
  const std::string whole = content;
  segment(PT_DYNAMIC)->p_vaddr += 16;
  BOOST_TEST(contains(judge(), "headers are damaged"));
  content = whole;
  segment(PT_DYNAMIC)->p_vaddr = std::uint64_t{1} << 40;
  BOOST_TEST(contains(judge(), "headers are damaged"));
  content = whole;
  Elf64_Phdr* first = segment(PT_LOAD);
  first[1].p_vaddr = first->p_vaddr + (first->p_filesz & ~std::uint64_t{4095}) + (first[1].p_offset & 4095);
  BOOST_REQUIRE(first[1].p_type == PT_LOAD);
  BOOST_TEST(contains(judge(), "overlap"));
}

BOOST_AUTO_TEST_CASE(a_second_table_of_names_is_refused) {
  const auto place = segment(PT_DYNAMIC)->p_offset;
  auto* entries = reinterpret_cast<Elf64_Dyn*>(content.data() + place);
  std::size_t last = 0;
  while (entries[last].d_tag != DT_NULL)
    ++last;
  const auto* names = entries;
  while (names->d_tag != DT_STRTAB)
    ++names;
  for (std::size_t i = 0; i < last; ++i)
    if (entries[i].d_tag == DT_NEEDED) { // becomes one more
      entries[i] = *names;
      break;
    }
  BOOST_TEST(contains(judge(), "headers are damaged"));
}

BOOST_AUTO_TEST_CASE(headers_with_random_bytes_are_judged_and_nothing_else_happens) {
  const std::string whole = content.substr(0, 1 << 16);
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    content = whole;
    for (int change = 0; change < 4; ++change)
      content[random() % 1024] = static_cast<char>(random());
    judge();
  }
}

BOOST_AUTO_TEST_SUITE_END()
