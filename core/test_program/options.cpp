// SPDX-License-Identifier: Apache-2.0
#include "core/test_program/options.hpp"

#include "core/base/duration.hpp"

#include <boost/program_options.hpp>

#include <cstdlib>
#include <fnmatch.h>
#include <sstream>

namespace loads::test_program {
namespace po = boost::program_options;

namespace {

po::options_description described() {
  constexpr unsigned width = 110;
  po::options_description options("Options", width);
  options.add_options()                                                                               //
      ("list", "print the names of the tests")                                                        //
      ("junit", po::value<std::string>()->value_name("FILE"), "write the results as JUnit XML, too")  //
      ("server-url", po::value<std::string>()->value_name("URL"),                                     //
       "server that relative URLs go to; wins over the test's own server_url; also LOADS_SERVER_URL") //
      ("timeout", po::value<std::string>()->value_name("TIME"), "limit for a whole request: 60s")     //
      ("insecure,k", "do not verify servers' certificates")                                           //
      ("help,h", "print this");
  return options;
}

} // namespace

base::Result<Options> parse_options(const std::vector<std::string>& arguments) {
  po::options_description every = described();
  every.add_options()("test", po::value<std::vector<std::string>>());
  po::positional_options_description positions;
  positions.add("test", -1);
  po::variables_map values;
  try {
    po::store(po::command_line_parser(arguments).options(every).positional(positions).run(), values);
  } catch (const po::error& error) {
    return base::usage_error(std::string(error.what()) + "; see --help");
  }
  Options options;
  if (values.count("help"))
    options.action = Options::Action::help;
  else if (values.count("list"))
    options.action = Options::Action::list;
  if (values.count("test"))
    options.patterns = values["test"].as<std::vector<std::string>>();
  if (values.count("junit"))
    options.junit_file = values["junit"].as<std::string>();
  if (values.count("server-url"))
    options.server_url = values["server-url"].as<std::string>();
  else if (const char* url = std::getenv("LOADS_SERVER_URL"))
    options.server_url = url;
  options.insecure = values.count("insecure") > 0;
  if (values.count("timeout")) {
    auto timeout = base::parse_duration(values["timeout"].as<std::string>());
    if (!timeout)
      return base::usage_error("--timeout: " + timeout.error().text);
    options.timeout = *timeout;
  }
  return options;
}

std::string help_text(const std::string& program) {
  std::ostringstream text;
  text << "usage: " << program << " [options] [TEST...]\n\n"
       << "Runs each test of this program once. TEST is a class, a name from --list, or a pattern like "
          "'*login*'.\n\n"
       << described()
       << "\nExit codes: 0 none failed, 1 failures or errors, 2 usage, 3 the tests cannot be run.\n";
  return text.str();
}

bool is_meant(const std::string& pattern, const std::string& name) {
  return name.starts_with(pattern + ".") || ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

} // namespace loads::test_program
