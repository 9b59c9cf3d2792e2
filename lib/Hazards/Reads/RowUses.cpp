//===- Hazards/Reads/RowUses.cpp ------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Reads/RowUses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringMap.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::RegionKind;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
/// Every use of the rows of one SELECT.
class Uses : public RowUses {
public:
  Uses(const Operation &Op, const Operations &Ops)
      : Op(Op), Ops(Ops), E(Ops.evaluation()) {
    Rows.insert(Op.Step->Result);
    if (const Value *On = Op.Step->get(Slot::On);
        On && On->Kind == ValueKind::Result &&
        On->Source->Op == Opcode::Prepare)
      Rows.insert(On);
    Rows.erase(nullptr);
    // Rows handed from one to the next are known before they are used. The rows
    // of a statement may be fetched from the connection afterwards.
    for (const Step &S : E.steps())
      if ((S.Instr->Op == Opcode::Row && isRows(S.get(Slot::On))) ||
          (S.Instr->Op == Opcode::PendingResult && S.Result &&
           isOnlyOurs(*S.Result))) {
        Rows.insert(S.Result);
        if (S.Instr->Op == Opcode::Row)
          Single.insert(S.Result);
      }
    // The steps behind a loop may come before those in it.
    for (Opcode First : {Opcode::Column, Opcode::Store, Opcode::Store})
      for (auto [Index, S] : llvm::enumerate(E.steps()))
        if (S.Instr->Op == First)
          look(Index, S);
    for (auto [Index, S] : llvm::enumerate(E.steps()))
      if (S.Instr->Op != Opcode::Column && S.Instr->Op != Opcode::Store)
        look(Index, S);
    for (const Value *Column : Columns)
      Escapes |= !Collected.count(Column);
  }

private:
  bool isRows(const Value *V) const { return V && Rows.count(V); }

  void use(bool &How, const Step &S) {
    How = true;
    if (!First)
      First = S.Instr;
  }

  void look(unsigned Index, const Step &S) {
    if (Index == Op.StepIndex) {
      if (S.Instr->Op == Opcode::Fetch)
        found(S);
      return;
    }
    const Value *On = S.get(Slot::On);
    switch (S.Instr->Op) {
    case Opcode::Let:
      givenName(S);
      if (S.Instr->attribute("use") == "count" && S.get(Slot::Value))
        countedList(*S.get(Slot::Value), S);
      return;
    case Opcode::Store:
      givenName(S);
      if (const effects::Expr *To = localRoot(S.Instr->get(Slot::Target))) {
        // What it is used for is seen where it is used.
        flow::visit(S.get(Slot::Value), [&](const Value &Part) {
          if (isOurColumn(Part))
            Records[To->Spelling].push_back(&Part);
          else if (isOurRecord(Part) && Part.Spelling != To->Spelling) {
            // A copy of the whole record.
            llvm::SmallVector<const Value *, 4> From = Records[Part.Spelling];
            Records[To->Spelling].append(From.begin(), From.end());
          }
          return !isSize(Part);
        });
        return;
      }
      break;
    case Opcode::Append:
      if (isLocal(S.Instr->get(Slot::On))) {
        flow::visit(S.get(Slot::Values), [&](const Value &Part) {
          if (isOurColumn(Part))
            Collected.insert(&Part);
          else if (isOurRecord(Part))
            for (const Value *Each : Records[Part.Spelling])
              Collected.insert(Each);
          return true;
        });
        return;
      }
      break;
    case Opcode::Row:
    case Opcode::NextRow:
    case Opcode::Leave:
    case Opcode::Reset:
    case Opcode::ClearBindings:
    case Opcode::Bind:
    case Opcode::BindAll:
      if (isRows(On))
        return;
      break;
    case Opcode::Prepare:
      // Its text, which is given to the handle first.
      Escapes |= isRows(On) && Index > Op.StepIndex;
      return;
    case Opcode::Execute:
    case Opcode::Fetch:
      // The handle runs something else too: whose rows they are is hard to
      // tell.
      Escapes |= isRows(On);
      return;
    case Opcode::PendingResult:
      if (isRows(S.Result))
        return;
      Escapes |= isRows(On) || (On && isOurs(*On));
      return;
    case Opcode::Column:
      if (isRows(On) || (On && isOurs(*On)))
        Columns.push_back(S.Result);
      return;
    case Opcode::BindOutput:
      Escapes |= isRows(On) || (On && isOurs(*On));
      return;
    case Opcode::Outcome:
      if (isRows(On))
        outcome(S);
      return;
    case Opcode::Branch:
      if (isRows(S.get(Slot::Value)))
        return; // whether there is a result at all
      break;
    default:
      break;
    }
    for (const Value *V : S.Operands)
      flow::visit(V, [&](const Value &Part) {
        if (Part.Kind == ValueKind::Outcome || Part.Kind == ValueKind::Found ||
            isNullTest(Part) || isSize(Part))
          return false;
        Escapes |= isRows(&Part) || isOurColumn(Part) || isOurRecord(Part);
        return !Escapes;
      });
  }

