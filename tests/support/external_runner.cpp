// SPDX-License-Identifier: Apache-2.0
#include "tests/support/external_runner.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace loads::test {
namespace fs = std::filesystem;

bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::string long_sleep() {
  static int number = 0;
  return "sleep " + std::to_string(700'000 + ::getpid()) + "." + std::to_string(++number);
}

std::vector<pid_t> living(const std::string& command_line) {
  std::vector<pid_t> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    std::string words = read_file((entry.path() / "cmdline").string());
    std::replace(words.begin(), words.end(), '\0', ' ');
    if (words == command_line + " ")
      found.push_back(std::stoi(entry.path().filename().string()));
  }
  return found;
}

void ExternalRunner::script(const std::string& name, const std::string& lines,
                            const std::string& program) const {
  folder_.write(name, "#!" + program + "\n" + lines + "\n");
  fs::permissions(file(name), fs::perms::owner_all);
}

Finished ExternalRunner::python(const std::string& lines, std::vector<std::string> arguments) const {
  script("python_runner",
         "import json, os, zmq\n"
         "e = os.environ\n"
         "c = zmq.Context()\n"
         "s = c.socket(zmq.PUSH)\n"
         "s.connect(e['LOADS_ZMQ_RECEIVER'])\n"
         "common = json.dumps({'run_id': e['LOADS_RUN_ID'], 'agent_id': e['LOADS_AGENT_ID'],\n"
         "                     'loads_status': [1, 1, 1, 1]})[1:-1]\n" +
             lines + "\ns.close()\nc.term()\n",
         "/usr/bin/python3");
  arguments.insert(arguments.begin(), {"--test-runner", "./python_runner", "x"});
  return start(std::move(arguments));
}

Finished ExternalRunner::say(const std::vector<std::string>& messages,
                             std::vector<std::string> arguments) const {
  std::string text;
  for (const std::string& message : messages)
    text += message + "\n";
  folder_.write("messages", text);
  return python("for line in open('messages'):\n    s.send_string(line.strip().replace('COMMON', common))",
                std::move(arguments));
}

} // namespace loads::test
