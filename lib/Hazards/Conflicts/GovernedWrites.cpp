//===- Hazards/Conflicts/GovernedWrites.cpp - Reads that decide on writes -===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The interleaving behind it: A looks for a row and finds none, B looks and
// finds none, A inserts one, B inserts one. What each of them found was true,
// and is not any more when it acts on it.
//
//===----------------------------------------------------------------------===//

#include "Hazards/Conflicts/Conflicts.h"
#include "Hazards/Outcomes.h"
#include "Hazards/WrittenRows.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace rowlock::hazards;
using namespace rowlock::transactions;
using rowlock::flow::Value;
namespace sql = rowlock::sql;

using Kind = ActRelation::Kind;

namespace {
/// A read and a write that it governs.
struct Candidate {
  enum class Status {
    Hazard,
    NoOp,     ///< harmless by itself
    Repeated, ///< the write asks again
    Follows,  ///< changes something else by an amount, once more each time
    None,
    Elsewhere ///< another check has the pair
  };
  Status What = Status::None;
  const Operation *Read = nullptr;
  const Operation *Write = nullptr;
  Decision Decided;
  /// The ways of branches that lead to the write; a claim has one of its own.
  std::set<Way> Ways;

  bool isOfReadTable() const {
    std::string Table = Write->folded(Write->Statement->target()->Table);
    return llvm::any_of(Read->Statement->Tables, [&](const sql::TableRef &T) {
      return Read->folded(T.Table) == Table;
    });
  }
};

/// What the facts of one decision come to: the one that says most.
unsigned rank(Act A) {
  switch (A) {
  case Act::NextNumber:
    return 0;
  case Act::Transition:
  case Act::BelowLimit:
  case Act::AboveLimit:
    return 1;
  case Act::Claim:
    return 2;
  case Act::InsertIfAbsent:
  case Act::TakeIfAbsent:
    return 3;
  case Act::Consequence:
    return 4;
  }
  return 5;
}

class Finder {
public:
  Finder(const Operations &Ops, llvm::ArrayRef<Conflict> Dependent)
      : Ops(Ops), Decides(Ops), Dependent(Dependent) {}

  std::vector<Conflict> run() {
    for (const Operation &W : Ops.all())
      if (isAct(W))
        consider(W);
    return settle();
  }

private:
  bool isAct(const Operation &W) const {
    if (!W.Statement || !W.Statement->target())
      return false;
    switch (W.Statement->Kind) {
    case sql::StatementKind::Insert:
    case sql::StatementKind::Update:
    case sql::StatementKind::Delete:
      break;
    default:
      return false;
    }
    return llvm::any_of(Ops.all(), [&](const Operation &R) {
      return R.StepIndex < W.StepIndex && R.Statement &&
             R.Statement->Kind == sql::StatementKind::Select;
    });
  }

  void consider(const Operation &W) {
    for (const Fact &F : Decides.of(W.Step->Block))
      if (F.Read->StepIndex < W.StepIndex)
        add(F.Read, W, relate(F, W, Ops), &F);
    if (W.Alternatives > 1 && W.Step->Text)
      for (const Fact &F : Decides.ofText(*W.Step, W))
        if (F.Read->StepIndex < W.StepIndex)
          add(F.Read, W, relate(F, W, Ops), &F);
    addClaims(W);
    const Operation *Read = nullptr;
    if (W.Statement->Kind == sql::StatementKind::Insert) {
      ActRelation Number = relateNumber(W, Ops, Read);
      if (Read)
        add(Read, W, std::move(Number), nullptr);
    }
  }

  /// A row that the read itself chose by its state needs no branch.
  void addClaims(const Operation &W) {
    for (const sql::Atom &A : W.Statement->Filter.Atoms) {
      if (!A.isEquality())
        continue;
      Term Key = W.term(A.Operands[0]);
      if (!Key.Value)
        continue;
      for (const Origin &From : origins(Key.Value, Ops.evaluation()))
        for (const ReadColumn &C : readColumns(*From.Column, Ops))
          if (!From.Computed && C.Read->StepIndex < W.StepIndex &&
              C.Read->Statement->Kind == sql::StatementKind::Select)
            add(C.Read, W, relateClaim(*C.Read, W, Ops), nullptr);
    }
  }

