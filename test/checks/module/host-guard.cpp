// A host of another LLVM major must not pass for one that found nothing. Here the
// right host is made to give itself out as another.
//
// RUN: %clangxx -shared -fPIC %s -o %t.so

// RUN: env LD_PRELOAD=%t.so HOST="Some clang version 16.0.6 (somewhere)" \
// RUN:   %python %S/Inputs/expect_exit.py 78 %clang-tidy --load=%plugin \
// RUN:   --checks=-*,rowlock-* --list-checks -- 2>&1 \
// RUN:   | FileCheck %s --check-prefix=OLD
// OLD: {{^}}rowlock: built for LLVM 19, but this clang-tidy is "Some clang version 16.0.6 (somewhere)"{{$}}
// OLD-NOT: {{.}}

// RUN: env LD_PRELOAD=%t.so HOST="clang version 20.1.0" \
// RUN:   %python %S/Inputs/expect_exit.py 78 %clang-tidy --load=%plugin \
// RUN:   --checks=-*,rowlock-* --list-checks -- 2>&1 \
// RUN:   | FileCheck %s --check-prefix=NEW
// NEW: rowlock: built for LLVM 19, but this clang-tidy is "clang version 20.1.0"

// RUN: env LD_PRELOAD=%t.so HOST="no number at all" \
// RUN:   %python %S/Inputs/expect_exit.py 78 %clang-tidy --load=%plugin \
// RUN:   --checks=-*,rowlock-* --list-checks --

// RUN: env LD_PRELOAD=%t.so HOST="Vendor clang version 19.9.9" \
// RUN:   %python %S/Inputs/expect_exit.py 0 %clang-tidy --load=%plugin \
// RUN:   --checks=-*,rowlock-* --list-checks -- 2>&1 \
// RUN:   | FileCheck %s --check-prefix=SAME
// SAME-NOT: built for
// SAME: rowlock-read-modify-write

#include <cstdlib>
#include <string>

namespace clang {
std::string getClangFullVersion() { return std::getenv("HOST"); }
} // namespace clang
