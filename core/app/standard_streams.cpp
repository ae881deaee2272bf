// SPDX-License-Identifier: Apache-2.0
#include "core/app/standard_streams.hpp"

#include <fcntl.h>

namespace loads::app {

void keep_standard_streams() {
  for (int fd = 0; fd <= 2; ++fd)
    if (::fcntl(fd, F_GETFD) < 0)
      ::open("/dev/null", fd == 1 ? O_RDONLY : O_RDWR);
}

} // namespace loads::app
