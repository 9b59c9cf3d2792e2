//===- Phrases.cpp - Words that tell the database -------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From the manuals' lists of statements, functions and keywords: PostgreSQL 17,
// MySQL 8.4, MariaDB 11, SQLite 3.46, Oracle 23, SQL Server 2022. What a
// product reads and ignores (MySQL's INSERT ... RETURNING is an error, its
// column REFERENCES is not) counts as understood.
//
//===----------------------------------------------------------------------===//

#include "Databases/Databases.h"

namespace rowlock::databases {

Products Products::all() {
  Products All;
  for (Product P : allProducts())
    All.Bits |= 1u << static_cast<unsigned>(P);
  return All;
}

Product Products::only() const {
  Products Family{Product::MySQL, Product::MariaDB};
  if (!empty() && (Bits & ~Family.Bits) == 0)
    return has(Product::MySQL) ? Product::MySQL : Product::MariaDB;
  for (Product P : allProducts())
    if (Bits == 1u << static_cast<unsigned>(P))
      return P;
  return Product::Unknown;
}

llvm::ArrayRef<TellingPhrase> tellingPhrases() {
  using P = Product;
  static constexpr Products PostgreSQL{P::PostgreSQL};
  static constexpr Products MySQL{P::MySQL, P::MariaDB};
  static constexpr Products SQLite{P::SQLite};
  static constexpr Products SQLServer{P::SQLServer};
  static constexpr Products Servers{P::PostgreSQL, P::MySQL, P::MariaDB,
                                    P::Oracle, P::SQLServer};
  static constexpr Products RowLocking{P::PostgreSQL, P::MySQL, P::MariaDB,
                                       P::Oracle};
  static constexpr TellingPhrase All[] = {
      {"AUTOINCREMENT", SQLite},
      {"AUTO_INCREMENT", MySQL},
      {"BEGIN DEFERRED", SQLite},
      {"BEGIN EXCLUSIVE", SQLite},
      {"BEGIN IMMEDIATE", SQLite},
      {"BIGSERIAL", PostgreSQL},
      {"CURDATE (", MySQL},
      {"DATETIME (", SQLite},
      {"DATE_ADD (", MySQL},
      {"DATE_SUB (", MySQL},
      {"FOR NO KEY UPDATE", PostgreSQL},
      {"FOR UPDATE", RowLocking},
      {"FROM_UNIXTIME (", MySQL},
      {"GETDATE (", SQLServer},
      {"GET_LOCK (", MySQL},
      {"IFNULL (", {P::MySQL, P::MariaDB, P::SQLite}},
      {"ILIKE", PostgreSQL},
      {"INSERT IGNORE", MySQL},
      {"INSERT OR", SQLite},
      {"JULIANDAY (", SQLite},
      {"LAST_INSERT_ID (", MySQL},
      {"LAST_INSERT_ROWID (", SQLite},
      {"LOCK IN SHARE MODE", MySQL},
      {"LOCK TABLES", MySQL},
      {"NEXTVAL (", {P::PostgreSQL, P::MariaDB}},
      {"NVL (", {P::Oracle, P::MariaDB}},
      {"ON CONFLICT", {P::PostgreSQL, P::SQLite}},
      {"ON DUPLICATE KEY", MySQL},
      {"PG_ADVISORY_LOCK (", PostgreSQL},
      {"PG_ADVISORY_UNLOCK (", PostgreSQL},
      {"PG_ADVISORY_XACT_LOCK (", PostgreSQL},
      {"PG_TRY_ADVISORY_LOCK (", PostgreSQL},
      {"PG_TRY_ADVISORY_XACT_LOCK (", PostgreSQL},
      {"PRAGMA", SQLite},
      {"RELEASE_LOCK (", MySQL},
      {"REPLACE INTO", {P::MySQL, P::MariaDB, P::SQLite}},
      {"RETURNING", {P::PostgreSQL, P::SQLite, P::MariaDB, P::Oracle}},
      {"SET AUTOCOMMIT", MySQL},
      {"SET SESSION TRANSACTION", MySQL},
      {"SET TRANSACTION", Servers},
      {"SP_GETAPPLOCK", SQLServer},
      {"START TRANSACTION", {P::PostgreSQL, P::MySQL, P::MariaDB}},
      {"STRFTIME (", SQLite},
      {"SYSDATETIME (", SQLServer},
      {"TIMESTAMPTZ", PostgreSQL},
      {"TO_TIMESTAMP (", {P::PostgreSQL, P::Oracle}},
      {"UNIX_TIMESTAMP (", MySQL},
      {"UNLOCK TABLES", MySQL},
      {"UPDATE OR", SQLite},
      {"UPDLOCK", SQLServer},
  };
  return All;
}

} // namespace rowlock::databases
