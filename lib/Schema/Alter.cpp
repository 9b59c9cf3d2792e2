//===- Schema/Alter.cpp - ALTER TABLE -------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Schema/Definer.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::schema;
using llvm::StringRef;
using rowlock::databases::Product;
namespace sql = rowlock::sql;

//===----------------------------------------------------------------------===//
// What happens to columns and constraints
//===----------------------------------------------------------------------===//

void Definer::dropColumn(Table &T, const std::string &Name) {
  llvm::erase_if(T.Columns, [&](const Column &C) { return C.Name == Name; });
  // Keys that have it go with it; MySQL only takes it out of them.
  bool Family = P == Product::MySQL || P == Product::MariaDB;
  for (Key &K : T.Keys)
    if (llvm::is_contained(K.Columns, Name)) {
      llvm::erase(K.Columns, Name);
      if (!Family)
        K.Columns.clear();
    }
  llvm::erase_if(T.Keys, [](const Key &K) { return K.Columns.empty(); });
  llvm::erase_if(T.References, [&](const ForeignKey &F) {
    return llvm::is_contained(F.Columns, Name);
  });
  settle(T);
}

bool Definer::dropConstraint(Table &T, const std::string &Name) {
  size_t Before = T.Keys.size() + T.References.size();
  llvm::erase_if(T.Keys, [&](const Key &K) { return K.Name == Name; });
  llvm::erase_if(T.References,
                 [&](const ForeignKey &F) { return F.Name == Name; });
  if (T.Keys.size() + T.References.size() != Before)
    return true;
  // The names that PostgreSQL gives to those that have none.
  auto IsGiven = [&](const Key &K) {
    if (!K.Name.empty())
      return false;
    if (K.What == Key::Kind::Primary)
      return Name == T.Name + "_pkey";
    std::string Made = T.Name;
    for (const std::string &C : K.Columns)
      Made += "_" + C;
    return Name == Made + "_key";
  };
  size_t Keys = T.Keys.size();
  llvm::erase_if(T.Keys, IsGiven);
  return T.Keys.size() != Keys;
}

void Definer::renameColumn(Table &T, const std::string &From,
                           const sql::Name &To) {
  std::string New = fold(To);
  Column *C = columnOf(T, From);
  if (!C) {
    contradicts("'" + T.Name + "' has no column '" + From + "' to rename");
    return;
  }
  C->Name = New;
  C->Spelled = To.Text;
  for (Key &K : T.Keys)
    std::replace(K.Columns.begin(), K.Columns.end(), From, New);
  for (ForeignKey &F : T.References)
    std::replace(F.Columns.begin(), F.Columns.end(), From, New);
  for (std::optional<Table> &Other : Into.Tables)
    if (Other)
      for (ForeignKey &F : Other->References)
        if (F.Table == T.Name)
          std::replace(F.Referenced.begin(), F.Referenced.end(), From, New);
  settle(T);
}

/// MySQL: FIRST, AFTER c. \p Before: where the column is now.
void Definer::place(Words &W, Table &T, size_t Before) {
  size_t To = Before;
  if (W.take("first")) {
    To = 0;
  } else if (W.take("after")) {
    std::string Name = fold(W.takeName());
    for (size_t I = 0; I != T.Columns.size(); ++I)
      if (T.Columns[I].Name == Name)
        To = I < Before ? I + 1 : I;
  }
  if (To == Before)
    return;
  Column Moved = std::move(T.Columns[Before]);
  T.Columns.erase(T.Columns.begin() + Before);
  T.Columns.insert(T.Columns.begin() + To, std::move(Moved));
}

/// CHANGE old new definition, MODIFY name definition.
bool Definer::changeColumn(Words &W, Table &T, bool Renames) {
  W.take("column");
  W.take("if exists");
  bool Bracket = W.isOp("("); // Oracle: MODIFY (a NUMBER, b DATE)
  Words List = Bracket ? W.takeBracket() : W;
  do {
    Words Item = Bracket ? List.takeItem() : W;
    std::string Name =
        fold(Item.behind().isName() || !Renames ? Words(Item).takeName()
                                                : sql::Name());
    if (Renames) {
      sql::Name Old = Item.takeName();
      renameColumn(T, fold(Old), Words(Item).takeName());
      Name = fold(Words(Item).takeName());
    }
    Column *Known = columnOf(T, Name);
    if (!Known)
      return false;
    size_t Index = Known - T.Columns.data();
    Column Old = *Known;
    // The definition replaces the one before; Oracle's only what it says.
    Table Fresh;
    Fresh.Name = T.Name;
    if (!column(Item, Fresh))
      return false;
    Column New = Fresh.Columns.front();
    if (P == Product::Oracle) {
      if (New.Type.empty())
        New.Type = Old.Type;
      if (!New.Default)
        New.Default = Old.Default;
      New.Nullable &= Old.Nullable;
    }
    for (const Key &K : T.Keys)
      if (K.What == Key::Kind::Primary && llvm::is_contained(K.Columns, Name))
        New.Nullable = false;
    T.Columns[Index] = New;
    for (Key &K : Fresh.Keys)
      addKey(T, std::move(K));
    place(Item, T, Index);
    if (!Bracket)
      W = Item;
  } while (Bracket && !List.done());
  settle(T);
  return true;
}

