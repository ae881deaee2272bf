// SPDX-License-Identifier: Apache-2.0
#include "core/module/compiler.hpp"

#include "core/base/child_process.hpp"
#include "core/base/signals.hpp"
#include "core/module/directories.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace loads::module {
namespace fs = std::filesystem;

namespace {

std::string environment(const char* name, const std::string& otherwise) {
  const char* value = ::secure_getenv(name);
  return value && *value ? value : otherwise;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

// A folder that only this user can write to: what is opened from there is run.
base::Result<fs::path> cache_folder() {
  std::string home = environment("HOME", "");
  fs::path folder = environment("XDG_CACHE_HOME", home.empty() ? "" : home + "/.cache");
  folder = folder.empty() ? fs::path("/tmp/loads-" + std::to_string(::getuid())) : folder / "loads";
  std::error_code error;
  fs::create_directories(folder, error);
  struct stat status {};
  if (error || ::lstat(folder.c_str(), &status) != 0)
    return base::infrastructure_error(
        "cannot make the folder " + folder.string() +
        " for compiled tests: " + (error ? error.message() : std::strerror(errno)) + "; set XDG_CACHE_HOME");
  if (!S_ISDIR(status.st_mode) || status.st_uid != ::getuid() || (status.st_mode & 022) != 0)
    return base::infrastructure_error("will not keep compiled tests in " + folder.string() +
                                      ": others may write to it; chmod it to 0700, or set XDG_CACHE_HOME");
  return folder;
}

std::vector<std::string> command_line(const std::string& source, const std::string& target,
                                      const std::string& rule) {
  std::vector<std::string> command = words(environment("CXX", "c++"));
  for (const char* flag :
       {"-std=c++20", "-O2", "-g", "-fPIC", "-shared", "-fvisibility=hidden", "-Wl,-z,defs"})
    command.push_back(flag);
#if defined(__x86_64__) // large arrays meet the guard below a user's stack instead of passing over it
  command.push_back("-fstack-clash-protection");
#endif
  for (const std::string& flag : words(environment("CXXFLAGS", "")))
    command.push_back(flag);
  for (const std::string& part :
       {"-I" + directories().include, std::string("-MMD"), "-MF" + rule, std::string("-o"), target, source})
    command.push_back(part);
  return command;
}

bool is_current(const fs::path& library, const fs::path& rule) {
  std::error_code error;
  auto built = fs::last_write_time(library, error);
  std::ifstream in(rule);
  if (error || !in)
    return false;
  std::string text((std::istreambuf_iterator<char>(in)), {});
  for (const std::string& file : dependencies_of_rule(text)) {
    auto changed = fs::last_write_time(file, error);
    if (error || changed >= built)
      return false;
  }
  return true;
}

base::Status run(const std::vector<std::string>& command) {
  auto passed = base::run_child(command);
  if (!passed && base::stop_is_pending())
    return passed.error();
  if (!passed)
    return base::infrastructure_error("cannot run the compiler " + command[0] + ": " + passed.error().text +
                                      "; install g++, or set CXX");
  if (!*passed)
    return base::infrastructure_error("the compiler " + command[0] + " failed, see above");
  return base::Nothing{};
}

} // namespace

std::vector<std::string> dependencies_of_rule(const std::string& rule) {
  std::vector<std::string> files;
  std::string file;
  auto finish = [&] {
    if (!file.empty())
      files.push_back(std::exchange(file, {}));
  };
  std::size_t start = rule.find(": ");
  for (std::size_t i = start == std::string::npos ? rule.size() : start + 2; i < rule.size(); ++i) {
    char c = rule[i];
    if (c == '\\' && i + 1 < rule.size()) {
      char next = rule[++i];
      if (next != '\n')
        file += next; // an escaped space
      else
        finish();
    } else if (c == '\n') {
      finish();
      break; // further rules are empty ones for the headers
    } else if (c == ' ') {
      finish();
    } else {
      file += c;
    }
  }
  finish();
  return files;
}

base::Result<std::string> compile_module(const std::string& source,
                                         const std::function<void(const std::string&)>& about_to_compile) {
  if (directories().include.empty())
    return base::infrastructure_error("cannot compile " + source +
                                      ": the SDK's headers are not installed beside this "
                                      "program; build the module yourself with loads_add_suite()");
  auto folder = cache_folder();
  if (!folder)
    return folder.error();

  std::error_code error;
  fs::path absolute = fs::weakly_canonical(source, error);
  std::string signature = absolute.string();
  for (const std::string& part : command_line("", "", ""))
    signature += '\0' + part;
  char key[32];
  std::snprintf(key, sizeof key, "%016zx", std::hash<std::string>{}(signature));
  fs::path stem = *folder / (absolute.stem().string() + "-" + key);
  std::string library = stem.string() + ".so", rule = stem.string() + ".d";
  if (is_current(library, rule))
    return library;

  about_to_compile("compiling " + source);
  std::string unfinished = stem.string() + "." + std::to_string(::getpid());
  auto began = fs::file_time_type::clock::now();
  auto status = run(command_line(absolute.string(), unfinished + ".so", unfinished + ".d"));
  if (!status) {
    fs::remove(unfinished + ".so", error);
    fs::remove(unfinished + ".d", error);
    return base::Error{status.error().kind, "cannot compile " + source + ": " + status.error().text};
  }
  // As old as what it was made of: who saves the source meanwhile gets it compiled again.
  fs::last_write_time(unfinished + ".so", began, error);
  fs::rename(unfinished + ".d", rule, error);
  if (!error)
    fs::rename(unfinished + ".so", library, error);
  if (error)
    return base::infrastructure_error("cannot keep the compiled " + source + " as " + library + ": " +
                                      error.message());
  return library;
}

} // namespace loads::module
