//===- Repair/Repair.cpp - Edits that end a hazard ------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repair/Repair.h"
#include "Hazards/DecisionGuards.h"
#include "Hazards/Dependence.h"
#include "Repair/BeginImmediate.h"
#include "Repair/DecisionRepair.h"
#include "Repair/LinearChange.h"
#include "Repair/LiteralEdit.h"
#include "Repair/NarrowSave.h"
#include "Repair/TextPieces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace rowlock::repair;
using rowlock::databases::Product;
using rowlock::flow::Value;
using rowlock::hazards::Conflict;
using rowlock::hazards::Judgement;
using rowlock::hazards::WrittenColumn;
using rowlock::transactions::Operation;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace hazards = rowlock::hazards;
namespace sql = rowlock::sql;
namespace transactions = rowlock::transactions;

llvm::StringRef rowlock::repair::spelling(Safety S) {
  switch (S) {
  case Safety::Safe:
    return "safe";
  case Safety::Unsafe:
    return "unsafe";
  case Safety::Advice:
    return "advice";
  }
  llvm_unreachable("all classes are listed");
}

namespace {
sql::RewriteContext context(const Operation &Op) {
  return {Op.Source->Text, Op.Source->Parsed, Op.Source->Options};
}

std::string quotedList(llvm::ArrayRef<const Conflict *> OneWrite) {
  llvm::SmallVector<std::string, 2> Names;
  for (const Conflict *C : OneWrite)
    for (const WrittenColumn &Column : C->Columns) {
      std::string Quoted = "'" + Column.Name + "'";
      if (!llvm::is_contained(Names, Quoted))
        Names.push_back(Quoted);
    }
  return llvm::join(Names, " and ");
}

class Proposer {
public:
  Proposer(llvm::ArrayRef<const Conflict *> OneWrite, const Judgement &J,
           SourceText Source)
      : All(OneWrite), First(*OneWrite.front()), J(J), Source(Source) {}

  std::vector<Repair> run() {
    switch (First.What) {
    case hazards::Shape::RetryInSameSnapshot:
      return reread();
    case hazards::Shape::StaleInstance:
      return staleInstance();
    case hazards::Shape::ReadBeforeLock:
      return lateLock();
    case hazards::Shape::NonUniqueLookup:
      return repairLookup(First);
    case hazards::Shape::AggregateWriteBack:
      return storedTotal();
    default:
      break;
    }
    if (refusesLocksToo())
      return {advice("try the whole transaction again when it is refused (" +
                     First.Verdict.ErrorName.str() + ")")};
    std::optional<Repair> Relative = withoutLock();
    bool Lockable = First.Write->Db.Kind == Product::SQLite ||
                    !hazards::locksNothing(First);
    std::optional<Repair> Lock;
    if (Lockable)
      Lock = lockTheRead();
    // Where the database refuses the second writer, adding in place changes
    // nothing about that: only the early lock does.
    if (First.Verdict.error())
      std::swap(Lock, Relative);
    std::vector<Repair> Repairs;
    for (Safety How : {Safety::Safe, Safety::Unsafe, Safety::Advice})
      for (std::optional<Repair> *R : {&Relative, &Lock})
        if (*R && (*R)->How == How)
          Repairs.push_back(**R);
    return Repairs;
  }

private:
  /// The row has changed since the snapshot: whoever waits for its lock gets
  /// the same error as who writes it. SQLite and MySQL have locks for readers.
  bool refusesLocksToo() const {
    return First.Verdict.error() && First.Write->Db.Kind != Product::SQLite &&
           !First.Write->Db.mysqlFamily();
  }

  //===--------------------------------------------------------------------===//
  // Shapes with repairs of their own
  //===--------------------------------------------------------------------===//

  static Repair advice(std::string Title) {
    Repair R;
    R.Title = std::move(Title);
    return R;
  }

  /// Leaving the columns out changes what the code does when it runs alone.
  std::vector<Repair> staleInstance() {
    std::vector<Repair> Repairs;
    if (First.Columns.empty()) {
      Repair R = narrowSave(All, J, Source);
      if (R.How == Safety::Safe) {
        R.How = Safety::Unsafe;
        R.Caution = "what is saved is no longer the old copy";
      }
      Repairs.push_back(std::move(R));
    }
    Repairs.push_back(advice("read the row again behind line " +
                             std::to_string(First.Between->At.Line) +
                             ", or hand this object on instead of the key"));
    return Repairs;
  }

