#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: face.sh COMPILER INCLUDE_FOLDER
# Compiles each header of the C++ face alone.
set -u
compiler=$1 folder=$2
bad=0
cd "$folder" || exit 1
for header in loads/*.hpp loads/detail/*.hpp loads/testing/*.hpp; do
  echo "#include <$header>" |
    "$compiler" -x c++ -std=c++20 -Wall -Wextra -pedantic -Wshadow -Wnon-virtual-dtor -Werror -I. -fsyntax-only - || {
    echo "$header does not compile alone with $compiler"
    bad=1
  }
done
exit $bad
