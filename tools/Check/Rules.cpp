//===- Rules.cpp - The checks, for those who print them -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/Rules.h"

using rowlock::report::Rule;

namespace {
struct Page {
  llvm::StringLiteral Name;
  llvm::StringLiteral Text;
};

constexpr Page Pages[] = {
#include "CheckPages.inc"
};

llvm::StringRef textOf(llvm::StringRef Name) {
  for (const Page &Each : Pages)
    if (Each.Name == Name)
      return Each.Text;
  return "";
}
} // namespace

llvm::ArrayRef<Rule> rowlock::check::rules() {
  static const Rule All[] = {
#define ROWLOCK_CHECK(Id, Name, Summary, Anchor, Group, Since, Repairs, Page)  \
  {Name, Summary, Anchor, Group, Since, Repairs, Page, textOf(Page)},
#include "Checks.def"
  };
  return All;
}
