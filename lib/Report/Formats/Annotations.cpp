//===- Report/Formats/Annotations.cpp - Text and annotations --------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Formats/Formats.h"

using namespace rowlock::report;

void rowlock::report::printText(const Run &R, llvm::raw_ostream &OS) {
  for (const Result &Each : R.Results)
    OS << Each.Rendered;
}

/// What a workflow command would read as its own. Source: "Workflow commands
/// for GitHub Actions" and the toolkit's `escapeData` and `escapeProperty`.
static std::string escaped(llvm::StringRef Text, bool IsProperty) {
  std::string Out;
  for (char C : utf8(Text)) {
    switch (C) {
    case '%':
      Out += "%25";
      break;
    case '\r':
      Out += "%0D";
      break;
    case '\n':
      Out += "%0A";
      break;
    case ':':
      Out += IsProperty ? "%3A" : ":";
      break;
    case ',':
      Out += IsProperty ? "%2C" : ",";
      break;
    default:
      Out += C;
    }
  }
  return Out;
}

void rowlock::report::printGitHub(const Run &R, llvm::raw_ostream &OS) {
  for (const Result &Each : R.Results) {
    std::string File = relativeTo(R.Root, Each.At.File);
    OS << "::warning file=" << escaped(File, true) << ",line=" << Each.At.Line
       << ",col=" << Each.At.Column << ",title=" << escaped(Each.Check, true)
       << "::";
    std::string Words = Each.Message;
    for (const TextNote &Note : Each.Notes) {
      Words += "\n";
      std::string Where = relativeTo(R.Root, Note.At.File);
      if (Note.At.Line && Where != File)
        Words += Where + " ";
      if (Note.At.Line)
        Words += "line " + std::to_string(Note.At.Line) + ": ";
      Words += Note.Text;
    }
    OS << escaped(Words, false) << "\n";
  }
  for (const std::string &Each : R.Configuration)
    OS << "::error title=rowlock::" << escaped(Each, false) << "\n";
  for (const UnitFailure &Each : R.Failures) {
    std::string File = relativeTo(R.Root, Each.File);
    OS << "::error file=" << escaped(File, true)
       << ",title=rowlock could not check this file::"
       << escaped(Each.Reason, false) << "\n";
  }
}
