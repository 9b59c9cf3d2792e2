//===- Repair/NarrowSave.cpp - Saving only what has changed ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repair/NarrowSave.h"
#include "Flow/NullDefault.h"
#include "Hazards/Dependence.h"
#include "Repair/LiteralEdit.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::repair;
using rowlock::hazards::Conflict;
using rowlock::hazards::Judgement;
using rowlock::hazards::WrittenColumn;
using rowlock::transactions::Operation;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace hazards = rowlock::hazards;
namespace sql = rowlock::sql;

namespace {
class Narrowing {
public:
  Narrowing(llvm::ArrayRef<const Conflict *> OneWrite, const Judgement &J,
            SourceText Source)
      : All(OneWrite), W(*OneWrite.front()->Write), J(J), Source(Source) {
    for (const Conflict *C : All)
      for (const WrittenColumn &Column : C->Carried) {
        Complete &= Column.Assignment.has_value();
        if (!llvm::is_contained(Names, "'" + Column.Name + "'"))
          Names.push_back("'" + Column.Name + "'");
        if (Column.Assignment &&
            !llvm::is_contained(Assignments, *Column.Assignment))
          Assignments.push_back(*Column.Assignment);
      }
    llvm::sort(Assignments);
  }

  Repair run() {
    Repair R;
    R.Title = "leave " + llvm::join(Names, " and ") +
              " out of the save: write only what has changed";
    if (Complete && Assignments.size() == W.Statement->Assignments.size()) {
      R.Title = "save nothing that has not changed";
      R.Caution = "all columns of this write are put back as they were read";
      return R;
    }
    if (!Complete || isChangedOnSomePath()) {
      R.Caution = Complete ? "some of them are changed on some paths"
                           : "the statement replaces the whole row";
      return R;
    }
    std::vector<SourceEdit> Edits;
    if (!edit(Edits)) {
      R.Caution = "the text or its values stand where they cannot be edited";
      return R;
    }
    R.How = Safety::Safe;
    R.Edits = std::move(Edits);
    return R;
  }

private:
  /// The value is that of the read and nothing else.
  bool isChangedOnSomePath() const {
    return llvm::any_of(All, [](const Conflict *C) {
      return llvm::any_of(C->Carried, [](const WrittenColumn &Column) {
        return Column.From.size() != 1 ||
               flow::columnIn(Column.Value) != Column.From.front();
      });
    });
  }

  bool edit(std::vector<SourceEdit> &Edits) const {
    if (!W.Statement->Subqueries.empty())
      return false;
    sql::Rewrite Text =
        sql::narrowSet({W.Source->Text, W.Source->Parsed, W.Source->Options},
                       *W.Statement, Assignments);
    if (!Text)
      return false;
    const auto &Placeholders = W.Source->Parsed.Placeholders;
    llvm::SmallSet<unsigned, 4> Gone;
    for (unsigned P : Text.Vanished)
      Gone.insert(Placeholders[P].Position);
    // One that stands elsewhere too keeps its value.
    for (auto [Index, P] : llvm::enumerate(Placeholders))
      if (!llvm::is_contained(Text.Vanished, Index))
        Gone.erase(P.Position);
    if (!renumber(Text, Gone))
      return false;
    auto Placed = placeEdits(Text, W, J.operations());
    if (!Placed)
      return false;
    Edits = std::move(*Placed);
    // Text and values must stand side by side: who else uses the text would
    // still pass the old values.
    const effects::Instruction &I = *W.Step->Instr;
    if (I.get(effects::Slot::Text))
      return removeArguments(I.get(effects::Slot::Values), Gone, Edits);
    return removeBinds(Gone, Edits);
  }

  bool removeArguments(const effects::Expr *List,
                       const llvm::SmallSet<unsigned, 4> &Gone,
                       std::vector<SourceEdit> &Edits) const {
    if (!List || List->Kind != effects::ExprKind::List ||
        List->Operands.size() != W.Step->Bindings.size())
      return false;
    for (unsigned Index = 0; Index != List->Operands.size(); ++Index)
      if (Gone.count(Index + 1) && !removeArgument(*List, Index, Edits))
        return false;
    return true;
  }

