//===- Schema/Schema.cpp - Tables, columns, keys --------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Schema/Schema.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::schema;
using llvm::StringRef;

namespace {
constexpr size_t MaxNotes = 200;

/// Where a name without a schema is looked for.
bool isDefaultSchema(StringRef Name) {
  return Name.empty() || Name.equals_insensitive("public") ||
         Name.equals_insensitive("dbo") || Name.equals_insensitive("main");
}
} // namespace

StringRef rowlock::schema::name(Key::Kind K) {
  static constexpr llvm::StringLiteral Names[] = {"primary key", "unique",
                                                  "index"};
  return Names[static_cast<unsigned>(K)];
}

StringRef rowlock::schema::name(Uniqueness U) {
  static constexpr llvm::StringLiteral Names[] = {"no", "yes", "unknown"};
  return Names[static_cast<unsigned>(U)];
}

StringRef rowlock::schema::name(Note::Kind K) {
  static constexpr llvm::StringLiteral Names[] = {"not read", "contradiction",
                                                  "note"};
  return Names[static_cast<unsigned>(K)];
}

const Column *Table::column(StringRef Name) const {
  auto It =
      llvm::find_if(Columns, [&](const Column &C) { return C.Name == Name; });
  return It == Columns.end() ? nullptr : &*It;
}

const Key *Table::primaryKey() const {
  auto It = llvm::find_if(
      Keys, [](const Key &K) { return K.What == Key::Kind::Primary; });
  return It == Keys.end() ? nullptr : &*It;
}

bool Table::admitsNull(const Key &K) const {
  return !K.NullsNotDistinct && llvm::any_of(K.Columns, [&](StringRef Name) {
    const Column *C = column(Name);
    return !C || C->Nullable;
  });
}

Table *Schema::find(StringRef Name, StringRef In) {
  auto It = ByName.find(Name);
  if (It == ByName.end())
    return nullptr;
  Table *Only = nullptr;
  unsigned Count = 0;
  Table *Default = nullptr;
  for (unsigned Index : It->second) {
    Table &T = *Tables[Index];
    if (!In.empty() && T.Schema == In)
      return &T;
    // What is written with a schema in one place is without it in another.
    if (!In.empty() && !T.Schema.empty())
      continue;
    Only = &T;
    ++Count;
    if (isDefaultSchema(T.Schema))
      Default = &T;
  }
  return Count == 1 ? Only : Default;
}

const Table *Schema::table(StringRef Name, StringRef In) const {
  auto *Self = const_cast<Schema *>(this);
  if (Table *Exact = Self->find(Name, In))
    return Exact;
  if (Db.known())
    return nullptr;
  return Self->find(Name.lower(), In.lower());
}

const Table *Schema::table(const sql::Name &Name, const sql::Name &In) const {
  if (!Name.known())
    return nullptr;
  return table(sql::folded(Name, Db.Kind), sql::folded(In, Db.Kind));
}

Table &Schema::add(Table T) {
  ByName[T.Name].push_back(Tables.size());
  return *Tables.emplace_back(std::move(T));
}

void Schema::erase(const Table &T) {
  auto It = ByName.find(T.Name);
  for (unsigned Index : It->second)
    if (&*Tables[Index] == &T) {
      llvm::erase(It->second, Index);
      if (It->second.empty())
        ByName.erase(It);
      Tables[Index].reset();
      return;
    }
}

Uniqueness Schema::uniqueOn(const Table &T, llvm::ArrayRef<std::string> Columns,
                            const Key **Which) const {
  bool Perhaps = T.Incomplete || isView(T.Name);
  for (const Key &K : T.Keys) {
    if (!K.Unique || K.Columns.empty() ||
        !llvm::all_of(K.Columns, [&](const std::string &Name) {
          return llvm::is_contained(Columns, Name);
        }))
      continue;
    if (K.isPlain()) {
      if (Which)
        *Which = &K;
      return Uniqueness::Yes;
    }
    Perhaps = true;
  }
  // SQLite's own name of the row.
  if (Db.Kind == databases::Product::SQLite && !T.WithoutRowid)
    for (StringRef Name : {"rowid", "oid", "_rowid_"})
      if (!T.column(Name) && llvm::is_contained(Columns, Name))
        return Uniqueness::Yes;
  return Perhaps ? Uniqueness::Unknown : Uniqueness::No;
}

bool Schema::isView(StringRef Name) const {
  return llvm::any_of(Views, [&](const View &V) { return V.Name == Name; });
}

bool Schema::hasTrigger(const Table &T) const {
  return llvm::any_of(
      Triggers, [&](const Trigger &Each) { return Each.Table == T.Name; });
}

std::vector<const Table *> Schema::tables() const {
  std::vector<const Table *> All;
  for (const std::optional<Table> &T : Tables)
    if (T)
      All.push_back(&*T);
  return All;
}

void Schema::note(Note::Kind What, Place At, std::string Message) {
  if (Notes.size() < MaxNotes)
    Notes.push_back({What, At, std::move(Message)});
  else
    ++NotesLeftOut;
}
