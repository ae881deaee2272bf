#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: compile_time.sh [COMPILER]
# Prints how many seconds a suite of one test takes to compile with -O2, three times. The aim is under 2.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
suite=$(mktemp -d)
trap 'rm -r "$suite"' EXIT
cat >"$suite/one.cpp" <<'CODE'
#include <loads/loads.hpp>
class TestWebSite : public loads::TestCase {
  void test_es() {
    auto res = session.get("http://localhost:9200");
    assert_equal(res.status_code(), 200);
  }
};
LOADS_SUITE(TestWebSite, test_es);
CODE
now() { date +%s%N; }
for _ in 1 2 3; do
  start=$(now)
  "${1:-g++}" -std=c++20 -O2 -shared -fPIC -I"$root/sdk/include" "$suite/one.cpp" -o "$suite/one.so"
  echo "$start $(now)" | awk '{ printf "%.2f s\n", ($2 - $1) / 1e9 }'
done
