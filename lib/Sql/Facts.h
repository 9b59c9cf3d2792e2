//===- Facts.h - What a SQL statement says ----------------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The facts that parse() finds. A fact that may be wrong is Answer::Unknown
// rather than a guess: whoever asks stays silent on it. Every fact has its span
// in the flattened text (see Text.h); a fact that is absent has an invalid
// span.
//
// A statement's own facts speak of its own level: what a sub-select, a CTE, a
// derived table or the further arms of a UNION say stands in Subqueries, each
// with the same facts again.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SQL_FACTS_H
#define ROWLOCK_SQL_FACTS_H

#include "Databases/Databases.h"
#include "Sql/Text.h"
#include "llvm/ADT/SmallVector.h"
#include <string>
#include <vector>

namespace rowlock::sql {

enum class Answer : uint8_t { No, Yes, Unknown };

llvm::StringRef name(Answer A);

inline Answer answer(bool B) { return B ? Answer::Yes : Answer::No; }

/// A name as written. Text is without quotes and with doubled quotes undone.
struct Name {
  std::string Text;
  Span Where;
  bool Quoted = false;
  /// A hole or a format item is part of the name, so that Text (the known part)
  /// is not all of it.
  bool HasHole = false;

  bool present() const { return Where.valid(); }
  bool known() const { return present() && !HasHole; }
};

/// The name as the database compares it: letter case folded where the product
/// folds it. Two known names are the same if their folded texts are.
std::string folded(const Name &N, databases::Product P);
/// Unknown if either has a hole; No if either is absent.
Answer sameName(const Name &A, const Name &B, databases::Product P);

struct ColumnRef {
  Name Qualifier; ///< table or alias before the dot, if written
  Name Column;
  Span Where; ///< qualifier, dot and column

  bool present() const { return Column.present(); }
};

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

enum class PlaceholderStyle : uint8_t {
  Dollar,           ///< $1, and SQLite's $name
  Question,         ///< ?
  QuestionNumbered, ///< ?1
  Colon,            ///< :name, :1
  At,               ///< @name
  Printf,           ///< %s %d %lld %.2f %1$s; %% is one per cent sign
  Percent,          ///< Qt's %1 .. %99, %L1
  Braces,           ///< {} {0} {name} {:x}; {{ is one brace
};

llvm::StringRef name(PlaceholderStyle S);
/// Printf, Percent and Braces put *text* into the statement, like a hole: they
/// may stand for a name, and the value may be quoted around them.
bool substitutesText(PlaceholderStyle S);

struct Placeholder {
  PlaceholderStyle Style = PlaceholderStyle::Question;
  /// 1-based. Given by the text ($3, ?3, %3, {2} is 3), else counted: `?` and
  /// plain printf and {} items in their order over the whole text; named ones
  /// by first appearance, each name once. Never 0.
  unsigned Position = 0;
  std::string Name; ///< without the sigil; empty if it has none
  /// `?`, `%s`, `{}`: the position follows from the order in the text.
  bool Anonymous = false;
  /// A hole stands before it: it may hold placeholders too, so that a counted
  /// position is only the least one.
  bool AfterHole = false;
  /// Stands within quotes, which only text substitution can: '%s'.
  bool InString = false;
  Span Where;
};

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// A value: in a SET, a WHERE, a VALUES row, a select list, an argument.
///
/// Parentheses around the value, and casts (::type, CAST(x AS type), CONVERT),
/// are looked through: the Kind is the one of the value inside.
struct Operand {
  enum class Kind : uint8_t {
    None,        ///< there is no value here
    Placeholder, ///< Placeholders[0] and nothing else
    Hole,        ///< Holes[0] and nothing else, quoted or not
    Constant,    ///< number, string, TRUE, FALSE; Text is its value
    Null,
    Default,  ///< DEFAULT
    Column,   ///< Columns[0] and nothing else
    NewRow,   ///< EXCLUDED.v, VALUES(v), row alias: Columns[0] of the row that
              ///< was to be inserted, not of the row in the table
    List,     ///< (a, b, c) or ARRAY[...]: Elements
    Subquery, ///< a sub-select and nothing else
    Other,    ///< any other expression
  };
  Kind What = Kind::None;
  Span Where;
  /// What is left of Where without parentheses, casts and quotes around a hole.
  Span Core;
  std::string Text;
  /// A string literal, or a hole or format item that is all of one.
  bool InString = false;
  bool HasCast = false;