  void add(const Operation *R, const Operation &W, ActRelation Relation,
           const Fact *F) {
    // Once that it decides is known, the pair stays with its first check.
    const Conflict *Known = llvm::find_if(Dependent, [&](const Conflict &C) {
      return C.Read->StepIndex == R->StepIndex && C.Write == &W;
    });
    bool IsElsewhere = Known != Dependent.end() && F;
    bool Follows = F && F->What == Fact::Kind::Column && isRelative(W);
    if (Relation.What == Kind::None && !IsElsewhere && !Follows)
      return;
    auto It = llvm::find_if(
        All, [&](const Candidate &C) { return C.Read == R && C.Write == &W; });
    if (It == All.end()) {
      Candidate &New = All.emplace_back();
      New.Read = R;
      New.Write = &W;
      if (Known != Dependent.end())
        New.What = Candidate::Status::Elsewhere;
      else if (Follows)
        New.What = Candidate::Status::Follows;
      It = std::prev(All.end());
    }
    fill(*It, Relation, F);
  }

  static bool isRelative(const Operation &W) {
    return llvm::any_of(W.Statement->Assignments, [](const sql::Assignment &A) {
      return A.Op != "=" || A.RefersToItself == sql::Answer::Yes;
    });
  }

  static void fill(Candidate &C, const ActRelation &Relation, const Fact *F) {
    C.Ways.insert(F ? F->Decided : Way{~0u, C.Read->StepIndex});
    using Status = Candidate::Status;
    if (C.What == Status::Elsewhere || Relation.What == Kind::None)
      return;
    Status Mine = Relation.What == Kind::Hazard ? Status::Hazard
                  : Relation.What == Kind::NoOp ? Status::NoOp
                                                : Status::Repeated;
    bool Leads = Mine < C.What ||
                 (Mine == C.What && rank(Relation.Does) < rank(C.Decided.What));
    if (Leads) {
      C.What = Mine;
      C.Decided = Decision();
      C.Decided.What = Relation.Does;
    } else if (Mine != C.What || Relation.Does != C.Decided.What) {
      return;
    }
    for (const std::string &Name : Relation.Names)
      if (!llvm::is_contained(C.Decided.Names, Name))
        C.Decided.Names.push_back(Name);
    if (F)
      C.Decided.Facts.push_back(*F);
  }

  /// One decision is told once: on the write to the row or table that was
  /// read, else on the first.
  std::vector<Conflict> settle() {
    std::vector<Conflict> Found;
    std::vector<bool> Done(All.size());
    for (size_t First = 0; First != All.size(); ++First) {
      if (Done[First])
        continue;
      std::vector<Candidate *> Group{&All[First]};
      Done[First] = true;
      for (size_t I = 0; I != Group.size(); ++I)
        for (size_t Other = 0; Other != All.size(); ++Other)
          if (!Done[Other] && belongTogether(*Group[I], All[Other])) {
            Done[Other] = true;
            Group.push_back(&All[Other]);
          }
      llvm::sort(Group, [](const Candidate *A, const Candidate *B) {
        auto Place = [](const Candidate *C) {
          const auto &S = C->Write->span();
          return std::make_tuple(S.File, S.Line, S.Column, C);
        };
        return Place(A) < Place(B);
      });
      tell(Group, Found);
    }
    return Found;
  }

  static bool belongTogether(const Candidate &A, const Candidate &B) {
    if (A.Read->StepIndex != B.Read->StepIndex)
      return false;
    // The cases of a switch, both sides of an `if`.
    auto IsChange = [](const Candidate &C) {
      return C.What == Candidate::Status::Elsewhere ||
             (C.What == Candidate::Status::Hazard &&
              C.Decided.What == Act::Transition);
    };
    bool BothChange = IsChange(A) && IsChange(B);
    return llvm::any_of(A.Ways, [&](const Way &X) {
      return llvm::any_of(B.Ways, [&](const Way &Y) {
        return X.From == Y.From && (X.To == Y.To || BothChange);
      });
    });
  }