//===----------------------------------------------------------------------===//
// Actions
//===----------------------------------------------------------------------===//

bool Definer::alterAdd(Words &W, Table &T) {
  bool SaysColumn = W.take("column");
  bool IfNotExists = W.take("if not exists");
  if (!SaysColumn && (W.is("partition") || W.is("period")))
    return W.skipAll(), true;
  if (W.isOp("(")) { // Oracle, MySQL: ADD (a INT, b INT)
    Words List = W.takeBracket();
    while (!List.done())
      element(List.takeItem(), T);
    return true;
  }
  if (!SaysColumn) {
    Words Probe = W;
    if (constraint(Probe, T)) {
      W = Probe;
      while (!W.done() && !W.isOp(","))
        W.skip();
      return true;
    }
    if (W.is("constraint"))
      return false;
  }
  if (!W.isName())
    return false;
  if (IfNotExists && columnOf(T, fold(Words(W).takeName()))) {
    while (!W.done() && !W.isOp(","))
      W.skip();
    return true;
  }
  Column *New = column(W, T);
  if (!New)
    return false;
  place(W, T, New - T.Columns.data());
  return true;
}

bool Definer::alterDrop(Words &W, Table &T) {
  if (W.take("primary key")) {
    llvm::erase_if(T.Keys,
                   [](const Key &K) { return K.What == Key::Kind::Primary; });
    return true;
  }
  if (W.take("foreign key") || W.is("constraint") || W.is("index") ||
      W.is("key") || W.is("check")) {
    if (W.isAny({"constraint", "index", "key", "check"}))
      W.skip();
    W.take("if exists");
    std::string Name = fold(W.takeName());
    // A check or a foreign key without a name here is none that matters.
    dropConstraint(T, Name);
    settle(T);
    W.take("cascade");
    W.take("restrict");
    return true;
  }
  if (W.is("partition") || W.is("expression"))
    return W.skipAll(), true;
  W.take("column");
  bool IfExists = W.take("if exists");
  bool Bracket = W.isOp("(");
  Words List = Bracket ? W.takeBracket() : W;
  do {
    sql::Name Name = List.takeName();
    if (!Name.present())
      return false;
    if (!columnOf(T, fold(Name)) && !IfExists && !T.ColumnsIncomplete)
      contradicts("'" + T.Name + "' has no column '" + Name.Text + "' to drop");
    dropColumn(T, fold(Name));
    if (!Bracket)
      W = List;
  } while (Bracket && List.takeOp(","));
  W.take("cascade");
  W.take("restrict");
  return true;
}

bool Definer::alterColumn(Words &W, Table &T) {
  W.take("column");
  sql::Name Name = W.takeName();
  Column *C = columnOf(T, fold(Name));
  if (!C) {
    contradicts("'" + T.Name + "' has no column '" + Name.Text + "' to change");
    return W.skipAll(), true;
  }
  if (W.take("set not null")) {
    C->Nullable = false;
    return true;
  }
  if (W.take("drop not null")) {
    C->Nullable = true;
    return true;
  }
  if (W.take("drop default") || W.take("drop identity")) {
    C->Default.reset();
    return true;
  }
  if (W.take("drop expression"))
    return C->Generated = false, true;
  if (W.take("set default")) {
    uint32_t From = W.index();
    while (!W.done() && !W.isOp(","))
      W.skip();
    C->Default = W.text(From, W.index());
    C->Numbered |= StringRef(*C->Default).starts_with_insensitive("nextval");
    return true;
  }
  if (W.is("add") && W.behind().is("generated")) {
    W.skip();
    std::string Column = C->Name;
    return columnConstraint(W, T, Column);
  }
  bool Type = W.take("type") || W.take("set data type");
  if (!Type && W.isAny({"set", "drop", "reset", "restart"})) {
    while (!W.done() && !W.isOp(","))
      W.skip();
    return true;
  }
  // A type, in SQL Server with NULL or NOT NULL behind it.
  uint32_t From = W.index();
  while (!W.done() && !W.isOp(",") && !endsExpression(W))
    W.skip();
  if (W.index() == From)
    return false;
  C->Type = W.text(From, W.index());
  if (W.take("not null"))
    C->Nullable = false;
  else if (W.take("null"))
    C->Nullable = true;
  while (!W.done() && !W.isOp(","))
    W.skip();
  settle(T);
  return true;
}

