#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: consumer.sh BUILD_FOLDER SOURCE_FOLDER RUN_MODULE
# Installs the SDK into a new folder and builds the samples against it as a stranger would, by CMake and by
# pkg-config, from copies, with gcc and clang; then runs a test of each module.
set -eu
build=$1 source=$2 run_module=$3
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
prefix=$work/prefix

fail() {
  echo "consumer: $*" >&2
  exit 1
}

# The module exports its entry symbol, and nothing of it is left to find at run time.
check_exports() {
  [ "$(nm -D --defined-only "$1" | awk '{ print $3 }')" = loads_module_v1 ] || fail "$1 exports more than its entry"
}
# It works in a run, by its path.
check_output() {
  name=$(basename "$1" .so)
  (cd "$work/first_test-$cc" && "$build/bin/loads-runner" example.TestWebSite.test_es --server-url http://127.0.0.1:1 \
    --hits 3 --output "$1" "--output-$name-filename" "$work/$name.txt" 2>"$work/$name.log") || [ $? -eq 1 ] ||
    { cat "$work/$name.log" && fail "$1 does not run"; }
  grep -q '3 ' "$work/$name.txt" || fail "$1 wrote nothing of 3 hits"
}
check_loads() { "$run_module" "$1" "$2" || fail "$1 does not run"; }

cmake --install "$build" --component sdk --prefix "$work/first" >"$work/install.log" || fail "cannot install"
mv "$work/first" "$prefix" # an installed SDK may be moved
grep -rl -e "$source" -e "$build" -e "$work/first" "$prefix" && fail "the installed files name the build tree"

cp -r "$source/samples/first_test" "$source/samples/c_suite" "$source/samples/my_output" \
  "$source/samples/my_output_c" "$source/samples/my_observer" "$source/tests/consumer/sinks" "$work"
for compiler in gcc:g++ clang:clang++; do
  cc=${compiler%:*} cxx=${compiler#*:}
  command -v "$cxx" >/dev/null || fail "$cxx is not here"
  for sample in first_test c_suite my_output my_output_c my_observer sinks; do
    to=$work/$sample-$cc
    cmake -S "$work/$sample" -B "$to" -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" \
      -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF \
      >"$to.log" 2>&1 || { cat "$to.log" && fail "cannot configure $sample with $cc"; }
    cmake --build "$to" >"$to.log" 2>&1 || { cat "$to.log" && fail "cannot build $sample with $cc"; }
  done
  for module in first_test-$cc/example.so c_suite-$cc/c_suite.so my_output-$cc/my_output.so \
    my_output_c-$cc/my_output_c.so my_observer-$cc/my_observer.so sinks-$cc/counting.so sinks-$cc/bell.so; do
    check_exports "$work/$module"
  done
  check_loads "$work/first_test-$cc/example.so" TestWebSite.test_es
  check_loads "$work/c_suite-$cc/c_suite.so" TestWebSite.test_es
  check_output "$work/my_output-$cc/my_output.so"
  check_output "$work/my_output_c-$cc/my_output_c.so"
  mkdir -p "$work/plugins-$cc/observers" && cp "$work/my_observer-$cc/my_observer.so" "$work/plugins-$cc/observers"
  LOADS_PLUGIN_PATH=$work/plugins-$cc "$build/bin/loads-runner" --list-plugins | grep -q '^observer my_observer: ' ||
    fail "my_observer is not found"

  flags=$(PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name loads-sdk.pc)") pkg-config --cflags loads-sdk)
  for visibility in default hidden; do
    # shellcheck disable=SC2086 # the flags are several words
    "$cxx" -std=c++20 -O2 -Wall -Wextra -Wpedantic -Werror -fvisibility=$visibility -shared -fPIC $flags \
      "$work/first_test/example.cpp" -o "$work/example.so"
    check_loads "$work/example.so" TestWebSite.test_es
    cp "$work/example.so" "$work/other.so"
    "$run_module" "$work/example.so" TestWebSite.test_es "$work/other.so" || fail "modules are not apart"
  done
  # shellcheck disable=SC2086
  "$cxx" -std=c++20 -O2 -shared -fPIC -static-libstdc++ -static-libgcc $flags "$work/first_test/example.cpp" \
    -o "$work/static.so"
  check_loads "$work/static.so" TestWebSite.test_login
done

# Everything installed: a new project works as it is, and its tests run under CTest.
cmake --install "$build" --prefix "$work/second" >"$work/install.log" || fail "cannot install all"
mv "$work/second" "$work/all"
PATH=$work/all/bin:$PATH HOME=$work
export PATH HOME
cd "$work"
loads-runner --init mytest >"$work/init.log" || fail "cannot make a project"
"$build/bin/echo_server" --port 0 >"$work/server.log" &
server=$!
trap 'kill $server; rm -r "$work"' EXIT
until grep -q listening "$work/server.log"; do kill -0 $server || fail "no server"; done
LOADS_SERVER_URL=$(awk '{ print $3; exit }' "$work/server.log")
export LOADS_SERVER_URL
(cd mytest && loads-runner mytest.cpp) >"$work/run.log" 2>&1 || { cat "$work/run.log" && fail "mytest.cpp does not run"; }
cmake -S mytest -B mytest/build -DCMAKE_PREFIX_PATH="$work/all" -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF \
  >"$work/mytest.log" 2>&1 || { cat "$work/mytest.log" && fail "cannot configure mytest"; }
ctest --test-dir mytest/build >"$work/mytest.log" 2>&1 && fail "CTest passes before anything is built"
cmake --build mytest/build >"$work/mytest.log" 2>&1 || { cat "$work/mytest.log" && fail "cannot build mytest"; }
ctest --test-dir mytest/build --output-on-failure >"$work/mytest.log" 2>&1 || { cat "$work/mytest.log" && fail "CTest fails"; }
grep -q "mytest_test.TestMytest.test_page .* Passed" "$work/mytest.log" || { cat "$work/mytest.log" && fail "no such test"; }
(cd mytest/build && loads-runner mytest.TestMytest.test_page -u 3 --hits 2 --quiet) || fail "mytest.so does not run"
mytest/build/mytest_test --server-url http://127.0.0.1:1 >"$work/mytest.log" && fail "no server, and it passes"
grep -q "^ERROR TestMytest.test_page" "$work/mytest.log" || fail "the error is not told"
