//===- Hazards/DecisionGuards.cpp - What keeps a decision true ------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/DecisionGuards.h"
#include "Flow/Unwinding.h"
#include "Hazards/Dependence.h"
#include "Hazards/WrittenRows.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Block;
using rowlock::effects::Expr;
using rowlock::effects::ExprKind;
using rowlock::effects::Instruction;
using rowlock::effects::Opcode;
using rowlock::effects::RegionKind;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace schema = rowlock::schema;
namespace sql = rowlock::sql;

databases::Anomaly rowlock::hazards::anomalyOf(const Conflict &C) {
  // Of a total, too: it is one row that both store theirs in.
  if (!C.Decided)
    return databases::Anomaly::LostUpdate;
  switch (C.Decided->What) {
  case Act::Transition:
  case Act::Claim:
    return databases::Anomaly::LostUpdate;
  case Act::Consequence:
    return databases::Anomaly::WriteSkew;
  default:
    return databases::Anomaly::PredicateWriteSkew;
  }
}

bool rowlock::hazards::locksNothing(const Conflict &C) {
  // Others add rows to the total; MySQL locks the gaps that they would go to.
  if (C.Counted)
    return C.Read->Db.Kind != databases::Product::MySQL &&
           C.Read->Db.Kind != databases::Product::MariaDB;
  if (!C.Decided)
    return false;
  switch (C.Decided->What) {
  case Act::InsertIfAbsent:
  case Act::TakeIfAbsent:
  case Act::BelowLimit:
  case Act::NextNumber:
    return true;
  default:
    return false;
  }
}

bool rowlock::hazards::suffersShareLock(const Conflict &C) {
  return C.Decided && C.Decided->What == Act::Consequence;
}

/// The new row has the value.
static bool isInserted(const Term &T, const Operation &W) {
  for (const auto &Row : W.Statement->Insert.Rows)
    for (const sql::Operand &O : Row)
      if (Term Given = W.term(O); Given.Value && mustEqual(Given, T))
        return true;
  return false;
}

bool rowlock::hazards::sharesKey(const Operation &Op, const Conflict &C) {
  auto IsKey = [&](const Term &Mine) {
    for (const Operation *Other : {C.Read, C.Write})
      for (const sql::TableRef &Theirs : Other->Statement->Tables)
        for (const RowEquality &E : rowSet(*Other, Theirs).Equalities)
          if (llvm::any_of(E.Terms,
                           [&](const Term &T) { return mustEqual(Mine, T); }))
            return true;
    return C.Decided && isInserted(Mine, *C.Write);
  };
  for (const sql::TableRef &Mine : Op.Statement->Tables)
    for (const RowEquality &E : rowSet(Op, Mine).Equalities)
      if (llvm::any_of(E.Terms, IsKey))
        return true;
  return false;
}

namespace {
class Handlers {
public:
  Handlers(const Conflict &C, const Operations &Ops)
      : C(C), Ops(Ops), F(Ops.evaluation().function()) {}

  /// Some handler that an error of the write comes to is for a row that is
  /// there already.
  bool expectViolation() const {
    for (unsigned P : Ops.evaluation().predecessors(C.Write->Step->Block)) {
      const Instruction *End = F.Blocks[P].terminator();
      const Expr *Why =
          End && End->Op == Opcode::Branch ? End->get(Slot::Value) : nullptr;
      if (Why && Why->Kind == ExprKind::Unknown &&
          Why->Spelling == flow::AnException && walk(End->Targets[0]))
        return true;
    }
    // Where failure is an answer, the unit's own code throws behind it.
    return walk(C.Write->Step->Block) || isCodeCompared();
  }

private:
  bool walk(unsigned From) const {
    llvm::SmallVector<unsigned, 8> Work{From};
    std::vector<bool> Seen(F.Blocks.size());
    while (!Work.empty()) {
      unsigned B = Work.pop_back_val();
      if (Seen[B])
        continue;
      Seen[B] = true;
      const Block &Each = F.Blocks[B];
      const Instruction &First = *Each.Instructions.front();
      bool Catches = F.Regions[Each.Region].Kind == RegionKind::Handler &&
                     !First.attribute("class").empty();
      if (Catches) {
        if (isWithin(C.Write->Step->Block, tryOf(Each.Region)) &&
            isForViolations(First, Each.Region))
          return true;
        continue;
      }
      if (const Instruction *End = Each.terminator())
        Work.append(End->Targets.begin(), End->Targets.end());
    }
    return false;
  }

  bool isForViolations(const Instruction &Let, unsigned Handler) const {
    const Expr *Caught = Let.get(Slot::Value);
    llvm::StringRef Type = Caught ? Caught->Type : llvm::StringRef();
    if (Type == "error<unique violation>" ||
        Type == "error<constraint violation>")
      return true;
    return isTested([&](const Step &S, auto Mentions) {
             return Mentions(isCode) ||
                    (isWithin(S.Block, Handler) && Mentions(isViolation));
           }) ||
           isAroundWriteAlone(Handler);
  }

  /// What went wrong is compared with what a row that is there already gives.
  bool isCodeCompared() const {
    return isTested([&](const Step &, auto Mentions) {
      auto IsOfWrite = [&](const Value &V) {
        return V.Source == C.Write->Step->Instr;
      };
      return Mentions(isViolation) && (Mentions(isCode) || Mentions(IsOfWrite));
    });
  }

