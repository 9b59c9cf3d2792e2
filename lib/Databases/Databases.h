//===- Databases.h - What each database does --------------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The products Rowlock knows, and the facts about them that a judgement needs:
// how they read SQL text, what an anomaly comes to at an isolation level, when
// the snapshot is taken, what a failed statement leaves behind. All of it is
// data; nothing here parses SQL or looks at code.
//
// Sources: the Hermitage project (PostgreSQL 9.3, MySQL 5.6, Oracle 11.2, SQL
// Server 2012), Jepsen's analysis of MySQL 8.0.34, MariaDB's release notes on
// innodb_snapshot_isolation, SQLite's documentation of SQLITE_BUSY_SNAPSHOT,
// and the manuals' chapters on isolation and on implicit commits.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_DATABASES_DATABASES_H
#define ROWLOCK_DATABASES_DATABASES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/VersionTuple.h"
#include <initializer_list>
#include <optional>
#include <string>

namespace rowlock::databases {

enum class Product : uint8_t {
  Unknown,
  PostgreSQL,
  MySQL,
  MariaDB,
  SQLite,
  Oracle,
  SQLServer,
};

/// A product and, where it is known, its version. An empty version stands for
/// "whatever is common": facts that changed with a version then say so through
/// Outcome::Sure.
struct Database {
  Product Kind = Product::Unknown;
  llvm::VersionTuple Version;

  Database() = default;
  Database(Product Kind) : Kind(Kind) {}
  Database(Product Kind, llvm::VersionTuple Version)
      : Kind(Kind), Version(Version) {}

  bool known() const { return Kind != Product::Unknown; }
  /// MySQL or MariaDB.
  bool mysqlFamily() const {
    return Kind == Product::MySQL || Kind == Product::MariaDB;
  }
  /// True if the version is known and at least \p Wanted; false if it is known
  /// and lower; nothing if it is not known.
  std::optional<bool> atLeast(llvm::VersionTuple Wanted) const;

