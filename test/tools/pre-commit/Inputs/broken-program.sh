#!/bin/sh
# What the loader says where LLVM 19 is missing.
echo "$0: error while loading shared libraries: libLLVM.so.19.1: cannot open" \
  "shared object file: No such file or directory" >&2
exit 127
