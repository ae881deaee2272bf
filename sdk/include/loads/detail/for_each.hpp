// SPDX-License-Identifier: Apache-2.0
// LOADS_DETAIL_EACH(macro, fixed, a, b, c) is macro(fixed, a), macro(fixed, b), macro(fixed, c), for up to
// LOADS_DETAIL_EACH_MAX arguments.
#pragma once

#define LOADS_DETAIL_EACH_MAX 250

#define LOADS_DETAIL_PARENTHESES ()
#define LOADS_DETAIL_SCAN(...)                                                                               \
  LOADS_DETAIL_SCAN3(LOADS_DETAIL_SCAN3(LOADS_DETAIL_SCAN3(LOADS_DETAIL_SCAN3(__VA_ARGS__))))
#define LOADS_DETAIL_SCAN3(...)                                                                              \
  LOADS_DETAIL_SCAN2(LOADS_DETAIL_SCAN2(LOADS_DETAIL_SCAN2(LOADS_DETAIL_SCAN2(__VA_ARGS__))))
#define LOADS_DETAIL_SCAN2(...)                                                                              \
  LOADS_DETAIL_SCAN1(LOADS_DETAIL_SCAN1(LOADS_DETAIL_SCAN1(LOADS_DETAIL_SCAN1(__VA_ARGS__))))
#define LOADS_DETAIL_SCAN1(...)                                                                              \
  LOADS_DETAIL_SCAN0(LOADS_DETAIL_SCAN0(LOADS_DETAIL_SCAN0(LOADS_DETAIL_SCAN0(__VA_ARGS__))))
#define LOADS_DETAIL_SCAN0(...) __VA_ARGS__

#define LOADS_DETAIL_EACH(macro, fixed, ...)                                                                 \
  __VA_OPT__(LOADS_DETAIL_SCAN(LOADS_DETAIL_EACH_STEP(macro, fixed, __VA_ARGS__)))
#define LOADS_DETAIL_EACH_STEP(macro, fixed, first, ...)                                                     \
  macro(fixed, first)                                                                                        \
      __VA_OPT__(, LOADS_DETAIL_EACH_AGAIN LOADS_DETAIL_PARENTHESES(macro, fixed, __VA_ARGS__))
#define LOADS_DETAIL_EACH_AGAIN() LOADS_DETAIL_EACH_STEP
