//===- Report/Formats/Baseline.cpp - What was found before ----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Formats/Baseline.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"
#include <algorithm>

using namespace rowlock::report;

static constexpr llvm::StringLiteral Title = "rowlock baseline ";
static constexpr llvm::StringLiteral Version = "1";
/// A file that was cut does not have it.
static constexpr llvm::StringLiteral End = "end of baseline";

static std::string escaped(llvm::StringRef Field) {
  std::string Out;
  for (char C : utf8(Field))
    if (C == '\\')
      Out += "\\\\";
    else if (C == '\t')
      Out += "\\t";
    else if (C == '\n' || C == '\r')
      Out += "\\n";
    else
      Out += C;
  return Out;
}

static std::string unescaped(llvm::StringRef Field) {
  std::string Out;
  for (size_t I = 0; I < Field.size(); ++I) {
    if (Field[I] != '\\' || I + 1 == Field.size()) {
      Out += Field[I];
      continue;
    }
    char Next = Field[++I];
    Out += Next == 't' ? '\t' : Next == 'n' ? '\n' : Next;
  }
  return Out;
}

Baseline::Key Baseline::key(const Result &R, llvm::StringRef Root) {
  // As it is read back.
  auto Stored = [](llvm::StringRef Text) { return unescaped(escaped(Text)); };
  return {R.Check, Stored(relativeTo(Root, R.At.File)), Stored(R.Function),
          Stored(R.Statement)};
}

Baseline::Baseline(llvm::ArrayRef<Result> Results, llvm::StringRef Root) {
  for (const Result &R : Results)
    ++Entries[key(R, Root)];
}

llvm::Expected<Baseline> Baseline::read(llvm::StringRef File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer)
    return llvm::createStringError("cannot read the baseline '" + File +
                                   "': " + Buffer.getError().message() +
                                   "; make it with --write-baseline=" + File);
  unsigned Number = 0;
  auto Fault = [&](const llvm::Twine &What) {
    return llvm::createStringError(
        File + ":" + llvm::Twine(Number) + ": " + What +
        "; take it from version control, or make it again with "
        "--write-baseline=" +
        File);
  };
  Baseline Read;
  bool Ended = false;
  llvm::StringRef Rest = (*Buffer)->getBuffer();
  while (!Rest.empty()) {
    auto [Line, Behind] = Rest.split('\n');
    Rest = Behind;
    ++Number;
    Line = Line.rtrim('\r');
    if (Number == 1) {
      if (!Line.consume_front(Title))
        return Fault("this is no baseline: it does not begin with '" + Title +
                     Version + "'");
      if (Line != Version)
        return Fault("the baseline is of version " + Line +
                     ", and this program reads version " + Version);
      continue;
    }
    if (Ended && !Line.empty())
      return Fault("something stands behind the end of the baseline");
    if (Line.starts_with("<<<<<<<") || Line.starts_with("=======") ||
        Line.starts_with(">>>>>>>"))
      return Fault("a merge left its marks here: keep the lines of both sides");
    if (Line == End) {
      Ended = true;
      continue;
    }
    if (Line.empty() || Line.starts_with("#"))
      continue;
    llvm::SmallVector<llvm::StringRef, 5> Fields;
    Line.split(Fields, '\t');
    unsigned Count = 0;
    if (Fields.size() != 5 || Fields[3].getAsInteger(10, Count) || Count == 0)
      return Fault("expected check, file, function, count and statement with "
                   "tabs between them");
    unsigned &Known =
        Read.Entries[{Fields[0].str(), unescaped(Fields[1]),
                      unescaped(Fields[2]), unescaped(Fields[4])}];
    // Both sides of a merge may have it.
    Known = std::max(Known, Count);
  }
  if (!Ended)
    return Fault("the baseline ends here without its last line, '" + End +
                 "': a part of it is missing");
  return Read;
}

void Baseline::write(llvm::raw_ostream &OS) const {
  OS << Title << Version
     << "\n# Known findings, which 'rowlock check --baseline' does not report: "
        "check, file, function, count, statement.\n";
  for (const auto &[K, Count] : Entries) {
    const auto &[Check, File, Function, Statement] = K;
    OS << Check << '\t' << escaped(File) << '\t' << escaped(Function) << '\t'
       << Count << '\t' << escaped(Statement) << '\n';
  }
  OS << End << "\n";
}

void Baseline::apply(std::vector<Result> &Results, llvm::StringRef Root) {
  Left = Entries;
  std::vector<Result> New;
  for (Result &R : Results) {
    auto It = Left.find(key(R, Root));
    if (It != Left.end() && It->second > 0)
      --It->second;
    else
      New.push_back(std::move(R));
  }
  Results = std::move(New);
}

std::vector<std::string> Baseline::stale() const {
  std::vector<std::string> Lines;
  for (const auto &[K, Count] : Left)
    if (Count > 0)
      Lines.push_back(std::get<0>(K) + ": " + std::get<1>(K) + ": " +
                      std::get<2>(K) + ": " + std::get<3>(K));
  return Lines;
}
