//===- Schema/Definer.h - One DDL statement into a schema -------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SCHEMA_DEFINER_H
#define ROWLOCK_SCHEMA_DEFINER_H

#include "Schema/Reader.h"
#include "Schema/Words.h"
#include "llvm/ADT/Twine.h"

namespace rowlock::schema {

/// Applies one statement. What a part of it means that cannot be read is noted,
/// and leaves the table marked as incomplete.
class Definer {
public:
  /// \p P reads the text; names are folded as \p Into compares them.
  Definer(Schema &Into, databases::Product P, Place At)
      : Into(Into), P(P), At(At) {}

  /// \returns false if the statement is not about tables.
  bool define(const sql::Text &Statement);

  /// See rowlock::schema::learn().
  static bool learn(Schema &Into, llvm::StringRef Text, databases::Database Db,
                    llvm::StringRef FileName, unsigned Line);

private:
  // Reader.cpp
  bool create(Words W);
  bool createTable(Words W, bool Temporary, bool OrReplace);
  void createTableFrom(Words &W, Table &T);
  void tableOptions(Words W, Table &T);
  void addTable(Table T, bool IfNotExists);
  bool createIndex(Words W, bool Unique);
  bool createView(Words W);
  bool createTrigger(Words W);
  bool drop(Words W);
  void dropTables(Words W);
  void dropIndex(Words W);
  bool rename(Words W);
  Table &renameTable(Table &T, const sql::Name &To);

  // TableElements.cpp
  void element(Words W, Table &T);
  bool constraint(Words &W, Table &T);
  bool isIndexElement(const Words &W) const;
  void copyTable(const sql::Name &From, const sql::Name &In, bool WithKeys,
                 Table &T);
  Column *column(Words &W, Table &T);
  void columnConstraints(Words &W, Table &T, std::string Name);
  bool columnConstraint(Words &W, Table &T, const std::string &Column);
  bool endsExpression(const Words &W) const;
  void keyColumns(Words W, Table &T, Key &K);
  void addKey(Table &T, Key K);
  void keyTail(Words &W, Table &T, Key &K);
  ForeignKey reference(Words &W);
  void settle(Table &T);

  // Alter.cpp
  bool alter(Words W);
  void alterTable(Words W);
  bool alterAction(Words &W, Table *&T);
  bool alterAdd(Words &W, Table &T);
  bool alterDrop(Words &W, Table &T);
  bool alterColumn(Words &W, Table &T);
  bool alterRename(Words &W, Table *&T);
  bool changeColumn(Words &W, Table &T, bool Renames);
  void place(Words &W, Table &T, size_t Before);
  void dropColumn(Table &T, const std::string &Name);
  bool dropConstraint(Table &T, const std::string &Name);
  void renameColumn(Table &T, const std::string &From, const sql::Name &To);

  std::string fold(const sql::Name &N) const {
    return sql::folded(N, Into.Db.Kind);
  }
  Column *columnOf(Table &T, const std::string &Name);
  void unread(const llvm::Twine &What);
  void contradicts(const llvm::Twine &What);

  Schema &Into;
  databases::Product P;
  Place At;
  /// What is known stays, and nothing is noted.
  bool Learning = false;
};

} // namespace rowlock::schema

#endif // ROWLOCK_SCHEMA_DEFINER_H
