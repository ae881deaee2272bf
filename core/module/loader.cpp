// SPDX-License-Identifier: Apache-2.0
#include "core/module/loader.hpp"

#include "core/module/elf_check.hpp"

#include <boost/dll/shared_library.hpp>

#include <cerrno>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>

#include "core/base/unique_fd.hpp"

namespace loads::module {
namespace {

constexpr const char* entry_symbol = "loads_module_v1";

base::Error refusal(const std::string& path, const std::string& why) {
  return base::infrastructure_error("cannot load " + path + ": " + why);
}

base::Status check_file(const std::string& path, const std::string& name) {
  base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0)
    return refusal(name, std::strerror(errno));
  if (!S_ISREG(status.st_mode))
    return refusal(name, "it is not a file");
  return check_elf_file(fd.get(), name, LibraryFolders::any);
}

// dlopen's own words, without the path that they begin with and with advice for the commonest case.
std::string linker_advice(std::string text, const std::string& path, const std::string& name) {
  // Boost.DLL puts its own words first: "boost::dll::shared_library::load() failed (dlerror system message:
  // ...): ...".
  if (auto start = text.find("system message: "); start != std::string::npos) {
    text.erase(0, start + 16);
    if (auto end = text.rfind("): "); end != std::string::npos)
      text.erase(end);
  }
  for (auto at = text.find(path + ": "); at == 0; at = text.find(path + ": "))
    text.erase(0, path.size() + 2);
  for (auto at = text.find(path); at != std::string::npos; at = text.find(path, at + name.size()))
    text.replace(at, path.size(), name); // "required by ..."
  if (text.find("undefined symbol") != std::string::npos)
    text += "; link the library that defines it into the module (loads_add_suite() finds this at build time)";
  else if (text.find("cannot open shared object file") != std::string::npos)
    text += "; give that library with --dep, or put it where the dynamic loader finds it";
  else if (text.find("GLIBC") != std::string::npos)
    text += "; build it on a system that is not newer than this one";
  return text;
}

// C++ code cannot be unloaded safely: one reference stays until the process ends, also past its static
// destructors.
void keep_for_ever(boost::dll::shared_library library) {
  static std::mutex mutex;
  static auto& kept = *new std::deque<boost::dll::shared_library>;
  std::lock_guard lock(mutex);
  kept.push_back(std::move(library));
}

std::string text_or(const char* text, const char* otherwise) {
  return text && *text ? text : otherwise;
}

} // namespace

base::Status judge_versions(const loads_module& entry, const loads_host& host, const std::string& path) {
  std::string own = std::to_string(host.abi_major) + "." + std::to_string(host.abi_minor);
  if (entry.abi_major != host.abi_major)
    return refusal(path, "it is built for plugin ABI " + std::to_string(entry.abi_major) +
                             ", this program has " + own + "; rebuild it with the SDK of this version");
  if (entry.needs_minor > host.abi_minor)
    return refusal(path, "it needs plugin ABI " + std::to_string(entry.abi_major) + "." +
                             std::to_string(entry.needs_minor) + ", this program has " + own +
                             "; update this program, or rebuild the module with an older SDK");
  constexpr std::uint32_t smallest = sizeof(loads_module);
  if (entry.size < smallest)
    return refusal(path, "its entry `loads_module_v1` is " + std::to_string(entry.size) +
                             " bytes, at least " + std::to_string(smallest) +
                             " are needed; it was not built with the SDK's headers");
  if (!entry.start || !entry.get)
    return refusal(path, std::string("its entry `loads_module_v1` has no function `") +
                             (entry.start ? "get" : "start") + "`; it was not built with the SDK's headers");
  return base::Nothing{};
}

base::Result<LoadedModule> load_module(const std::string& path, const loads_host& host,
                                       const std::string& called) {
  const std::string& name = called.empty() ? path : called;
  if (auto status = check_file(path, name); !status)
    return status.error();

  const loads_module* entry = nullptr;
  try {
    // Without a slash dlopen would search the system's folders.
    std::string file = path.find('/') == std::string::npos ? "./" + path : path;
    boost::dll::shared_library library(file,
                                       boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    if (!library.has(entry_symbol))
      return refusal(name,
                     "it has no entry symbol `loads_module_v1`; include <loads/loads.hpp> and register the "
                     "class with LOADS_SUITE, or export the constant yourself");
    entry = &library.get<const loads_module>(entry_symbol);
    keep_for_ever(std::move(library));
  } catch (const std::exception& error) {
    return refusal(name, linker_advice(error.what(), path, name));
  }

  if (auto status = judge_versions(*entry, host, name); !status)
    return status.error();
  if (loads_status status = entry->start(&host); status != LOADS_OK)
    return refusal(name, "its start() refused with status " + std::to_string(status));

  ModuleInfo info{name, text_or(entry->id, ""), text_or(entry->version, ""), entry->abi_major,
                  entry->abi_minor};
  return LoadedModule(*entry, std::move(info));
}

} // namespace loads::module
