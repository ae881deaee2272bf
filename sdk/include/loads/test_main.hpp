// SPDX-License-Identifier: Apache-2.0
// The main() of a test program; loads_add_test_program() includes it for you. Link loads::test_host.
#pragma once

#include <loads/abi/test_host.h>
#include <loads/module.hpp>

int main(int argument_count, char** arguments) {
  return loads_test_main(argument_count, arguments, &loads_module_v1);
}
