// SPDX-License-Identifier: Apache-2.0
#include "core/scaffold/project.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace loads::scaffold {
namespace fs = std::filesystem;

namespace {

// NAME and CLASS stand for those of the project.
constexpr const char* test_template = R"(#include <loads/loads.hpp>

class CLASS : public loads::TestCase {
  static constexpr auto server_url = "http://127.0.0.1:9000"; // --server-url names another one

  void test_page() {
    auto page = app.get("/"); // a status of 400 and above is an error
    page.must_contain("<html");
    check_less(page.elapsed(), std::chrono::milliseconds(250), "page within 250 ms");
  }
};
LOADS_SUITE(CLASS, test_page);
)";

constexpr const char* cmake_template = R"(cmake_minimum_required(VERSION 3.25)
project(NAME LANGUAGES CXX)
find_package(loads 1 REQUIRED)

loads_add_suite(NAME SOURCES NAME.cpp)              # build/NAME.so, for loads-runner
enable_testing()
loads_add_test_program(NAME_test SOURCES NAME.cpp)  # build/NAME_test, for ctest and debuggers
)";

constexpr const char* readme_template = R"(# NAME

A load test. Give it a server to aim at, on port 9000; any will do to begin with:

```sh
python3 -m http.server 9000 --bind 127.0.0.1 &
```

Run it once, then as a load:

```sh
loads-runner NAME.cpp  # once: a functional test
loads-runner NAME.CLASS.test_page -u 10 --hits 20  # 10 users, 20 times each
loads-runner NAME.CLASS.test_page -u 10:20:30 -d 5s  # 5 seconds each with 10, 20 and 30 users
loads-runner NAME.CLASS.test_page --server-url http://127.0.0.1:9000
```

Only aim it at servers that you are allowed to load.

As functional tests of a project, with CMake (`-DCMAKE_PREFIX_PATH=...` if Loads is in no usual place):

```sh
cmake -S . -B build
cmake --build build
ctest --test-dir build --output-on-failure
build/NAME_test --junit report.xml
```
)";

std::string filled_in(std::string text, const std::string& name) {
  for (const auto& [word, value] :
       {std::pair<std::string, std::string>("CLASS", class_name(name)), {"NAME", name}})
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + value.size()))
      text.replace(at, word.size(), value);
  return text;
}

// Targets that every CMake project has.
constexpr const char* taken_names[] = {
    "all",     "clean",          "depend",        "edit_cache", "help", "install", "list_install_components",
    "package", "package_source", "rebuild_cache", "test"};

base::Status write(const fs::path& folder, const std::vector<File>& files) {
  for (const File& file : files) {
    std::ofstream out(folder / file.name, std::ios::binary);
    out << file.content;
    out.close();
    if (!out)
      return base::infrastructure_error("cannot write " + (folder / file.name).string() + ": " +
                                        std::strerror(errno));
  }
  return base::Nothing{};
}

fs::path folder_of(std::string path) {
  while (path.size() > 1 && path.back() == '/')
    path.pop_back();
  return path;
}

} // namespace

std::string class_name(const std::string& name) {
  std::string stem = name.starts_with("test_") && name.size() > 5 ? name.substr(5) : name;
  std::string made = "Test";
  bool upper = true;
  for (char c : stem) {
    if (c == '_') {
      upper = true;
      continue;
    }
    made += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return made;
}

base::Status check_name(const std::string& name) {
  const auto refuse = [&](const std::string& why) {
    return base::usage_error("'" + base::printable(base::shortened(name, 100)) +
                             "' cannot be the name of a test: " + why);
  };
  constexpr std::size_t longest = 100;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (name.empty() || !is_letter(name.front()) || name.size() > longest ||
      !std::all_of(name.begin(), name.end(),
                   [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; }))
    return refuse("it is made of letters, digits and '_' and begins with a letter, like my_shop");
  if (std::find(std::begin(taken_names), std::end(taken_names), name) != std::end(taken_names))
    return refuse("CMake has a target of that name; try my_" + name);
  return base::Nothing{};
}

std::vector<File> project_files(const std::string& name) {
  return {{name + ".cpp", filled_in(test_template, name)},
          {"CMakeLists.txt", filled_in(cmake_template, name)},
          {"README.md", filled_in(readme_template, name)}};
}

base::Status write_project(const std::string& path) {
  const fs::path folder = folder_of(path);
  const std::string name = folder.filename().string();
  if (auto status = check_name(name); !status)
    return status;
  std::error_code error;
  if (fs::exists(fs::symlink_status(folder, error)) && !fs::is_empty(folder, error))
    return base::usage_error("will not write into " + folder.string() +
                             ": it exists already; remove it, or choose another name");
  const bool is_new = fs::create_directory(folder, error);
  if (error)
    return base::infrastructure_error("cannot make the folder " + folder.string() + ": " + error.message());
  const std::vector<File> files = project_files(name);
  auto status = write(folder, files);
  if (!status) {
    for (const File& file : files)
      fs::remove(folder / file.name, error);
    if (is_new)
      fs::remove(folder, error);
  }
  return status;
}

std::string next_steps(const std::string& path) {
  const fs::path folder = folder_of(path);
  const std::string name = folder.filename().string();
  return "wrote " + folder.string() + ": " + name + ".cpp, CMakeLists.txt, README.md\nnext:\n  cd " +
         folder.string() + "\n  loads-runner " + name + ".cpp --server-url http://127.0.0.1:9000\n";
}

} // namespace loads::scaffold
