// SPDX-License-Identifier: Apache-2.0
#include "core/module/elf_check.hpp"

#include <cstring>
#include <elf.h>

namespace loads::module {
namespace {

#if defined(__x86_64__)
constexpr unsigned own_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned own_machine = EM_AARCH64;
#else
#error "tell elf_check.cpp the ELF machine number of this architecture"
#endif

std::string machine_name(unsigned machine) {
  switch (machine) {
  case EM_X86_64:
    return "x86-64";
  case EM_AARCH64:
    return "ARM 64";
  case EM_386:
    return "32-bit x86";
  case EM_ARM:
    return "32-bit ARM";
  case EM_RISCV:
    return "RISC-V";
  case EM_PPC64:
    return "64-bit PowerPC";
  case EM_S390:
    return "IBM Z";
  default:
    return "machine number " + std::to_string(machine);
  }
}

} // namespace

base::Status check_elf(std::span<const std::byte> head, const std::string& name) {
  auto refuse = [&](const std::string& why) {
    return base::infrastructure_error("cannot load " + name + ": " + why);
  };
  if (head.size() < EI_NIDENT || std::memcmp(head.data(), ELFMAG, SELFMAG) != 0)
    return refuse("it is not an ELF file; a module is a shared library, built with loads_add_suite(), "
                  "loads_add_output() or "
                  "g++ -shared -fPIC");
  if (head.size() < sizeof(Elf64_Ehdr))
    return refuse("it is cut short, only " + std::to_string(head.size()) + " bytes long");
  Elf64_Ehdr header;
  std::memcpy(&header, head.data(), sizeof header);
  if (header.e_ident[EI_CLASS] != ELFCLASS64)
    return refuse("it is built for a 32-bit machine (" + machine_name(header.e_machine) + "), this one is " +
                  machine_name(own_machine) + "; build it for this machine");
  if (header.e_machine != own_machine)
    return refuse("it is built for " + machine_name(header.e_machine) + ", this machine is " +
                  machine_name(own_machine) + "; build it for this machine");
  if (header.e_type != ET_DYN)
    return refuse("it is an ELF file but not a shared library; link it with -shared");
  return base::Nothing{};
}

} // namespace loads::module