  void tell(const std::vector<Candidate *> &Group,
            std::vector<Conflict> &Found) {
    using Status = Candidate::Status;
    if (llvm::any_of(Group, [](const Candidate *C) {
          return C->What == Status::Elsewhere;
        }))
      return;
    Candidate *Told = *llvm::min_element(Group, [](const Candidate *A,
                                                   const Candidate *B) {
      auto Rank = [](const Candidate *C) {
        return std::make_tuple(C->What >= Status::Follows, !C->isOfReadTable());
      };
      return Rank(A) < Rank(B);
    });
    bool Followed = llvm::any_of(
        Group, [](const Candidate *C) { return C->What == Status::Follows; });
    auto Other = llvm::find_if(Group, [&](const Candidate *C) {
      return C->What == Status::Hazard && C->Write != Told->Write;
    });
    const Operation *Unlooked = nullptr;
    switch (Told->What) {
    case Status::Follows:
    case Status::None:
    case Status::Elsewhere:
      return;
    case Status::Hazard:
      break;
    case Status::NoOp:
      // Twice is no more than once, unless something else is done with it.
      if (Other == Group.end() && !Followed)
        return;
      break;
    case Status::Repeated:
      // Whether the condition still held is known to who looks.
      if (Other == Group.end() || countIsLookedAt(*Told->Write, Ops))
        return;
      Unlooked = Told->Write;
      Told = *Other;
      break;
    }
    // The texts that one step may execute are told together.
    for (const Candidate *C : Group)
      if (C->Write->StepIndex == Told->Write->StepIndex &&
          (C == Told || C->What == Status::Hazard))
        Found.push_back(conflict(*C, Unlooked));
  }

  static Conflict conflict(const Candidate &From, const Operation *Unlooked) {
    Conflict C;
    C.What = Shape::CheckThenAct;
    C.Read = From.Read;
    C.Write = From.Write;
    C.Table = C.Write->Statement->target()->Table.Text;
    C.Decided = From.Decided;
    C.Decided->Unlooked = Unlooked;
    nameTable(From, *C.Decided);
    for (const Fact &F : From.Decided.Facts)
      if (F.ThroughCall) {
        bool Sets = llvm::any_of(
            C.Write->Statement->Assignments, [&](const sql::Assignment &A) {
              return C.Write->folded(A.Column.Column) == F.Name;
            });
        C.lower(Sets ? Confidence::Likely : Confidence::Possible,
                "a function that is not known decides by the value");
      }
    if (From.Decided.What == Act::Consequence)
      C.lower(Confidence::Likely,
              "what the new row has to do with the value is not known");
    if (C.Write->Statement->OpenEnd || C.Write->Statement->Filter.OpenEnd)
      C.lower(Confidence::Possible, "the text of the write goes on in a hole");
    if (effectiveLock(*C.Read->Statement).Locks == sql::Answer::Unknown)
      C.lower(Confidence::Possible, "the text of the read goes on in a hole");
    return C;
  }

  /// The table that was asked, which the write need not be about.
  static void nameTable(const Candidate &From, Decision &D) {
    D.ReadTableFolded =
        From.Write->folded(From.Write->Statement->target()->Table);
    const sql::Statement *Asked = From.Read->Statement;
    for (const Fact &F : From.Decided.Facts) {
      if (!F.TableName.empty())
        D.ReadTableFolded = F.TableName;
      Asked = &F.statement();
    }
    for (const sql::TableRef &T : Asked->Tables)
      if (From.Read->folded(T.Table) == D.ReadTableFolded)
        D.ReadTable = T.Table.Text;
  }

  const Operations &Ops;
  Deciders Decides;
  llvm::ArrayRef<Conflict> Dependent;
  std::vector<Candidate> All;
};
} // namespace

std::vector<Conflict>
rowlock::hazards::findGovernedWrites(const Operations &Ops,
                                     llvm::ArrayRef<Conflict> Dependent) {
  bool Acts = false;
  bool Reads = false;
  for (const Operation &Op : Ops.all()) {
    Acts |= Op.writes();
    Reads |= Op.Statement && Op.Statement->Kind == sql::StatementKind::Select;
  }
  if (!Acts || !Reads)
    return {};
  return Finder(Ops, Dependent).run();
}

std::vector<Weighed> rowlock::hazards::weigh(const Operations &Ops,
                                             const Operation &Write) {
  std::vector<Weighed> All;
  if (!Write.Statement || !Write.Statement->target())
    return All;
  for (Fact &F : Deciders(Ops).of(Write.Step->Block)) {
    if (F.Read->StepIndex >= Write.StepIndex)
      continue;
    ActRelation Is = relate(F, Write, Ops);
    All.push_back({std::move(F), std::move(Is)});
  }
  return All;
}