  bool isOurColumn(const Value &V) const {
    return V.Kind == ValueKind::Column && V.operand(0) &&
           (isRows(V.operand(0)) || isOurs(*V.operand(0)));
  }

  /// A single row with a name is looked at, also by calls that leave no trace.
  void givenName(const Step &S) {
    flow::visit(S.get(Slot::Value), [&](const Value &Part) {
      Escapes |= Single.count(&Part);
      return !Escapes;
    });
  }

  /// A local record with columns of a row in its fields.
  bool isOurRecord(const Value &V) const {
    return V.Kind == ValueKind::Variable && Records.count(V.Spelling);
  }

  static bool isLocal(const effects::Expr *Place) { return localRoot(Place); }
  /// The variable that a place is a part of, if nobody but this function, and
  /// what it calls, sees what is stored there.
  static const effects::Expr *localRoot(const effects::Expr *Place) {
    while (Place && (Place->Kind == effects::ExprKind::Address ||
                     Place->Kind == effects::ExprKind::Field))
      Place = Place->operand(0);
    return Place && Place->Kind == effects::ExprKind::Variable &&
                   !Place->Spelling.starts_with("::")
               ? Place
               : nullptr;
  }

  static bool isSize(const Value &V) {
    return V.Kind == ValueKind::Compute && V.Spelling == effects::SizeOf &&
           V.Operands.size() == 1;
  }

  /// A list that is only asked how long it is: whether it is one of a row each.
  void countedList(const Value &List, const Step &S) {
    bool Ours = false, Changed = false;
    flow::visit(&List, [&](const Value &Part) {
      Changed |= Part.Kind == ValueKind::Forgotten;
      Ours |= isOurRecord(Part);
      if (Part.Kind == ValueKind::Column) {
        Ours |= isOurColumn(Part);
        Changed |= !isOurColumn(Part);
      }
      return !Changed;
    });
    if (!Ours)
      return;
    Escapes |= Changed;
    bool Number = false;
    for (const Step &User : E.steps())
      for (const Value *V : User.Operands)
        flow::visit(V, [&](const Value &Part) {
          if (Part.Kind == ValueKind::Compute && Part.Operands.size() == 2 &&
              isSize(*Part.Operands[0]) &&
              Part.Operands[0]->Operands[0] == &List)
            if (isEmptiness(Part, *Part.Operands[0]))
              return false;
          Number |= isSize(Part) && Part.Operands[0] == &List;
          return true;
        });
    use(Number ? Counted : Tested, S);
  }

  bool isOurs(const Value &Cursor) const {
    return llvm::is_contained(Ops.of(&Cursor), &Op);
  }
  bool isOnlyOurs(const Value &Cursor) const {
    llvm::SmallVector<const Operation *, 2> From = Ops.of(&Cursor);
    return From.size() == 1 && From.front() == &Op;
  }

  /// Whether there is a result at all, which says nothing about its rows.
  bool isNullTest(const Value &V) const {
    if (V.Kind != ValueKind::Compute)
      return false;
    if (V.Operands.size() == 1)
      return V.Spelling == "!" && isRows(V.Operands[0]);
    if (V.Operands.size() != 2 || (V.Spelling != "==" && V.Spelling != "!="))
      return false;
    const Value *A = V.Operands[0], *B = V.Operands[1];
    return (isRows(A) && B->Kind == ValueKind::Null) ||
           (isRows(B) && A->Kind == ValueKind::Null);
  }

