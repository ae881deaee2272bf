/* SPDX-License-Identifier: Apache-2.0 */
/* What the files with layouts say. */
#include <loads/abi/abi.h>

#include <assert.h>

static_assert(sizeof(void*) == 8, "the layouts are those of 64-bit machines");
#define OFFSET(type, member, at) static_assert(offsetof(type, member) == (at), #type "." #member " moved")
#define FROZEN(type, bytes) static_assert(sizeof(type) == (bytes), #type " is frozen")
#define AT_LEAST(type, bytes) static_assert(sizeof(type) >= (bytes), #type " has shrunk")
#define VALUE(name, number) static_assert((name) == (number), #name " has another value")
