//===- Writers.cpp - Who else writes a table ------------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Databases/Writers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace rowlock::databases {

llvm::StringRef name(Writers W) {
  static constexpr llvm::StringLiteral Names[] = {"many", "one process",
                                                  "one thread"};
  return Names[static_cast<unsigned>(W)];
}

std::optional<Writers> parseWriters(llvm::StringRef Text) {
  std::string Words = Text.trim().lower();
  for (char &C : Words)
    if (C == '-' || C == '_')
      C = ' ';
  for (Writers W : {Writers::Many, Writers::OneProcess, Writers::OneThread})
    if (Words == name(W))
      return W;
  return std::nullopt;
}

bool tableMatches(llvm::StringRef Pattern, llvm::StringRef Text) {
  size_t P = 0, T = 0, Star = llvm::StringRef::npos, Mark = 0;
  while (T < Text.size()) {
    if (P < Pattern.size() && Pattern[P] == '*') {
      Star = P++;
      Mark = T;
    } else if (P < Pattern.size() &&
               (Pattern[P] == '?' ||
                llvm::toLower(Pattern[P]) == llvm::toLower(Text[T]))) {
      ++P;
      ++T;
    } else if (Star != llvm::StringRef::npos) {
      P = Star + 1;
      T = ++Mark;
    } else {
      return false;
    }
  }
  return llvm::all_of(Pattern.substr(P), [](char C) { return C == '*'; });
}

const WriterRule &WriterRules::of(llvm::StringRef Table) const {
  for (const WriterRule &Each : Rules)
    if (tableMatches(Each.Tables, Table))
      return Each;
  return Default;
}

} // namespace rowlock::databases