  std::vector<Repair> reread() const {
    if (!First.Reread->SnapshotOf)
      return {advice("set a savepoint before line " +
                     std::to_string(First.WriteAt.Line) +
                     " and roll back to it, or read in a new transaction"),
              advice("or insert with ON CONFLICT DO NOTHING, which refuses "
                     "nothing")};
    return {advice("read again in a new transaction, or with a lock (LOCK "
                   "IN SHARE MODE), which sees what is there"),
            advice("or run the transaction at read committed")};
  }

  std::vector<Repair> lateLock() {
    if (!First.Between->SnapshotOf)
      return {advice("take the lock before line " +
                     std::to_string(First.ReadAt.Line) +
                     " reads, or read again while it is held and use what "
                     "that gives")};
    std::vector<Repair> Repairs;
    if (!hazards::locksNothing(First))
      if (std::optional<Repair> Lock = lockTheRead())
        Repairs.push_back(std::move(*Lock));
    Repairs.push_back(advice("take the lock before the transaction reads "
                             "anything"));
    return Repairs;
  }

  std::vector<Repair> storedTotal() {
    Repair Compute =
        advice("let one UPDATE compute the total: SET ... = (SELECT ...)");
    std::string Parent = "'" + First.Table + "'";
    if (First.Write->Db.Kind == Product::SQLite)
      return {*beginImmediate(), Compute};
    llvm::StringRef Lock = databases::rowLockSpelling(First.Read->Db.Kind);
    return {advice("in one transaction, lock the row of " + Parent +
                   (Lock.empty() ? "" : (" (SELECT ... " + Lock + ")").str()) +
                   " before the rows of '" + First.Counted->Of +
                   "' are changed and read"),
            advice("or add the change to the total: SET n = n + ?")};
  }

  std::optional<Repair> withoutLock() {
    if (First.Decided)
      return repairDecision(First, J);
    if (First.Columns.empty())
      return narrowSave(All, J, Source);
    std::optional<Repair> Relative = relativeSet();
    // What else the write puts back would still be lost.
    bool Carries = llvm::any_of(
        All, [](const Conflict *C) { return !C->Carried.empty(); });
    if (!Relative || !Carries || Relative->How != Safety::Safe)
      return Relative;
    Repair Narrow = narrowSave(All, J, Source);
    Relative->How = Narrow.How;
    Relative->Title += "; " + Narrow.Title;
    Relative->Caution = Narrow.Caution;
    if (Narrow.How == Safety::Safe)
      llvm::append_range(Relative->Edits, Narrow.Edits);
    else
      Relative->Edits.clear();
    return Relative;
  }

  //===--------------------------------------------------------------------===//
  // SET n = n + ?
  //===--------------------------------------------------------------------===//

  std::optional<Repair> relativeSet() {
    Repair R;
    R.How = Safety::Safe;
    for (const Conflict *C : All) {
      if (C->Write != First.Write)
        return std::nullopt;
      for (const WrittenColumn &Column : C->Columns)
        if (!addRelative(*C, Column, R))
          return relativeStatement();
    }
    std::string Columns = quotedList(All);
    R.Title = "let the database compute " + Columns +
              " from the current value, and pass only the change";
    if (isTested()) {
      R.How = Safety::Advice;
      R.Edits.clear();
      R.Title = "let the database compute " + Columns +
                ", test the old value in the WHERE clause, and look at the "
                "affected-row count";
      R.Caution = "a branch tests the value that was read";
    }
    return R;
  }