  /// What the expression mentions, in order. Columns are of the statement's own
  /// level: those inside a sub-select are not listed, nor new-row columns
  /// except for What == NewRow. Placeholders are indices into
  /// Parsed::Placeholders and, like Holes (the caller's numbers), include those
  /// inside sub-selects.
  llvm::SmallVector<ColumnRef, 1> Columns;
  llvm::SmallVector<unsigned, 1> Placeholders;
  llvm::SmallVector<unsigned, 1> Holes;
  /// Functions called, in lower case.
  llvm::SmallVector<std::string, 0> Functions;
  bool HasSubquery = false;
  /// For List.
  std::vector<Operand> Elements;

  bool present() const { return What != Kind::None; }
  /// One placeholder or one hole: comes from the program as a whole.
  bool fromProgram() const {
    return What == Kind::Placeholder || What == Kind::Hole;
  }
};

llvm::StringRef name(Operand::Kind K);

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

struct TableRef {
  enum class Role : uint8_t {
    Target, ///< UPDATE, DELETE, INSERT INTO, MERGE INTO, TRUNCATE, LOCK TABLE
    Source, ///< FROM, JOIN, USING
  };
  enum class Join : uint8_t {
    None,
    Comma,
    Inner,
    Left,
    Right,
    Full,
    Cross,
    Unknown
  };

  Role What = Role::Source;
  Join How = Join::None; ///< how it is joined to what stands before it
  Name Schema;
  Name Table; ///< absent for a derived table or a function
  Name Alias;
  /// From the first byte of the table's name to the last of its alias or hint.
  Span Where;
  /// SELECT ... FROM (SELECT ...): the index in Statement::Subqueries.
  std::optional<unsigned> Derived;
  bool IsFunction = false; ///< FROM generate_series(1, 9)
  Answer Reads = Answer::No;
  Answer Writes = Answer::No;
  /// May be all NULL for a row of the result, because of an outer join.
  Answer Nullable = Answer::No;
  /// The table is a CTE of this statement or of one around it.
  bool IsCte = false;
  /// SQL Server's hints, upper case: NOLOCK, UPDLOCK, ...
  llvm::SmallVector<std::string, 0> Hints;
  Span HintsWhere; ///< WITH (...), whole

  /// What columns may be qualified with: the alias, else the table.
  const Name &visibleName() const { return Alias.present() ? Alias : Table; }
};

llvm::StringRef name(TableRef::Role R);
llvm::StringRef name(TableRef::Join J);

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

/// One conjunct of a condition.
struct Atom {
  enum class Kind : uint8_t {
    Compare,  ///< Column Op Operands[0]; `5 < a` is turned round
    In,       ///< Column [NOT] IN (Operands...), also = ANY(Operands[0])
    Between,  ///< Column [NOT] BETWEEN Operands[0] AND Operands[1]
    IsNull,   ///< Column IS [NOT] NULL
    Truth,    ///< [NOT] Column, alone
    Like,     ///< Column [NOT] LIKE, ILIKE, GLOB, REGEXP, ~ Operands[0]
    Exists,   ///< [NOT] EXISTS (SELECT ...)
    Constant, ///< TRUE, 1, 1 = 1: a conjunct that says nothing
    Opaque,   ///< OR, a hole, a function: Operands[0] has what it mentions
  };
  Kind What = Kind::Opaque;
  bool Negated = false;
  ColumnRef Column;
  /// =, <>, <, <=, >, >=, <=> (MySQL's and IS NOT DISTINCT FROM), for Compare;
  /// the operator in upper case for Like.
  std::string Op;
  llvm::SmallVector<Operand, 1> Operands;
  Span Where;