  /// Each value is bound by a statement of its own, which goes; where they are
  /// counted, those behind it move up.
  bool removeBinds(const llvm::SmallSet<unsigned, 4> &Gone,
                   std::vector<SourceEdit> &Edits) const {
    using effects::Opcode;
    using effects::Slot;
    const flow::Value *On = W.Step->get(Slot::On);
    if (!On || On->Kind != flow::ValueKind::Result ||
        On->Source->Op != Opcode::Prepare)
      return false;
    auto Steps = statementSteps(*On);
    if (!Steps)
      return false;
    llvm::SmallSet<unsigned, 4> Removed;
    for (const flow::Step &S : *Steps) {
      bool Runs =
          S.Instr->Op == Opcode::Execute || S.Instr->Op == Opcode::Fetch;
      bool Binds =
          S.Instr->Op == Opcode::Bind || S.Instr->Op == Opcode::BindAll;
      if ((!Runs && !Binds) || S.get(Slot::On) != On)
        continue;
      // Bound or executed a second time, in other ways.
      if (Runs ? S.Instr != W.Step->Instr : S.Instr->Op == Opcode::BindAll)
        return false;
      if (Runs)
        continue;
      unsigned Position = positionOf(S);
      if (Position == 0)
        return false;
      if (Gone.count(Position)) {
        if (!Removed.insert(Position).second ||
            !removeStatement(S.Instr->Span, Edits))
          return false;
      } else if (!moveUp(S, Position, Gone, Edits)) {
        return false;
      }
    }
    return Removed.size() == Gone.size();
  }

  /// The steps in which the handle \p On has the text of the write; none if
  /// that is not clear.
  std::optional<llvm::ArrayRef<flow::Step>>
  statementSteps(const flow::Value &On) const {
    using effects::Opcode;
    llvm::ArrayRef<flow::Step> All = J.evaluation().steps();
    auto IsAnother = [&](const flow::Step &S) {
      return S.Instr->Op == Opcode::Prepare && S.get(effects::Slot::On) == &On;
    };
    if (llvm::count_if(All, IsAnother) < 2)
      return All;
    // It has one text after the other: in one block they are told apart.
    unsigned Block = W.Step->Block;
    unsigned First = W.StepIndex;
    while (First != 0 && All[First].Block == Block && !IsAnother(All[First]))
      --First;
    unsigned Last = W.StepIndex + 1;
    while (Last != All.size() && !IsAnother(All[Last]))
      ++Last;
    if (All[First].Block != Block || !IsAnother(All[First]))
      return std::nullopt;
    return All.slice(First, Last - First);
  }

  /// 1-based; 0 if it is not known.
  unsigned positionOf(const flow::Step &Bind) const {
    unsigned Index = 0;
    if (const flow::Value *V = Bind.get(effects::Slot::Index))
      return V->Spelling.getAsInteger(10, Index) ? 0 : Index + 1;
    if (const flow::Value *V = Bind.get(effects::Slot::Name))
      for (const sql::Placeholder &P : W.Source->Parsed.Placeholders)
        if (!P.Name.empty() && V->Spelling.ltrim(":@$") == P.Name)
          return P.Position;
    if (Bind.get(effects::Slot::Name))
      return 0;
    // To the next placeholder.
    for (const flow::Binding &B : W.Step->Bindings)
      if (B.Position >= 0 &&
          B.Expression == Bind.Instr->get(effects::Slot::Value))
        return B.Position + 1;
    return 0;
  }