bool Definer::alterRename(Words &W, Table *&T) {
  if (W.take("to") || W.take("as")) {
    sql::Name In;
    T = &renameTable(*T, W.takePath(In));
    return true;
  }
  if (W.take("constraint") || W.take("index") || W.take("key")) {
    std::string From = fold(W.takeName());
    if (!W.take("to"))
      return false;
    std::string To = fold(W.takeName());
    for (Key &K : T->Keys)
      if (K.Name == From)
        K.Name = To;
    for (ForeignKey &F : T->References)
      if (F.Name == From)
        F.Name = To;
    return true;
  }
  W.take("column");
  sql::Name From = W.takeName();
  if (!From.present())
    return false;
  // MySQL: RENAME other
  if (!W.take("to")) {
    if (!W.done() && !W.isOp(","))
      return false;
    T = &renameTable(*T, From);
    return true;
  }
  renameColumn(*T, fold(From), W.takeName());
  return true;
}

/// One action, up to a comma. \p T may be null behind it.
bool Definer::alterAction(Words &W, Table *&T) {
  if (W.take("add"))
    return alterAdd(W, *T);
  if (W.are("with check add") || W.are("with nocheck add")) {
    W.skip();
    W.skip();
    W.skip();
    return alterAdd(W, *T);
  }
  if (W.take("drop"))
    return alterDrop(W, *T);
  if (W.take("rename"))
    return alterRename(W, T);
  if (W.take("change"))
    return changeColumn(W, *T, true);
  if (W.take("modify"))
    return changeColumn(W, *T, false);
  if (W.is("alter") && !W.behind().isAny({"index", "constraint", "check"})) {
    W.skip();
    return alterColumn(W, *T);
  }
  if (W.take("set schema")) {
    T->Schema = fold(W.takeName());
    return true;
  }
  if (W.are("attach partition") || W.are("detach partition"))
    return W.skipAll(), true;
  if (W.take("engine")) {
    W.takeOp("=");
    T->Engine = W.spelled().lower();
    W.skip();
    return true;
  }
  // What changes neither columns nor keys.
  if (W.isAny({"owner",     "enable",    "disable",        "set",
               "reset",     "cluster",   "replica",        "validate",
               "comment",   "convert",   "auto_increment", "default",
               "charset",   "collate",   "order",          "algorithm",
               "lock",      "force",     "row_format",     "no",
               "alter",     "check",     "nocheck",        "of",
               "not",       "character", "tablespace",     "move",
               "logging",   "nologging", "parallel",       "without",
               "partition", "optimize",  "analyze",        "switch",
               "rebuild",   "inherit",   "pack_keys",      "key_block_size"})) {
    while (!W.done() && !W.isOp(","))
      W.skip();
    return true;
  }
  return false;
}

void Definer::alterTable(Words W) {
  bool IfExists = W.take("if exists");
  W.take("only");
  sql::Name In;
  sql::Name Name = W.takePath(In);
  W.takeOp("*");
  if (!Name.known()) {
    unread("ALTER TABLE");
    return;
  }
  Table *T = Into.find(fold(Name), fold(In));
  if (!T) {
    if (!IfExists && !Into.isView(fold(Name)) && !W.are("owner to"))
      contradicts("table '" + Name.Text +
                  "' is altered, but nothing defines it");
    return;
  }
  if (Learning && !T->Learned)
    return;
  bool Adds = false;
  while (T && !W.done()) {
    uint32_t Before = W.index();
    // SQL Server: ADD a INT, b INT
    bool Verb =
        W.isAny({"add", "drop", "rename", "change", "modify", "alter", "with",
                 "set", "engine", "owner", "enable", "disable"});
    bool Goes = Adds && !Verb && W.isName() && W.behind().isName() &&
                (P == Product::SQLServer || P == Product::Unknown);
    bool Good = Goes ? alterAdd(W, *T) : alterAction(W, T);
    Adds |= Verb;
    if (!Good || (!W.done() && !W.isOp(","))) {
      // Not to mark a table for words that dialects put at the end.
      if (!Good || W.index() == Before) {
        unread("a part of ALTER TABLE '" + Name.Text + "'");
        T->Incomplete = true;
      }
      while (!W.done() && !W.isOp(","))
        W.skip();
    }
    W.takeOp(",");
  }
}

bool Definer::alter(Words W) {
  if (W.take("table") || W.take("foreign table")) {
    alterTable(W);
    return true;
  }
  if (W.take("index")) {
    W.take("if exists");
    sql::Name In;
    std::string From = fold(W.takePath(In));
    if (!W.take("rename to"))
      return true;
    std::string To = fold(W.takeName());
    for (std::optional<Table> &T : Into.Tables)
      if (T)
        for (Key &K : T->Keys)
          if (K.Name == From)
            K.Name = To;
    return true;
  }
  return W.isAny({"sequence",    "type",         "function",      "schema",
                  "database",    "view",         "role",          "user",
                  "default",     "extension",    "trigger",       "procedure",
                  "domain",      "aggregate",    "operator",      "policy",
                  "system",      "session",      "server",        "event",
                  "publication", "subscription", "materialized",  "definer",
                  "algorithm",   "login",        "authorization", "large",
                  "text",        "collation",    "conversion",    "language",
                  "rule",        "statistics",   "tablespace",    "instance",
                  "tables",      "assembly",     "partition",     "routine",
                  "package",     "synonym",      "application",   "fulltext",
                  "or"});
}