  bool isEquality() const { return What == Kind::Compare && Op == "="; }
  /// a.x = b.y
  bool isColumnEquality() const {
    return isEquality() && Operands[0].What == Operand::Kind::Column;
  }
};

llvm::StringRef name(Atom::Kind K);

/// WHERE, ON, HAVING. The atoms are joined by AND.
struct Condition {
  Span Keyword; ///< the word WHERE; invalid if there is no condition
  Span Where;   ///< from behind the keyword to the end of the condition
  llvm::SmallVector<Atom, 2> Atoms;
  /// Yes: the atoms, none of them Opaque or Exists, are all there is.
  /// Unknown: rows may be narrowed or, behind an open end, widened in a way the
  /// atoms do not tell. The atoms that are listed hold all the same unless
  /// OpenEnd is set. An absent condition is complete.
  Answer Complete = Answer::Yes;
  /// There is an OR on the condition's own level, outside of any brackets.
  bool HasOr = false;
  /// A hole follows where the condition could go on.
  bool OpenEnd = false;

  bool present() const { return Keyword.valid(); }
};

//===----------------------------------------------------------------------===//
// Clauses
//===----------------------------------------------------------------------===//

struct SelectItem {
  enum class Kind : uint8_t {
    Star,      ///< *, t.* (Column.Qualifier is t)
    Column,    ///< Value.Columns[0]
    Aggregate, ///< COUNT, SUM, ... and nothing round it but casts and COALESCE
    Constant,
    Exists, ///< EXISTS (SELECT ...)
    Hole,   ///< a hole: one item or many
    Other,
  };
  Kind What = Kind::Other;
  Span Where; ///< without the alias
  Name Alias;
  ColumnRef Column;
  std::string Function; ///< aggregate's name, lower case
  bool DistinctArgument = false;
  Operand Value; ///< mentions; for an aggregate those of its arguments

  /// Whether the item may stand for more than one result column.
  bool mayBeMany() const { return What == Kind::Star || What == Kind::Hole; }
  /// Alias, else the column's name; absent for other expressions.
  const Name &outputName() const {
    return Alias.present() ? Alias : Column.Column;
  }
};

llvm::StringRef name(SelectItem::Kind K);

struct Assignment {
  ColumnRef Column;
  std::string Op = "="; ///< or += -= *= ...
  Operand Value;
  Span Where; ///< column, operator and value
  /// The new value is computed from the column's old one (also by +=). Unknown
  /// if a hole inside a larger expression may mention it.
  Answer RefersToItself = Answer::No;
  /// (a, b) = (1, 2): one of several columns set together; Where is the
  /// group's.
  bool InGroup = false;
};

struct Lock {
  enum class Strength : uint8_t {
    None,
    KeyShare,
    Share,
    NoKeyUpdate,
    Update,
    Unknown,
  };
  enum class Wait : uint8_t { Block, NoWait, SkipLocked, Timeout };

  /// Unknown if a hole follows where a lock could stand.
  Answer Locks = Answer::No;
  Strength How = Strength::None;
  Wait Waits = Wait::Block;
  llvm::SmallVector<Name, 0> Of;
  Span Where; ///< the clause or hint