  bool addRelative(const Conflict &C, const WrittenColumn &Column, Repair &R) {
    const Operation &W = *C.Write;
    if (!Column.Assignment || Column.From.size() != 1 ||
        Column.FromNames.size() != 1 ||
        Column.FromNames.front() != Column.Name || !Column.Value)
      return false;
    // What replaces NULL when it is read would be missing when it is added to.
    for (const transactions::ReadColumn &Read :
         transactions::readColumns(*Column.From.front(), J.operations()))
      if (!Read.IsPlain)
        return false;
    const effects::Expr *Passed = passedBy(W, *Column.NewValue);
    if (!Passed)
      return false;
    auto Change = linearChange(*Passed, *Column.Value, *Column.From.front(),
                               J.evaluation(), Source);
    if (!Change)
      return false;
    const effects::SourceSpan &F = J.evaluation().function().Span;
    if (Change->Where.File != F.File || Change->Where.Begin < F.Begin ||
        Change->Where.End > F.End)
      return false;
    if (const effects::Spelling *S = columnBeside(W, *Passed)) {
      // The text is the library's own: the column stands in for the old value.
      R.Edits.push_back(
          {Change->Where.File, Change->Where.Begin, Change->Where.End,
           (S->Text + " " + llvm::Twine(Change->Op) + " " + Change->operand())
               .str()});
      return true;
    }
    sql::Rewrite Text = sql::makeRelative(context(W), *W.Statement,
                                          *Column.Assignment, Change->Op);
    if (!Text)
      return false;
    auto Placed = placeEdits(Text, W, J.operations());
    if (!Placed)
      return false;
    llvm::append_range(R.Edits, *Placed);
    R.Edits.push_back({Change->Where.File, Change->Where.Begin,
                       Change->Where.End, Change->Delta});
    return true;
  }

  /// What the model says to write instead of the save of an object.
  std::optional<Repair> relativeStatement() const {
    if (First.Columns.size() != 1)
      return std::nullopt;
    std::string Kind = "relative:" + First.Columns.front().Name;
    for (const effects::Spelling &S : First.Write->Step->Instr->Spellings)
      if (S.Repair.equals_insensitive(Kind)) {
        Repair R;
        R.Title = "let the database compute " + quotedList(All) +
                  " from the current value: " + S.Text.str();
        R.Caution = "the mapper writes the whole object";
        return R;
      }
    return std::nullopt;
  }

  /// How the model spells the column that is given \p Passed.
  static const effects::Spelling *columnBeside(const Operation &W,
                                               const effects::Expr &Passed) {
    for (const effects::Spelling &S : W.Step->Instr->Spellings)
      if (S.Repair == "column" && S.Where.File == Passed.Span.File &&
          S.Where.Begin == Passed.Span.Begin && S.Where.End == Passed.Span.End)
        return &S;
    return nullptr;
  }

  /// The expression that alone feeds the new value.
  const effects::Expr *passedBy(const Operation &W,
                                const sql::Operand &NewValue) const {
    if (NewValue.What == sql::Operand::Kind::Placeholder) {
      unsigned Index = NewValue.Placeholders.front();
      const auto &All = W.Source->Parsed.Placeholders;
      // A placeholder that stands elsewhere too still needs the total there.
      bool Shared = llvm::count_if(All, [&](const sql::Placeholder &P) {
                      return P.Position == All[Index].Position;
                    }) > 1;
      const flow::Binding *B = Shared ? nullptr : W.binding(Index);
      return B ? B->Expression : nullptr;
    }
    if (NewValue.What != sql::Operand::Kind::Hole)
      return nullptr;
    unsigned Hole = NewValue.Holes.front();
    const Value *V = W.Source->Pieces[Hole];
    if (llvm::count(W.Source->Pieces, V) > 1)
      return nullptr;
    return pieceOfText(W, Hole);
  }

  /// The expression that stands for a piece in the text's own expression: there
  /// it can be edited without a change to any other use of its value.
  const effects::Expr *pieceOfText(const Operation &W, unsigned Piece) const {
    const effects::Instruction *Spells = W.Step->Instr;
    const Value *On = W.Step->get(effects::Slot::On);
    if (!Spells->get(effects::Slot::Text) && On &&
        On->Kind == flow::ValueKind::Result)
      Spells = On->Source;
    llvm::SmallVector<const effects::Expr *, 8> Leaves;
    if (const effects::Expr *Text = Spells->get(effects::Slot::Text))
      addLeaves(Text, Leaves);
    // Text from elsewhere hides behind a leaf, then the counts differ.
    if (Leaves.size() == W.Source->Pieces.size())
      return Leaves[Piece];
    // It was put together before: named, or written to a buffer.
    const effects::Expr *Made = madeFrom(W, J.evaluation());
    if (!Made)
      return nullptr;
    if (Made->Kind == effects::ExprKind::Format)
      return formatArgument(*Made, W.Source->Pieces, Piece);
    Leaves.clear();
    addLeaves(Made, Leaves);
    return Leaves.size() == W.Source->Pieces.size() ? Leaves[Piece] : nullptr;
  }

