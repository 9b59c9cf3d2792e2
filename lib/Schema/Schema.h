//===- Schema/Schema.h - Tables, columns, keys ------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What DDL says about the tables that a program uses. Names are folded as the
// database compares them: two names are the same if their texts are.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SCHEMA_SCHEMA_H
#define ROWLOCK_SCHEMA_SCHEMA_H

#include "Databases/Databases.h"
#include "Sql/Facts.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace rowlock::schema {

/// A line of one of Schema::files(); line 0 is the file as a whole.
struct Place {
  unsigned File = 0;
  unsigned Line = 0;
};

struct Column {
  std::string Name;
  /// As written, without quotes.
  std::string Spelled;
  /// As written, in one line; empty where none is (SQLite allows that).
  std::string Type;
  bool Nullable = true;
  /// The expression, as written.
  std::optional<std::string> Default;
  /// Computed from other columns: nobody writes it.
  bool Generated = false;
  /// The database gives it a number: serial, identity, auto_increment.
  bool Numbered = false;
};

struct Key {
  enum class Kind : uint8_t { Primary, Constraint, Index };
  Kind What = Kind::Index;
  /// Folded; empty if it was given none.
  std::string Name;
  /// For an expression, the columns that it mentions.
  std::vector<std::string> Columns;
  bool Unique = true;
  /// Holds for some rows only: CREATE UNIQUE INDEX ... WHERE Condition.
  bool Partial = false;
  std::string Condition;
  /// Over an expression, or the beginning of a text.
  bool Expression = false;
  bool NullsNotDistinct = false;
  /// Checked at the end of the transaction: a conflict cannot be handled where
  /// it is made.
  bool Deferrable = false;
  Place At;

  /// What equal values in its columns are enough to break.
  bool isPlain() const { return Unique && !Partial && !Expression; }
};

llvm::StringRef name(Key::Kind K);

struct ForeignKey {
  std::string Name;
  std::vector<std::string> Columns;
  std::string Table;
  /// Empty: the primary key.
  std::vector<std::string> Referenced;
  /// "CASCADE", "SET NULL"; empty if nothing is said.
  std::string OnDelete;
  Place At;
};

struct Trigger {
  std::string Name;
  std::string Table;
  Place At;
};

struct View {
  std::string Name;
  Place At;
};

struct Table {
  std::string Name;
  /// The schema it is in, folded; empty if none is written.
  std::string Schema;
  std::string Spelled;
  std::vector<Column> Columns;
  std::vector<Key> Keys;
  std::vector<ForeignKey> References;
  Place At;
  bool Temporary = false;
  /// SQLite's WITHOUT ROWID.
  bool WithoutRowid = false;
  /// SQLite: the INTEGER PRIMARY KEY, another name of the rowid.
  std::string RowidAlias;
  /// MySQL's ENGINE, lower case.
  std::string Engine;
  /// From the program itself, not from a file of DDL.
  bool Learned = false;
  /// Not all is known: a change could not be read, or the columns come from a
  /// query. What is absent may be there.
  bool Incomplete = false;
  /// That goes for the columns, or their order, too.
  bool ColumnsIncomplete = false;

  const Column *column(llvm::StringRef Name) const;
  const Key *primaryKey() const;
  /// Rows that have NULL in it are not told apart by the key.
  bool admitsNull(const Key &K) const;
};

/// Unknown where the answer is No as far as is known, but not all is.
enum class Uniqueness : uint8_t { No, Yes, Unknown };
llvm::StringRef name(Uniqueness U);

struct Note {
  enum class Kind : uint8_t {
    Unread,      ///< a statement, or a part of it, was not understood
    Contradicts, ///< two statements do not fit together; the last one counts
    Remark,      ///< worth knowing: files that were left out
  };
  Kind What = Kind::Unread;
  Place At;
  std::string Message;
};
llvm::StringRef name(Note::Kind K);

class Schema {
public:
  explicit Schema(databases::Database Db = {}) : Db(Db) {}

  /// By a folded name; null if there is none, or if several schemas have one
  /// and none of them is the default schema.
  const Table *table(llvm::StringRef Name, llvm::StringRef In = "") const;
  const Table *table(const sql::Name &Name,
                     const sql::Name &In = sql::Name()) const;
  /// Whether no two rows have the same values in these columns: some unique
  /// constraint's columns are among them. \p Which: the constraint.
  Uniqueness uniqueOn(const Table &T, llvm::ArrayRef<std::string> Columns,
                      const Key **Which = nullptr) const;
  bool isView(llvm::StringRef Name) const;
  bool hasTrigger(const Table &T) const;

  /// In the order of their definitions.
  std::vector<const Table *> tables() const;
  llvm::ArrayRef<View> views() const { return Views; }
  llvm::ArrayRef<Trigger> triggers() const { return Triggers; }
  llvm::ArrayRef<Note> notes() const { return Notes; }
  llvm::ArrayRef<std::string> files() const { return Files; }
  bool empty() const { return Tables.empty() && Views.empty(); }
  databases::Database database() const { return Db; }
  /// Every file was found and could be opened.
  bool isComplete() const { return Complete; }

  void print(llvm::raw_ostream &OS) const;
  /// "db/schema.sql:12: ..."
  void print(const Note &N, llvm::raw_ostream &OS) const;

private:
  friend class Reader;
  friend class Definer;

  Table *find(llvm::StringRef Name, llvm::StringRef In);
  Table &add(Table T);
  void erase(const Table &T);
  /// Notes may be as many as there are statements; a few hundred are told.
  void note(Note::Kind What, Place At, std::string Message);

  databases::Database Db;
  /// Null where a table was dropped.
  std::deque<std::optional<Table>> Tables;
  /// By the name without the schema.
  llvm::StringMap<llvm::SmallVector<unsigned, 1>> ByName;
  std::vector<View> Views;
  std::vector<Trigger> Triggers;
  std::vector<Note> Notes;
  unsigned NotesLeftOut = 0;
  std::vector<std::string> Files;
  bool Complete = true;
};

} // namespace rowlock::schema

#endif // ROWLOCK_SCHEMA_SCHEMA_H