  /// Excludes others that write the row or lock it likewise.
  Answer exclusive() const {
    if (Locks != Answer::Yes)
      return Locks;
    return answer(How == Strength::Update || How == Strength::NoKeyUpdate);
  }
};

llvm::StringRef name(Lock::Strength S);
llvm::StringRef name(Lock::Wait W);

enum class ConflictAction : uint8_t {
  None,    ///< a violation is an error
  Ignore,  ///< INSERT IGNORE, OR IGNORE, DO NOTHING
  Replace, ///< REPLACE, OR REPLACE
  Update,  ///< DO UPDATE, ON DUPLICATE KEY UPDATE: Assignments of the statement
  Fail,    ///< SQLite's OR ABORT, FAIL, ROLLBACK
};
llvm::StringRef name(ConflictAction A);

struct Insert {
  llvm::SmallVector<Name, 4> Columns; ///< empty: all columns, in their order
  Span ColumnsWhere;                  ///< with the parentheses
  std::vector<std::vector<Operand>> Rows;
  bool DefaultValues = false;
  /// INSERT ... SELECT: the index in Statement::Subqueries.
  std::optional<unsigned> Query;
  Name RowAlias; ///< MySQL: VALUES (...) AS new
  /// Unknown if a hole follows where the clause could stand.
  Answer HandlesConflict = Answer::No;
  ConflictAction OnConflict = ConflictAction::None;
  llvm::SmallVector<Name, 2> ConflictColumns;
  Name ConflictConstraint;
  Span ConflictWhere;
};

//===----------------------------------------------------------------------===//
// Statements that control transactions, locks and the schema
//===----------------------------------------------------------------------===//

enum class StatementKind : uint8_t {
  Unknown,  ///< not told, for example because it begins with a hole
  Fragment, ///< a tail such as "WHERE id = ?" or "SET a = 1": its facts are
            ///< read
  Select,   ///< also VALUES and TABLE t
  Insert,   ///< also REPLACE
  Update,
  Delete,
  Merge,
  Truncate,
  Begin,
  Commit,
  Rollback,
  Savepoint,
  Release,
  RollbackTo,
  SetTransaction, ///< isolation level or mode
  SetAutocommit,
  LockTables,
  UnlockTables,
  Ddl,
  Call,  ///< CALL, EXEC
  Block, ///< PL/SQL, DO, DECLARE: not looked into
  Other, ///< SET, PRAGMA, EXPLAIN, SHOW, VACUUM, GRANT, ...
};
llvm::StringRef name(StatementKind K);

struct TransactionControl {
  databases::TransactionMode Mode = databases::TransactionMode::Plain;
  databases::IsolationLevel Level = databases::IsolationLevel::Unknown;
  Span LevelWhere;
  Answer ReadOnly = Answer::Unknown; ///< Unknown: not said
  databases::LevelScope Scope = databases::LevelScope::Unknown;
  bool ConsistentSnapshot = false; ///< MySQL: snapshot at BEGIN
  bool Chain = false;              ///< AND CHAIN
  Name Savepoint;
  /// SetAutocommit: the new state. Unknown for a value from outside.
  Answer Autocommit = Answer::Unknown;
  /// BEGIN's modes may go on in a hole.
  bool OpenEnd = false;
};

enum class TableLockMode : uint8_t {
  Unknown,
  Share,     ///< does not exclude another of its kind
  Exclusive, ///< excludes another of its kind
};
llvm::StringRef name(TableLockMode M);

struct TableLock {
  unsigned Table = 0; ///< index in Statement::Tables
  TableLockMode Mode = TableLockMode::Unknown;
  std::string ModeText; ///< upper case: "SHARE ROW EXCLUSIVE", "WRITE", ...
};

/// A call that takes or gives back a lock on a name or number of the
/// application's own.
struct AdvisoryLock {
  enum class Action : uint8_t {
    Acquire,
    TryAcquire,
    Release,
    ReleaseAll,
    Test
  };
  enum class Scope : uint8_t { Transaction, Session, Unknown };
  Action What = Action::Acquire;
  Scope Holds = Scope::Session;
  bool Shared = false;
  std::string Function; ///< lower case
  std::vector<Operand> Keys;
  Span Where;
};
llvm::StringRef name(AdvisoryLock::Action A);
llvm::StringRef name(AdvisoryLock::Scope S);

struct Ddl {
  std::string Verb;   ///< CREATE, ALTER, DROP, RENAME, COMMENT
  std::string Object; ///< TABLE, INDEX, VIEW, TRIGGER, ...; upper case
  Name Schema;
  Name ObjectName;
  bool IfExists = false; ///< IF EXISTS, IF NOT EXISTS
  bool Unique = false;   ///< CREATE UNIQUE INDEX
  bool Temporary = false;
};

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

struct Subquery;

struct Statement {
  Statement() = default;
  Statement(const Statement &) = default;
  Statement &operator=(const Statement &) = default;
  // Declared so that vectors move statements, which are large, when they grow.
  Statement(Statement &&) noexcept = default;
  Statement &operator=(Statement &&) noexcept = default;

  StatementKind Kind = StatementKind::Unknown;
  /// From the first token to the last, without the semicolon.
  Span Where;
  /// Is it SQL, or prose that begins with an SQL verb?
  Answer IsSql = Answer::Unknown;
  /// A hole or a format item stands behind the last clause that was understood:
  /// any clause may follow.
  bool OpenEnd = false;
  /// A hole before the first word that was understood.
  bool OpenStart = false;
  /// There are words that no clause explains.
  bool Leftover = false;

