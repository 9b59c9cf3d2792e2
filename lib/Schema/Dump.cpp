//===- Schema/Dump.cpp - rowlock dump --schema ----------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Schema/Schema.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace rowlock::schema;

namespace {
void printColumn(const Column &C, llvm::raw_ostream &OS) {
  OS << "  " << C.Name;
  if (!C.Type.empty())
    OS << ' ' << C.Type;
  if (!C.Nullable)
    OS << " not null";
  if (C.Numbered)
    OS << " numbered";
  if (C.Generated)
    OS << " generated";
  if (C.Default)
    OS << " default " << *C.Default;
  OS << '\n';
}

void printKey(const Table &T, const Key &K, llvm::raw_ostream &OS) {
  OS << "  " << (K.What == Key::Kind::Index && K.Unique ? "unique " : "")
     << name(K.What);
  if (!K.Name.empty())
    OS << ' ' << K.Name;
  OS << " (" << llvm::join(K.Columns, ", ") << ')';
  if (K.Expression)
    OS << " expression";
  if (K.Partial)
    OS << " where " << K.Condition;
  if (K.NullsNotDistinct)
    OS << " nulls not distinct";
  if (K.Deferrable)
    OS << " deferrable";
  if (K.Unique && K.isPlain() && T.admitsNull(K))
    OS << " admits null";
  OS << '\n';
}

void printReference(const ForeignKey &F, llvm::raw_ostream &OS) {
  OS << "  foreign key";
  if (!F.Name.empty())
    OS << ' ' << F.Name;
  OS << " (" << llvm::join(F.Columns, ", ") << ") to " << F.Table;
  if (!F.Referenced.empty())
    OS << " (" << llvm::join(F.Referenced, ", ") << ')';
  if (!F.OnDelete.empty())
    OS << " on delete " << F.OnDelete;
  OS << '\n';
}
} // namespace

void Schema::print(const Note &N, llvm::raw_ostream &OS) const {
  if (N.At.File < Files.size())
    OS << Files[N.At.File] << ':';
  if (N.At.Line)
    OS << N.At.Line << ':';
  OS << ' ' << name(N.What) << ": " << N.Message << '\n';
}

void Schema::print(llvm::raw_ostream &OS) const {
  if (Db.known())
    OS << "database " << databases::print(Db) << '\n';
  for (const Table *T : tables()) {
    OS << "table ";
    if (!T->Schema.empty())
      OS << T->Schema << '.';
    OS << T->Name;
    if (T->Temporary)
      OS << " temporary";
    if (T->WithoutRowid)
      OS << " without rowid";
    if (!T->RowidAlias.empty())
      OS << " rowid " << T->RowidAlias;
    if (!T->Engine.empty())
      OS << " engine " << T->Engine;
    if (T->ColumnsIncomplete)
      OS << " columns incomplete";
    else if (T->Incomplete)
      OS << " incomplete";
    if (T->At.File < Files.size())
      OS << "  !" << Files[T->At.File] << ':' << T->At.Line;
    OS << '\n';
    for (const Column &C : T->Columns)
      printColumn(C, OS);
    for (const Key &K : T->Keys)
      printKey(*T, K, OS);
    for (const ForeignKey &F : T->References)
      printReference(F, OS);
  }
  for (const View &V : Views)
    OS << "view " << V.Name << '\n';
  for (const Trigger &T : Triggers)
    OS << "trigger " << T.Name << " on " << T.Table << '\n';
  for (const Note &N : Notes)
    print(N, OS);
  if (NotesLeftOut)
    OS << NotesLeftOut << " more notes\n";
}
