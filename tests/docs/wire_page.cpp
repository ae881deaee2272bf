// SPDX-License-Identifier: Apache-2.0
// usage: wire_page PAGE [--accept]: compares the page with what the table of messages says, or writes it.
#include "core/wire/wire_page.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

int main(int argc, char** argv) {
  if (argc < 2 || (argc > 2 && std::string_view(argv[2]) != "--accept")) {
    std::cerr << "usage: wire_page PAGE [--accept]\n";
    return 2;
  }
  const std::string wanted = loads::wire::wire_page();
  if (argc > 2) {
    std::ofstream page(argv[1], std::ios::trunc);
    page << wanted;
    page.close();
    return page.fail() ? 1 : 0;
  }
  std::ifstream page(argv[1]);
  const std::string there{std::istreambuf_iterator<char>(page), {}};
  if (there == wanted)
    return 0;
  std::cerr << argv[1] << " is not what the table of messages says; write it with: " << argv[0] << ' '
            << argv[1] << " --accept\n";
  return 1;
}
