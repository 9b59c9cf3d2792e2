//===- Schema/TableElements.cpp - What stands in CREATE TABLE (...) -------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Schema/Definer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::schema;
using llvm::StringRef;
using rowlock::databases::Product;
namespace sql = rowlock::sql;

namespace {
constexpr StringRef ConstraintWords[] = {
    "constraint", "not",        "null",           "default",       "primary",
    "unique",     "check",      "references",     "collate",       "generated",
    "as",         "identity",   "auto_increment", "autoincrement", "comment",
    "on",         "key",        "charset",        "first",         "after",
    "invisible",  "visible",    "virtual",        "stored",        "persisted",
    "sparse",     "rowguidcol", "storage",        "compression",   "deferrable",
    "initially",  "enable",     "disable",        "column_format", "using",
    "masked",     "encrypted",  "compressed",     "novalidate",    "validate"};
} // namespace

/// Where an expression or a type is over: at a word that begins a constraint.
bool Definer::endsExpression(const Words &W) const {
  return llvm::any_of(ConstraintWords,
                      [&](StringRef Each) { return W.is(Each); }) ||
         W.are("character set");
}

Column *Definer::columnOf(Table &T, const std::string &Name) {
  return const_cast<Column *>(T.column(Name));
}

/// KEY and INDEX begin an element in MySQL, and are names of columns elsewhere.
bool Definer::isIndexElement(const Words &W) const {
  if (W.isAny({"fulltext", "spatial"}))
    return W.behind().isAny({"key", "index"}) || W.behind().isName();
  if (!W.isAny({"key", "index"}))
    return false;
  Words Next = W.behind();
  if (Next.isOp("("))
    return P == Product::MySQL || P == Product::MariaDB;
  if (!Next.isName())
    return false;
  Words Behind = Next.behind();
  if (Behind.is("using") || Behind.is("nonclustered") || Behind.is("on"))
    return true;
  // key VARCHAR(20) against KEY by_name (name)
  return Behind.isOp("(") && !Behind.takeBracket().isNumber();
}

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

/// a, b DESC, lower(c), d(10), (e + 1)
void Definer::keyColumns(Words W, Table &T, Key &K) {
  while (!W.done()) {
    Words Item = W.takeItem();
    Words Probe = Item;
    sql::Name Name = Probe.takeName();
    bool Prefix = false;
    if (Name.present() && Probe.isOp("(")) {
      Words Inside = Probe.takeBracket();
      Prefix = Inside.isNumber();
    }
    bool IsColumn = Name.present() && (!Item.behind().isOp("(") || Prefix) &&
                    !Probe.isOp("::") && !Probe.isOp("->") &&
                    !Probe.isOp("->>") && !Probe.isOp("||");
    if (IsColumn) {
      K.Columns.push_back(fold(Name));
      K.Expression |= Prefix;
      while (!Probe.done()) {
        if (Probe.is("autoincrement"))
          if (Column *C = columnOf(T, K.Columns.back()))
            C->Numbered = true;
        // PostgreSQL 18: no two at the same time.
        if (Probe.are("without overlaps"))
          K.Expression = true;
        Probe.skip();
      }
      continue;
    }
    if (Item.done())
      continue;
    K.Expression = true;
    for (const Column &C : T.Columns)
      if (Item.mentions(C.Name) && !llvm::is_contained(K.Columns, C.Name))
        K.Columns.push_back(C.Name);
  }
}

void Definer::addKey(Table &T, Key K) {
  K.At = At;
  if (K.What == Key::Kind::Primary) {
    if (const Key *Old = T.primaryKey()) {
      if (Old->Columns == K.Columns)
        return;
      contradicts("'" + T.Name + "' gets a second primary key");
      llvm::erase_if(T.Keys, [](const Key &Each) {
        return Each.What == Key::Kind::Primary;
      });
    }
  } else if (!K.Name.empty()) {
    llvm::erase_if(T.Keys,
                   [&](const Key &Each) { return Each.Name == K.Name; });
  }
  T.Keys.push_back(std::move(K));
  settle(T);
}

