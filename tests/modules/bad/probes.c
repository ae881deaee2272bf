/* SPDX-License-Identifier: Apache-2.0 */
/* Tries all that a test on an agent must not be able to do, and prints a line for each try: "probe NAME
   refused", "probe NAME OPEN", "probe NAME allowed" for what it may do. Reads who to attack from the file
   targets in its folder: lines of a name and a value. Its constructor tries some of it as well. */
#define _GNU_SOURCE
#include "probes.h"
#define RUN return run_probes();
#define START return LOADS_OK;
#include "module.h"

__attribute__((constructor)) static void at_load(void) {
  probe("file_at_load", open("/etc/passwd", O_RDONLY) >= 0);
  probe("fork_at_load", try_fork());
}