  std::vector<TableRef> Tables;
  /// Where FROM or USING begins and ends, with the keyword.
  Span From;
  /// Conditions of the joins, in order: ON of table Joins[i].Table.
  struct JoinCondition {
    unsigned Table = 0; ///< index in Tables
    Condition On;
    llvm::SmallVector<Name, 1> Using;
  };
  std::vector<JoinCondition> Joins;
  Condition Filter; ///< WHERE

  // SELECT
  std::vector<SelectItem> Items;
  Answer Distinct = Answer::No;
  Answer Grouped = Answer::No;    ///< GROUP BY, HAVING
  Answer Aggregated = Answer::No; ///< an aggregate outside of any OVER
  Answer SetOperation = Answer::No;
  Answer Windowed = Answer::No; ///< a function with OVER
  Answer Ordered = Answer::No;
  Answer Limited = Answer::No; ///< LIMIT, TOP, FETCH FIRST, ROWNUM
  Operand Limit;
  Span GroupBy, Having, OrderBy, LimitWhere;
  Lock RowLock;

  // UPDATE, upserts
  std::vector<Assignment> Assignments;
  Span Set; ///< the list, without the keyword
  /// Unknown if a hole stands for assignments, or a part was not understood.
  Answer AssignmentsComplete = Answer::Yes;
  /// DO UPDATE SET ... WHERE
  Condition ConflictFilter;

  sql::Insert Insert;
  /// RETURNING, OUTPUT; items qualified with inserted or deleted are Columns.
  std::vector<SelectItem> Returning;
  Answer Returns = Answer::No; ///< Unknown: a hole could hold it
  Span ReturningWhere;

  TransactionControl Transaction;
  std::vector<TableLock> TableLocks;
  std::vector<AdvisoryLock> AdvisoryLocks;
  sql::Ddl Ddl;

  std::vector<Subquery> Subqueries;

  /// Where a WHERE would be put if there is none; invalid where none may be.
  uint32_t WherePlace = Span::None;
  /// The target of UPDATE, DELETE, INSERT, MERGE; null if there is none.
  const TableRef *target() const;
};

struct Subquery {
  Subquery() = default;
  Subquery(const Subquery &) = default;
  Subquery &operator=(const Subquery &) = default;
  Subquery(Subquery &&) noexcept = default;
  Subquery &operator=(Subquery &&) noexcept = default;

  enum class Role : uint8_t {
    Cte,       ///< WITH Name AS (...)
    Derived,   ///< FROM (...) Name
    SetArm,    ///< UNION, EXCEPT, INTERSECT
    Source,    ///< INSERT ... SELECT, CREATE TABLE AS, EXPLAIN
    Expression ///< in WHERE, SET, the select list, VALUES
  };
  Role What = Role::Expression;
  sql::Name Name;
  /// Stands for itself even where it was too deep to be read (Kind Unknown).
  Statement Body;
};
llvm::StringRef name(Subquery::Role R);

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

/// Which item of a select list (or of RETURNING) a result column comes from.
struct ItemLookup {
  /// Yes: it is Item. No: there is no such column. Unknown: a star or a hole
  /// may hold it; Item is that star or hole.
  Answer Found = Answer::No;
  const SelectItem *Item = nullptr;
};
/// By 0-based index.
ItemLookup itemAt(llvm::ArrayRef<SelectItem> Items, unsigned Index);
/// By name as a result set gives it: alias or column name, letter case ignored,
/// for other items the function's name or the item's own text.
ItemLookup itemNamed(llvm::ArrayRef<SelectItem> Items, llvm::StringRef Name,
                     llvm::StringRef Flattened);

/// A table used somewhere in a statement, sub-selects and CTEs included.
struct TableUse {
  const TableRef *Table;
  const Statement *In;
};
/// Real tables only: no CTE names, derived tables or functions.
llvm::SmallVector<TableUse, 4> tablesRead(const Statement &S);
llvm::SmallVector<TableUse, 4> tablesWritten(const Statement &S);
/// Whether the statement writes: also by a CTE.
Answer writes(const Statement &S);

} // namespace rowlock::sql

#endif // ROWLOCK_SQL_FACTS_H
