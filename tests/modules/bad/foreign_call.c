/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a system call by the numbers of another architecture, x32. */
#include <sys/syscall.h>
#include <unistd.h>
#define RUN return syscall(0x40000000 | SYS_getpid) > 0 ? 0 : 1;
#include "module.h"