/// What follows from the keys.
void Definer::settle(Table &T) {
  const Key *Primary = T.primaryKey();
  T.RowidAlias.clear();
  if (!Primary)
    return;
  bool Lite = Into.Db.Kind == Product::SQLite;
  if (Lite && !T.WithoutRowid && Primary->Columns.size() == 1)
    if (const Column *C = T.column(Primary->Columns.front());
        C && StringRef(C->Type).equals_insensitive("integer"))
      T.RowidAlias = C->Name;
  // SQLite lets NULL into all other primary keys.
  for (Column &C : T.Columns)
    if (llvm::is_contained(Primary->Columns, C.Name) &&
        (!Lite || T.WithoutRowid || C.Name == T.RowidAlias))
      C.Nullable = false;
}

/// Behind the columns of a key.
void Definer::keyTail(Words &W, Table &T, Key &K) {
  while (!W.done() && !W.isOp(",")) {
    if (W.take("not deferrable"))
      continue;
    if (W.is("deferrable"))
      K.Deferrable = true;
    else if (W.take("nulls not distinct")) {
      K.NullsNotDistinct = true;
      continue;
    } else if (W.is("where")) {
      W.skip();
      K.Partial = true;
      K.Condition = W.text();
      W.skipAll();
      return;
    }
    W.skip();
  }
}

/// [CONSTRAINT name] PRIMARY KEY | UNIQUE | FOREIGN KEY | CHECK | KEY ...: true
/// if it was one. Not all dialects give a constraint a name of its own.
bool Definer::constraint(Words &W, Table &T) {
  std::string Name;
  if (W.take("constraint") &&
      !((W.isAny({"primary", "unique", "foreign", "check"})) &&
        !W.behind().isAny({"primary", "unique", "foreign", "check"})))
    Name = fold(W.takeName());
  Key K;
  K.Name = Name;
  bool Primary = W.take("primary key");
  bool Unique = !Primary && W.is("unique") &&
                (W.behind().isOp("(") || W.behind().isName());
  if (Primary || Unique) {
    if (Unique)
      W.take("unique");
    K.What = Primary ? Key::Kind::Primary : Key::Kind::Constraint;
    if (Unique && (W.take("key") || W.take("index")))
      K.What = Key::Kind::Index;
    if (W.take("nulls not distinct"))
      K.NullsNotDistinct = true;
    W.take("nulls distinct");
    // USING BTREE, CLUSTERED, an index's name
    if (W.take("using index")) {
      std::string Index = fold(W.takeName());
      for (Key &Each : T.Keys)
        if (Each.Name == Index) {
          Each.What = K.What;
          Each.Name = Name.empty() ? Index : Name;
          settle(T);
          W.skipAll();
          return true;
        }
      return false;
    }
    while (W.take("clustered") || W.take("nonclustered")) {
    }
    if (W.is("using"))
      W = W.behind().behind();
    if (W.isName() && !W.isOp("(")) {
      std::string Index = fold(W.takeName());
      K.Name = Primary ? Name : Name.empty() ? Index : Name;
    }
    if (W.is("using"))
      W = W.behind().behind();
    while (W.take("clustered") || W.take("nonclustered")) {
    }
    if (!W.isOp("("))
      return false;
    keyColumns(W.takeBracket(), T, K);
    keyTail(W, T, K);
    addKey(T, std::move(K));
    return true;
  }
  if (W.take("foreign key")) {
    if (W.isName())
      W.takeName();
    ForeignKey F;
    Words Columns = W.takeBracket();
    Key Own;
    keyColumns(Columns, T, Own);
    F = reference(W);
    F.Name = Name;
    F.Columns = Own.Columns;
    T.References.push_back(std::move(F));
    W.skipAll();
    return true;
  }
  if (W.is("check") && W.behind().isOp("(")) {
    W.skipAll();
    return true;
  }
  if (W.are("exclude using") || (W.is("exclude") && W.behind().isOp("(")) ||
      W.are("not null") || W.are("period for")) {
    if (W.take("not null"))
      if (Column *C = columnOf(T, fold(W.takeName())))
        C->Nullable = false;
    W.skipAll();
    return true;
  }
  if (isIndexElement(W)) {
    W.skipAll();
    return true;
  }
  return false;
}

