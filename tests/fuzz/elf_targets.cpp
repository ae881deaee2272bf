// SPDX-License-Identifier: Apache-2.0
// Files that come as suites: what is looked at before the dynamic linker follows it.
#include "core/base/unique_fd.hpp"
#include "core/module/elf_check.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <cstring>
#include <elf.h>
#include <span>
#include <sys/mman.h>
#include <unistd.h>

using namespace loads;
using namespace loads::fuzz;

namespace {

constexpr std::uint64_t page = 4096;
constexpr std::size_t at_segments = sizeof(Elf64_Ehdr), at_table = 1024, at_texts = 2048, most_segments = 6;

template <class Part>
void put(std::string& to, std::size_t at, const Part& part) {
  std::memcpy(to.data() + at, &part, sizeof part);
}
template <class Part>
Part get(std::string_view from, std::uint64_t at) {
  Part part;
  std::memcpy(&part, from.data() + at, sizeof part);
  return part;
}

// A small library: a part to run, a part for variables, and the table for the dynamic linker in the latter.
struct Library {
  Elf64_Ehdr header{};
  std::vector<Elf64_Phdr> segments;
  std::vector<Elf64_Dyn> table;
  std::string bytes = std::string(2 * page, '\0');

  Library() {
    std::memcpy(header.e_ident,
                "\x7f"
                "ELF\2\1\1",
                7);
    header.e_type = ET_DYN;
    header.e_machine =
#if defined(__x86_64__)
        EM_X86_64;
#else
        EM_AARCH64;
#endif
    header.e_version = EV_CURRENT;
    header.e_phoff = at_segments;
    header.e_phentsize = sizeof(Elf64_Phdr);
    header.e_ehsize = sizeof header;
    segments = {{PT_LOAD, PF_R | PF_X, 0, 0, 0, page, page, page},
                {PT_LOAD, PF_R | PF_W, page, page, page, page, page + 64, page},
                {PT_DYNAMIC, PF_R, page + at_table, page + at_table, 0, 8 * sizeof(Elf64_Dyn),
                 8 * sizeof(Elf64_Dyn), 8},
                {PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 0, 16}};
    table = {
        {DT_STRTAB, {at_texts}}, {DT_STRSZ, {64}}, {DT_SYMTAB, {at_texts}}, {DT_NEEDED, {1}}, {DT_NULL, {0}}};
    bytes.replace(at_texts, 10, std::string_view("\0libc.so.6", 10));
  }
  std::string written() {
    header.e_phnum = static_cast<std::uint16_t>(segments.size());
    put(bytes, 0, header);
    for (std::size_t i = 0; i < segments.size(); ++i)
      put(bytes, at_segments + i * sizeof(Elf64_Phdr), segments[i]);
    for (std::size_t i = 0; i < table.size(); ++i)
      put(bytes, page + at_table + i * sizeof(Elf64_Dyn), table[i]);
    return bytes;
  }
};

// Numbers at the edges of such a file.
std::uint64_t place(Input& choices) {
  constexpr std::uint64_t edges[] = {0,
                                     1,
                                     64,
                                     at_table,
                                     at_texts,
                                     page - 1,
                                     page,
                                     page + at_table,
                                     2 * page - 1,
                                     2 * page,
                                     2 * page + 64,
                                     1ull << 32,
                                     ~0ull,
                                     ~0ull - page};
  return choices.below(4) == 0 ? choices.number() : edges[choices.below(std::size(edges))];
}

void change(Library& library, Input& choices) {
  constexpr std::uint32_t types[] = {PT_NULL, PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_NOTE, PT_TLS, PT_GNU_STACK};
  constexpr Elf64_Sxword tags[] = {DT_NULL, DT_NEEDED, DT_STRTAB, DT_STRSZ,    DT_SYMTAB,   DT_RUNPATH,
                                   DT_HASH, DT_RELA,   DT_AUDIT,  DT_GNU_HASH, DT_AUXILIARY};
  Elf64_Phdr& segment = library.segments[choices.below(library.segments.size())];
  Elf64_Dyn& entry = library.table[choices.below(library.table.size())];
  switch (choices.below(13)) {
  case 0:
    segment.p_type = types[choices.below(std::size(types))];
    break;
  case 1:
    segment.p_flags = static_cast<std::uint32_t>(choices.below(8));
    break;
  case 2:
    segment.p_offset = place(choices);
    break;
  case 3:
    segment.p_vaddr = place(choices);
    break;
  case 4:
    segment.p_filesz = place(choices);
    break;
  case 5:
    segment.p_memsz = place(choices);
    break;
  case 6:
    segment.p_align = place(choices);
    break;
  case 7:
    entry.d_tag = tags[choices.below(std::size(tags))];
    break;
  case 8:
    entry.d_un.d_val = place(choices);
    break;
  case 9:
    if (library.segments.size() < most_segments)
      library.segments.push_back(segment);
    break;
  case 10:
    library.header.e_phoff = place(choices);
    break;
  case 11: { // a part behind the table, in its page or the next, that is somewhere else in the file
    const std::uint64_t within = 3072;
    library.segments[1].p_filesz = library.segments[1].p_memsz = within;
    library.segments[3] = {PT_LOAD, PF_R, within, page * (1 + choices.below(2)) + within, 0, 64, 64, page};
    break;
  }
  default:
    library.header.e_shnum = 1, library.header.e_shentsize = sizeof(Elf64_Shdr);
    library.header.e_shoff = place(choices);
  }
}

bool is_taken(std::string_view bytes) {
  const base::UniqueFd memory(::memfd_create("library", MFD_CLOEXEC));
  require(::write(memory.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()), "memory");
  return static_cast<bool>(module::check_elf_file(memory.get(), "x", module::LibraryFolders::trusted));
}

// What the kernel and the linker would see of the file at addresses, page by page.
class Image {
public:
  explicit Image(std::string_view file) : file_(file) {}

