// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace loads::test {

// A folder with suite.so, which has T.test, and a library that this needs in lib, with or without a name for
// the dynamic loader.
class SuiteWithLibrary {
public:
  SuiteWithLibrary(const std::string& library, const std::vector<std::string>& flags) {
    folder_.write("helper.cpp", "int answer() { return 42; }\n");
    folder_.write("suite.cpp",
                  "#include <loads/loads.hpp>\n"
                  "int answer();\n"
                  "class T : public loads::TestCase { void test() { assert_equal(answer(), 42); } };\n"
                  "LOADS_SUITE(T, test);\n");
    std::filesystem::create_directory(folder_.path() + "/lib");
    std::vector<std::string> words = {"g++", "-shared", "-fPIC", "helper.cpp", "-o", "lib/" + library};
    words.insert(words.end(), flags.begin(), flags.end());
    make(words);
    make({"g++", "-std=c++20", "-shared", "-fPIC", "-I" + source_folder() + "/sdk/include", "suite.cpp",
          "-Llib", "-l:" + library, "-o", "suite.so"});
  }
  const std::string& folder() const { return folder_.path(); }

private:
  void make(const std::vector<std::string>& words) const {
    const Finished run = loads::test::run({words, {}, folder_.path()});
    BOOST_REQUIRE_MESSAGE(run.code == 0, run.err);
  }
  TemporaryFolder folder_;
};

} // namespace loads::test
