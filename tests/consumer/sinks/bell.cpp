// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <cstdio>

class Bell : public loads::Observer {
  void notify(const loads::Notice& notice) override {
    if (notice.kind() == loads::Notice::ended)
      std::putchar('\a');
  }
};
LOADS_OBSERVER(Bell, "bell", "Rings when the run has ended");
