// SPDX-License-Identifier: Apache-2.0
#include "core/module/elf_check.hpp"

#include "core/base/text.hpp"
#include "core/module/library_folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <elf.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace loads::module {
namespace {

constexpr std::size_t most_segments = 128, most_entries = 4096, longest_text = 4096;
constexpr std::uint64_t most_memory = std::uint64_t{1} << 30, page = 4096;
constexpr const char* cut_short = "it is cut short, or its headers are damaged";

// A part of a file is inside of it.
bool fits(std::uint64_t at, std::uint64_t size, std::uint64_t whole) {
  return at <= whole && size <= whole - at;
}

class ElfFile {
public:
  ElfFile(int file, const std::string& name, LibraryFolders folders)
      : file_(file), name_(name), folders_(folders) {}

  base::Status check() {
    struct stat found {};
    if (::fstat(file_, &found) != 0)
      return refuse(std::strerror(errno));
    size_ = static_cast<std::uint64_t>(found.st_size);
    std::array<std::byte, sizeof(Elf64_Ehdr)> head{};
    const ssize_t got = ::pread(file_, head.data(), head.size(), 0);
    if (got < 0)
      return refuse(std::strerror(errno));
    if (auto status = check_elf({head.data(), static_cast<std::size_t>(got)}, name_); !status)
      return status;
    std::memcpy(&header_, head.data(), sizeof header_);
    for (const auto step : {&ElfFile::check_header, &ElfFile::check_segments, &ElfFile::check_dynamic})
      if (const std::string why = (this->*step)(); !why.empty())
        return refuse(why);
    return base::Nothing{};
  }

private:
  base::Error refuse(const std::string& why) const {
    return base::infrastructure_error("cannot load " + name_ + ": " + why);
  }

  template <class T>
  std::optional<std::vector<T>> read(std::uint64_t at, std::size_t count) const {
    std::vector<T> items(count);
    const std::size_t bytes = count * sizeof(T);
    if (!fits(at, bytes, size_) ||
        ::pread(file_, items.data(), bytes, static_cast<off_t>(at)) != static_cast<ssize_t>(bytes))
      return std::nullopt;
    return items;
  }

  std::string check_header() {
    if (header_.e_ident[EI_DATA] != ELFDATA2LSB || header_.e_ident[EI_VERSION] != EV_CURRENT ||
        header_.e_version != EV_CURRENT)
      return "its ELF header is of another version or byte order";
    if (header_.e_phnum == 0 || header_.e_phnum > most_segments || header_.e_phentsize != sizeof(Elf64_Phdr))
      return "its ELF header names no usable segments";
    if (header_.e_shnum > 0 && (header_.e_shentsize != sizeof(Elf64_Shdr) ||
                                !fits(header_.e_shoff, header_.e_shnum * sizeof(Elf64_Shdr), size_)))
      return cut_short;
    auto segments = read<Elf64_Phdr>(header_.e_phoff, header_.e_phnum);
    if (!segments)
      return cut_short;
    segments_ = std::move(*segments);
    return {};
  }

  std::string check_segments() {
    std::uint64_t end = 0, added = 0;
    for (const Elf64_Phdr& segment : segments_) {
      if (segment.p_type == PT_INTERP)
        return "it is a program and not a shared library; link it with -shared";
      if (segment.p_type == PT_GNU_STACK && (segment.p_flags & PF_X))
        return "it asks for stacks that can be executed; link it with -Wl,-z,noexecstack";
      if (segment.p_type == PT_DYNAMIC && dynamic_)
        return "it has two tables for the dynamic linker";
      if (segment.p_type == PT_DYNAMIC)
        dynamic_ = segment;
      if (segment.p_type != PT_LOAD && segment.p_type != PT_DYNAMIC && segment.p_type != PT_TLS &&
          segment.p_type != PT_NOTE && segment.p_type != PT_GNU_RELRO)
        continue;
      if (segment.p_memsz < segment.p_filesz && segment.p_type != PT_GNU_RELRO)
        return cut_short;
      if (segment.p_type != PT_GNU_RELRO && !fits(segment.p_offset, segment.p_filesz, size_))
        return cut_short;
      if (segment.p_type != PT_LOAD)
        continue;
      if ((segment.p_flags & PF_W) && (segment.p_flags & PF_X))
        return "a part of it can be both written and executed";
      const std::uint64_t align = std::max<std::uint64_t>(segment.p_align, page);
      if ((align & (align - 1)) != 0 || segment.p_vaddr % page != segment.p_offset % page ||
          segment.p_vaddr - segment.p_vaddr % page < end || segment.p_memsz > UINT64_MAX - segment.p_vaddr)
        return "its segments overlap or lie askew";
      end = segment.p_vaddr + segment.p_memsz;
      added += segment.p_memsz - segment.p_filesz;
      if (added > most_memory || end > most_memory * 4)
        return "it asks for " + std::to_string(std::max(added, end) >> 20) +
               " MiB of memory for its variables; at most 1024 are allowed";
    }
    if (!dynamic_)
      return "it has no table for the dynamic linker; link it with -shared";
    // Who follows these parts looks for them by their addresses, not by their places in the file.
    for (const Elf64_Phdr& segment : segments_)
      if ((segment.p_type == PT_DYNAMIC || segment.p_type == PT_TLS || segment.p_type == PT_NOTE) &&
          segment.p_filesz > 0 && !is_loaded(segment.p_vaddr, segment.p_offset, segment.p_filesz))
        return cut_short;
    return {};
  }

