//===- Repair/Repair.h - Edits that end a hazard ----------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPAIR_REPAIR_H
#define ROWLOCK_REPAIR_REPAIR_H

#include "Hazards/Judge.h"
#include <string>
#include <vector>

namespace rowlock::repair {

/// How far an edit can be trusted. Safe: it keeps the meaning that the code has
/// when it runs alone, compiles, and is idempotent. Unsafe: somebody must
/// choose, or what happens on a conflict changes. Advice: words only.
enum class Safety { Safe, Unsafe, Advice };
llvm::StringRef spelling(Safety S);

/// Replaces the bytes [Begin, End) of a file of the effect program.
struct SourceEdit {
  unsigned File = 0;
  unsigned Begin = 0;
  unsigned End = 0;
  std::string Replacement;

  friend bool operator==(const SourceEdit &A, const SourceEdit &B) {
    return A.File == B.File && A.Begin == B.Begin && A.End == B.End &&
           A.Replacement == B.Replacement;
  }
};

struct Repair {
  Safety How = Safety::Advice;
  /// What to do, as an imperative half sentence: "let the database add to
  /// 'sold'".
  std::string Title;
  /// Why it is no more than this; empty if it is safe.
  std::string Caution;
  /// Empty for advice.
  std::vector<SourceEdit> Edits;
};

/// Gives the source text of a span; empty where there is none, as in effect
/// programs that were written by hand.
using SourceText =
    llvm::function_ref<llvm::StringRef(const effects::SourceSpan &)>;

/// The repairs of one write and all its conflicts, the best first.
std::vector<Repair> propose(llvm::ArrayRef<const hazards::Conflict *> OneWrite,
                            const hazards::Judgement &J, SourceText Source);

} // namespace rowlock::repair

#endif // ROWLOCK_REPAIR_REPAIR_H
