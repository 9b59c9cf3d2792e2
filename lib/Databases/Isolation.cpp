//===- Isolation.cpp - What an anomaly comes to at a level ----------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Databases/Databases.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace rowlock::databases {

llvm::StringRef name(IsolationLevel Level) {
  switch (Level) {
  case IsolationLevel::Unknown:
    return "unknown";
  case IsolationLevel::ReadUncommitted:
    return "read uncommitted";
  case IsolationLevel::ReadCommitted:
    return "read committed";
  case IsolationLevel::RepeatableRead:
    return "repeatable read";
  case IsolationLevel::Snapshot:
    return "snapshot";
  case IsolationLevel::Serializable:
    return "serializable";
  }
  return "unknown";
}

std::optional<IsolationLevel> parseIsolationLevel(llvm::StringRef Text) {
  std::string Words;
  for (char C : Text.trim()) {
    bool Gap = C == '_' || C == '-' || C == ' ' || C == '\t' || C == '\n';
    if (!Gap)
      Words += llvm::toLower(C);
    else if (Words.empty() || Words.back() != ' ')
      Words += ' ';
  }
  for (IsolationLevel L :
       {IsolationLevel::Unknown, IsolationLevel::ReadUncommitted,
        IsolationLevel::ReadCommitted, IsolationLevel::RepeatableRead,
        IsolationLevel::Snapshot, IsolationLevel::Serializable})
    if (name(L) == Words)
      return L;
  return std::nullopt;
}

IsolationLevel defaultLevel(const Database &Db) {
  switch (Db.Kind) {
  case Product::Unknown:
    return IsolationLevel::Unknown;
  case Product::PostgreSQL:
  case Product::Oracle:
  case Product::SQLServer:
    return IsolationLevel::ReadCommitted;
  case Product::MySQL:
  case Product::MariaDB:
    return IsolationLevel::RepeatableRead;
  case Product::SQLite:
    return IsolationLevel::Serializable;
  }
  return IsolationLevel::Unknown;
}

llvm::ArrayRef<IsolationLevel> levels(Product P) {
  using L = IsolationLevel;
  static const L Standard[] = {L::ReadUncommitted, L::ReadCommitted,
                               L::RepeatableRead, L::Serializable};
  static const L SQLite[] = {L::Serializable};
  static const L Oracle[] = {L::ReadCommitted, L::Serializable};
  static const L SQLServer[] = {L::ReadUncommitted, L::ReadCommitted,
                                L::RepeatableRead, L::Snapshot,
                                L::Serializable};
  switch (P) {
  case Product::Unknown:
  case Product::SQLServer:
    return SQLServer;
  case Product::PostgreSQL:
  case Product::MySQL:
  case Product::MariaDB:
    return Standard;
  case Product::SQLite:
    return SQLite;
  case Product::Oracle:
    return Oracle;
  }
  return Standard;
}

IsolationLevel effectiveLevel(const Database &Db, IsolationLevel Level) {
  if (Db.Kind == Product::SQLite)
    return IsolationLevel::Serializable;
  if (Level == IsolationLevel::Unknown)
    return defaultLevel(Db);
  if (Db.Kind == Product::PostgreSQL &&
      Level == IsolationLevel::ReadUncommitted)
    return IsolationLevel::ReadCommitted;
  return llvm::is_contained(levels(Db.Kind), Level) ? Level
                                                    : IsolationLevel::Unknown;
}

llvm::StringRef name(TransactionMode Mode) {
  switch (Mode) {
  case TransactionMode::Autocommit:
    return "autocommit";
  case TransactionMode::Plain:
    return "plain";
  case TransactionMode::Immediate:
    return "immediate";
  case TransactionMode::Exclusive:
    return "exclusive";
  }
  return "plain";
}

llvm::StringRef name(Anomaly A) {
  switch (A) {
  case Anomaly::LostUpdate:
    return "lost update";
  case Anomaly::ReadSkew:
    return "read skew";
  case Anomaly::WriteSkew:
    return "write skew";
  case Anomaly::PredicateWriteSkew:
    return "write skew on a predicate";
  }
  return "anomaly";
}

llvm::StringRef name(Outcome::Kind K) {
  switch (K) {
  case Outcome::Kind::Unknown:
    return "unknown";
  case Outcome::Kind::Silent:
    return "silent";
  case Outcome::Kind::Error:
    return "error";
  case Outcome::Kind::Prevented:
    return "prevented";
  }
  return "unknown";
}

