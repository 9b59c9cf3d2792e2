//===- Hazards/RolledBack.cpp - Writes that are taken back ----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/RolledBack.h"
#include "Hazards/Holders.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
class Search {
public:
  Search(const Operation &W, const Operations &Ops, const Life &L)
      : W(W), Ops(Ops), E(Ops.evaluation()), L(L),
        Held(W.Connection, Ops.evaluation()) {}

  bool run() {
    if (!L.transaction(W).isOpen())
      return false;
    std::vector<std::pair<unsigned, unsigned>> StepsOf(
        E.function().Blocks.size());
    for (auto [Index, S] : llvm::enumerate(E.steps())) {
      auto &[First, Last] = StepsOf[S.Block];
      if (First == Last)
        First = Index;
      Last = Index + 1;
    }
    std::vector<bool> Seen(StepsOf.size());
    llvm::SmallVector<unsigned, 8> Work;
    bool AnyRollback = false;
    auto Walk = [&](unsigned From, unsigned To, unsigned Block) {
      for (; From < To; ++From)
        switch (fate(From)) {
        case Fate::Open:
          break;
        case Fate::RolledBack:
          AnyRollback = true;
          return true;
        case Fate::Kept:
          return false;
        }
      for (unsigned Next : E.function().Blocks[Block].terminator()->Targets)
        if (E.isTaken(Block, Next))
          Work.push_back(Next);
      return true;
    };
    unsigned Own = W.Step->Block;
    if (!Walk(W.StepIndex + 1, StepsOf[Own].second, Own))
      return false;
    while (!Work.empty()) {
      unsigned Block = Work.pop_back_val();
      if (Seen[Block])
        continue;
      Seen[Block] = true;
      if (!Walk(StepsOf[Block].first, StepsOf[Block].second, Block))
        return false;
    }
    return AnyRollback;
  }

private:
  enum class Fate { Open, RolledBack, Kept };

  /// What a step behind the write makes of its transaction.
  Fate fate(unsigned Index) const {
    const Step &S = E.steps()[Index];
    const Value *On = S.get(Slot::On);
    bool IsOurs = On && E.connection(On) == W.Connection;
    switch (S.Instr->Op) {
    case Opcode::Return:
      return Fate::Kept;
    case Opcode::Call:
      return Held.isHandedOn(S) ? Fate::Kept : Fate::Open;
    case Opcode::Commit:
    case Opcode::SetAutocommit:
      return IsOurs ? Fate::Kept : Fate::Open;
    case Opcode::Begin:
      return IsOurs && S.Instr->attribute("autocommit").empty() ? Fate::Kept
                                                                : Fate::Open;
    case Opcode::Rollback:
      return IsOurs ? Fate::RolledBack : Fate::Open;
    case Opcode::Leave:
      return IsOurs ? leaving(Index, *On) : Fate::Open;
    case Opcode::Execute:
    case Opcode::Fetch:
      return IsOurs ? executing(Index) : Fate::Open;
    default:
      return Fate::Open;
    }
  }

  Fate leaving(unsigned Index, const Value &On) const {
    llvm::StringRef Leave = E.steps()[Index].Instr->attribute("leave");
    const auto &Connections = L.before(Index).Connections;
    auto Now = Connections.find(W.Connection);
    if (On.Kind != ValueKind::Result || Now == Connections.end() ||
        Now->second.Begin != On.Source || Leave == "nothing")
      return Fate::Open;
    return Leave == "rollback" ? Fate::RolledBack : Fate::Kept;
  }

  /// Every text that is executed here must be a rollback to be one.
  Fate executing(unsigned Index) const {
    llvm::ArrayRef<Operation> All = Ops.of(Index);
    bool AllRollBack = !All.empty();
    for (const Operation &Op : All) {
      if (!Op.Statement)
        return Fate::Kept;
      switch (Op.Statement->Kind) {
      case sql::StatementKind::Rollback:
        break;
      case sql::StatementKind::Select:
      case sql::StatementKind::Insert:
      case sql::StatementKind::Update:
      case sql::StatementKind::Delete:
      case sql::StatementKind::Savepoint:
      case sql::StatementKind::RollbackTo:
      case sql::StatementKind::Release:
        AllRollBack = false;
        break;
      default:
        return Fate::Kept;
      }
    }
    return AllRollBack ? Fate::RolledBack : Fate::Open;
  }

  const Operation &W;
  const Operations &Ops;
  const flow::Evaluation &E;
  const Life &L;
  Holders Held;
};
} // namespace

bool rowlock::hazards::isRolledBack(const Operation &Write,
                                    const Operations &Ops, const Life &L) {
  return Search(Write, Ops, L).run();
}
