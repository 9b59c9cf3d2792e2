//===- Report/Formats/Formats.h - Ways to print a run -----------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPORT_FORMATS_FORMATS_H
#define ROWLOCK_REPORT_FORMATS_FORMATS_H

#include "Report/Formats/Result.h"
#include "llvm/Support/raw_ostream.h"

namespace rowlock::report {

/// A check, as checks/Checks.def has it.
struct Rule {
  llvm::StringRef Name;
  llvm::StringRef Summary;
  llvm::StringRef Anchor;
  llvm::StringRef Group;
  llvm::StringRef Since;
  llvm::StringRef Repairs;
  llvm::StringRef Page;
  /// What the page says, in Markdown.
  llvm::StringRef Help;
};

struct UnitFailure {
  std::string File;
  std::string Reason;
};

struct Run {
  /// Files are named from here.
  std::string Root;
  std::string Version;
  /// Where the pages of the checks are on the web, with '/' at the end; empty
  /// if they are nowhere.
  std::string PagesUrl;
  llvm::ArrayRef<Rule> Rules;
  /// Settled.
  llvm::ArrayRef<Result> Results;
  std::vector<UnitFailure> Failures;
  /// What is wrong with options and configuration files.
  std::vector<std::string> Configuration;
  int ExitStatus = 0;
};

/// As clang-tidy prints findings.
void printText(const Run &R, llvm::raw_ostream &OS);
/// Workflow commands of GitHub Actions, which become annotations.
void printGitHub(const Run &R, llvm::raw_ostream &OS);
/// SARIF 2.1.0, the OASIS standard that code scanning services read.
void printSarif(const Run &R, llvm::raw_ostream &OS);

/// Sixteen hexadecimal digits that stay the same when lines move.
std::string fingerprint(const Result &R, llvm::StringRef Root);

} // namespace rowlock::report

#endif // ROWLOCK_REPORT_FORMATS_FORMATS_H