  static void addLeaves(const effects::Expr *E,
                        llvm::SmallVectorImpl<const effects::Expr *> &Leaves) {
    using effects::ExprKind;
    while (E->Kind == ExprKind::Preserve &&
           E->operand(0)->Kind == ExprKind::Concat)
      E = E->operand(0);
    if (E->Kind != ExprKind::Concat) {
      Leaves.push_back(E);
      return;
    }
    for (const effects::Expr *Part : E->Operands)
      addLeaves(Part, Leaves);
  }

  bool isTested() const {
    return hazards::isTested(J.evaluation(), [&](const Value &V) {
      return llvm::any_of(All, [&](const Conflict *C) {
        return llvm::any_of(C->Columns, [&](const WrittenColumn &Column) {
          return llvm::is_contained(Column.From, &V);
        });
      });
    });
  }

  //===--------------------------------------------------------------------===//
  // SELECT ... FOR UPDATE, BEGIN IMMEDIATE
  //===--------------------------------------------------------------------===//

  std::optional<Repair> lockTheRead() {
    if (First.Write->Db.Kind == Product::SQLite)
      return beginImmediate();
    Repair R;
    R.How = Safety::Safe;
    R.Title = "lock the row when it is read";
    for (const Conflict *C : All) {
      if (!C->SameTransaction) {
        R.How = Safety::Advice;
        R.Title = "read and write in one transaction, and lock the row when it "
                  "is read";
        R.Caution = "there is no transaction that holds both";
        R.Edits.clear();
        return withLockSpelling(std::move(R));
      }
      std::optional<unsigned> Table = tableOf(*C);
      if (!Table) {
        R.How = Safety::Advice;
        R.Caution = "the row is read by a query within the query";
        R.Edits.clear();
        return withLockSpelling(std::move(R));
      }
      sql::Rewrite Text =
          sql::addRowLock(context(*C->Read), *C->Read->Statement, Table);
      if (!Text)
        return std::nullopt;
      auto Placed = placeEdits(Text, *C->Read, J.operations());
      if (!Placed) {
        R.How = Safety::Advice;
        R.Caution = "the text stands where it cannot be edited";
        R.Edits.clear();
        return withLockSpelling(std::move(R));
      }
      for (SourceEdit &E : *Placed)
        if (!llvm::is_contained(R.Edits, E))
          R.Edits.push_back(std::move(E));
    }
    return withLockSpelling(std::move(R));
  }

  Repair withLockSpelling(Repair R) const {
    llvm::StringRef Lock = databases::rowLockSpelling(First.Read->Db.Kind);
    if (!Lock.empty())
      R.Title += (" (" + Lock + ")").str();
    return R;
  }

  static std::optional<unsigned> tableOf(const Conflict &C) {
    std::string Name = C.Write->folded(C.Write->Statement->target()->Table);
    if (C.Decided)
      Name = C.Decided->ReadTableFolded;
    for (auto [Index, T] : llvm::enumerate(C.Read->Statement->Tables))
      if (C.Read->folded(T.Table) == Name)
        return Index;
    return std::nullopt;
  }

  std::optional<Repair> beginImmediate() {
    const effects::Instruction *Begin = First.Transaction.Begin;
    if (!First.SameTransaction || !Begin) {
      Repair R;
      R.Title = "read and write in one transaction that begins with the write "
                "lock (BEGIN IMMEDIATE)";
      R.Caution = "there is no transaction here that holds both";
      return R;
    }
    return beginWithWriteLock(*Begin, J);
  }

  llvm::ArrayRef<const Conflict *> All;
  const Conflict &First;
  const Judgement &J;
  SourceText Source;
};
} // namespace

std::vector<Repair>
rowlock::repair::propose(llvm::ArrayRef<const Conflict *> OneWrite,
                         const Judgement &J, SourceText Source) {
  return Proposer(OneWrite, J, Source).run();
}
