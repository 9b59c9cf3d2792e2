//===- Hazards/Transactions/OuterHandles.cpp ------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Transactions/OuterHandles.h"
#include "Hazards/Reach.h"
#include "Transactions/RowSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
constexpr unsigned MaxAlternatives = 8;

bool changesRows(const Operation &Op) {
  if (!Op.Statement)
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

std::string tableWritten(const Operation &Op) {
  const sql::TableRef *Target = Op.Statement->target();
  return Target ? Op.folded(Target->Table) : std::string();
}

/// The name of a connection that the program knows by one.
std::optional<std::string> knownName(const Value &V) {
  if (V.Kind != ValueKind::Member || !V.operand(0) ||
      V.operand(0)->Kind != ValueKind::Variable ||
      !V.operand(0)->Spelling.starts_with("::connections"))
    return std::nullopt;
  return V.Spelling.str();
}

/// Whether two handles lead to one database.
class Databases {
public:
  Databases(const flow::Evaluation &E, const NamedConnections &Named)
      : E(E), Named(Named) {
    for (const Step &S : E.steps()) {
      const Value *To = S.get(Slot::Value);
      if (S.Instr->Op != Opcode::Connect || !To)
        continue;
      if (const Value *On = S.get(Slot::On))
        Addresses[E.connection(On)].push_back(To);
      else if (S.Result)
        Addresses[S.Result].push_back(To);
    }
  }

  bool areOne(const Value *A, const Value *B) const {
    if (knownName(*A) && knownName(*B))
      return Named.areOfOneDatabase(*A, *B);
    const Value *OfA = pool(A), *OfB = pool(B);
    if (OfA && OfB && flow::mustEqual(OfA, OfB))
      return true;
    llvm::SmallVector<const Value *, 2> First, Second;
    return addresses(A, First) && addresses(B, Second) &&
           First.size() == Second.size() &&
           std::equal(First.begin(), First.end(), Second.begin(), isShared);
  }

private:
  /// Every opening of it gives the same database, and not a new one each.
  static bool isShared(const Value *A, const Value *B) {
    return flow::mustEqual(A, B) && tells(A);
  }
  static bool tells(const Value *A) {
    bool Does = false;
    flow::visit(A, [&](const Value &Part) {
      Does |= Part.Kind != ValueKind::Null && Part.Kind != ValueKind::List &&
              Part.Kind != ValueKind::Unknown;
      return true;
    });
    flow::visit(A, [&](const Value &Part) {
      llvm::StringRef Text = Part.Spelling;
      if (Part.Kind == ValueKind::Unknown ||
          (Part.Kind == ValueKind::Text &&
           (Text.contains(":memory:") || Text.contains("mode=memory"))))
        Does = false;
      return true;
    });
    // SQLite: a file without a name is a new one each time.
    if (A->Kind == ValueKind::Text && A->Spelling.empty())
      return false;
    return Does;
  }

  /// What all ways that \p V came here have opened it with.
  bool addresses(const Value *V,
                 llvm::SmallVectorImpl<const Value *> &Found) const {
    bool Complete = true, Any = false;
    for (const Value *Each : flow::alternatives(V, MaxAlternatives, Complete)) {
      if (Each->Kind == ValueKind::Null)
        continue;
      auto It = Addresses.find(Each);
      llvm::SmallVector<const Value *, 2> Mine;
      if (It != Addresses.end())
        for (const Value *To : It->second)
          if (To->Kind != ValueKind::Null)
            Mine.push_back(To);
      if (Mine.empty() ||
          (Any && !std::equal(Mine.begin(), Mine.end(), Found.begin(),
                              Found.end(), isShared)))
        return false;
      if (!Any)
        Found.append(Mine.begin(), Mine.end());
      Any = true;
    }
    return Any && Complete;
  }

  /// The container that \p V was taken out of by a hand-made pool; null if it
  /// was not. An element by its index or key may be of any database.
  const Value *pool(const Value *V) const {
    bool Complete = true;
    for (const Value *Each : flow::alternatives(V, MaxAlternatives, Complete))
      for (const Value *Part = Each; Part && Part->Kind == ValueKind::Member;
           Part = Part->operand(0)) {
        if (!Part->Spelling.starts_with("[") || !Part->operand(0))
          continue;
        bool Inner = true;
        for (const Value *List :
             flow::alternatives(Part->operand(0), MaxAlternatives, Inner)) {
          while (isTakenFrom(*List))
            List = List->operand(0);
          if (isEmptied(List))
            return List;
        }
      }
    return nullptr;
  }

  static bool isTakenFrom(const Value &List) {
    return List.Kind == ValueKind::Compute && List.operand(0) &&
           List.Spelling.starts_with("pop");
  }

  /// Somebody takes elements out of it.
  bool isEmptied(const Value *List) const {
    return llvm::any_of(E.steps(), [&](const Step &S) {
      const Value *V =
          S.Instr->Op == Opcode::Store ? S.get(Slot::Value) : nullptr;
      while (V && isTakenFrom(*V)) {
        V = V->operand(0);
        if (V == List)
          return true;
      }
      return false;
    });
  }

  const flow::Evaluation &E;
  const NamedConnections &Named;
  llvm::DenseMap<const Value *, llvm::SmallVector<const Value *, 2>> Addresses;
};

class Finder {
public:
  Finder(const Judgement &J, const NamedConnections &Named)
      : J(J), Ops(J.operations()), E(J.evaluation()), L(J.life()),
        Same(J.evaluation(), Named) {}

  std::vector<OuterHandle> run() {
    for (const Operation &Op : Ops.all()) {
      if (!Op.Statement || !Op.Connection || Op.Alternative != 0 ||
          !E.isReached(Op.Step->Block))
        continue;
      bool Changes = llvm::all_of(Ops.of(Op.StepIndex), changesRows);
      bool Reads = Op.Alternatives == 1 &&
                   Op.Statement->Kind == sql::StatementKind::Select;
      if (!Changes && !Reads)
        continue;
      for (const auto &[Connection, T] : L.before(Op.StepIndex).Connections)
        if (Connection != Op.Connection && T.isOpen() && T.Begin &&
            !isOfOutside(*Connection, Op) && !isKnown(T, Op))
          if (const Operation *Inside = Changes ? writeOf(T, *Connection, Op)
                                                : missedBy(T, *Connection, Op))
            if (Same.areOne(Connection, Op.Connection))
              add(Op, *Inside, T);
    }
    return std::move(Found);
  }

private:
  /// The other connection began first: this one is the outer handle.
  bool isOfOutside(const Value &Connection, const Operation &Op) const {
    TransactionState T = L.transaction(Op);
    if (!T.isOpen() || !T.Begin)
      return false;
    for (auto [Index, S] : llvm::enumerate(E.steps()))
      if (S.Instr == T.Begin)
        return !L.before(Index).transaction(&Connection).isOpen();
    return false;
  }

  /// One finding tells of all statements to one handle.
  bool isKnown(const TransactionState &T, const Operation &Op) const {
    return llvm::any_of(Found, [&](const OuterHandle &H) {
      return H.Transaction.Begin == T.Begin &&
             H.Outside->Connection == Op.Connection;
    });
  }

  /// What the transaction writes, before or behind \p Outside, if it may
  /// commit both.
  const Operation *writeOf(const TransactionState &T, const Value &Connection,
                           const Operation &Outside) const {
    for (const Operation &Op : Ops.all()) {
      if (Op.Connection != &Connection || !changesRows(Op))
        continue;
      bool Before = T.Touched.test(Op.StepIndex);
      bool Behind = L.transaction(Op).Begin == T.Begin &&
                    Op.StepIndex != Outside.StepIndex &&
                    leadsTo(E, *Outside.Step, *Op.Step);
      if ((Before || Behind) && isCommitted(Op, Outside))
        return &Op;
    }
    return nullptr;
  }

  /// What is done on the way to a rollback is meant to survive it.
  bool isCommitted(const Operation &Inside, const Operation &Outside) const {
    for (unsigned I = 0; I != E.steps().size(); ++I)
      if (L.commits(I, Inside) && leadsTo(E, *Outside.Step, E.steps()[I]))
        return true;
    return false;
  }

  /// The write of the transaction to the row that \p Read reads elsewhere.
  const Operation *missedBy(const TransactionState &T, const Value &Connection,
                            const Operation &Read) const {
    for (const Operation &Op : Ops.all()) {
      if (Op.Connection != &Connection || !changesRows(Op) ||
          !T.Executed.test(Op.StepIndex) || !Op.Statement->target() ||
          Op.Statement->Kind == sql::StatementKind::Insert)
        continue;
      std::string Table = tableWritten(Op);
      if (Table.empty())
        continue;
      RowSet Written = rowSet(Op, *Op.Statement->target());
      for (const sql::TableRef &Use : Read.Statement->Tables)
        if (Read.folded(Use.Table) == Table &&
            sameRow(rowSet(Read, Use), Read, Written, Ops) != SameRow::No)
          return &Op;
    }
    return nullptr;
  }

  /// SQLite: the transaction has the write lock, whatever path led here.
  bool hasWriteLock(const TransactionState &T, const Operation &Outside) const {
    if (Outside.Db.Kind != databases::Product::SQLite)
      return false;
    if (T.Mode == databases::TransactionMode::Immediate ||
        T.Mode == databases::TransactionMode::Exclusive)
      return true;
    return llvm::any_of(T.Executed.set_bits(), [&](unsigned I) {
      return llvm::any_of(Ops.of(I), changesRows);
    });
  }

  void add(const Operation &Outside, const Operation &Inside,
           const TransactionState &T) {
    OuterHandle H;
    H.StepIndex = Outside.StepIndex;
    H.Connection = Inside.Connection;
    H.Transaction = T;
    H.Outside = &Outside;
    H.Inside = &Inside;
    const flow::Site &Begins = site(*T.Begin);
    const flow::Site &Here = site(*Outside.Step->Instr);
    H.Original = Here.Original;
    H.OriginalBegin = Begins.Original;
    H.Where = frameOf(Begins, Here, J.function());
    H.Anchor = &H.Where.anchor(Here);
    H.AnchorIn = &H.Where.holder(Here, J.function());
    H.BeginAnchor = &H.Where.anchor(Begins);
    H.InsideAt = &H.Where.anchor(site(*Inside.Step->Instr));
    bool Writes = changesRows(Outside);
    H.IsRefused = Writes && hasWriteLock(T, Outside);
    H.IsSameTable = Writes && !tableWritten(Outside).empty() &&
                    tableWritten(Outside) == tableWritten(Inside);
    if (E.incomplete())
      H.lower(Confidence::Possible, "the function is too large to follow");
    if (isStartUp(Ops, Outside.StepIndex))
      H.lower(Confidence::Possible, "it runs once, when the program starts");
    Found.push_back(std::move(H));
  }

  const flow::Site &site(const effects::Instruction &I) const {
    return J.spliced().Sites.find(&I)->second;
  }

  const Judgement &J;
  const Operations &Ops;
  const flow::Evaluation &E;
  const Life &L;
  Databases Same;
  std::vector<OuterHandle> Found;
};
} // namespace