  friend bool operator==(const Database &A, const Database &B) {
    return A.Kind == B.Kind && A.Version == B.Version;
  }
  friend bool operator!=(const Database &A, const Database &B) {
    return !(A == B);
  }
};

/// The configuration's spelling: "postgresql", "mysql", "mariadb", "sqlite",
/// "oracle", "sqlserver", "unknown".
llvm::StringRef name(Product P);
/// What people call it: "PostgreSQL", "SQL Server", "an unknown database".
llvm::StringRef displayName(Product P);
/// All products but Unknown, in the order of the enumeration.
llvm::ArrayRef<Product> allProducts();
/// "postgresql", "postgresql 15.2".
std::string print(const Database &Db);
/// Reads what print() writes, in any letter case, and the common other names
/// ("postgres", "pgsql", "sqlite3", "mssql", "sql server"). Nothing if the text
/// is not a product or the version is not a version.
std::optional<Database> parseDatabase(llvm::StringRef Text);

//===----------------------------------------------------------------------===//
// Dialects
//===----------------------------------------------------------------------===//

/// How a name without quotes is compared with others.
enum class NameFolding : uint8_t {
  Lower,       ///< PostgreSQL: t, T are "t"; "T" is another name.
  Upper,       ///< Oracle: t, T are "T"; "t" is another name.
  Insensitive, ///< the rest: letter case never tells names apart (MySQL's table
               ///< names do on some file systems; columns never).
};

/// How the text of a statement is read. Where the product is unknown each flag
/// has the value that reads the most texts right; the tokenizer then also
/// looks at the surroundings.
struct Dialect {
  bool DoubleQuotedStrings; ///< "x" is a string (MySQL without ANSI_QUOTES)
  bool BackslashEscapes;    ///< '\'' is a string with one quote in it
  bool HashComments;        ///< # to the end of the line
  bool DashesNeedSpace;     ///< -- is a comment only before white space
  bool BracketNames;        ///< [x] is a name
  bool BacktickNames;       ///< `x` is a name
  bool DollarQuotes;        ///< $tag$ ... $tag$ is a string
  bool NestedComments;      ///< /* /* */ */ is one comment
  bool QuoteOperator;       ///< q'[...]' is a string
  bool QuestionOperators;   ///< ?, ?| and ?& are operators on JSON
  NameFolding Folding;
};

const Dialect &dialect(Product P);

/// A set of products.
class Products {
public:
  constexpr Products() = default;
  constexpr Products(std::initializer_list<Product> All) {
    for (Product P : All)
      Bits |= 1u << static_cast<unsigned>(P);
  }
  static Products all();
  constexpr bool has(Product P) const {
    return Bits & (1u << static_cast<unsigned>(P));
  }
  constexpr bool empty() const { return Bits == 0; }
  Products &operator&=(Products Other) {
    Bits &= Other.Bits;
    return *this;
  }
  /// The only one; MySQL for MySQL and MariaDB. Unknown where there are more,
  /// or none.
  Product only() const;

private:
  uint8_t Bits = 0;
};

/// Words in a row, in upper case, that only some products understand. Where a
/// function is meant, "(" ends them.
struct TellingPhrase {
  llvm::StringLiteral Words;
  Products KnownTo;
};
/// In the order of their words.
llvm::ArrayRef<TellingPhrase> tellingPhrases();

//===----------------------------------------------------------------------===//
// Isolation
//===----------------------------------------------------------------------===//

enum class IsolationLevel : uint8_t {
  Unknown,
  ReadUncommitted,
  ReadCommitted,
  RepeatableRead,
  Snapshot,
  Serializable,
};

/// "read committed"; "unknown".
llvm::StringRef name(IsolationLevel Level);
/// Reads name(), in any letter case, with spaces, '-' or '_' between words.
std::optional<IsolationLevel> parseIsolationLevel(llvm::StringRef Text);
/// The level of a transaction that says nothing. SQLite has only Serializable.
IsolationLevel defaultLevel(const Database &Db);
/// The levels that can be asked for by name in this product.
llvm::ArrayRef<IsolationLevel> levels(Product P);
/// What the product makes of a level: Unknown becomes the default, PostgreSQL's
/// read uncommitted is read committed, SQLite's every level serializable.
/// A level that the product refuses becomes Unknown.
IsolationLevel effectiveLevel(const Database &Db, IsolationLevel Level);

/// How the two statements of an anomaly stand to transactions.
enum class TransactionMode : uint8_t {
  Autocommit, ///< each statement is a transaction of its own
  Plain,      ///< one transaction, begun without more ado (SQLite: deferred)
  Immediate,  ///< SQLite: BEGIN IMMEDIATE, the write lock is taken at BEGIN
  Exclusive,  ///< SQLite: BEGIN EXCLUSIVE
};

llvm::StringRef name(TransactionMode Mode);

enum class Anomaly : uint8_t {
  LostUpdate,         ///< P4: both read, both write what they computed
  ReadSkew,           ///< G-single: two reads see different states
  WriteSkew,          ///< G2-item: each reads a row that the other writes
  PredicateWriteSkew, ///< G2: each reads a predicate that the other changes
};

/// "lost update", "read skew", "write skew", "write skew on a predicate".
llvm::StringRef name(Anomaly A);

struct Outcome {
  enum class Kind : uint8_t {
    Unknown,
    Silent,    ///< both succeed; data is lost or an invariant breaks
    Error,     ///< one of the two fails and must be retried as a whole
    Prevented, ///< the database makes one of the two wait
  };
  Kind What = Kind::Unknown;
  /// The error's usual name where What is Error: "40001", "1213", "ORA-08177",
  /// "3960", "SQLITE_BUSY".
  llvm::StringRef ErrorName = "";
  /// The error may come as late as COMMIT.
  bool AtCommit = false;
  /// Read skew only: holds for plain reads; UPDATE, DELETE and locking reads
  /// see the current rows (MySQL and MariaDB at repeatable read).
  bool PlainReadsOnly = false;
  /// False where it depends on something that is not known: the product or its
  /// version. What is then the worst that may happen.
  bool Sure = true;