ForeignKey Definer::reference(Words &W) {
  ForeignKey F;
  F.At = At;
  if (!W.take("references"))
    return F;
  sql::Name In;
  F.Table = fold(W.takePath(In));
  if (W.isOp("(")) {
    Words Columns = W.takeBracket();
    while (!Columns.done())
      F.Referenced.push_back(fold(Columns.takeItem().takeName()));
  }
  while (!W.done() && !W.isOp(",")) {
    if (W.take("on delete")) {
      if (W.isAny({"set", "no"})) {
        F.OnDelete = W.spelled().upper() + " ";
        W.skip();
      }
      F.OnDelete += W.spelled().upper();
    } else if (W.take("on update")) {
      if (W.isAny({"set", "no"}))
        W.skip();
    } else if (W.is("match")) {
      W.skip();
    } else if (W.take("not deferrable")) {
      continue;
    } else if (!W.isAny({"deferrable", "initially", "deferred", "immediate"})) {
      break;
    }
    W.skip();
  }
  return F;
}

//===----------------------------------------------------------------------===//
// Columns
//===----------------------------------------------------------------------===//

/// A constraint of a column; false if there is none.
bool Definer::columnConstraint(Words &W, Table &T, const std::string &Name) {
  auto Self = [&]() -> Column & { return *columnOf(T, Name); };
  if (W.is("constraint")) {
    W.skip();
    if (!endsExpression(W))
      W.takeName();
    return true;
  }
  if (W.take("not null")) {
    Self().Nullable = false;
    // SQLite: ON CONFLICT, behind any of these
    return true;
  }
  if (W.take("null")) {
    Self().Nullable = true;
    return true;
  }
  if (W.take("default")) {
    uint32_t From = W.index();
    while (W.isOp("-") || W.isOp("+"))
      W.skip();
    W.skip();
    while (!W.done() && !W.isOp(",") && !endsExpression(W))
      W.skip();
    Self().Default = W.text(From, W.index());
    if (StringRef(*Self().Default).starts_with_insensitive("nextval"))
      Self().Numbered = true;
    return true;
  }
  if (W.take("primary key") || W.is("unique") ||
      // MySQL: KEY alone makes it the primary one
      (W.is("key") && (P == Product::MySQL || P == Product::MariaDB))) {
    bool Unique = W.take("unique");
    if (Unique)
      W.take("key");
    else
      W.take("key");
    Key K;
    K.What = Unique ? Key::Kind::Constraint : Key::Kind::Primary;
    if (W.take("nulls not distinct"))
      K.NullsNotDistinct = true;
    while (W.isAny({"asc", "desc", "clustered", "nonclustered"}))
      W.skip();
    K.Columns.push_back(Name);
    if (W.is("deferrable"))
      K.Deferrable = true;
    addKey(T, std::move(K));
    return true;
  }
  if (W.is("references")) {
    ForeignKey F = reference(W);
    F.Columns.push_back(Name);
    T.References.push_back(std::move(F));
    return true;
  }
  if (W.is("generated") || W.is("as")) {
    bool Identity = false;
    while (!W.done() && !W.is("as"))
      W.skip();
    W.take("as");
    Identity = W.take("identity");
    if (Identity) {
      Self().Numbered = true;
      Self().Nullable = false;
    } else {
      Self().Generated = true;
    }
    W.takeBracket();
    return true;
  }
  if (W.is("identity") || W.is("auto_increment") || W.is("autoincrement")) {
    Self().Numbered = true;
    W.skip();
    W.takeBracket();
    return true;
  }
  if (W.is("check")) {
    W.skip();
    W.takeBracket();
    return true;
  }
  if (W.isAny({"collate", "comment", "charset", "storage", "compression",
               "column_format", "initially"})) {
    W.skip();
    W.takeOp("=");
    W.skip();
    return true;
  }
  if (W.take("character set")) {
    W.takeOp("=");
    W.skip();
    return true;
  }
  if (W.take("on update") || W.take("on conflict")) {
    W.skip();
    W.takeBracket();
    return true;
  }
  if (W.is("not") || W.is("using")) { // NOT DEFERRABLE, NOT FOR REPLICATION
    W.skip();
    W.skip();
    return true;
  }
  if (W.isAny({"deferrable", "virtual", "stored", "persisted", "sparse",
               "rowguidcol", "invisible", "visible", "enable", "disable",
               "validate", "novalidate", "compressed"})) {
    W.skip();
    return true;
  }
  return false;
}

