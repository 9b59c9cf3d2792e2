//===- Control.cpp - Transactions and table locks
//----------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Recogniser.h"
#include "llvm/ADT/STLExtras.h"

namespace rowlock::sql {

using databases::IsolationLevel;
using databases::LevelScope;
using databases::TransactionMode;

/// READ COMMITTED and its kin, as words, or one string with '-' between.
uint32_t Recogniser::readLevel(Statement &S, uint32_t I, uint32_t End) {
  TransactionControl &C = S.Transaction;
  if (I < End && at(I).What == Token::Kind::String) {
    llvm::StringRef Text = spelled(I).drop_front();
    if (!Text.empty())
      Text = Text.drop_back();
    if (auto Level = databases::parseIsolationLevel(Text))
      C.Level = *Level;
    C.LevelWhere = at(I).where();
    return I + 1;
  }
  uint32_t Words = 1;
  if (word(I, "serializable"))
    C.Level = IsolationLevel::Serializable;
  else if (word(I, "snapshot"))
    C.Level = IsolationLevel::Snapshot;
  else if (word(I, "read") && word(I + 1, "committed"))
    C.Level = IsolationLevel::ReadCommitted, Words = 2;
  else if (word(I, "read") && word(I + 1, "uncommitted"))
    C.Level = IsolationLevel::ReadUncommitted, Words = 2;
  else if (word(I, "repeatable") && word(I + 1, "read"))
    C.Level = IsolationLevel::RepeatableRead, Words = 2;
  else if (I >= End || at(I).What == Token::Kind::Operator)
    return I;
  // MySQL's variables take the level without quotes too: READ-COMMITTED.
  else if (word(I, "read") && op(I + 1, "-") && word(I + 2, "committed"))
    C.Level = IsolationLevel::ReadCommitted, Words = 3;
  else if (word(I, "read") && op(I + 1, "-") && word(I + 2, "uncommitted"))
    C.Level = IsolationLevel::ReadUncommitted, Words = 3;
  else if (word(I, "repeatable") && op(I + 1, "-") && word(I + 2, "read"))
    C.Level = IsolationLevel::RepeatableRead, Words = 3;
  C.LevelWhere = span({I, std::min(I + Words, End)});
  return std::min(I + Words, End);
}

uint32_t Recogniser::readModes(Statement &S, uint32_t I, uint32_t End) {
  TransactionControl &C = S.Transaction;
  while (I < End) {
    if (op(I, ",")) {
      ++I;
    } else if (word(I, "isolation") && word(I + 1, "level")) {
      I = readLevel(S, I + 2, End);
    } else if (word(I, "read") && wordIn(I + 1, {"only", "write"})) {
      C.ReadOnly = answer(word(I + 1, "only"));
      I += 2;
    } else if (word(I, "with") && word(I + 1, "consistent") &&
               word(I + 2, "snapshot")) {
      C.ConsistentSnapshot = true;
      I += 3;
    } else if (word(I, "not") && word(I + 1, "deferrable")) {
      I += 2;
    } else if (word(I, "deferrable")) {
      ++I;
    } else {
      break;
    }
  }
  return std::min(I, End);
}

void Recogniser::readBegin(Statement &S, Range R) {
  S.Kind = StatementKind::Begin;
  uint32_t I = R.Begin + 1;
  if (wordIn(I, {"deferred", "concurrent"})) {
    ++I;
  } else if (word(I, "immediate")) {
    S.Transaction.Mode = TransactionMode::Immediate;
    ++I;
  } else if (word(I, "exclusive")) {
    S.Transaction.Mode = TransactionMode::Exclusive;
    ++I;
  }
  if (isHole(I) && I < R.End) {
    S.Transaction.OpenEnd = true;
    ++I;
  }
  bool Tran = wordIn(I, {"transaction", "tran"});
  if (Tran || word(I, "work"))
    ++I;
  I = readModes(S, I, R.End);
  // SQL Server: BEGIN TRAN name [WITH MARK 'x'].
  if (Tran && word(R.Begin, "begin") && I < R.End && !isHole(I) &&
      (isName(I) || at(I).What == Token::Kind::Variable) &&
      (I + 1 == R.End || word(I + 1, "with"))) {
    ++I;
    if (word(I, "with") && word(I + 1, "mark"))
      I = std::min(I + 3, R.End);
  }
  if (I < R.End && isHole(I)) {
    S.Transaction.OpenEnd = true;
    ++I;
  }
  S.Leftover |= I < R.End;
}

void Recogniser::readEnd(Statement &S, Range R) {
  uint32_t I = R.Begin;
  bool Undo = wordIn(I, {"rollback", "abort"});
  S.Kind = Undo ? StatementKind::Rollback : StatementKind::Commit;
  ++I;
  bool Tran = wordIn(I, {"transaction", "tran"});
  if (Tran || word(I, "work"))
    ++I;
  if (word(I, "prepared")) {
    S.Kind = StatementKind::Other;
    return;
  }
  if (Undo && word(I, "to")) {
    ++I;
    if (word(I, "savepoint") && I + 1 < R.End)
      ++I;
    S.Kind = StatementKind::RollbackTo;
    if (I < R.End && (isName(I) || at(I).What == Token::Kind::Parameter)) {
      S.Transaction.Savepoint = nameAt(I);
      ++I;
    }
  } else if (Tran && I < R.End &&
             (isName(I) || at(I).What == Token::Kind::Variable)) {
    // SQL Server: the name of a savepoint, or of the transaction.
    S.Transaction.Savepoint = nameAt(I);
    if (Undo)
      S.Kind = StatementKind::RollbackTo;
    ++I;
  }
  if (word(I, "and")) {
    S.Transaction.Chain = !word(I + 1, "no");
    I += S.Transaction.Chain ? 2 : 3;
  }
  if (word(I, "no") && word(I + 1, "release"))
    I += 2;
  else if (word(I, "release") || word(I, "force"))
    ++I;
  S.Leftover |= I < R.End;
}

/// SET name = value where the name is about transactions. False for any other.
bool Recogniser::readVariable(Statement &S, Range R) {
  TransactionControl &C = S.Transaction;
  uint32_t I = R.Begin;
  LevelScope Scope = LevelScope::Session;
  if (wordIn(I, {"session", "local", "global", "persist"}) && !op(I + 1, "=")) {
    if (word(I, "global") || word(I, "persist"))
      Scope = LevelScope::Global;
    else if (word(I, "local") && !Options.Db.mysqlFamily())
      Scope = LevelScope::This; // PostgreSQL
    ++I;
  }
  llvm::StringRef Name = spelled(I);
  std::string Lower = Name.lower();
  llvm::StringRef Variable = Lower;
  if (at(I).What == Token::Kind::Variable && Variable.consume_front("@@")) {
    if (Variable.consume_front("global."))
      Scope = LevelScope::Global;
    else if (!Variable.consume_front("session.") &&
             !Variable.consume_front("local."))
      Scope = LevelScope::Next;
  }
  ++I;
  if (op(I, "=") || op(I, ":=") || word(I, "to"))
    ++I;
  if (I >= R.End)
    return false;
  if (Variable == "autocommit") {
    S.Kind = StatementKind::SetAutocommit;
    C.Scope = Scope == LevelScope::Next ? LevelScope::Session : Scope;
    if (wordIn(I, {"on", "true"}) || spelled(I) == "1")
      C.Autocommit = Answer::Yes;
    else if (wordIn(I, {"off", "false"}) || spelled(I) == "0")
      C.Autocommit = Answer::No;
    S.Leftover |= I + 1 < R.End && !op(I + 1, ",");
    return true;
  }
  if (Variable == "implicit_transactions") {
    S.Kind = StatementKind::SetAutocommit;
    C.Scope = LevelScope::Session;
    if (word(I, "on") || word(I, "off"))
      C.Autocommit = answer(word(I, "off"));
    return true;
  }
  if (Variable == "transaction_isolation" || Variable == "tx_isolation" ||
      Variable == "default_transaction_isolation" ||
      Variable == "isolation_level") {
    S.Kind = StatementKind::SetTransaction;
    C.Scope = Scope;
    if (P == databases::Product::PostgreSQL &&
        Variable == "transaction_isolation")
      C.Scope = LevelScope::This;
    readLevel(S, I, R.End);
    return true;
  }
  return false;
}

void Recogniser::readSet(Statement &S, Range R) {
  TransactionControl &C = S.Transaction;
  uint32_t I = R.Begin + 1;
  LevelScope Scope = databases::setTransactionScope(P);
  if (word(I, "session") && word(I + 1, "characteristics")) {
    Scope = LevelScope::Session;
    I += 3; // CHARACTERISTICS AS
  } else if (wordIn(I, {"session", "local", "global"}) &&
             word(I + 1, "transaction")) {
    Scope = word(I, "global")    ? LevelScope::Global
            : word(I, "session") ? LevelScope::Session
                                 : Scope;
    ++I;
  }
  if (word(I, "transaction")) {
    S.Kind = StatementKind::SetTransaction;
    C.Scope = Scope;
    ++I;
    if (word(I, "snapshot") && at(I + 1).What == Token::Kind::String)
      I += 2; // PostgreSQL: takes over another session's snapshot
    I = readModes(S, I, R.End);
    if (word(I, "name"))
      I += 2; // Oracle
    if (I < R.End && isHole(I)) {
      C.OpenEnd = true;
      ++I;
    }
    S.Leftover |= I < R.End;
    return;
  }
  S.Kind = StatementKind::Other;
  for (Range Part : split({R.Begin + 1, R.End}))
    if (!Part.empty() && readVariable(S, Part))
      return;
}

void Recogniser::readLockTables(Statement &S, Range R) {
  uint32_t I = R.Begin + 1;
  bool MySql = word(I, "tables") || Options.Db.mysqlFamily();
  if (wordIn(I, {"table", "tables"}))
    ++I;
  S.Kind = StatementKind::LockTables;
  auto Add = [&](TableRef Table, TableLockMode Mode, std::string ModeText) {
    Table.What = TableRef::Role::Target;
    S.Tables.push_back(std::move(Table));
    S.TableLocks.push_back({static_cast<unsigned>(S.Tables.size() - 1), Mode,
                            std::move(ModeText)});
  };
  uint32_t End = I;
  while (End < R.End && !word(End, "in") && !word(End, "nowait"))
    End = next(End, R.End);
  if (!word(End, "in"))
    for (Range Part : split({I, End}))
      MySql |= wordIn(Part.End - 1, {"read", "write", "local"});

  if (MySql && End == R.End) {
    for (Range Part : split({I, End})) {
      TableRef Table;
      uint32_t J = readTableName(Part.Begin, Part.End, Table);
      if (J == Part.Begin) {
        S.Leftover = true;
        continue;
      }
      if (word(J, "as"))
        ++J;
      if (J < Part.End && isName(J) &&
          !wordIn(J, {"read", "write", "low_priority"}))
        Table.Alias = nameAt(J++);
      TableLockMode Mode = TableLockMode::Unknown;
      std::string ModeText;
      for (; J < Part.End; ++J) {
        if (word(J, "write"))
          Mode = TableLockMode::Exclusive;
        else if (word(J, "read"))
          Mode = TableLockMode::Share;
        else if (!wordIn(J, {"local", "low_priority", "concurrent"}))
          S.Leftover |= !isHole(J);
        ModeText += (ModeText.empty() ? "" : " ") + spelled(J).upper();
      }
      Add(std::move(Table), Mode, std::move(ModeText));
    }
    return;
  }

  // IN mode MODE; PostgreSQL's default is the strongest.
  TableLockMode Mode = TableLockMode::Exclusive;
  std::string ModeText = "ACCESS EXCLUSIVE";
  if (word(End, "in")) {
    ModeText.clear();
    uint32_t J = End + 1;
    bool Hole = false;
    for (; J < R.End && !word(J, "mode"); ++J) {
      Hole |= isHole(J);
      ModeText += (ModeText.empty() ? "" : " ") + spelled(J).upper();
    }
    bool SelfConflicting = ModeText == "SHARE UPDATE EXCLUSIVE" ||
                           ModeText == "SHARE ROW EXCLUSIVE" ||
                           ModeText == "EXCLUSIVE" ||
                           ModeText == "ACCESS EXCLUSIVE";
    bool Weak = ModeText == "ACCESS SHARE" || ModeText == "ROW SHARE" ||
                ModeText == "ROW EXCLUSIVE" || ModeText == "SHARE" ||
                ModeText == "SHARE UPDATE";
    Mode = SelfConflicting ? TableLockMode::Exclusive
           : Weak && !Hole ? TableLockMode::Share
                           : TableLockMode::Unknown;
    S.Leftover |= Mode == TableLockMode::Unknown && !Hole;
    if (Hole)
      ModeText = "unknown";
  }
  if (word(I, "only"))
    ++I;
  for (Range Part : split({I, End})) {
    TableRef Table;
    uint32_t J = readTableName(Part.Begin, Part.End, Table);
    S.Leftover |= J != Part.End;
    if (J != Part.Begin)
      Add(std::move(Table), Mode, ModeText);
  }
}

/// Statements that begin, end or shape transactions, and table locks.
bool Recogniser::readControl(Statement &S, Range R) {
  uint32_t I = R.Begin;
  if (word(I, "begin") || (word(I, "start") && word(I + 1, "transaction"))) {
    readBegin(S, R);
  } else if (wordIn(I, {"commit", "end", "rollback", "abort"})) {
    readEnd(S, R);
  } else if (word(I, "savepoint") ||
             (word(I, "save") && wordIn(I + 1, {"tran", "transaction"}))) {
    S.Kind = StatementKind::Savepoint;
    I += word(I, "save") ? 2 : 1;
    if (I < R.End)
      S.Transaction.Savepoint = nameAt(I);
    // Oracle's ON ROLLBACK RETAIN CURSORS is DB2's; nothing else may follow.
    S.Leftover |= I + 1 != R.End;
  } else if (word(I, "release")) {
    S.Kind = StatementKind::Release;
    ++I;
    if (word(I, "savepoint") && I + 1 < R.End)
      ++I;
    if (I < R.End)
      S.Transaction.Savepoint = nameAt(I);
    S.Leftover |= I + 1 != R.End;
  } else if (word(I, "set")) {
    readSet(S, R);
  } else if (word(I, "alter") && word(I + 1, "session") && word(I + 2, "set")) {
    S.Kind = StatementKind::Other;
    readVariable(S, {I + 3, R.End});
  } else if (word(I, "lock") && !word(I + 1, "instance")) {
    readLockTables(S, R);
  } else if (word(I, "unlock") && wordIn(I + 1, {"tables", "table"})) {
    S.Kind = StatementKind::UnlockTables;
    S.Leftover |= R.size() != 2;
  } else {
    return false;
  }
  return true;
}

} // namespace rowlock::sql