namespace {

/// One line of the verdict table: the outcomes in the order of Anomaly. A cell
/// is "silent", "prevented", "prevented for plain reads", or an error's name,
/// with "@commit" behind it where COMMIT may raise it.
struct Verdict {
  Product P;
  IsolationLevel Level;
  llvm::StringLiteral Cells[4];
};

constexpr llvm::StringLiteral Silent = "silent";
constexpr llvm::StringLiteral Prevented = "prevented";
constexpr llvm::StringLiteral PlainReads = "prevented for plain reads";

constexpr Verdict Verdicts[] = {
    {Product::PostgreSQL,
     IsolationLevel::ReadCommitted,
     {Silent, Silent, Silent, Silent}},
    {Product::PostgreSQL,
     IsolationLevel::RepeatableRead,
     {"40001", Prevented, Silent, Silent}},
    {Product::PostgreSQL,
     IsolationLevel::Serializable,
     {"40001", Prevented, "40001@commit", "40001@commit"}},

    {Product::MySQL,
     IsolationLevel::ReadUncommitted,
     {Silent, Silent, Silent, Silent}},
    {Product::MySQL,
     IsolationLevel::ReadCommitted,
     {Silent, Silent, Silent, Silent}},
    {Product::MySQL,
     IsolationLevel::RepeatableRead,
     {Silent, PlainReads, Silent, Silent}},
    {Product::MySQL,
     IsolationLevel::Serializable,
     {"1213", Prevented, "1213", "1213"}},

    // Repeatable read with innodb_snapshot_isolation=ON, the default from
    // 11.6.2; before that a line like MySQL's, see outcome().
    {Product::MariaDB,
     IsolationLevel::ReadUncommitted,
     {Silent, Silent, Silent, Silent}},
    {Product::MariaDB,
     IsolationLevel::ReadCommitted,
     {Silent, Silent, Silent, Silent}},
    {Product::MariaDB,
     IsolationLevel::RepeatableRead,
     {"1020", Prevented, Silent, Silent}},
    {Product::MariaDB,
     IsolationLevel::Serializable,
     {"1213", Prevented, "1213", "1213"}},

    {Product::Oracle,
     IsolationLevel::ReadCommitted,
     {Silent, Silent, Silent, Silent}},
    {Product::Oracle,
     IsolationLevel::Serializable,
     {"ORA-08177", Prevented, Silent, Silent}},

    {Product::SQLServer,
     IsolationLevel::ReadUncommitted,
     {Silent, Silent, Silent, Silent}},
    {Product::SQLServer,
     IsolationLevel::ReadCommitted,
     {Silent, Silent, Silent, Silent}},
    {Product::SQLServer,
     IsolationLevel::RepeatableRead,
     {"1205", Prevented, "1205", Silent}},
    {Product::SQLServer,
     IsolationLevel::Snapshot,
     {"3960", Prevented, Silent, Silent}},
    {Product::SQLServer,
     IsolationLevel::Serializable,
     {"1205", Prevented, "1205", "1205"}},

    // A deferred transaction. The error comes at the first write, at once: the
    // busy timeout does not help.
    {Product::SQLite,
     IsolationLevel::Serializable,
     {"SQLITE_BUSY", Prevented, "SQLITE_BUSY", "SQLITE_BUSY"}},
};

const llvm::VersionTuple SnapshotIsolationByDefault(11, 6, 2);

Outcome read(llvm::StringRef Cell) {
  Outcome Result;
  if (Cell == Silent) {
    Result.What = Outcome::Kind::Silent;
  } else if (Cell == Prevented || Cell == PlainReads) {
    Result.What = Outcome::Kind::Prevented;
    Result.PlainReadsOnly = Cell == PlainReads;
  } else {
    Result.What = Outcome::Kind::Error;
    Result.AtCommit = Cell.consume_back("@commit");
    Result.ErrorName = Cell;
  }
  return Result;
}

Outcome lookUp(Anomaly A, Product P, IsolationLevel Level) {
  for (const Verdict &V : Verdicts)
    if (V.P == P && V.Level == Level)
      return read(V.Cells[static_cast<unsigned>(A)]);
  return Outcome();
}

/// Worse first: what loses data without a word.
unsigned badness(const Outcome &O) {
  switch (O.What) {
  case Outcome::Kind::Silent:
    return 3;
  case Outcome::Kind::Error:
    return 2;
  case Outcome::Kind::Prevented:
    return 1;
  case Outcome::Kind::Unknown:
    return 0;
  }
  return 0;
}

Outcome outcomeOfServers(Anomaly A, IsolationLevel Level,
                         TransactionMode Mode) {
  Outcome Worst;
  bool Agree = true;
  for (Product P : allProducts()) {
    if (P == Product::SQLite)
      continue;
    Outcome O = outcome(A, P, Level, Mode);
    if (O.What == Outcome::Kind::Unknown)
      continue; // has no such level
    Agree &=
        O.Sure &&
        (Worst.What == Outcome::Kind::Unknown ||
         (Worst.What == O.What && Worst.PlainReadsOnly == O.PlainReadsOnly));
    if (badness(O) > badness(Worst))
      Worst = O;
    else if (O.What == Worst.What)
      Worst.PlainReadsOnly |= O.PlainReadsOnly;
  }
  // The errors have a name in each product.
  Worst.ErrorName = "";
  Worst.Sure = Agree;
  return Worst;
}

} // namespace

