/* SPDX-License-Identifier: Apache-2.0 */
/* Writes one file after the other. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#define RUN                                                                                                  \
  static char bytes[1 << 20];                                                                                \
  for (int number = 0;; ++number) {                                                                          \
    char name[32];                                                                                           \
    snprintf(name, sizeof name, "file-%d", number % 4096);                                                   \
    const int file = open(name, O_WRONLY | O_CREAT, 0600);                                                   \
    if (write(file, bytes, sizeof bytes) < 0)                                                                \
      return LOADS_ERROR;                                                                                    \
    close(file);                                                                                             \
    usleep(1000);                                                                                            \
  }
#include "module.h"
