#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: headers.sh COMPILER LANGUAGE STANDARD INCLUDE_FOLDER
# Compiles each header of the ABI alone: it needs no other, and no compiler complains.
set -u
compiler=$1 language=$2 standard=$3 folder=$4
bad=0
for header in "$folder"/loads/abi/*.h; do
  echo "#include <loads/abi/$(basename "$header")>" |
    "$compiler" -x "$language" -std="$standard" -Wall -Wextra -pedantic -Werror -I"$folder" -fsyntax-only - || {
    echo "$header does not compile alone as $standard with $compiler"
    bad=1
  }
done
exit $bad
