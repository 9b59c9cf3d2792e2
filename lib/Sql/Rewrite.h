//===- Rewrite.h - Edits of SQL text ----------------------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each function proposes edits of one statement, as replacements in the
// flattened text, or says why it does not. The caller maps the edits into its
// string literals (Text::locate) and escapes them there.
//
// All are idempotent: on the rewritten text they refuse with AlreadyDone.
// Nothing is ever put behind a comment that ends the text, nor behind the
// statement's semicolon.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SQL_REWRITE_H
#define ROWLOCK_SQL_REWRITE_H

#include "Sql/Parse.h"

namespace rowlock::sql {

struct Edit {
  Span Where; ///< empty for an insertion
  std::string Replacement;
};

struct Rewrite {
  enum class Refusal : uint8_t {
    None,
    AlreadyDone, ///< the text has it already
    Illegal,     ///< the database rejects it there, or has no such thing
    Unknown,     ///< the text is not known well enough: holes, unread clauses
    NoPlace,     ///< there is nothing of the kind to edit
  };
  Refusal Why = Refusal::None;
  /// For a person, lower case without a full stop; empty if not refused.
  std::string Reason;
  /// Ordered, not overlapping.
  llvm::SmallVector<Edit, 2> Edits;

  /// Indices in Parsed::Placeholders that are no longer in the text.
  llvm::SmallVector<unsigned, 2> Vanished;
  /// Anonymous placeholders behind a vanished one move to a lower position.
  bool Renumbers = false;
  /// Gaps in explicit numbers: $2 vanished and $3 remains, so that the caller
  /// either keeps binding position 2 or renames.
  bool LeavesGap = false;
  /// How many anonymous placeholders stand before the (first) edit: where the
  /// values of placeholders in an added condition go.
  unsigned AnonymousBefore = 0;

  explicit operator bool() const { return Why == Refusal::None; }
};

llvm::StringRef name(Rewrite::Refusal R);

struct RewriteContext {
  const Text &T;
  const Parsed &P;
  const ParseOptions &Options;
};

/// Locks the rows a SELECT reads, exclusively and in the database's own syntax.
/// Refused on aggregates, GROUP BY, DISTINCT, set operations, on tables on the
/// nullable side of an outer join, on SQLite (see beginImmediate) and, since
/// the spelling is not known, on an unknown database.
/// \p Table: the index in Statement::Tables of the table whose rows matter.
/// With several tables the lock is narrowed to it where the dialect can;
/// without it all are locked.
Rewrite addRowLock(const RewriteContext &C, const Statement &S,
                   std::optional<unsigned> Table = std::nullopt);

/// `n = $1` to `n = n + $1` (\p Op '+' or '-'). The value must be one
/// placeholder, hole, constant or new-row column; the placeholder stays, and
/// the caller binds the change instead of the total. \p Assignment: index in
/// Statement::Assignments. The column is spelled as written, without its
/// qualifier; with the table's visible name where it would be ambiguous (a
/// second table, ON CONFLICT DO UPDATE).
Rewrite makeRelative(const RewriteContext &C, const Statement &S,
                     unsigned Assignment, char Op);

/// Removes assignments (indices in Statement::Assignments) from the SET list.
/// Refused if none would remain, or if one is part of `(a, b) = ...`.
Rewrite narrowSet(const RewriteContext &C, const Statement &S,
                  llvm::ArrayRef<unsigned> Remove);

/// Joins \p Condition to WHERE with AND, or makes a WHERE. An OR on either
/// side's own level is put in parentheses.
Rewrite addCondition(const RewriteContext &C, const Statement &S,
                     llvm::StringRef Condition);

/// SQLite: BEGIN [DEFERRED] [TRANSACTION] to BEGIN IMMEDIATE [TRANSACTION].
Rewrite beginImmediate(const RewriteContext &C, const Statement &S);

/// The text with the edits made. Holes stay where they are.
Text apply(const Text &T, llvm::ArrayRef<Edit> Edits);

} // namespace rowlock::sql

#endif // ROWLOCK_SQL_REWRITE_H
