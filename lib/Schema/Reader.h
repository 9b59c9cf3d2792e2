//===- Schema/Reader.h - DDL text to tables ---------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SCHEMA_READER_H
#define ROWLOCK_SCHEMA_READER_H

#include "Schema/Schema.h"

namespace rowlock::schema {

/// Reads dumps and migrations into one schema, in the order of the calls.
class Reader {
public:
  /// \p Db: what the configuration says; each file may speak for itself.
  explicit Reader(databases::Database Db = {}) : Made(Db) {}

  /// Files and globs ("db/*.sql", "db/**/up.sql"), relative to \p Base. What a
  /// glob matches is read in the order of numbers: V2 before V10.
  void readAll(llvm::ArrayRef<std::string> Patterns, llvm::StringRef Base = "");
  void readFile(llvm::StringRef Path);
  void readText(llvm::StringRef Text, llvm::StringRef FileName);

  const Schema &schema() const { return Made; }
  Schema take() { return std::move(Made); }

private:
  Schema Made;
};

/// The files that a pattern stands for, in the order in which they are read.
/// \p LeftOut: those that undo others ("3_x.down.sql").
std::vector<std::string> filesOf(llvm::StringRef Pattern, llvm::StringRef Base,
                                 std::vector<std::string> *LeftOut = nullptr);

/// The database that wrote the text, as far as its beginning tells.
databases::Product guessProduct(llvm::StringRef Text);

/// Adds what a program's own statement says: CREATE TABLE, ALTER TABLE,
/// CREATE INDEX. What is known from elsewhere stays as it is. \returns false if
/// the text says nothing about tables, or has holes.
bool learn(Schema &Into, const sql::Text &Statement, databases::Database Db,
           llvm::StringRef FileName, unsigned Line);

} // namespace rowlock::schema

#endif // ROWLOCK_SCHEMA_READER_H
