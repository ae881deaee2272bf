// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/runner.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace loads::test {

// A server in Python of this folder, which writes down what it gets: an object of JSON a line.
class RecordingServer {
public:
  explicit RecordingServer(const std::string& script, const std::vector<std::string>& options = {})
      : program_({command(script, options)}) {
    BOOST_REQUIRE_MESSAGE(program_.wait_for("\n"), program_.err());
    port = program_.out().substr(10, program_.out().find('\n') - 10);
  }
  // What came since the last call.
  std::vector<boost::json::object> take() {
    std::istringstream lines(read_file(file()));
    std::vector<boost::json::object> records;
    std::size_t number = 0;
    for (std::string line;
         std::getline(lines, line) && !lines.eof();) // a line without its end is being written
      if (++number > taken_)
        records.push_back(boost::json::parse(line).as_object());
    taken_ = number;
    return records;
  }
  std::string port;

private:
  std::string file() const { return folder_.path() + "/records"; }
  std::vector<std::string> command(const std::string& script, const std::vector<std::string>& options) const {
    std::vector<std::string> words{"/usr/bin/python3", source_folder() + "/tests/support/" + script, file()};
    words.insert(words.end(), options.begin(), options.end());
    return words;
  }
  TemporaryFolder folder_;
  Program program_;
  std::size_t taken_ = 0;
};

// A web server for POST.
struct HookServer : RecordingServer {
  explicit HookServer(const std::vector<std::string>& options = {})
      : RecordingServer("hook_server.py", options) {}
};

// A mail server.
struct MailServer : RecordingServer {
  explicit MailServer(const std::vector<std::string>& options = {})
      : RecordingServer("mail_server.py", options) {}
};

} // namespace loads::test