  void map(const Elf64_Phdr& segment) {
    require(segment.p_offset <= file_.size() && segment.p_filesz <= file_.size() - segment.p_offset,
            "what is loaded lies in the file");
    const std::uint64_t first = segment.p_vaddr / page,
                        end = (segment.p_vaddr + segment.p_filesz + page - 1) / page;
    for (std::uint64_t number = first; number < end; ++number)
      pages_.emplace_back(number, segment.p_offset / page + (number - first));
  }
  std::string at(std::uint64_t address, std::uint64_t size) const {
    std::string seen;
    for (std::uint64_t i = 0; i < size; ++i)
      seen += byte(address + i);
    return seen;
  }

private:
  char byte(std::uint64_t address) const {
    for (auto mapped = pages_.rbegin(); mapped != pages_.rend(); ++mapped) // the latest lies on top
      if (mapped->first == address / page) {
        const std::uint64_t place = mapped->second * page + address % page;
        return place < file_.size() ? file_[place] : '\0';
      }
    require(false, "what the linker follows is loaded from the file");
    return 0;
  }

  std::string_view file_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> pages_; // of memory, and of the file
};

// Follows a file that was taken as the dynamic linker would.
void follow(std::string_view file) {
  const auto header = get<Elf64_Ehdr>(file, 0);
  Image image(file);
  std::vector<Elf64_Phdr> tables;
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    const auto segment = get<Elf64_Phdr>(file, header.e_phoff + i * sizeof(Elf64_Phdr));
    require(segment.p_type != PT_INTERP, "a library is no program");
    require(segment.p_type != PT_GNU_STACK || !(segment.p_flags & PF_X), "stacks are not executed");
    if (segment.p_type == PT_DYNAMIC)
      tables.push_back(segment);
    if (segment.p_type != PT_LOAD)
      continue;
    require((segment.p_flags & (PF_W | PF_X)) != (PF_W | PF_X), "what is written is not executed");
    require(segment.p_memsz < std::uint64_t{2} << 30, "no gigabytes");
    image.map(segment);
  }
  require(tables.size() == 1, "there is one table");
  const std::uint64_t size = sizeof(Elf64_Dyn);
  require(image.at(tables[0].p_vaddr, tables[0].p_filesz) ==
              file.substr(tables[0].p_offset, tables[0].p_filesz),
          "the linker reads the table that was read");
  int texts = 0;
  for (std::uint64_t at = tables[0].p_vaddr;; at += size) {
    const auto entry = get<Elf64_Dyn>(image.at(at, size), 0);
    if (entry.d_tag == DT_NULL)
      break;
    require(entry.d_tag != DT_AUDIT, "nothing watches the linker");
    require(entry.d_tag != DT_STRTAB || ++texts == 1,
            "the linker has no other names than those that were read");
    if (entry.d_tag == DT_STRTAB || entry.d_tag == DT_SYMTAB || entry.d_tag == DT_HASH ||
        entry.d_tag == DT_GNU_HASH || entry.d_tag == DT_RELA)
      image.at(entry.d_un.d_ptr, 1);
  }
}

} // namespace

LOADS_FUZZ(elf_head, 128) {
  std::string bytes(input);
  static_cast<void>(module::check_elf(std::as_bytes(std::span(bytes)), "x"));
  bytes.insert(0, "\x7f"
                  "ELF\2\1\1");
  static_cast<void>(module::check_elf(std::as_bytes(std::span(bytes)), "x"));
}

LOADS_FUZZ(elf_file, 256) {
  Input choices(input);
  Library library;
  const bool is_changed = !choices.empty();
  while (!choices.empty())
    change(library, choices);
  const std::string file = library.written();
  const bool taken = is_taken(file);
  require(taken || is_changed, "a library that is right is taken");
  if (taken)
    follow(file);
  static_cast<void>(is_taken(input));
}