  /// Asks of everything that a branch, a switch or a choice tests.
  template <typename AskT> bool isTested(AskT Ask) const {
    return llvm::any_of(Ops.evaluation().steps(), [&](const Step &S) {
      bool Decides =
          S.Instr->Op == Opcode::Branch || S.Instr->Op == Opcode::Switch;
      llvm::SmallVector<const Value *, 4> Tested;
      for (const Value *V : S.Operands) {
        if (Decides)
          Tested.push_back(V);
        flow::visit(V, [&](const Value &Part) {
          if (Part.Kind == ValueKind::Select)
            Tested.push_back(Part.Operands.front());
          return true;
        });
      }
      return !Tested.empty() &&
             Ask(S, [&](llvm::function_ref<bool(const Value &)> Test) {
               return llvm::any_of(Tested, [&](const Value *V) {
                 return mentions(V, Ops.evaluation(), Test);
               });
             });
    });
  }

  static bool isCode(const Value &V) {
    return V.Kind == ValueKind::Outcome && V.Spelling == "error-code";
  }

  static bool isViolation(const Value &V) {
    return V.isConstant() && databases::isUniqueViolation(V.Spelling);
  }

  /// The try block has the write in it and not the read: what else should
  /// fail there?
  bool isAroundWriteAlone(unsigned Handler) const {
    unsigned Try = tryOf(Handler);
    return Try != 0 && isWithin(C.Write->Step->Block, Try) &&
           !isWithin(C.Read->Step->Block, Try);
  }

  /// The region that the handler belongs to; 0 if there is none.
  unsigned tryOf(unsigned Handler) const {
    unsigned Try = Handler;
    while (Try != 0 && F.Regions[Try].Kind == RegionKind::Handler)
      --Try;
    return F.Regions[Try].Kind == RegionKind::Try &&
                   F.Regions[Try].Parent == F.Regions[Handler].Parent
               ? Try
               : 0;
  }

  bool isWithin(unsigned Block, unsigned Region) const {
    unsigned R = F.Blocks[Block].Region;
    while (R > Region)
      R = F.Regions[R].Parent;
    return R == Region;
  }

  const Conflict &C;
  const Operations &Ops;
  const effects::Function &F;
};
} // namespace

/// What was looked for is of the written table, so that a unique constraint on
/// it would refuse the second row.
static const schema::Table *tableOfKey(const Conflict &C,
                                       const Operations &Ops) {
  const auto &Schema = Ops.options().Schema;
  std::string Table = C.Write->folded(C.Write->Statement->target()->Table);
  if (!Schema || C.Decided->Names.empty() ||
      C.Decided->ReadTableFolded != Table)
    return nullptr;
  return Schema->table(Table);
}

const schema::Key *rowlock::hazards::constraintOf(const Conflict &C,
                                                  const Operations &Ops) {
  const schema::Table *Table = C.Decided ? tableOfKey(C, Ops) : nullptr;
  const schema::Key *Found = nullptr;
  if (Table)
    Ops.options().Schema->uniqueOn(
        *Table,
        std::vector<std::string>(C.Decided->Names.begin(),
                                 C.Decided->Names.end()),
        &Found);
  return Found;
}

/// The table, if nothing refuses a second row, as far as the schema tells; null
/// if something does, or may.
static const schema::Table *withoutConstraint(const Conflict &C,
                                              const Operations &Ops) {
  const schema::Table *Table = tableOfKey(C, Ops);
  // A target that is no key would be an error at each run.
  if (!C.Write->Statement->Insert.ConflictColumns.empty())
    return nullptr;
  // An expression may stand for the column in the constraint.
  if (!Table || Ops.options().Schema->uniqueOn(
                    *Table, std::vector<std::string>(C.Decided->Names.begin(),
                                                     C.Decided->Names.end())) !=
                    schema::Uniqueness::No)
    return nullptr;
  // The key that is made may be another one than what was looked for.
  for (const schema::Key &K : Table->Keys)
    if (K.Unique && llvm::any_of(K.Columns, [&](const std::string &Name) {
          return llvm::is_contained(C.Decided->Names, Name);
        }))
      return nullptr;
  return Table;
}

/// Whoever expects a refusal knows of a constraint. The texts of this unit need
/// not show it; the files of the schema would.
static std::string whyNotRefused(const Conflict &C) {
  if (!C.Decided->Unconstrained || C.Decided->Unconstrained->Learned)
    return "";
  std::string Names;
  for (const std::string &Name : C.Decided->Names)
    Names += (Names.empty() ? "'" : " and '") + Name + "'";
  return "no unique constraint on " + Names + " of '" + C.Table +
         "' is in the schema";
}

static void askSchema(Conflict &C, const Operations &Ops) {
  Decision &D = *C.Decided;
  D.RefusedBy = constraintOf(C, Ops);
  D.Unconstrained = withoutConstraint(C, Ops);
  if (!D.Unconstrained)
    return;
  const schema::Place &At = D.Unconstrained->At;
  D.DefinedAt = Ops.options().Schema->files()[At.File];
  if (At.Line)
    D.DefinedAt += ":" + std::to_string(At.Line);
}

void rowlock::hazards::decisionGuards(Conflict &C, const Operations &Ops) {
  const sql::Statement &S = *C.Write->Statement;
  Act Does = C.Decided->What;
  bool MakesKey = Does == Act::InsertIfAbsent || Does == Act::NextNumber ||
                  Does == Act::TakeIfAbsent;
  if (!MakesKey)
    return;
  askSchema(C, Ops);
  std::string Missing = whyNotRefused(C);
  auto Add = [&](llvm::StringRef Reason) {
    C.Protections.push_back(
        {Guard::Constraint, Missing.empty(),
         (Missing.empty() ? Reason : Reason + ", but " + Missing).str(),
         C.Write});
  };
  if (S.Insert.HandlesConflict == sql::Answer::Yes ||
      S.Insert.OnConflict == sql::ConflictAction::Ignore || isUpsert(S))
    Add("the statement says what happens if the row is there already");
  else if (Handlers(C, Ops).expectViolation())
    Add("the error of a row that is there already is handled");
}
