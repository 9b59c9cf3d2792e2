//===- DatabaseDump.cpp - rowlock dump --databases
//-------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DatabaseDump.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace rowlock {

using namespace databases;

namespace {

void print(const Outcome &O, llvm::raw_ostream &OS) {
  OS << name(O.What);
  if (!O.ErrorName.empty())
    OS << " " << O.ErrorName;
  if (O.AtCommit)
    OS << " (also at commit)";
  if (O.PlainReadsOnly)
    OS << " (plain reads)";
  if (!O.Sure)
    OS << " (not sure)";
}

void printLevel(const Database &Db, IsolationLevel Level, TransactionMode Mode,
                llvm::StringRef Title, llvm::raw_ostream &OS) {
  OS << "  " << Title << ":";
  llvm::StringRef Comma = " ";
  for (Anomaly A : {Anomaly::LostUpdate, Anomaly::ReadSkew, Anomaly::WriteSkew,
                    Anomaly::PredicateWriteSkew}) {
    OS << Comma << name(A) << " ";
    print(outcome(A, Db, Level, Mode), OS);
    Comma = ", ";
  }
  OS << "; snapshot " << name(snapshotTime(Db, Level, Mode));
  if (lockingReadsBypassSnapshot(Db, Level) && Mode == TransactionMode::Plain)
    OS << ", not for locking reads";
  OS << "\n";
}

void print(const Database &Db, llvm::raw_ostream &OS) {
  OS << databases::print(Db) << " (" << displayName(Db.Kind) << ")\n";
  if (Db.Kind == Product::SQLite) {
    for (TransactionMode Mode :
         {TransactionMode::Autocommit, TransactionMode::Plain,
          TransactionMode::Immediate, TransactionMode::Exclusive})
      printLevel(Db, IsolationLevel::Unknown, Mode, name(Mode), OS);
  } else {
    printLevel(Db, IsolationLevel::Unknown, TransactionMode::Autocommit,
               "autocommit", OS);
    for (IsolationLevel Level : levels(Db.Kind)) {
      std::string Title = name(Level).str();
      if (Level == defaultLevel(Db))
        Title += " (default)";
      printLevel(Db, Level, TransactionMode::Plain, Title, OS);
    }
  }
  OS << "  set transaction: applies to " << name(setTransactionScope(Db.Kind))
     << "\n"
     << "  after a failed statement: " << name(afterFailedStatement(Db.Kind))
     << "\n"
     << "  commits implicitly:";
  struct {
    CommittingStatement What;
    llvm::StringLiteral Words;
  } Statements[] = {{CommittingStatement::Ddl, "ddl"},
                    {CommittingStatement::Truncate, "truncate"},
                    {CommittingStatement::LockTables, "lock-tables"},
                    {CommittingStatement::BeginInside, "begin"},
                    {CommittingStatement::EnableAutocommit, "autocommit-on"}};
  for (const auto &S : Statements) {
    std::optional<bool> Commits = commitsImplicitly(Db.Kind, S.What);
    if (!Commits || *Commits)
      OS << " " << S.Words << (Commits ? "" : "?");
  }
  llvm::StringRef Lock = rowLockSpelling(Db.Kind);
  OS << "\n  row lock: " << (Lock.empty() ? "none" : Lock)
     << (rowLockTakesOf(Db) ? " [OF table]" : "") << "; illegal with";
  struct {
    LockObstacle What;
    llvm::StringLiteral Words;
  } Obstacles[] = {{LockObstacle::Aggregate, "aggregate"},
                   {LockObstacle::GroupBy, "group-by"},
                   {LockObstacle::Distinct, "distinct"},
                   {LockObstacle::SetOperation, "set-operation"},
                   {LockObstacle::NullableSide, "nullable-side"},
                   {LockObstacle::RowLimit, "row-limit"}};
  for (const auto &O : Obstacles)
    if (rowLockIllegal(Db.Kind, O.What))
      OS << " " << O.Words;
  OS << "\n  affected rows: " << name(affectedRowCount(Db.Kind)) << "\n";
}

} // namespace

void dumpDatabases(llvm::ArrayRef<Database> Databases, llvm::raw_ostream &OS) {
  for (const Database &Db : Databases)
    print(Db, OS);
}

} // namespace rowlock
