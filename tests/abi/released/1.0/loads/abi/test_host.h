/* SPDX-License-Identifier: Apache-2.0 */
/* What the library libloads_test_host exports: runs the tests that are linked into a program, each once, on
   the calling thread, with the client of a load test. All functions belong to one thread. */
#ifndef LOADS_ABI_TEST_HOST_H
#define LOADS_ABI_TEST_HOST_H

#include <loads/abi/module.h>
#include <loads/abi/suite.h>
#include <loads/abi/vu.h>

LOADS_BEGIN_C

/* The main() of a test program: runs the tests of `module`, &loads_module_v1 of this program, as the
   arguments say. Returns the exit code. */
LOADS_EXPORT int loads_test_main(int argument_count, char** arguments, const loads_module* module);

/* For other frameworks: one at a time in a process. */
typedef struct loads_test_host loads_test_host;

/* Called for all that a test records. */
typedef void (*loads_test_failure_sink)(void* context, const loads_failure* failure);

/* Starts the module. Null on failure; then *problem is a sentence, valid until the next call. The server URL
   is that of LOADS_SERVER_URL. */
LOADS_EXPORT loads_test_host* loads_test_host_open(const loads_module* module, const char** problem);
LOADS_EXPORT void loads_test_host_close(loads_test_host* host);
/* One user, one hit of the test with that number. */
LOADS_EXPORT loads_outcome loads_test_host_run(loads_test_host* host, uint32_t test,
                                               loads_test_failure_sink sink, void* context);
/* A user for a test object that is made by the caller; the last one ends. Valid until the next call or close.
 */
LOADS_EXPORT loads_vu* loads_test_host_user(loads_test_host* host, loads_test_failure_sink sink,
                                            void* context);

LOADS_END_C

#endif
