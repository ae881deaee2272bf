// SPDX-License-Identifier: Apache-2.0
#include "core/module/companions.hpp"

#include "core/module/elf_check.hpp"

#include <array>
#include <elf.h>
#include <filesystem>
#include <fstream>
#include <optional>

namespace loads::module {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_headers = 1000, most_entries = 10'000; // of a file that may be damaged
constexpr std::size_t longest_name = 255;

template <class T>
std::optional<T> read_at(std::ifstream& file, std::uint64_t offset) {
  T value;
  file.clear();
  file.seekg(static_cast<std::streamoff>(offset));
  if (!file.read(reinterpret_cast<char*>(&value), sizeof value))
    return {};
  return value;
}

std::vector<Elf64_Phdr> program_headers(std::ifstream& file) {
  std::vector<Elf64_Phdr> headers;
  const auto head = read_at<Elf64_Ehdr>(file, 0);
  for (std::size_t i = 0; head && i < std::min<std::size_t>(head->e_phnum, most_headers); ++i)
    if (const auto header = read_at<Elf64_Phdr>(file, head->e_phoff + i * sizeof(Elf64_Phdr)))
      headers.push_back(*header);
  return headers;
}

// Where in the file an address of the loaded library is.
std::uint64_t offset_of(std::uint64_t address, const std::vector<Elf64_Phdr>& headers) {
  for (const Elf64_Phdr& header : headers)
    if (header.p_type == PT_LOAD && address >= header.p_vaddr && address - header.p_vaddr < header.p_filesz)
      return address - header.p_vaddr + header.p_offset;
  return 0;
}

base::Error refusal(const std::string& library, const std::string& why) {
  return base::usage_error("--dep " + library + ": " + why);
}

base::Status check_library(const std::string& library) {
  std::error_code ignored;
  if (!fs::is_regular_file(library, ignored))
    return refusal(library, fs::exists(library, ignored) ? "it is not a file" : "there is no such file");
  std::ifstream file(library, std::ios::binary);
  std::array<char, 64> head{};
  file.read(head.data(), head.size());
  auto status =
      check_elf(std::as_bytes(std::span(head.data(), static_cast<std::size_t>(file.gcount()))), library);
  if (!status)
    return refusal(library, status.error().text);
  return status;
}

} // namespace

std::string shared_object_name(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<Elf64_Phdr> headers = program_headers(file);
  std::uint64_t texts = 0, name = 0;
  for (const Elf64_Phdr& header : headers) {
    if (header.p_type != PT_DYNAMIC)
      continue;
    for (std::size_t i = 0; i < most_entries; ++i) {
      const auto entry = read_at<Elf64_Dyn>(file, header.p_offset + i * sizeof(Elf64_Dyn));
      if (!entry || entry->d_tag == DT_NULL)
        break;
      if (entry->d_tag == DT_STRTAB)
        texts = offset_of(entry->d_un.d_ptr, headers);
      if (entry->d_tag == DT_SONAME)
        name = entry->d_un.d_val;
    }
  }
  if (texts == 0 || name == 0)
    return {};
  std::string text;
  file.clear();
  file.seekg(static_cast<std::streamoff>(texts + name));
  std::getline(file, text, '\0');
  return text.size() <= longest_name && text.find('/') == std::string::npos ? text : std::string();
}

base::Status link_companions(const std::vector<std::string>& libraries, const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  for (const std::string& library : libraries) {
    if (auto status = check_library(library); !status)
      return status;
    const fs::path real = fs::absolute(library);
    for (const std::string& name : {real.filename().string(), shared_object_name(library)}) {
      const fs::path link = fs::path(folder) / name;
      if (name.empty() || (fs::is_symlink(link, error) && fs::equivalent(link, real, error)))
        continue;
      fs::create_symlink(real, link, error);
      if (error == std::errc::file_exists)
        return refusal(library, "another --dep has the name " + name + ", too");
      if (error)
        return base::infrastructure_error("cannot make the link " + link.string() + ": " + error.message());
    }
  }
  return base::Nothing{};
}

} // namespace loads::module
