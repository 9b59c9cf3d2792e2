//===- Transactions/LearnedSchema.cpp - Tables the unit makes -------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/LearnedSchema.h"
#include "Schema/Reader.h"

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

bool changesSchema(llvm::StringRef Text) {
  // Several statements in one text are common where tables are made.
  return Text.contains_insensitive("create ") ||
         Text.contains_insensitive("alter ");
}
} // namespace

std::shared_ptr<const schema::Schema>
transactions::withLearned(std::shared_ptr<const schema::Schema> Known,
                          const effects::Program &Unit,
                          databases::Database Db) {
  std::shared_ptr<schema::Schema> Own;
  for (const effects::Function &F : Unit.Functions)
    for (const effects::Block &B : F.Blocks)
      for (const effects::Instruction *I : B.Instructions) {
        const Expr *Text = I->get(effects::Slot::Text);
        if (!Text)
          continue;
        std::string Whole = wholeText(*Text);
        if (!changesSchema(Whole))
          continue;
        if (!Own)
          Own = Known ? std::make_shared<schema::Schema>(*Known)
                      : std::make_shared<schema::Schema>(Db);
        llvm::StringRef File;
        if (I->Span.File < Unit.Files.size())
          File = Unit.Files[I->Span.File];
        schema::learn(*Own, sql::Text(Whole), Db, File, I->Span.Line);
      }
  return Own ? Own : Known;
}
