// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/outputs/golden.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

std::string golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(LOADS_GOLDEN_FOLDER) + "/" + name;
  if (std::getenv("LOADS_ACCEPT"))
    std::ofstream(path) << actual;
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}