  bool silent() const { return What == Kind::Silent; }
  bool error() const { return What == Kind::Error; }
  bool prevented() const { return What == Kind::Prevented; }
};

llvm::StringRef name(Outcome::Kind K);

/// The verdict. With an unknown product it is the worst verdict of the server
/// databases at that level, Sure only if they agree. In Autocommit the two
/// statements are two transactions, and every anomaly is silent everywhere.
Outcome outcome(Anomaly A, const Database &Db, IsolationLevel Level,
                TransactionMode Mode = TransactionMode::Plain);

inline Outcome lostUpdate(const Database &Db, IsolationLevel Level,
                          TransactionMode Mode = TransactionMode::Plain) {
  return outcome(Anomaly::LostUpdate, Db, Level, Mode);
}
inline Outcome readSkew(const Database &Db, IsolationLevel Level,
                        TransactionMode Mode = TransactionMode::Plain) {
  return outcome(Anomaly::ReadSkew, Db, Level, Mode);
}
inline Outcome writeSkew(const Database &Db, IsolationLevel Level,
                         TransactionMode Mode = TransactionMode::Plain) {
  return outcome(Anomaly::WriteSkew, Db, Level, Mode);
}
inline Outcome
predicateWriteSkew(const Database &Db, IsolationLevel Level,
                   TransactionMode Mode = TransactionMode::Plain) {
  return outcome(Anomaly::PredicateWriteSkew, Db, Level, Mode);
}

/// When a transaction at this level fixes what its plain reads see.
enum class SnapshotTime : uint8_t {
  Unknown,
  PerStatement,   ///< every statement sees what is committed when it starts
  FirstStatement, ///< PostgreSQL, Oracle: first query or write; BEGIN takes
                  ///< none
  FirstPlainRead, ///< MySQL, MariaDB: not BEGIN, a write or a locking read
  FirstAccess,    ///< SQLite deferred, SQL Server snapshot: first data touched
  AtBegin,        ///< SQLite immediate and exclusive
  Never,          ///< locks instead: every read sees the current row
};

llvm::StringRef name(SnapshotTime T);
SnapshotTime snapshotTime(const Database &Db, IsolationLevel Level,
                          TransactionMode Mode = TransactionMode::Plain);
/// MySQL and MariaDB at repeatable read: a locking read, UPDATE or DELETE sees
/// newer rows than the snapshot.
bool lockingReadsBypassSnapshot(const Database &Db, IsolationLevel Level);

/// What an isolation statement applies to.
enum class LevelScope : uint8_t { Unknown, This, Next, Session, Global };
llvm::StringRef name(LevelScope S);
/// The scope of a plain SET TRANSACTION: this transaction (PostgreSQL, Oracle),
/// the next one (MySQL, MariaDB), the session (SQL Server).
LevelScope setTransactionScope(Product P);

//===----------------------------------------------------------------------===//
// Transactions, locks, counts
//===----------------------------------------------------------------------===//

/// What remains of the transaction after a statement failed (a unique
/// violation, say; not a deadlock).
enum class AfterFailure : uint8_t {
  Unknown,
  Aborted,   ///< PostgreSQL: 25P02 until ROLLBACK [TO]
  Continues, ///< the statement is undone, the transaction goes on
  Depends,   ///< SQL Server: on XACT_ABORT and on the error's severity
};
llvm::StringRef name(AfterFailure F);
AfterFailure afterFailedStatement(Product P);

/// Whether a number, SQLSTATE or message of an error stands for a unique
/// constraint, or for constraints in general, in some product.
bool isUniqueViolation(llvm::StringRef Code);

enum class CommittingStatement : uint8_t {
  Ddl, ///< CREATE, ALTER, DROP
  Truncate,
  LockTables,
  BeginInside, ///< BEGIN or START TRANSACTION inside a transaction
  EnableAutocommit,
};
/// Whether the statement commits the open transaction. Nothing if the product
/// is unknown and the products differ. A second BEGIN is an error or a warning
/// without effect on PostgreSQL and SQLite, and nests on SQL Server.
std::optional<bool> commitsImplicitly(Product P, CommittingStatement S);

enum class RowLockSyntax : uint8_t {
  Unknown,
  None,      ///< SQLite: only the write lock of the whole database
  ForUpdate, ///< a clause at the end of SELECT
  TableHint, ///< SQL Server: WITH (UPDLOCK, ROWLOCK) behind the table
};
RowLockSyntax rowLockSyntax(Product P);
/// What takes an exclusive row lock: "FOR UPDATE", "WITH (UPDLOCK, ROWLOCK)".
/// Empty if there is none or the product is unknown.
llvm::StringRef rowLockSpelling(Product P);
/// Whether FOR UPDATE may be narrowed to tables by OF name. MySQL from 8.0.1,
/// never MariaDB; Oracle's OF names columns.
bool rowLockTakesOf(const Database &Db);

/// What stands in a SELECT that a row lock may not be added to.
enum class LockObstacle : uint8_t {
  Aggregate,
  GroupBy,
  Distinct,
  SetOperation,
  NullableSide,
  RowLimit, ///< LIMIT, FETCH FIRST
};
/// Whether the database itself rejects a row lock there. Unknown products
/// answer as the strictest.
bool rowLockIllegal(Product P, LockObstacle O);

/// What the affected-row count of an UPDATE counts.
enum class RowCount : uint8_t {
  Unknown,
  Matched, ///< rows the WHERE found
  Changed, ///< MySQL, MariaDB: rows that got another value, unless the
           ///< connection was opened with CLIENT_FOUND_ROWS
};
llvm::StringRef name(RowCount C);
RowCount affectedRowCount(Product P);

} // namespace rowlock::databases

#endif // ROWLOCK_DATABASES_DATABASES_H
