//===- Report/Formats/Baseline.h - What was found before --------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A project that begins to use Rowlock has findings already. A baseline keeps
// them apart from new ones. It is a text with one entry a line, sorted, so that
// version control can merge it: check, file, function, count, statement, with
// tabs between. Nothing in it changes when lines move.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPORT_FORMATS_BASELINE_H
#define ROWLOCK_REPORT_FORMATS_BASELINE_H

#include "Report/Formats/Result.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <tuple>

namespace rowlock::report {

class Baseline {
public:
  Baseline() = default;
  /// Of what a run has found; files are named from \p Root.
  Baseline(llvm::ArrayRef<Result> Results, llvm::StringRef Root);

  /// An error names the file, the line and what to do.
  static llvm::Expected<Baseline> read(llvm::StringRef File);
  void write(llvm::raw_ostream &OS) const;

  /// Takes what is known out of \p Results: of equal findings as many as there
  /// were, the first ones.
  void apply(std::vector<Result> &Results, llvm::StringRef Root);
  /// Entries that apply() found too few findings for: "check: file: function:
  /// statement".
  std::vector<std::string> stale() const;
  size_t size() const { return Entries.size(); }

private:
  /// Check, file, function, statement.
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  static Key key(const Result &R, llvm::StringRef Root);

  std::map<Key, unsigned> Entries;
  std::map<Key, unsigned> Left;
};

} // namespace rowlock::report

#endif // ROWLOCK_REPORT_FORMATS_BASELINE_H
