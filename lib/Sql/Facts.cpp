//===- Facts.cpp - Questions to a parsed statement
//----------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Facts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

namespace rowlock::sql {

std::string folded(const Name &N, databases::Product P) {
  llvm::StringRef Text = N.Text;
  switch (databases::dialect(P).Folding) {
  case databases::NameFolding::Lower:
    return N.Quoted ? Text.str() : Text.lower();
  case databases::NameFolding::Upper:
    return N.Quoted ? Text.str() : Text.upper();
  case databases::NameFolding::Insensitive:
    return Text.lower();
  }
  return Text.str();
}

Answer sameName(const Name &A, const Name &B, databases::Product P) {
  if (!A.present() || !B.present())
    return Answer::No;
  if (A.HasHole || B.HasHole)
    return Answer::Unknown;
  // Names that differ in letter case alone are rare: most are told apart here.
  if (A.Text.size() != B.Text.size() ||
      !llvm::StringRef(A.Text).equals_insensitive(B.Text))
    return Answer::No;
  return answer(folded(A, P) == folded(B, P));
}

const TableRef *Statement::target() const {
  const auto *It = llvm::find_if(llvm::ArrayRef(Tables), [](const TableRef &T) {
    return T.What == TableRef::Role::Target;
  });
  return It == llvm::ArrayRef(Tables).end() ? nullptr : It;
}

ItemLookup itemAt(llvm::ArrayRef<SelectItem> Items, unsigned Index) {
  for (const auto &[At, Item] : llvm::enumerate(Items)) {
    if (Item.mayBeMany())
      return {Answer::Unknown, &Item};
    if (At == Index)
      return {Answer::Yes, &Item};
  }
  return {};
}

ItemLookup itemNamed(llvm::ArrayRef<SelectItem> Items, llvm::StringRef Name,
                     llvm::StringRef Flattened) {
  const SelectItem *Many = nullptr;
  for (const SelectItem &Item : Items) {
    if (Item.mayBeMany() && !Item.Alias.present()) {
      Many = Many ? Many : &Item;
      continue;
    }
    const sql::Name &Output = Item.outputName();
    if (Output.HasHole)
      Many = &Item;
    else if (Output.present() ? Name.equals_insensitive(Output.Text)
                              : Name.equals_insensitive(Item.Function) ||
                                    Name.equals_insensitive(Flattened.slice(
                                        Item.Where.Begin, Item.Where.End)))
      return {Answer::Yes, &Item};
    else if (!Output.present() && Item.What == SelectItem::Kind::Exists &&
             Name.equals_insensitive("exists"))
      return {Answer::Yes, &Item};
    else if (!Output.present() && Item.Value.Functions.size() &&
             Name.equals_insensitive(Item.Value.Functions.front()))
      return {Answer::Yes, &Item};
  }
  if (Many)
    return {Answer::Unknown, Many};
  return {};
}

namespace {

template <typename Wanted>
void gather(const Statement &S, Wanted Want,
            llvm::SmallVectorImpl<TableUse> &Uses) {
  for (const TableRef &T : S.Tables)
    if (T.Table.present() && !T.IsFunction && !T.IsCte && Want(T))
      Uses.push_back({&T, &S});
  for (const Subquery &Q : S.Subqueries)
    gather(Q.Body, Want, Uses);
}

} // namespace

llvm::SmallVector<TableUse, 4> tablesRead(const Statement &S) {
  llvm::SmallVector<TableUse, 4> Uses;
  gather(S, [](const TableRef &T) { return T.Reads != Answer::No; }, Uses);
  return Uses;
}

llvm::SmallVector<TableUse, 4> tablesWritten(const Statement &S) {
  llvm::SmallVector<TableUse, 4> Uses;
  gather(S, [](const TableRef &T) { return T.Writes != Answer::No; }, Uses);
  return Uses;
}

Answer writes(const Statement &S) {
  Answer Result = Answer::No;
  switch (S.Kind) {
  case StatementKind::Insert:
  case StatementKind::Update:
  case StatementKind::Delete:
  case StatementKind::Merge:
  case StatementKind::Truncate:
  case StatementKind::Ddl:
    return Answer::Yes;
  case StatementKind::Unknown:
  case StatementKind::Fragment:
  case StatementKind::Call:
  case StatementKind::Block:
    Result = Answer::Unknown;
    break;
  default:
    break;
  }
  for (const Subquery &Q : S.Subqueries) {
    Answer Nested = writes(Q.Body);
    if (Nested == Answer::Yes)
      return Answer::Yes;
    if (Nested == Answer::Unknown)
      Result = Answer::Unknown;
  }
  return Result;
}

//===----------------------------------------------------------------------===//
// Names of the enumerations
//===----------------------------------------------------------------------===//

llvm::StringRef name(Answer A) {
  static constexpr llvm::StringLiteral Names[] = {"no", "yes", "unknown"};
  return Names[static_cast<unsigned>(A)];
}

llvm::StringRef name(Operand::Kind K) {
  static constexpr llvm::StringLiteral Names[] = {
      "none",   "placeholder", "hole", "constant", "null", "default",
      "column", "new-row",     "list", "subquery", "other"};
  return Names[static_cast<unsigned>(K)];
}

llvm::StringRef name(TableRef::Role R) {
  static constexpr llvm::StringLiteral Names[] = {"target", "source"};
  return Names[static_cast<unsigned>(R)];
}

llvm::StringRef name(TableRef::Join J) {
  static constexpr llvm::StringLiteral Names[] = {
      "none", "comma", "inner", "left", "right", "full", "cross", "unknown"};
  return Names[static_cast<unsigned>(J)];
}

llvm::StringRef name(Atom::Kind K) {
  static constexpr llvm::StringLiteral Names[] = {
      "compare", "in",     "between",  "is-null", "truth",
      "like",    "exists", "constant", "opaque"};
  return Names[static_cast<unsigned>(K)];
}

llvm::StringRef name(SelectItem::Kind K) {
  static constexpr llvm::StringLiteral Names[] = {
      "star", "column", "aggregate", "constant", "exists", "hole", "other"};
  return Names[static_cast<unsigned>(K)];
}

llvm::StringRef name(Lock::Strength S) {
  static constexpr llvm::StringLiteral Names[] = {
      "none", "key-share", "share", "no-key-update", "update", "unknown"};
  return Names[static_cast<unsigned>(S)];
}

llvm::StringRef name(Lock::Wait W) {
  static constexpr llvm::StringLiteral Names[] = {"block", "nowait",
                                                  "skip-locked", "timeout"};
  return Names[static_cast<unsigned>(W)];
}

llvm::StringRef name(ConflictAction A) {
  static constexpr llvm::StringLiteral Names[] = {"none", "ignore", "replace",
                                                  "update", "fail"};
  return Names[static_cast<unsigned>(A)];
}

llvm::StringRef name(StatementKind K) {
  static constexpr llvm::StringLiteral Names[] = {"unknown",
                                                  "fragment",
                                                  "select",
                                                  "insert",
                                                  "update",
                                                  "delete",
                                                  "merge",
                                                  "truncate",
                                                  "begin",
                                                  "commit",
                                                  "rollback",
                                                  "savepoint",
                                                  "release",
                                                  "rollback-to",
                                                  "set-transaction",
                                                  "set-autocommit",
                                                  "lock-tables",
                                                  "unlock-tables",
                                                  "ddl",
                                                  "call",
                                                  "block",
                                                  "other"};
  return Names[static_cast<unsigned>(K)];
}

llvm::StringRef name(TableLockMode M) {
  static constexpr llvm::StringLiteral Names[] = {"unknown", "share",
                                                  "exclusive"};
  return Names[static_cast<unsigned>(M)];
}

llvm::StringRef name(AdvisoryLock::Action A) {
  static constexpr llvm::StringLiteral Names[] = {
      "acquire", "try-acquire", "release", "release-all", "test"};
  return Names[static_cast<unsigned>(A)];
}

llvm::StringRef name(AdvisoryLock::Scope S) {
  static constexpr llvm::StringLiteral Names[] = {"transaction", "session",
                                                  "unknown"};
  return Names[static_cast<unsigned>(S)];
}

llvm::StringRef name(Subquery::Role R) {
  static constexpr llvm::StringLiteral Names[] = {"cte", "derived", "set-arm",
                                                  "source", "expression"};
  return Names[static_cast<unsigned>(R)];
}

} // namespace rowlock::sql
