// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/nginx.hpp"
#include "tests/support/runner.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace loads::test {

// hook_server.py: a web server that writes down what is posted to it.
class HookServer {
public:
  explicit HookServer(const std::vector<std::string>& options = {}) : program_({command(options)}) {
    BOOST_REQUIRE_MESSAGE(program_.wait_for("\n"), program_.err());
    port = program_.out().substr(10, program_.out().find('\n') - 10);
  }
  // Requests that came since the last call.
  std::vector<boost::json::object> take() {
    std::istringstream lines(read_file(file()));
    std::vector<boost::json::object> requests;
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);)
      if (++number > taken_)
        requests.push_back(boost::json::parse(line).as_object());
    taken_ = number;
    return requests;
  }
  std::string port;

private:
  std::string file() const { return folder_.path() + "/requests"; }
  std::vector<std::string> command(const std::vector<std::string>& options) const {
    std::vector<std::string> words{"/usr/bin/python3", source_folder() + "/tests/support/hook_server.py",
                                   file()};
    words.insert(words.end(), options.begin(), options.end());
    return words;
  }
  TemporaryFolder folder_;
  Program program_;
  std::size_t taken_ = 0;
};

} // namespace loads::test
