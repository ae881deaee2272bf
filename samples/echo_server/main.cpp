// SPDX-License-Identifier: Apache-2.0
#include "server.hpp"

#include <boost/program_options.hpp>

#include <exception>
#include <iostream>

namespace {

namespace po = boost::program_options;

constexpr unsigned most_threads = 256;

po::options_description described(echo_server::Options& options) {
  po::options_description description("echo_server: a web server to try load tests on. Options");
  description.add_options()                                                                          //
      ("help,h", "show this text")                                                                   //
      ("host", po::value(&options.host)->default_value(options.host), "address to listen on")        //
      ("port,p", po::value(&options.port)->default_value(options.port), "port; 0: any that is free") //
      ("threads", po::value(&options.threads)->default_value(options.threads), "threads, from 1 to 256");
  return description;
}

} // namespace

int main(int count, char** arguments) {
  echo_server::Options options;
  const po::options_description description = described(options);
  try {
    po::variables_map given;
    po::store(po::command_line_parser(count, arguments).options(description).positional({}).run(), given);
    if (given.count("help")) {
      std::cout << description;
      return 0;
    }
    po::notify(given);
    if (options.threads < 1 || options.threads > most_threads)
      throw po::error("--threads takes a number from 1 to 256");
  } catch (const po::error& error) {
    std::cerr << "echo_server: " << error.what() << "\n";
    return 2;
  }
  try {
    echo_server::run(options);
  } catch (const std::exception& error) {
    std::cerr << "echo_server: " << error.what() << "\n";
    return 1;
  }
}
