//===- Repair/DecisionRepair.cpp - Decisions made by the write ------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repair/DecisionRepair.h"
#include "Hazards/DecisionGuards.h"
#include "Hazards/Outcomes.h"
#include "Repair/LiteralEdit.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace rowlock::repair;
using rowlock::databases::Product;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
using rowlock::hazards::Act;
using rowlock::hazards::Conflict;
using rowlock::hazards::Decision;
using rowlock::hazards::Fact;
using rowlock::hazards::Judgement;
using rowlock::transactions::Operation;
namespace databases = rowlock::databases;
namespace flow = rowlock::flow;
namespace hazards = rowlock::hazards;
namespace sql = rowlock::sql;
namespace transactions = rowlock::transactions;

namespace {
std::string quotedNames(const Decision &D) {
  llvm::SmallVector<std::string, 2> Names;
  for (const std::string &Name : D.Names)
    Names.push_back("'" + Name + "'");
  return llvm::join(Names, " and ");
}

/// A constant as the database reads it; empty if it is none that all products
/// read alike.
std::string literal(const Value &V) {
  if (V.Kind == ValueKind::Integer)
    return V.Spelling.str();
  if (V.Kind != ValueKind::Text || V.Spelling.contains('\\'))
    return {};
  std::string Out = "'";
  for (char C : V.Spelling)
    Out += C == '\'' ? std::string("''") : std::string(1, C);
  return Out + "'";
}

/// A placeholder of the write that has the value, where its text says which it
/// is.
std::string placeholderFor(const Value &V, const Operation &W) {
  for (auto [Index, P] : llvm::enumerate(W.Source->Parsed.Placeholders)) {
    const flow::Binding *B = P.Anonymous || sql::substitutesText(P.Style)
                                 ? nullptr
                                 : W.binding(Index);
    if (B && flow::mustEqual(B->Bound, &V))
      return W.Source->Text.flattened()
          .substr(P.Where.Begin, P.Where.End - P.Where.Begin)
          .str();
  }
  return {};
}

/// The fact as a condition of the write; empty if it cannot be written down.
std::string condition(const Fact &F, const Operation &W) {
  if (F.What != Fact::Kind::Column || F.Computed || F.ThroughCall ||
      !F.Always || F.Op.empty())
    return {};
  if (F.Op == "is null" || F.Op == "is not null")
    return F.Name + " " + F.Op.upper();
  if (!F.Other)
    return {};
  const Value *Other = F.Other;
  while (Other->Kind == ValueKind::Change && Other->Operands.size() == 1)
    Other = Other->Operands[0];
  std::string Right =
      Other->isConstant() ? literal(*Other) : placeholderFor(*Other, W);
  llvm::StringRef Op = llvm::StringSwitch<llvm::StringRef>(F.Op)
                           .Case("==", "=")
                           .Case("!=", "<>")
                           .Default(F.Op);
  return Right.empty() ? std::string()
                       : (F.Name + " " + Op + " " + Right).str();
}

/// The conditions by which the read chose the row, as it spells them.
std::string chosenBy(const Decision &D, const Conflict &C) {
  std::string All;
  llvm::StringRef Text = C.Read->Source->Text.flattened();
  size_t Count = 0;
  for (const sql::Atom &A : C.Read->Statement->Filter.Atoms) {
    std::string Column =
        A.Column.present() ? C.Read->folded(A.Column.Column) : std::string();
    if (!llvm::is_contained(D.Names, Column))
      continue;
    bool FromProgram = llvm::any_of(A.Operands, [](const sql::Operand &O) {
      return !O.Placeholders.empty() || !O.Holes.empty();
    });
    if (FromProgram || A.Column.Qualifier.present())
      return {};
    ++Count;
    All += (All.empty() ? "" : " AND ") +
           Text.substr(A.Where.Begin, A.Where.End - A.Where.Begin).str();
  }
  return Count == D.Names.size() ? All : std::string();
}

Repair repeatCondition(const Conflict &C, const Judgement &J) {
  const Decision &D = *C.Decided;
  const Operation &W = *C.Write;
  bool Looked = hazards::countIsLookedAt(W, J.operations());
  Repair R;
  R.Title = "repeat the condition on " + quotedNames(D) +
            " in the WHERE clause, and look at the affected-row count";
  std::string Text;
  if (D.What == Act::Claim) {
    Text = chosenBy(D, C);
  } else {
    for (const Fact &F : D.Facts) {
      std::string Each = condition(F, W);
      if (Each.empty()) {
        Text.clear();
        break;
      }
      Text += (Text.empty() ? "" : " AND ") + Each;
    }
  }
  R.Caution = "the condition cannot be written down in the statement as it is";
  if (Text.empty())
    return R;
  sql::Rewrite Edit =
      sql::addCondition({W.Source->Text, W.Source->Parsed, W.Source->Options},
                        *W.Statement, Text);
  auto Placed = Edit ? placeEdits(Edit, W, J.operations()) : std::nullopt;
  if (!Placed) {
    R.Title = "repeat the condition in the WHERE clause (" + Text +
              "), and look at the affected-row count";
    R.Caution = "the text stands where it cannot be edited";
    return R;
  }
  R.Edits = std::move(*Placed);
  R.How = Looked ? Safety::Safe : Safety::Unsafe;
  R.Title = "repeat the condition in the WHERE clause (" + Text + ")";
  R.Caution = Looked ? ""
                     : "nobody looks at the affected-row count yet: what to do "
                       "when the row has changed is for you to say";
  return R;
}

llvm::StringRef ignoreSpelling(Product P) {
  switch (P) {
  case Product::PostgreSQL:
  case Product::SQLite:
    return "INSERT ... ON CONFLICT DO NOTHING";
  case Product::MySQL:
  case Product::MariaDB:
    return "INSERT IGNORE";
  default:
    return "an INSERT whose violation is handled";
  }
}

/// The constraint is known: the statement itself can say what happens.
Repair insertOnly(const Conflict &C, const Judgement &J,
                  const rowlock::schema::Key &Key) {
  const Operation &W = *C.Write;
  const sql::Statement &S = *W.Statement;
  Repair R;
  R.Caution = "what to do when the row is there already is for you to say: the "
              "affected-row count is then 0";
  std::string Constraint =
      Key.Name.empty() ? std::string() : ", which '" + Key.Name + "' refuses";
  if (W.Db.mysqlFamily()) {
    R.Title = "insert without looking first: INSERT IGNORE leaves out a second "
              "row" +
              Constraint;
    R.Caution += "; IGNORE leaves out rows with other faults too";
    return R;
  }
  bool HasClause =
      W.Db.Kind == Product::PostgreSQL || W.Db.Kind == Product::SQLite;
  if (!HasClause || Key.Deferrable)
    return {};
  std::string Clause = "ON CONFLICT";
  // A name that needs quotes is not spelled for the user.
  auto IsPlain = [](llvm::StringRef Name) {
    return !Name.empty() && llvm::all_of(Name, [](char Ch) {
      return llvm::isLower(Ch) || llvm::isDigit(Ch) || Ch == '_';
    });
  };
  if (llvm::all_of(Key.Columns, IsPlain))
    Clause += " (" + llvm::join(Key.Columns, ", ") + ")";
  Clause += " DO NOTHING";
  R.Title = "insert without looking first: " + Clause +
            " leaves out a second row" + Constraint;
  if (S.Kind != sql::StatementKind::Insert || S.OpenEnd ||
      S.Insert.HandlesConflict != sql::Answer::No ||
      S.Returns == sql::Answer::Unknown || S.Leftover)
    return R;
  sql::Rewrite Edit;
  uint32_t At =
      S.Returns == sql::Answer::Yes ? S.ReturningWhere.Begin : S.Where.End;
  bool Behind = At == S.Where.End;
  Edit.Edits.push_back({{At, At}, Behind ? " " + Clause : Clause + " "});
  if (auto Placed = placeEdits(Edit, W, J.operations())) {
    R.Edits = std::move(*Placed);
    R.How = Safety::Unsafe;
  }
  return R;
}

Repair advice(std::string Title) {
  Repair R;
  R.Title = std::move(Title);
  return R;
}
} // namespace

