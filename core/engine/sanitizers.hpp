// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which sanitizer this build runs under. Switching stacks by hand has to be announced to ASan and TSan.

#if defined(__SANITIZE_ADDRESS__)
#define LOADS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LOADS_ASAN 1
#endif
#endif

#if defined(__SANITIZE_THREAD__)
#define LOADS_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LOADS_TSAN 1
#endif
#endif

#ifndef LOADS_ASAN
#define LOADS_ASAN 0
#endif
#ifndef LOADS_TSAN
#define LOADS_TSAN 0
#endif

#if LOADS_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if LOADS_TSAN
#include <sanitizer/tsan_interface.h>
#endif
