#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: released.sh INCLUDE_FOLDER
# A released header set is kept beside this script and never changes. While the current minor is a released one, the
# current headers are that set, byte by byte: what grows needs a new minor.
set -eu
folder=$1
here=$(dirname "$0")
number() { sed -n "s/^#define LOADS_ABI_$1 \([0-9]*\)$/\1/p" "$folder/loads/abi/base.h"; }
version=$(number MAJOR).$(number MINOR)
if [ -d "$here/released/$version" ]; then
  diff -r "$here/released/$version/loads/abi" "$folder/loads/abi" || {
    echo "the headers of ABI $version were released as they are in tests/abi/released/$version: raise the minor"
    exit 1
  }
fi
