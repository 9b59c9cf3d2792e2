//===- Calls.cpp - Advisory locks, procedures, the schema
//------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Recogniser.h"
#include "llvm/ADT/STLExtras.h"

namespace rowlock::sql {

namespace {

struct AdvisoryFunction {
  llvm::StringLiteral Name;
  AdvisoryLock::Action What;
  AdvisoryLock::Scope Holds;
  bool Shared;
};

using A = AdvisoryLock::Action;
using H = AdvisoryLock::Scope;

// PostgreSQL manual, "Advisory Lock Functions"; MySQL and MariaDB manuals,
// "Locking Functions"; Oracle's DBMS_LOCK.
constexpr AdvisoryFunction AdvisoryFunctions[] = {
    {"pg_advisory_lock", A::Acquire, H::Session, false},
    {"pg_advisory_lock_shared", A::Acquire, H::Session, true},
    {"pg_advisory_xact_lock", A::Acquire, H::Transaction, false},
    {"pg_advisory_xact_lock_shared", A::Acquire, H::Transaction, true},
    {"pg_try_advisory_lock", A::TryAcquire, H::Session, false},
    {"pg_try_advisory_lock_shared", A::TryAcquire, H::Session, true},
    {"pg_try_advisory_xact_lock", A::TryAcquire, H::Transaction, false},
    {"pg_try_advisory_xact_lock_shared", A::TryAcquire, H::Transaction, true},
    {"pg_advisory_unlock", A::Release, H::Session, false},
    {"pg_advisory_unlock_shared", A::Release, H::Session, true},
    {"pg_advisory_unlock_all", A::ReleaseAll, H::Session, false},
    {"get_lock", A::TryAcquire, H::Session, false},
    {"release_lock", A::Release, H::Session, false},
    {"release_all_locks", A::ReleaseAll, H::Session, false},
    {"is_free_lock", A::Test, H::Session, false},
    {"is_used_lock", A::Test, H::Session, false},
    {"dbms_lock.request", A::TryAcquire, H::Session, false},
    {"dbms_lock.release", A::Release, H::Session, false},
};

const AdvisoryFunction *findAdvisory(llvm::StringRef Name) {
  const auto *It =
      llvm::find_if(AdvisoryFunctions,
                    [&](const AdvisoryFunction &F) { return F.Name == Name; });
  return It == std::end(AdvisoryFunctions) ? nullptr : It;
}

} // namespace

bool Recogniser::isAdvisory(llvm::StringRef Function) const {
  return findAdvisory(Function);
}

void Recogniser::readAdvisory(Statement &S, Span Where,
                              llvm::StringRef Function, Range Arguments,
                              Operand &O) {
  const AdvisoryFunction *F = findAdvisory(Function);
  AdvisoryLock Lock;
  Lock.What = F->What;
  Lock.Holds = F->Holds;
  Lock.Shared = F->Shared;
  Lock.Function = Function.str();
  Lock.Where = Where;
  for (const auto &[Index, Argument] : llvm::enumerate(split(Arguments))) {
    Operand Value = readOperand(S, Argument);
    // The caller lists placeholders and holes of the whole range already.
    O.Columns.append(Value.Columns.begin(), Value.Columns.end());
    O.HasSubquery |= Value.HasSubquery;
    llvm::StringRef Text = Value.Text;
    if (Function == "get_lock" && Index == 1) {
      // A negative timeout waits for ever.
      if (Text.starts_with("-"))
        Lock.What = AdvisoryLock::Action::Acquire;
      continue;
    }
    if (Function == "dbms_lock.request" && Index) {
      // (handle, mode, timeout, release_on_commit)
      if (Index == 3 && Text == "TRUE")
        Lock.Holds = AdvisoryLock::Scope::Transaction;
      if (Index == 3 && Value.What != Operand::Kind::Constant)
        Lock.Holds = AdvisoryLock::Scope::Unknown;
      continue;
    }
    if (Value.present())
      Lock.Keys.push_back(std::move(Value));
  }
  S.AdvisoryLocks.push_back(std::move(Lock));
}

/// sp_getapplock @Resource = 'x', @LockMode = 'Exclusive', ...
void Recogniser::readAppLock(Statement &S, llvm::StringRef Procedure, Range R) {
  AdvisoryLock Lock;
  Lock.Function = Procedure.str();
  Lock.Where = S.Where;
  Lock.Holds = AdvisoryLock::Scope::Transaction;
  Lock.What = Procedure == "sp_getapplock" ? AdvisoryLock::Action::Acquire
                                           : AdvisoryLock::Action::Release;
  // The positional order of the arguments.
  static constexpr llvm::StringLiteral Order[] = {"resource", "lockmode",
                                                  "lockowner", "locktimeout"};
  for (const auto &[Index, Part] : llvm::enumerate(split(R))) {
    llvm::StringRef Name = Index < 4 ? llvm::StringRef(Order[Index]) : "";
    std::string Given;
    Range Value = Part;
    if (Part.size() > 2 && op(Part.Begin + 1, "=")) {
      Given = spelled(Part.Begin).ltrim('@').lower();
      Name = Given;
      Value.Begin += 2;
    }
    Operand O = readOperand(S, Value);
    llvm::StringRef Text = O.Text;
    bool Known = O.What == Operand::Kind::Constant;
    if (Name == "resource") {
      Lock.Keys.push_back(std::move(O));
    } else if (Name == "lockmode") {
      Lock.Shared = Text.equals_insensitive("shared") ||
                    Text.equals_insensitive("intentshared");
    } else if (Name == "lockowner") {
      Lock.Holds = !Known ? AdvisoryLock::Scope::Unknown
                   : Text.equals_insensitive("session")
                       ? AdvisoryLock::Scope::Session
                       : AdvisoryLock::Scope::Transaction;
    } else if (Name == "locktimeout" &&
               Lock.What == AdvisoryLock::Action::Acquire &&
               !Text.starts_with("-")) {
      Lock.What = AdvisoryLock::Action::TryAcquire;
    }
  }
  S.AdvisoryLocks.push_back(std::move(Lock));
}

void Recogniser::readCall(Statement &S, Range R) {
  S.Kind = StatementKind::Call;
  uint32_t I = R.Begin + 1;
  // EXEC @result = procedure
  if ((at(I).What == Token::Kind::Variable ||
       at(I).What == Token::Kind::Parameter) &&
      op(I + 1, "="))
    I += 2;
  llvm::SmallVector<Name, 4> Path;
  uint32_t Behind = readPath(I, R.End, Path);
  if (Path.empty()) {
    S.Leftover = I < R.End && !isHole(I) && at(I).What != Token::Kind::String &&
                 !op(I, "(");
    return;
  }
  std::string Function = llvm::StringRef(Path.back().Text).lower();
  if (Function == "sp_getapplock" || Function == "sp_releaseapplock") {
    readAppLock(S, Function, {Behind, R.End});
    return;
  }
  Operand Ignored;
  collect(S, {I, R.End}, Ignored);
  bool Brackets = op(Behind, "(") && Behind < R.End;
  if (Brackets)
    S.Leftover = next(Behind, R.End) != R.End;
  else if (word(R.Begin, "call"))
    S.Leftover = Behind != R.End;
}

bool Recogniser::readDdl(Statement &S, Range R) {
  static constexpr llvm::StringLiteral Verbs[] = {"create", "alter", "drop",
                                                  "rename", "comment"};
  static constexpr llvm::StringLiteral Modifiers[] = {
      "or",        "replace",      "global",       "local",     "temp",
      "temporary", "unlogged",     "unique",       "fulltext",  "spatial",
      "clustered", "nonclustered", "materialized", "recursive", "virtual",
      "bitmap",    "force",        "editionable",  "public",    "foreign",
      "event",     "on",           "constraint",   "default",   "private"};
  static constexpr llvm::StringLiteral Objects[] = {
      "table",       "index",        "view",     "trigger",   "function",
      "procedure",   "sequence",     "schema",   "database",  "type",
      "domain",      "extension",    "role",     "user",      "rule",
      "policy",      "synonym",      "package",  "collation", "aggregate",
      "cast",        "tablespace",   "column",   "server",    "statistics",
      "publication", "subscription", "language", "event",     "login",
      "conversion",  "operator",     "system"};
  uint32_t I = R.Begin;
  if (!wordIn(I, Verbs))
    return false;
  S.Kind = StatementKind::Ddl;
  S.Ddl.Verb = spelled(I).upper();
  ++I;
  while (I < R.End && wordIn(I, Modifiers) && !wordIn(I + 1, {"if"}) &&
         !(word(I, "event") && !wordIn(I + 1, {"trigger"}))) {
    S.Ddl.Unique |= word(I, "unique");
    S.Ddl.Temporary |= wordIn(I, {"temp", "temporary"});
    ++I;
  }
  // MySQL: CREATE DEFINER = 'a'@'b' SQL SECURITY INVOKER VIEW
  if (wordIn(I, {"definer", "algorithm", "sql"}))
    while (I < R.End && !wordIn(I, Objects))
      I = next(I, R.End);
  if (!wordIn(I, Objects)) {
    S.Leftover = true;
    return true;
  }
  S.Ddl.Object = spelled(I).upper();
  bool IsTable = word(I, "table");
  bool IsIndex = word(I, "index");
  ++I;
  if (word(I, "concurrently"))
    ++I;
  if (word(I, "if")) {
    S.Ddl.IfExists = true;
    I += word(I + 1, "not") ? 3 : 2;
  }
  if (word(I, "only"))
    ++I;
  TableRef Named;
  uint32_t Begin = I;
  if (!word(I, "on"))
    I = readTableName(I, R.End, Named);
  S.Ddl.Schema = Named.Schema;
  S.Ddl.ObjectName = Named.Table;
  bool Nameless = I == Begin && !IsIndex;

  if (IsTable && Named.Table.present()) {
    Named.What = TableRef::Role::Target;
    S.Tables.push_back(std::move(Named));
  } else if (word(I, "on") && I < R.End) {
    // CREATE INDEX i ON t, CREATE TRIGGER is more words away.
    TableRef Table;
    Table.What = TableRef::Role::Target;
    ++I;
    if (word(I, "only"))
      ++I;
    I = readTableName(I, R.End, Table);
    if (Table.Table.present())
      S.Tables.push_back(std::move(Table));
  }
  for (uint32_t J = I; J < R.End; J = next(J, R.End))
    if (word(J, "as") && beginsQuery(J + 1) && J + 1 < R.End) {
      // CREATE TABLE t AS SELECT reads now; a view's query does not.
      addSubquery(S, Subquery::Role::Source, peeled({J + 1, R.End}));
      I = R.End;
      break;
    }
  // Prose gives itself away by what follows: DROP TABLE t, u CASCADE.
  if (S.Ddl.Verb == "DROP" && !word(I, "on"))
    while (I < R.End && !S.Leftover) {
      if (op(I, ",") ||
          wordIn(I, {"cascade", "restrict", "purge", "constraints"}) ||
          op(I, "(") || (isName(I) && op(I - 1, ",")) ||
          (op(I, ".") && isName(I + 1)))
        I = op(I, ".") ? I + 2 : next(I, R.End);
      else
        S.Leftover = !isHole(I++);
    }
  S.Leftover |= Nameless;
  return true;
}

} // namespace rowlock::sql
