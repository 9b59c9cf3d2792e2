//===- Hazards/Transactions/DeferredUpgrade.cpp ---------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Transactions/DeferredUpgrade.h"
#include "Hazards/Outcomes.h"
#include "Hazards/Retry.h"
#include "Hazards/RolledBack.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
/// It looks at rows: from there on the transaction sees the database as it is
/// now.
bool looksAtRows(const Operation &Op) {
  return Op.Statement && Op.Statement->Kind == sql::StatementKind::Select &&
         Op.Db.Kind == databases::Product::SQLite &&
         llvm::any_of(sql::tablesRead(*Op.Statement), [](const auto &Use) {
           return Use.Table->Table.known() &&
                  !llvm::StringRef(Use.Table->Table.Text)
                       .starts_with_insensitive("pragma_");
         });
}

bool changesRows(const Operation &Op) {
  if (!Op.Statement || Op.Db.Kind != databases::Product::SQLite)
    return false;
  switch (Op.Statement->Kind) {
  case sql::StatementKind::Insert:
  case sql::StatementKind::Update:
  case sql::StatementKind::Delete:
    return true;
  default:
    return false;
  }
}

class Finder {
public:
  explicit Finder(const Judgement &J)
      : J(J), Ops(J.operations()), L(J.life()) {}

  std::vector<DeferredUpgrade> run() {
    for (const Operation &Write : Ops.all()) {
      if (!llvm::all_of(Ops.of(Write.StepIndex), changesRows))
        continue;
      TransactionState T = L.transaction(Write);
      if (!T.isOpen() || !T.Begin || T.ModeUnknown || T.AutocommitOff ||
          T.Mode != databases::TransactionMode::Plain || Known.count(T.Begin))
        continue;
      if (const Operation *Read = readBefore(Write, T))
        add(*Read, Write, T);
    }
    return std::move(Found);
  }

private:
  /// The first read of the transaction before which nothing was written.
  const Operation *readBefore(const Operation &Write,
                              const TransactionState &T) const {
    if (isUnderLock(T))
      return nullptr;
    for (unsigned I : T.Touched.set_bits())
      for (const Operation &Op : Ops.of(I))
        if (looksAtRows(Op) && Op.Connection == Write.Connection &&
            Op.Alternatives == 1 && !isUnderLock(L.transaction(Op)))
          return &Op;
    return nullptr;
  }

  /// Something has been written on every path: the write lock is held.
  bool isUnderLock(const TransactionState &T) const {
    return llvm::any_of(T.Executed.set_bits(), [&](unsigned I) {
      return llvm::any_of(Ops.of(I), [&](const Operation &Op) {
        return Op.writes() ||
               (Op.Statement && Op.Statement->Kind == sql::StatementKind::Ddl);
      });
    });
  }

  const flow::Site &site(const effects::Instruction &I) const {
    return J.spliced().Sites.find(&I)->second;
  }

  void add(const Operation &Read, const Operation &Write,
           const TransactionState &T) {
    Known.insert(T.Begin);
    DeferredUpgrade H;
    H.StepIndex = Write.StepIndex;
    H.Connection = Write.Connection;
    H.Transaction = T;
    H.Read = &Read;
    H.Write = &Write;
    const flow::Site &Begins = site(*T.Begin);
    H.Original = H.OriginalBegin = Begins.Original;
    Frame Reads = frameOf(Begins, site(*Read.Step->Instr), J.function());
    Frame Writes = frameOf(Begins, site(*Write.Step->Instr), J.function());
    H.Where = Reads.Depth < Writes.Depth ? Reads : Writes;
    H.Anchor = H.BeginAnchor = &H.Where.anchor(Begins);
    H.AnchorIn = &H.Where.holder(Begins, J.function());
    H.ReadAt = &H.Where.anchor(site(*Read.Step->Instr));
    H.WriteAt = &H.Where.anchor(site(*Write.Step->Instr));
    H.Guarded = isRetried(Write, T.Begin, Ops, L) || isMutexHeld(H) ||
                isRolledBack(Write, Ops, L);
    if (J.evaluation().incomplete())
      H.lower(Confidence::Possible, "the function is too large to follow");
    if (H.Where.Function == &J.function() && isStartUp(Ops, Read.StepIndex))
      H.lower(Confidence::Possible, "it runs once, when the program starts");
    Found.push_back(std::move(H));
  }

  bool isMutexHeld(const DeferredUpgrade &H) const {
    llvm::BitVector Held = L.before(H.Read->StepIndex).HeldLocks;
    Held &= L.before(H.Write->StepIndex).HeldLocks;
    for (unsigned I = 0; I != J.evaluation().steps().size(); ++I)
      if (L.commits(I, *H.Write))
        Held &= L.before(I).HeldLocks;
    return Held.any();
  }

  const Judgement &J;
  const Operations &Ops;
  const Life &L;
  llvm::SmallPtrSet<const effects::Instruction *, 4> Known;
  std::vector<DeferredUpgrade> Found;
};
} // namespace

std::vector<DeferredUpgrade>
rowlock::hazards::findDeferredUpgrades(const Judgement &J) {
  return Finder(J).run();
}
