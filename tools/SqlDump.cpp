//===- SqlDump.cpp - rowlock dump --sql
//--------------------------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SqlDump.h"
#include "Sql/Dump.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

namespace rowlock {

using namespace sql;

namespace {

std::optional<unsigned> findAssignment(const Statement &S,
                                       llvm::StringRef Column) {
  for (unsigned I = 0; I != S.Assignments.size(); ++I)
    if (Column.equals_insensitive(S.Assignments[I].Column.Column.Text))
      return I;
  return std::nullopt;
}

Rewrite rewriteOne(const RewriteContext &C, const Statement &S,
                   llvm::StringRef Kind) {
  auto [Verb, Rest] = Kind.split(':');
  if (Verb == "lock") {
    for (unsigned I = 0; I != S.Tables.size(); ++I)
      if (!Rest.empty() &&
          Rest.equals_insensitive(S.Tables[I].visibleName().Text))
        return addRowLock(C, S, I);
    return addRowLock(C, S);
  }
  if (Verb == "immediate")
    return beginImmediate(C, S);
  if (Verb == "condition")
    return addCondition(C, S, Rest);
  if (Verb == "relative") {
    auto [Column, Op] = Rest.rsplit(':');
    std::optional<unsigned> I = findAssignment(S, Column);
    return makeRelative(C, S, I.value_or(S.Assignments.size()),
                        Op.empty() ? '+' : Op.front());
  }
  llvm::SmallVector<llvm::StringRef, 4> Columns;
  llvm::SmallVector<unsigned, 4> Remove;
  Rest.split(Columns, ',');
  for (llvm::StringRef Column : Columns)
    if (std::optional<unsigned> I = findAssignment(S, Column))
      Remove.push_back(*I);
  return narrowSet(C, S, Remove);
}

/// Makes the edits to a fixed point of one step: the second time the rewrite
/// has to say that it is done.
void printRewrite(const Text &T, const ParseOptions &Options,
                  llvm::StringRef Kind) {
  llvm::raw_ostream &OS = llvm::outs();
  Parsed P = parse(T, Options);
  for (const Statement &S : P.Statements) {
    Rewrite R = rewriteOne({T, P, Options}, S, Kind);
    if (!R) {
      OS << "refused " << name(R.Why) << ": " << R.Reason << "\n";
      continue;
    }
    Text Done = apply(T, R.Edits);
    OS << "rewritten: " << Done.escaped() << "\n";
    for (unsigned I : R.Vanished)
      OS << "  vanished: #" << I << " position " << P.Placeholders[I].Position
         << "\n";
    if (R.Renumbers)
      OS << "  renumbers\n";
    if (R.LeavesGap)
      OS << "  leaves a gap\n";
    if (R.AnonymousBefore)
      OS << "  anonymous before: " << R.AnonymousBefore << "\n";
    Parsed Again = parse(Done, Options);
    size_t Index = &S - P.Statements.data();
    if (Index >= Again.Statements.size()) {
      OS << "  broken: the statement is gone\n";
      continue;
    }
    Rewrite Twice =
        rewriteOne({Done, Again, Options}, Again.Statements[Index], Kind);
    if (Twice)
      OS << "  broken: offered again: " << apply(Done, Twice.Edits).escaped()
         << "\n";
    else
      OS << "  again: refused " << name(Twice.Why) << "\n";
  }
}

void dumpText(const Text &T, const SqlDumpOptions &Options) {
  if (Options.OnlyJudge) {
    llvm::outs() << "sql: " << name(looksLikeSql(T, Options.Parse)) << "\n";
    return;
  }
  if (Options.Rewrites.empty()) {
    dumpSql(T, Options.Parse, llvm::outs());
    return;
  }
  for (const std::string &Kind : Options.Rewrites)
    printRewrite(T, Options.Parse, Kind);
}

void dumpFile(llvm::StringRef Content, const SqlDumpOptions &Options) {
  constexpr llvm::StringLiteral Separator = "-- sql:";
  constexpr llvm::StringLiteral EndOfText = "-- end";
  auto Dump = [&](llvm::StringRef Part) {
    Part.consume_back("\n");
    dumpText(Text::fromEscaped(Part), Options);
  };
  size_t Begin = Content.starts_with(Separator)
                     ? 0
                     : Content.find(("\n" + Separator).str());
  if (Begin == llvm::StringRef::npos)
    return Dump(Content);
  if (Begin)
    ++Begin;
  // What stands before the first separator is a comment of the test.
  while (Begin < Content.size()) {
    size_t LineEnd = std::min(Content.find('\n', Begin), Content.size());
    llvm::outs() << "== "
                 << Content.slice(Begin + Separator.size(), LineEnd).trim()
                 << "\n";
    size_t End = Content.find(("\n" + Separator).str(), LineEnd);
    End = End == llvm::StringRef::npos ? Content.size() : End + 1;
    llvm::StringRef Part =
        Content.slice(std::min(LineEnd + 1, Content.size()), End);
    size_t Stop =
        Part.starts_with(EndOfText) ? 0 : Part.find(("\n" + EndOfText).str());
    Dump(Stop ? Part.take_front(Stop) : "");
    Begin = End;
  }
}

} // namespace

bool parseSqlDumpOption(llvm::StringRef Argument, SqlDumpOptions &Options,
                        std::string &Error) {
  if (Argument.consume_front("--database=")) {
    if (auto Db = databases::parseDatabase(Argument)) {
      Options.Parse.Db = *Db;
      return true;
    }
    Error = ("unknown database '" + Argument + "'; expected").str();
    for (databases::Product P : databases::allProducts())
      Error += (" " + databases::name(P)).str();
    return true;
  }
  if (Argument.consume_front("--placeholders=")) {
    Options.Parse.Styles = PlaceholderStyles();
    llvm::SmallVector<llvm::StringRef, 4> Names;
    Argument.split(Names, ',');
    for (llvm::StringRef Name : Names) {
      if (Name == "none")
        continue;
      if (Name == "native") {
        Options.Parse.Styles = PlaceholderStyles::native();
      } else if (auto Style = parsePlaceholderStyle(Name)) {
        Options.Parse.Styles = Options.Parse.Styles.with(*Style);
      } else {
        Error = ("unknown placeholder style '" + Name +
                 "'; expected native none dollar question question-numbered "
                 "colon at printf percent braces")
                    .str();
      }
    }
    return true;
  }
  if (Argument.consume_front("--rewrite=")) {
    llvm::StringRef Verb = Argument.split(':').first;
    if (Verb != "lock" && Verb != "relative" && Verb != "narrow" &&
        Verb != "condition" && Verb != "immediate")
      Error = ("unknown rewrite '" + Verb +
               "'; expected lock relative narrow condition immediate")
                  .str();
    Options.Rewrites.push_back(Argument.str());
    return true;
  }
  if (Argument == "--judge")
    Options.OnlyJudge = true;
  else if (Argument == "--reaches-database")
    Options.Parse.ReachesDatabase = true;
  else
    return false;
  return true;
}

int dumpSqlMain(llvm::ArrayRef<std::string> Files,
                const SqlDumpOptions &Options) {
  int Code = 0;
  for (const std::string &File : Files) {
    auto Buffer = llvm::MemoryBuffer::getFileOrSTDIN(File);
    if (!Buffer) {
      llvm::errs() << "rowlock: " << File << ": " << Buffer.getError().message()
                   << "\n";
      Code = 1;
      continue;
    }
    dumpFile((*Buffer)->getBuffer(), Options);
  }
  return Code;
}

} // namespace rowlock