  // Where an address of the loaded library is in the file.
  std::optional<std::uint64_t> place_of(std::uint64_t address) const {
    for (const Elf64_Phdr& segment : segments_)
      if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
          address - segment.p_vaddr < segment.p_filesz)
        return segment.p_offset + (address - segment.p_vaddr);
    return std::nullopt;
  }

  // Whether the bytes at that place of the file are what is found at that address.
  bool is_loaded(std::uint64_t address, std::uint64_t at, std::uint64_t size) const {
    return std::any_of(segments_.begin(), segments_.end(), [&](const Elf64_Phdr& segment) {
      return segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
             fits(address - segment.p_vaddr, size, segment.p_filesz) &&
             at == segment.p_offset + (address - segment.p_vaddr);
    });
  }

  std::string check_dynamic() {
    const std::size_t count = dynamic_->p_filesz / sizeof(Elf64_Dyn);
    if (count == 0 || count > most_entries)
      return cut_short;
    auto entries = read<Elf64_Dyn>(dynamic_->p_offset, count);
    if (!entries)
      return cut_short;
    const auto end = std::find_if(entries->begin(), entries->end(),
                                  [](const Elf64_Dyn& each) { return each.d_tag == DT_NULL; });
    if (end == entries->end())
      return cut_short;
    entries->erase(end, entries->end());
    for (const Elf64_Dyn& each : *entries)
      if (const std::string why = check_address(each); !why.empty())
        return why;
    const auto value = [&](Elf64_Sxword tag) -> std::optional<std::uint64_t> {
      std::optional<std::uint64_t> found;
      for (const Elf64_Dyn& each : *entries)
        if (each.d_tag == tag && std::exchange(found, each.d_un.d_val))
          return std::nullopt; // of two, the linker would take the last
      return found;
    };
    const auto address = value(DT_STRTAB), bytes = value(DT_STRSZ);
    const auto texts = address ? place_of(*address) : std::nullopt;
    if (!texts || !bytes || *bytes == 0 || !is_loaded(*address, *texts, *bytes))
      return cut_short;
    text_bytes_ = *bytes;
    texts_ = *texts;
    for (const Elf64_Dyn& each : *entries)
      if (const std::string why = check_names(each); !why.empty())
        return why;
    return {};
  }

  // What the linker follows lies in what it has read from the file.
  std::string check_address(const Elf64_Dyn& entry) const {
    switch (entry.d_tag) {
    case DT_STRTAB:
    case DT_SYMTAB:
    case DT_HASH:
    case DT_GNU_HASH:
    case DT_RELA:
    case DT_JMPREL:
    case DT_VERSYM:
    case DT_VERNEED:
    case DT_VERDEF:
      return place_of(entry.d_un.d_ptr) ? "" : cut_short;
    case DT_AUDIT:
    case DT_DEPAUDIT:
      return "it names a library that watches the dynamic linker (DT_AUDIT)";
    default:
      return {};
    }
  }

  std::string check_names(const Elf64_Dyn& entry) const {
    const bool is_folders = entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH;
    const bool is_library =
        entry.d_tag == DT_NEEDED || entry.d_tag == DT_FILTER || entry.d_tag == DT_AUXILIARY;
    if (!is_folders && !is_library)
      return {};
    const auto text = text_at(entry.d_un.d_val);
    if (!text)
      return cut_short;
    if (folders_ == LibraryFolders::any)
      return {};
    if (is_folders) {
      const std::string problem = problem_of_folders(*text);
      return problem.empty() ? "" : problem + "; link it without -rpath, or with one of a safe folder";
    }
    if (const std::size_t slash = text->rfind('/'); slash != std::string::npos)
      if (const std::string problem = problem_of_folders(text->substr(0, std::max<std::size_t>(slash, 1)));
          !problem.empty())
        return problem + " (" + base::printable(*text) + "); give that library a name with -Wl,-soname";
    return {};
  }

  std::optional<std::string> text_at(std::uint64_t offset) const {
    if (offset >= text_bytes_)
      return std::nullopt;
    const std::size_t bytes = std::min<std::uint64_t>(text_bytes_ - offset, longest_text);
    const auto read_text = read<char>(texts_ + offset, bytes);
    if (!read_text)
      return std::nullopt;
    const auto end = std::find(read_text->begin(), read_text->end(), '\0');
    if (end == read_text->end())
      return std::nullopt;
    return std::string(read_text->begin(), end);
  }

  int file_;
  const std::string& name_;
  LibraryFolders folders_;
  std::uint64_t size_ = 0;
  Elf64_Ehdr header_{};
  std::vector<Elf64_Phdr> segments_;
  std::optional<Elf64_Phdr> dynamic_;
  std::uint64_t texts_ = 0, text_bytes_ = 0;
};

} // namespace

base::Status check_elf_file(int file, const std::string& name, LibraryFolders folders) {
  return ElfFile(file, name, folders).check();
}

} // namespace loads::module
