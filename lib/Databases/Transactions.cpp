//===- Transactions.cpp - Locks, failures, implicit commits, counts -------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Databases/Databases.h"
#include "llvm/ADT/STLExtras.h"

namespace rowlock::databases {

llvm::StringRef name(AfterFailure F) {
  switch (F) {
  case AfterFailure::Unknown:
    return "unknown";
  case AfterFailure::Aborted:
    return "aborted";
  case AfterFailure::Continues:
    return "continues";
  case AfterFailure::Depends:
    return "depends";
  }
  return "unknown";
}

AfterFailure afterFailedStatement(Product P) {
  switch (P) {
  case Product::Unknown:
    return AfterFailure::Unknown;
  case Product::PostgreSQL:
    return AfterFailure::Aborted;
  case Product::MySQL:
  case Product::MariaDB:
  case Product::SQLite:
  case Product::Oracle:
    return AfterFailure::Continues;
  case Product::SQLServer:
    return AfterFailure::Depends;
  }
  return AfterFailure::Unknown;
}

bool isUniqueViolation(llvm::StringRef Code) {
  // SQLite, MySQL and MariaDB, SQL Server, SQLSTATE.
  static constexpr llvm::StringLiteral Codes[] = {
      "19", "1555", "2067", "1062", "1586", "2601", "2627", "23000", "23505"};
  // "UNIQUE constraint failed", "Duplicate entry", "duplicate key value".
  return llvm::is_contained(Codes, Code) ||
         Code.contains_insensitive("unique") ||
         Code.contains_insensitive("duplicate");
}

std::optional<bool> commitsImplicitly(Product P, CommittingStatement S) {
  switch (P) {
  case Product::Unknown:
    return std::nullopt;
  case Product::MySQL:
  case Product::MariaDB:
    return true;
  case Product::Oracle:
    // LOCK TABLE does not commit there, and there is no BEGIN in SQL.
    return S == CommittingStatement::Ddl || S == CommittingStatement::Truncate;
  case Product::PostgreSQL:
  case Product::SQLite:
  case Product::SQLServer:
    return false;
  }
  return std::nullopt;
}

RowLockSyntax rowLockSyntax(Product P) {
  switch (P) {
  case Product::Unknown:
    return RowLockSyntax::Unknown;
  case Product::SQLite:
    return RowLockSyntax::None;
  case Product::SQLServer:
    return RowLockSyntax::TableHint;
  case Product::PostgreSQL:
  case Product::MySQL:
  case Product::MariaDB:
  case Product::Oracle:
    return RowLockSyntax::ForUpdate;
  }
  return RowLockSyntax::Unknown;
}

llvm::StringRef rowLockSpelling(Product P) {
  switch (rowLockSyntax(P)) {
  case RowLockSyntax::ForUpdate:
    return "FOR UPDATE";
  case RowLockSyntax::TableHint:
    return "WITH (UPDLOCK, ROWLOCK)";
  case RowLockSyntax::Unknown:
  case RowLockSyntax::None:
    return "";
  }
  return "";
}

bool rowLockTakesOf(const Database &Db) {
  if (Db.Kind == Product::PostgreSQL)
    return true;
  // 5.7 and earlier have no OF; they are out of support, so an unknown version
  // is taken for a later one.
  return Db.Kind == Product::MySQL &&
         Db.atLeast(llvm::VersionTuple(8, 0, 1)).value_or(true);
}

bool rowLockIllegal(Product P, LockObstacle O) {
  switch (P) {
  case Product::PostgreSQL:
    return O != LockObstacle::RowLimit;
  case Product::Oracle:
    // ORA-02014 and ORA-01786: DISTINCT, GROUP BY, aggregates, set operators,
    // and also the row limiting clause.
    return O != LockObstacle::NullableSide;
  case Product::MySQL:
  case Product::MariaDB:
    // Locks the rows that were scanned, whatever becomes of them.
    return O == LockObstacle::SetOperation;
  case Product::SQLServer:
    return false;
  case Product::SQLite:
  case Product::Unknown:
    return true;
  }
  return true;
}

llvm::StringRef name(RowCount C) {
  switch (C) {
  case RowCount::Unknown:
    return "unknown";
  case RowCount::Matched:
    return "matched";
  case RowCount::Changed:
    return "changed";
  }
  return "unknown";
}

RowCount affectedRowCount(Product P) {
  switch (P) {
  case Product::Unknown:
    return RowCount::Unknown;
  case Product::MySQL:
  case Product::MariaDB:
    return RowCount::Changed;
  case Product::PostgreSQL:
  case Product::SQLite:
  case Product::Oracle:
  case Product::SQLServer:
    return RowCount::Matched;
  }
  return RowCount::Unknown;
}

} // namespace rowlock::databases