  void outcome(const Step &S) {
    llvm::StringRef Kind = S.Instr->attribute("kind");
    if (Kind == "found")
      return found(S);
    if (Kind == "empty")
      return use(Tested, S);
    if (Kind != "rows" && Kind != "affected")
      return;
    // A number that is only compared with none is no number.
    bool Number = false, Any = false;
    for (const Step &User : E.steps()) {
      if (User.Instr == S.Instr)
        continue;
      for (const Value *V : User.Operands)
        flow::visit(V, [&](const Value &Part) {
          if (isEmptiness(Part, *S.Result)) {
            Any = true;
            return false;
          }
          if (&Part == S.Result)
            Number = true;
          return true;
        });
    }
    if (Number)
      use(Counted, S);
    else if (Any)
      use(Tested, S);
  }

  /// `n == 0`, `n > 0`, `n != 1` and their like; `!n`.
  static bool isEmptiness(const Value &V, const Value &Count) {
    if (V.Kind != ValueKind::Compute)
      return false;
    if (V.Operands.size() == 1)
      return V.Spelling == "!" && V.Operands[0] == &Count;
    if (V.Operands.size() != 2)
      return false;
    const Value *A = V.Operands[0], *B = V.Operands[1];
    if (A != &Count)
      std::swap(A, B);
    return A == &Count && B->Kind == ValueKind::Integer &&
           (B->Spelling == "0" || B->Spelling == "1");
  }

  bool isWithin(unsigned Block, unsigned Region) const {
    unsigned R = E.function().Blocks[Block].Region;
    while (R > Region)
      R = E.function().Regions[R].Parent;
    return R == Region;
  }

  /// What was counted is used behind the loop: it does not number its rounds.
  bool isWantedBehind(const Value &V, unsigned Region) const {
    return llvm::any_of(E.steps(), [&](const Step &S) {
      bool Is = false;
      if (!isWithin(S.Block, Region))
        for (const Value *Each : S.Operands)
          flow::visit(Each, [&](const Value &Part) {
            Is |= &Part == &V;
            return !Is;
          });
      return Is;
    });
  }

  /// Asked once it says whether there is a row; asked by a loop, each time.
  void found(const Step &S) {
    unsigned Region = E.function().Blocks[S.Block].Region;
    bool Loops = E.function().Regions[Region].Kind == RegionKind::Loop;
    if (!Loops)
      return use(Tested, S);
    // A loop that adds one in each round counts.
    for (const Step &Adds : E.steps())
      if (Adds.Instr->Op == Opcode::Store &&
          E.function().Blocks[Adds.Block].Region == Region)
        if (const Value *V = Adds.get(Slot::Value);
            V && V->Kind == ValueKind::Compute && V->Spelling == "+" &&
            V->operand(1) && V->operand(1)->Kind == ValueKind::Integer &&
            isWantedBehind(*V, Region))
          return use(Counted, S);
    // A loop that puts each row into a list does not say yet what for.
    if (llvm::any_of(E.steps(), [&](const Step &Puts) {
          return Puts.Instr->Op == Opcode::Append &&
                 isLocal(Puts.Instr->get(Slot::On)) &&
                 isWithin(Puts.Block, Region);
        }))
      return;
    Escapes = true;
  }

  const Operation &Op;
  const Operations &Ops;
  const flow::Evaluation &E;
  llvm::SmallPtrSet<const Value *, 4> Rows;
  /// One of them at a time.
  llvm::SmallPtrSet<const Value *, 4> Single;
  /// What is read of the rows, and what of it goes into a list.
  llvm::SmallVector<const Value *, 8> Columns;
  llvm::SmallPtrSet<const Value *, 8> Collected;
  /// By the variable's name.
  llvm::StringMap<llvm::SmallVector<const Value *, 4>> Records;
};
} // namespace

RowUses rowlock::hazards::usesOfRows(const Operation &Op,
                                     const Operations &Ops) {
  return Uses(Op, Ops);
}