Outcome outcome(Anomaly A, const Database &Db, IsolationLevel Level,
                TransactionMode Mode) {
  if (Mode == TransactionMode::Autocommit)
    return read(Silent);
  if (Db.Kind == Product::Unknown)
    return outcomeOfServers(A, Level, Mode);
  if (Db.Kind == Product::SQLite && Mode != TransactionMode::Plain)
    return read(Prevented);

  Level = effectiveLevel(Db, Level);
  if (Db.Kind != Product::MariaDB || Level != IsolationLevel::RepeatableRead)
    return lookUp(A, Db.Kind, Level);

  std::optional<bool> Detects = Db.atLeast(SnapshotIsolationByDefault);
  Outcome Result = lookUp(
      A, Detects.value_or(false) ? Product::MariaDB : Product::MySQL, Level);
  Outcome Other = lookUp(A, Product::MariaDB, Level);
  Result.Sure = Detects || (Result.What == Other.What &&
                            Result.PlainReadsOnly == Other.PlainReadsOnly);
  return Result;
}

llvm::StringRef name(SnapshotTime T) {
  switch (T) {
  case SnapshotTime::Unknown:
    return "unknown";
  case SnapshotTime::PerStatement:
    return "per statement";
  case SnapshotTime::FirstStatement:
    return "at the first statement";
  case SnapshotTime::FirstPlainRead:
    return "at the first plain read";
  case SnapshotTime::FirstAccess:
    return "at the first read or write";
  case SnapshotTime::AtBegin:
    return "at begin";
  case SnapshotTime::Never:
    return "never";
  }
  return "unknown";
}

SnapshotTime snapshotTime(const Database &Db, IsolationLevel Level,
                          TransactionMode Mode) {
  if (Db.Kind == Product::Unknown)
    return SnapshotTime::Unknown;
  if (Mode == TransactionMode::Autocommit)
    return SnapshotTime::PerStatement;
  Level = effectiveLevel(Db, Level);
  switch (Db.Kind) {
  case Product::Unknown:
    break;
  case Product::PostgreSQL:
    if (Level == IsolationLevel::ReadCommitted)
      return SnapshotTime::PerStatement;
    if (Level == IsolationLevel::Unknown)
      break;
    return SnapshotTime::FirstStatement;
  case Product::MySQL:
  case Product::MariaDB:
    switch (Level) {
    case IsolationLevel::ReadUncommitted:
      return SnapshotTime::Never;
    case IsolationLevel::ReadCommitted:
      return SnapshotTime::PerStatement;
    case IsolationLevel::RepeatableRead:
      return SnapshotTime::FirstPlainRead;
    case IsolationLevel::Serializable:
      return SnapshotTime::Never; // plain reads take share locks
    default:
      break;
    }
    break;
  case Product::SQLite:
    return Mode == TransactionMode::Plain ? SnapshotTime::FirstAccess
                                          : SnapshotTime::AtBegin;
  case Product::Oracle:
    if (Level == IsolationLevel::ReadCommitted)
      return SnapshotTime::PerStatement;
    if (Level == IsolationLevel::Serializable)
      return SnapshotTime::FirstStatement;
    break;
  case Product::SQLServer:
    switch (Level) {
    case IsolationLevel::ReadCommitted:
      return SnapshotTime::PerStatement;
    case IsolationLevel::Snapshot:
      return SnapshotTime::FirstAccess;
    case IsolationLevel::Unknown:
      break;
    default:
      return SnapshotTime::Never;
    }
    break;
  }
  return SnapshotTime::Unknown;
}

bool lockingReadsBypassSnapshot(const Database &Db, IsolationLevel Level) {
  if (!Db.mysqlFamily() ||
      effectiveLevel(Db, Level) != IsolationLevel::RepeatableRead)
    return false;
  // With innodb_snapshot_isolation a locking read of a row that changed since
  // the snapshot is error 1020.
  return Db.Kind == Product::MySQL ||
         !Db.atLeast(SnapshotIsolationByDefault).value_or(false);
}

llvm::StringRef name(LevelScope S) {
  switch (S) {
  case LevelScope::Unknown:
    return "unknown";
  case LevelScope::This:
    return "this transaction";
  case LevelScope::Next:
    return "the next transaction";
  case LevelScope::Session:
    return "the session";
  case LevelScope::Global:
    return "all new sessions";
  }
  return "unknown";
}

LevelScope setTransactionScope(Product P) {
  switch (P) {
  case Product::PostgreSQL:
  case Product::Oracle:
    return LevelScope::This;
  case Product::MySQL:
  case Product::MariaDB:
    return LevelScope::Next;
  case Product::SQLServer:
    return LevelScope::Session;
  case Product::Unknown:
  case Product::SQLite:
    return LevelScope::Unknown;
  }
  return LevelScope::Unknown;
}

} // namespace rowlock::databases
