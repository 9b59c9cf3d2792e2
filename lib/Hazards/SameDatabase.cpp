//===- Hazards/SameDatabase.cpp -------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/SameDatabase.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
/// What \p Connection is opened with, if that is one text.
std::optional<llvm::StringRef> address(const Value *Connection,
                                       const flow::Evaluation &E) {
  std::optional<llvm::StringRef> Found;
  for (const Step &S : E.steps()) {
    if (S.Instr->Op != Opcode::Connect)
      continue;
    const Value *On = S.get(Slot::On);
    if ((On ? E.connection(On) : S.Result) != Connection)
      continue;
    const Value *To = S.get(Slot::Value);
    if (Found || !To || To->Kind != ValueKind::Text)
      return std::nullopt;
    Found = To->Spelling;
  }
  return Found;
}

/// Of "host=db user=shop": what \p Name is.
llvm::StringRef setting(llvm::StringRef Address, llvm::StringRef Name) {
  for (llvm::StringRef Rest = Address; !Rest.empty();) {
    llvm::StringRef Word;
    std::tie(Word, Rest) = Rest.split(' ');
    auto [Key, Is] = Word.split('=');
    if (Key == Name)
      return Is;
  }
  return {};
}

/// Texts of settings may differ in who connects; others name a file.
bool nameTwoDatabases(llvm::StringRef A, llvm::StringRef B) {
  if (!A.contains('=') && !B.contains('='))
    return A != B;
  static constexpr llvm::StringLiteral Names[] = {"dbname", "db", "host",
                                                  "port", "service"};
  return llvm::any_of(Names, [&](llvm::StringRef Name) {
    llvm::StringRef Mine = setting(A, Name);
    llvm::StringRef Other = setting(B, Name);
    return !Mine.empty() && !Other.empty() && Mine != Other;
  });
}

bool areOfTwoSchemas(const Operation &Read, const Operation &Write) {
  const sql::TableRef *Target = Write.Statement->target();
  if (!Target || !Target->Schema.known())
    return false;
  bool IsRead = false;
  for (const auto &Use : sql::tablesRead(*Read.Statement)) {
    const sql::TableRef &Table = *Use.Table;
    if (Read.folded(Table.Table) != Write.folded(Target->Table))
      continue;
    if (!Table.Schema.known() ||
        Read.folded(Table.Schema) == Write.folded(Target->Schema))
      return false;
    IsRead = true;
  }
  return IsRead;
}
} // namespace

bool rowlock::hazards::areApart(const Operation &Read, const Operation &Write,
                                const Operations &Ops) {
  if (areOfTwoSchemas(Read, Write))
    return true;
  if (Read.Connection == Write.Connection)
    return false;
  auto A = address(Read.Connection, Ops.evaluation());
  auto B = address(Write.Connection, Ops.evaluation());
  return A && B && nameTwoDatabases(*A, *B);
}

bool rowlock::hazards::isPrivate(const Operation &Write,
                                 const Operations &Ops) {
  const sql::TableRef *Target = Write.Statement->target();
  const auto &Schema = Ops.options().Schema;
  const auto *Table =
      Schema && Target ? Schema->table(Write.folded(Target->Table)) : nullptr;
  if (Table && Table->Temporary)
    return true;
  if (Write.Db.Kind != rowlock::databases::Product::SQLite)
    return false;
  // SQLite: without a name it is a file that is removed with the connection.
  auto Opened = address(Write.Connection, Ops.evaluation());
  return Opened && (Opened->empty() || *Opened == ":memory:");
}
