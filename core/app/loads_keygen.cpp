// SPDX-License-Identifier: Apache-2.0
#include "core/app/keygen_app.hpp"
#include "core/app/standard_streams.hpp"
#include "core/base/core_dumps.hpp"

int main(int count, char** arguments) {
  loads::app::keep_standard_streams();
  loads::base::forbid_core_dumps();
  return loads::app::run_keygen({arguments + 1, arguments + count});
}
