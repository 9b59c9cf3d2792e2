//===- Report/Formats/Result.h - What a run has found -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the units of a run say, without Clang and without the engine: the form
// in which findings are stored, compared with a baseline, and printed. Texts
// are UTF-8 whatever the sources are.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPORT_FORMATS_RESULT_H
#define ROWLOCK_REPORT_FORMATS_RESULT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace rowlock::report {

/// Lines and columns count from 1; columns count characters (code points), as
/// people and code scanning services do. Line 0: no place.
struct TextPlace {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
};

struct TextNote {
  TextPlace At;
  std::string Text;
};

/// Replaces what stands from \p From up to the place before \p To.
struct TextEdit {
  TextPlace From;
  TextPlace To;
  std::string Replacement;
};

struct Result {
  std::string Check;
  /// "certain", "likely" or "possible"; empty if not known.
  std::string Confidence;
  TextPlace At;
  std::string Message;
  std::vector<TextNote> Notes;
  /// One repair: all edits are made, or none.
  std::vector<TextEdit> Edits;
  /// See report::Finding.
  std::string Function;
  std::string Statement;
  /// As clang-tidy prints it, with the source lines.
  std::string Rendered;
  /// Counts findings of the same check, file, function and statement, from 1,
  /// in the order of their places.
  unsigned Occurrence = 1;
};

/// What one unit says.
struct UnitResult {
  std::string File;
  /// The first error, if the unit could not be read in full.
  std::string Failure;
  /// What is wrong with options and configuration files.
  std::vector<std::string> Configuration;
  /// Of the compiler's arguments, those that were left out.
  std::vector<std::string> LeftOut;
  std::vector<Result> Results;
};

std::string toJson(const UnitResult &Unit);
llvm::Expected<UnitResult> unitFromJson(llvm::StringRef Json);

/// Valid UTF-8: what is not becomes replacement characters.
std::string utf8(llvm::StringRef Text);
/// How many characters there are in \p Text; a byte that is not UTF-8 is one.
unsigned countCharacters(llvm::StringRef Text);

/// \p File seen from the folder \p Root, with '/'; as it is if it lies
/// elsewhere.
std::string relativeTo(llvm::StringRef Root, llvm::StringRef File);

/// Puts findings in the order of their places, drops those that several units
/// have (of one header, of one source with other flags), and counts
/// occurrences.
void settle(std::vector<Result> &Results);

} // namespace rowlock::report

#endif // ROWLOCK_REPORT_FORMATS_RESULT_H