  bool moveUp(const flow::Step &Bind, unsigned Position,
              const llvm::SmallSet<unsigned, 4> &Gone,
              std::vector<SourceEdit> &Edits) const {
    const effects::Expr *Index = Bind.Instr->get(effects::Slot::Index);
    unsigned Before =
        llvm::count_if(Gone, [&](unsigned Each) { return Each < Position; });
    if (!Index || Before == 0)
      return true;
    unsigned Written = 0;
    if (!mayEdit(Index->Span) ||
        Source(Index->Span).getAsInteger(10, Written) || Written < Before)
      return false;
    Edits.push_back({Index->Span.File, Index->Span.Begin, Index->Span.End,
                     std::to_string(Written - Before)});
    return true;
  }

  /// The call with its semicolon, and its line if nothing else stands on it.
  bool removeStatement(effects::SourceSpan Call,
                       std::vector<SourceEdit> &Edits) const {
    if (!mayEdit(Call))
      return false;
    effects::SourceSpan Around = Call;
    Around.Begin -= std::min(Call.Begin, Call.Column);
    Around.End += 2;
    llvm::StringRef Text = Source(Around);
    size_t Start = Call.Begin - Around.Begin;
    if (Text.size() <= Start + (Call.End - Call.Begin))
      return false;
    llvm::StringRef Before = Text.take_front(Start);
    llvm::StringRef Behind = Text.drop_front(Start + (Call.End - Call.Begin));
    // At the head of an if or a loop something must remain.
    if (!Before.contains('\n') || !Before.trim().empty() ||
        !Behind.starts_with(";"))
      return false;
    bool WholeLine = Behind.ends_with("\n");
    size_t LineEnd = Before.rfind('\n');
    unsigned Begin = WholeLine ? Around.Begin + LineEnd : Call.Begin;
    Edits.push_back({Call.File, Begin, Call.End + 1, ""});
    return true;
  }

  bool mayEdit(const effects::SourceSpan &S) const {
    const effects::SourceSpan &F = J.evaluation().function().Span;
    return S.isValid() && S.Editable && S.File == F.File &&
           S.Begin >= F.Begin && S.End <= F.End;
  }

  /// $4 becomes $3 when one in front of it has gone.
  bool renumber(sql::Rewrite &Text,
                const llvm::SmallSet<unsigned, 4> &Gone) const {
    if (!Text.LeavesGap)
      return true;
    for (auto [Index, P] : llvm::enumerate(W.Source->Parsed.Placeholders)) {
      if (llvm::is_contained(Text.Vanished, Index))
        continue;
      unsigned Before = llvm::count_if(
          Gone, [&, Own = P.Position](unsigned Each) { return Each < Own; });
      if (Before == 0)
        continue;
      if (P.Style != sql::PlaceholderStyle::Dollar)
        return false;
      Text.Edits.push_back(
          {P.Where, "$" + std::to_string(P.Position - Before)});
    }
    llvm::sort(Text.Edits, [](const sql::Edit &A, const sql::Edit &B) {
      return A.Where.Begin < B.Where.Begin;
    });
    return true;
  }

  /// With the comma in front of it.
  bool removeArgument(const effects::Expr &List, unsigned Index,
                      std::vector<SourceEdit> &Edits) const {
    if (Index == 0)
      return false;
    effects::SourceSpan Before = List.operand(Index - 1)->Span;
    effects::SourceSpan Own = List.operand(Index)->Span;
    if (!mayEdit(Own) || !mayEdit(Before) || Before.End >= Own.Begin)
      return false;
    effects::SourceSpan Between = Own;
    Between.Begin = Before.End;
    Between.End = Own.Begin;
    if (Source(Between).trim() != ",")
      return false;
    Edits.push_back({Own.File, Before.End, Own.End, ""});
    return true;
  }

  llvm::ArrayRef<const Conflict *> All;
  const Operation &W;
  const Judgement &J;
  SourceText Source;
  llvm::SmallVector<std::string, 4> Names;
  llvm::SmallVector<unsigned, 4> Assignments;
  bool Complete = true;
};
} // namespace

Repair rowlock::repair::narrowSave(llvm::ArrayRef<const Conflict *> OneWrite,
                                   const Judgement &J, SourceText Source) {
  return Narrowing(OneWrite, J, Source).run();
}