NamedConnections::NamedConnections(
    llvm::ArrayRef<std::unique_ptr<Judgement>> Judgements) {
  for (const auto &J : Judgements) {
    std::map<std::string, Said> Here;
    for (const Step &S : J->evaluation().steps()) {
      if (S.Instr->Op != Opcode::Connect || !S.get(Slot::On))
        continue;
      const Value *On = J->evaluation().connection(S.get(Slot::On));
      if (auto Name = knownName(*On))
        Here[*Name].push_back(S.get(Slot::Value));
    }
    if (!Here.empty())
      All.push_back(std::move(Here));
  }
}

bool NamedConnections::areOfOneDatabase(const Value &A, const Value &B) const {
  bool Shown = false;
  for (const auto &First : All)
    for (const auto &Second : All) {
      auto OfA = First.find(*knownName(A)), OfB = Second.find(*knownName(B));
      if (OfA == First.end() || OfB == Second.end())
        continue;
      if (std::equal(OfA->second.begin(), OfA->second.end(),
                     OfB->second.begin(), OfB->second.end(), flow::mustEqual))
        Shown = true;
      else if (&First == &Second)
        return false;
    }
  return Shown;
}

std::vector<OuterHandle>
rowlock::hazards::findOuterHandles(const Judgement &J,
                                   const NamedConnections &Named) {
  return Finder(J, Named).run();
}