void Definer::columnConstraints(Words &W, Table &T, std::string Name) {
  while (!W.done() && !W.isOp(",") && !W.is("first") && !W.is("after")) {
    uint32_t Before = W.index();
    if (!columnConstraint(W, T, Name) || W.index() == Before) {
      // A word that says nothing about keys or columns, as far as is known.
      W.skip();
    }
  }
}

/// name type constraints; null, with a note, if it is none.
Column *Definer::column(Words &W, Table &T) {
  sql::Name Name = W.takeName();
  if (!Name.known() || W.isOp("=") || W.isOp(".")) {
    unread("a part of table '" + T.Name + "'");
    T.Incomplete = T.ColumnsIncomplete = true;
    W.skipAll();
    return nullptr;
  }
  Column C;
  C.Name = fold(Name);
  C.Spelled = Name.Text;
  uint32_t From = W.index();
  while (!W.done() && !W.isOp(",") && !endsExpression(W))
    W.skip();
  C.Type = W.text(From, W.index());
  StringRef Type = C.Type;
  if (Type.ends_with_insensitive("serial")) {
    C.Numbered = true;
    C.Nullable = false;
  }
  if (Column *Old = columnOf(T, C.Name)) {
    contradicts("column '" + C.Name + "' of '" + T.Name + "' is already there");
    *Old = C;
  } else {
    T.Columns.push_back(C);
  }
  columnConstraints(W, T, C.Name);
  settle(T);
  return columnOf(T, C.Name);
}

void Definer::copyTable(const sql::Name &From, const sql::Name &In,
                        bool WithKeys, Table &T) {
  const Table *Source = Into.table(fold(From), fold(In));
  if (!Source) {
    unread("'" + T.Name + "' is made like '" + From.Text +
           "', which is not known");
    T.Incomplete = T.ColumnsIncomplete = true;
    return;
  }
  for (const Column &C : Source->Columns)
    if (!T.column(C.Name))
      T.Columns.push_back(C);
  if (WithKeys)
    for (Key K : Source->Keys) {
      K.Name.clear();
      T.Keys.push_back(std::move(K));
    }
  T.Incomplete |= Source->Incomplete;
  T.ColumnsIncomplete |= Source->ColumnsIncomplete;
}

void Definer::element(Words W, Table &T) {
  if (W.done())
    return;
  // PostgreSQL: LIKE other INCLUDING ALL
  if (W.is("like") && W.behind().isName()) {
    W.take("like");
    sql::Name In;
    sql::Name From = W.takePath(In);
    bool WithKeys = false;
    while (!W.done()) {
      WithKeys |= W.are("including all") || W.are("including indexes");
      if (W.are("excluding indexes"))
        WithKeys = false;
      W.skip();
    }
    copyTable(From, In, WithKeys, T);
    return;
  }
  bool Named = W.is("constraint") || W.are("primary key") ||
               W.are("foreign key") || isIndexElement(W);
  if (constraint(W, T))
    return;
  if (Named) {
    unread("a constraint of table '" + T.Name + "'");
    T.Incomplete = true;
    return;
  }
  column(W, T);
}
