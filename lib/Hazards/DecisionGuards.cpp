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
namespace sql = rowlock::sql;

databases::Anomaly rowlock::hazards::anomalyOf(const Conflict &C) {
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
    return isTestedFor(nullptr);
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
        if (isForViolations(First, Each.Region))
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
    return isTestedFor(&Let) || isAroundWriteAlone(Handler);
  }

  /// The code of an error is compared, and so told from others.
  bool isTestedFor(const Instruction *Caught) const {
    auto IsCode = [&](const Value &V) {
      return V.Kind == ValueKind::Outcome && V.Spelling == "error-code";
    };
    return llvm::any_of(Ops.evaluation().steps(), [&](const Step &S) {
      if (S.Instr->Op != Opcode::Branch && S.Instr->Op != Opcode::Switch)
        return false;
      return llvm::any_of(S.Operands, [&](const Value *V) {
        if (Caught)
          return mentions(V, Ops.evaluation(), IsCode);
        return V->Kind == ValueKind::Compute && V->Operands.size() == 2 &&
               databases::isUniqueViolation(peeledConstant(V->Operands[1])) &&
               (mentions(V, Ops.evaluation(), IsCode) ||
                mentions(V, Ops.evaluation(), [&](const Value &Part) {
                  return Part.Source == C.Write->Step->Instr;
                }));
      });
    });
  }

  static llvm::StringRef peeledConstant(const Value *V) {
    return V->isConstant() ? V->Spelling : llvm::StringRef();
  }

  /// The try block has the write in it and not the read: what else should
  /// fail there?
  bool isAroundWriteAlone(unsigned Handler) const {
    unsigned Try = Handler;
    while (Try != 0 && F.Regions[Try].Kind == RegionKind::Handler)
      --Try;
    return Try != 0 && F.Regions[Try].Kind == RegionKind::Try &&
           F.Regions[Try].Parent == F.Regions[Handler].Parent &&
           isWithin(C.Write->Step->Block, Try) &&
           !isWithin(C.Read->Step->Block, Try);
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

void rowlock::hazards::decisionGuards(Conflict &C, const Operations &Ops) {
  const sql::Statement &S = *C.Write->Statement;
  Act Does = C.Decided->What;
  bool MakesKey = Does == Act::InsertIfAbsent || Does == Act::NextNumber ||
                  Does == Act::TakeIfAbsent;
  if (!MakesKey)
    return;
  auto Add = [&](llvm::StringRef Reason) {
    C.Protections.push_back({Guard::Constraint, true, Reason.str(), C.Write});
  };
  if (S.Insert.HandlesConflict == sql::Answer::Yes ||
      S.Insert.OnConflict == sql::ConflictAction::Ignore || isUpsert(S))
    Add("the statement says what happens if the row is there already");
  else if (Handlers(C, Ops).expectViolation())
    Add("the error of a row that is there already is handled");
}
