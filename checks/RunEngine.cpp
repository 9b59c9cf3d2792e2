//===- RunEngine.cpp ------------------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunEngine.h"

namespace rowlock::checks {

void runEngine(const Unit &Input) {}

} // namespace rowlock::checks
