/* SPDX-License-Identifier: Apache-2.0 */
/* Writes one file that is too large. */
#include <fcntl.h>
#include <unistd.h>
#define RUN                                                                                                  \
  const int file = open("large", O_WRONLY | O_CREAT, 0600);                                                  \
  return pwrite(file, "x", 1, (off_t)1 << 40) == 1 ? LOADS_PASS : LOADS_ERROR;
#include "module.h"