Repair rowlock::repair::repairDecision(const Conflict &C, const Judgement &J) {
  const Decision &D = *C.Decided;
  std::string Names = quotedNames(D);
  std::string Ignore = ignoreSpelling(C.Write->Db.Kind).str();
  bool HasRowLocks = C.Write->Db.Kind != Product::SQLite;
  switch (D.What) {
  case Act::InsertIfAbsent:
    if (const auto *Key = hazards::constraintOf(C, J.operations()))
      if (Repair R = insertOnly(C, J, *Key); !R.Title.empty())
        return R;
    return advice("let a unique constraint" +
                  (Names.empty() ? "" : " on " + Names) +
                  " refuse the second row, and insert without looking first (" +
                  Ignore + ")");
  case Act::TakeIfAbsent:
    return advice("let a unique constraint on " + Names +
                  " refuse the second row, and handle its violation");
  case Act::NextNumber:
    return advice("let the database number the rows (an identity column or a "
                  "sequence), or let a unique constraint refuse the second "
                  "and try again");
  case Act::BelowLimit:
  case Act::AboveLimit:
    return advice(
        HasRowLocks
            ? "lock the row that the others belong to before they are counted, "
              "in the transaction that writes"
            : "count and write in one statement (INSERT ... SELECT ... WHERE)");
  case Act::Transition:
  case Act::Claim:
    return repeatCondition(C, J);
  case Act::Consequence:
    return advice("ask in the statement that inserts (INSERT ... SELECT ... "
                  "WHERE), and look at the affected-row count");
  }
  return {};
}

/// A table that has rows twice already refuses the constraint: somebody must
/// look.
std::vector<Repair> rowlock::repair::repairLookup(const Conflict &C) {
  const Decision &D = *C.Decided;
  return {
      advice("add the constraint, CREATE UNIQUE INDEX ... ON " +
             D.Unconstrained->Spelled + " (" + llvm::join(D.Names, ", ") +
             "), once no row is there twice"),
      advice(("and insert without looking first (" +
              ignoreSpelling(C.Write->Db.Kind) + "), or handle the violation")
                 .str())};
}
