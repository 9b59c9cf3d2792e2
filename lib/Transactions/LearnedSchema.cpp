//===- Transactions/LearnedSchema.cpp - Tables the unit makes -------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/LearnedSchema.h"
#include "Schema/Reader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace rowlock;
using effects::Expr;
using effects::ExprKind;

namespace {
/// Empty if not all of it is written there.
std::string wholeText(const Expr &E) {
  if (E.Kind == ExprKind::Text)
    return E.Spelling.str();
  std::string All;
  if (E.Kind != ExprKind::Concat)
    return All;
  for (const Expr *Part : E.Operands) {
    std::string Text = Part ? wholeText(*Part) : std::string();
    if (Text.empty())
      return "";
    All += Text;
  }
  return All;
}

/// A statement that makes or changes a table, written where it is executed,
/// handed to a helper, or kept in a list of migrations.
struct Definition {
  std::string Text;
  effects::SourceSpan At;
};

class Collector {
public:
  explicit Collector(const effects::Program &Unit) {
    for (const effects::Function &F : Unit.Functions)
      for (const effects::Block &B : F.Blocks)
        for (const effects::Instruction *I : B.Instructions)
          for (const effects::Operand &O : I->Operands)
            if (O.Value)
              collect(*O.Value, I->Span);
  }

  /// What changes a table may stand before what makes it.
  std::vector<Definition> take() {
    llvm::append_range(Tables, Changes);
    return std::move(Tables);
  }

private:
  void collect(const Expr &E, const effects::SourceSpan &At) {
    std::string Text = wholeText(E);
    if (!Text.empty()) {
      if (changesSchema(Text) && Known.insert(Text).second)
        (makesTable(Text) ? Tables : Changes).push_back({std::move(Text), At});
      return;
    }
    for (const Expr *Operand : E.Operands)
      if (Operand && E.Kind != ExprKind::Concat && E.Kind != ExprKind::Format)
        collect(*Operand, At);
  }

  /// Several statements in one text are common where tables are made.
  static bool changesSchema(llvm::StringRef Text) {
    return Text.contains_insensitive("create ") ||
           Text.contains_insensitive("alter ");
  }

  static bool makesTable(llvm::StringRef Text) {
    return Text.contains_insensitive("create table");
  }

  std::vector<Definition> Tables;
  std::vector<Definition> Changes;
  llvm::StringSet<> Known;
};
} // namespace

std::shared_ptr<const schema::Schema>
transactions::withLearned(std::shared_ptr<const schema::Schema> Known,
                          const effects::Program &Unit,
                          databases::Database Db) {
  std::vector<Definition> Found = Collector(Unit).take();
  if (Found.empty())
    return Known;
  auto Own = Known ? std::make_shared<schema::Schema>(*Known)
                   : std::make_shared<schema::Schema>(Db);
  for (const Definition &D : Found) {
    llvm::StringRef File;
    if (D.At.File < Unit.Files.size())
      File = Unit.Files[D.At.File];
    schema::learn(*Own, sql::Text(D.Text), Db, File, D.At.Line);
  }
  return Own;
}
