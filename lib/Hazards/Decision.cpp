//===- Hazards/Decision.cpp - What a branch has learnt of a read ----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Decision.h"
#include "Flow/Folding.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringSwitch.h"

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
constexpr unsigned MaxDepth = 24;
/// Choices within choices that are followed.
constexpr unsigned MaxChoices = 6;

const Value *peeled(const Value *V) {
  while (V->Kind == ValueKind::Change && V->Operands.size() == 1)
    V = V->Operands[0];
  return V;
}

std::optional<int64_t> number(const Value *V) {
  int64_t N = 0;
  if (!V || V->Kind != ValueKind::Integer || V->Spelling.getAsInteger(10, N))
    return std::nullopt;
  return N;
}

bool isZero(const Value *V) {
  return V->Kind == ValueKind::Null || V->Spelling == "false" || number(V) == 0;
}

/// Of a count: it tells only whether there are any. \p Any: if there are.
bool asksForAny(llvm::StringRef Op, const Value *Other, bool &Any) {
  std::optional<int64_t> N = number(Other);
  if (!N)
    return false;
  if ((*N == 0 && (Op == "==" || Op == "<=")) || (*N == 1 && Op == "<")) {
    Any = false;
    return true;
  }
  Any = true;
  return (*N == 0 && (Op == "!=" || Op == ">")) ||
         (*N == 1 && (Op == ">=" || Op == "=="));
}

/// A list that rows were put into: whether it goes on is no test of what the
/// rows hold.
bool isSequence(const Value &V) {
  bool Complete = true;
  return llvm::any_of(flow::alternatives(&V, /*Limit=*/16, Complete),
                      [](const Value *Each) {
                        return Each->Kind == ValueKind::List ||
                               Each->Kind == ValueKind::Record ||
                               Each->Kind == ValueKind::Appended ||
                               Each->Kind == ValueKind::Updated ||
                               Each->Kind == ValueKind::Reference;
                      });
}

bool isSize(const Value &V) {
  return V.Kind == ValueKind::Compute && V.Spelling == effects::SizeOf &&
         V.Operands.size() == 1;
}

/// A negative number stands for no row: `if (id < 0)` asks for the row and not
/// for the column.
bool isSentinelTest(const Value &Choice, const Value *With) {
  auto Limit = number(With);
  return Limit && *Limit <= 0 &&
         llvm::any_of(Choice.Operands, [](const Value *Each) {
           auto N = number(peeled(Each));
           return N && *N < 0;
         });
}

/// Whether \p V holds something, as an optional or a pointer does; nothing
/// where a column of the database is asked, which may be NULL.
std::optional<bool> isSet(const Value *V) {
  switch (V->Kind) {
  case ValueKind::Null:
    return false;
  case ValueKind::Unknown:
  case ValueKind::Parameter:
  case ValueKind::Forgotten:
  case ValueKind::Phi:
  case ValueKind::Select:
    return std::nullopt;
  case ValueKind::Result:
    if (V->Source->Op == Opcode::Call)
      return std::nullopt;
    return true;
  default:
    return true;
  }
}

/// The aggregate that a column of \p Read is; null if it is none.
const sql::SelectItem *aggregate(const Value &Column, const Operation &Read) {
  sql::ItemLookup Lookup = Read.item(Column.Spelling);
  if (Lookup.Found != sql::Answer::Yes)
    return nullptr;
  using Kind = sql::SelectItem::Kind;
  const sql::SelectItem &Item = *Lookup.Item;
  bool Computes = Item.What == Kind::Other &&
                  Read.Statement->Aggregated == sql::Answer::Yes &&
                  Read.Statement->Grouped == sql::Answer::No;
  return Item.What == Kind::Aggregate || Computes ? Lookup.Item : nullptr;
}
} // namespace

llvm::StringRef rowlock::hazards::negated(llvm::StringRef Op) {
  return llvm::StringSwitch<llvm::StringRef>(Op)
      .Case("==", "!=")
      .Case("!=", "==")
      .Case("<", ">=")
      .Case("<=", ">")
      .Case(">", "<=")
      .Case(">=", "<")
      .Case("is null", "is not null")
      .Case("is not null", "is null")
      .Default("");
}

llvm::StringRef rowlock::hazards::mirrored(llvm::StringRef Op) {
  return llvm::StringSwitch<llvm::StringRef>(Op)
      .Cases("==", "!=", Op)
      .Case("<", ">")
      .Case("<=", ">=")
      .Case(">", "<")
      .Case(">=", "<=")
      .Default("");
}

Deciders::Deciders(const Operations &Ops)
    : Ops(Ops), E(Ops.evaluation()), Governing(E) {
  for (auto [Index, S] : llvm::enumerate(E.steps())) {
    StepOf[S.Instr] = Index;
    LastStep[S.Block] = Index;
  }
}

std::vector<Fact> Deciders::of(unsigned Block) {
  Facts.clear();
  Visited.clear();
  Place = Block;
  for (const Way &W : Governing.ofBlock(Block)) {
    Always = isOnlyWay(W);
    addWay(W);
  }
  return std::move(Facts);
}

std::vector<Fact> Deciders::ofText(const Step &S, const Operation &Op) {
  Facts.clear();
  Visited.clear();
  Place = S.Block;
  Always = false;
  // Of each choice the side that alone has a piece of this text.
  auto Has = [&](const Value *Side) {
    bool Found = false;
    flow::visit(Side, [&](const Value &Part) {
      Found |= Part.Kind == ValueKind::Text &&
               llvm::is_contained(Op.Source->Pieces, &Part);
      return !Found;
    });
    return Found;
  };
  llvm::SmallVector<const Value *, 4> Made;
  flow::visit(S.Text, [&](const Value &Part) {
    if (Part.Kind == ValueKind::Select || Part.Kind == ValueKind::Phi)
      Made.push_back(&Part);
    return true;
  });
  for (const Value *Choice : Made) {
    if (Choice->Kind == ValueKind::Select) {
      bool Then = Has(Choice->Operands[1]);
      if (Then != Has(Choice->Operands[2]))
        add(Choice->Operands[0], Then);
      continue;
    }
    auto Ways = E.incoming(*Choice);
    for (const auto &Each : Ways)
      if (Has(Each.Brought) && !llvm::all_of(Ways, [&](const auto &Other) {
            return Has(Other.Brought);
          }))
        for (const Way &W : std::vector(Governing.ofWay({Each.From, Each.To})))
          addWay(W);
  }
  return std::move(Facts);
}

/// The other ways of the branch do not lead to the place.
bool Deciders::isOnlyWay(Way W) const {
  const auto &Blocks = E.function().Blocks;
  std::vector<bool> Seen(Blocks.size());
  llvm::SmallVector<unsigned, 16> Work;
  for (unsigned Next : Blocks[W.From].terminator()->Targets)
    if (Next != W.To)
      Work.push_back(Next);
  while (!Work.empty()) {
    unsigned B = Work.pop_back_val();
    if (B == Place)
      return false;
    if (Seen[B] || B == W.From)
      continue;
    Seen[B] = true;
    if (const effects::Instruction *End = Blocks[B].terminator())
      Work.append(End->Targets.begin(), End->Targets.end());
  }
  return true;
}

void Deciders::addWay(Way W) {
  auto End = LastStep.find(W.From);
  if (End == LastStep.end() || !Visited.insert(W).second)
    return;
  const Step &S = E.steps()[End->second];
  const Value *V = S.get(Slot::Value);
  if (!V)
    return;
  Way Outer = std::exchange(Current, W);
  bool WasAlways = Always;
  if (S.Instr->Op == Opcode::Branch) {
    add(V, S.Instr->Targets[0] == W.To);
  } else if (S.Instr->Op == Opcode::Switch) {
    const Value *Cases = S.get(Slot::Values);
    for (auto [Index, Next] : llvm::enumerate(S.Instr->Targets)) {
      bool IsCase = Cases && Index < Cases->Operands.size();
      if (IsCase && Next == W.To) {
        Always &= llvm::count(S.Instr->Targets, Next) == 1;
        compare("==", V, Cases->Operands[Index], 0);
      }
      if (IsCase && Next != W.To && S.Instr->Targets.back() == W.To)
        compare("!=", V, Cases->Operands[Index], 0);
    }
  }
  Current = Outer;
  Always = WasAlways;
}

/// What follows from the condition being true, or from its being false.
void Deciders::add(const Value *V, bool Holds, unsigned Depth) {
  if (Depth > MaxDepth)
    return;
  V = peeled(V);
  if (V->Kind == ValueKind::Found) {
    auto It = StepOf.find(V->Source);
    if (It != StepOf.end())
      for (const Operation &Op : Ops.of(It->second))
        addRows(Holds, Op);
    return;
  }
  if (V->Kind == ValueKind::Outcome) {
    const Value *Of = V->Operands.front();
    if (V->Spelling == "is-null")
      return addColumns(Holds ? "is null" : "is not null", *Of, nullptr);
    if (V->Spelling == "empty" || V->Spelling == "rows" ||
        V->Spelling == "found")
      for (const Operation *Op : Ops.of(Of))
        addRows(Holds != (V->Spelling == "empty"), *Op);
    return;
  }
  if (V->Kind == ValueKind::Compute) {
    if (V->Spelling == "!" && V->Operands.size() == 1)
      return add(V->Operands[0], !Holds, Depth + 1);
    if (V->Spelling == "&&" || V->Spelling == "||") {
      bool All = Always && Holds == (V->Spelling == "&&");
      bool Outer = std::exchange(Always, All);
      for (const Value *Part : V->Operands)
        add(Part, Holds, Depth + 1);
      Always = Outer;
      return;
    }
    if (V->Operands.size() == 2 && !negated(V->Spelling).empty())
      return compare(Holds ? V->Spelling : negated(V->Spelling), V->Operands[0],
                     V->Operands[1], Depth + 1);
  }
  if (V->Kind == ValueKind::Phi || V->Kind == ValueKind::Select) {
    addChoice(
        *V,
        [&](const Value *Each) -> std::optional<bool> {
          auto Truth = flow::truth(Each);
          return Truth ? std::optional<bool>(*Truth == Holds) : std::nullopt;
        },
        [&](const Value *Each) { add(Each, Holds, Depth + 1); });
    return;
  }
  addColumns(Holds ? "!=" : "==", *V, nullptr);
}

/// Follows what a condition may be where it was put together. \p Decided:
/// whether an alternative alone makes the branch go this way; then what leads
/// to the alternative decides.
bool Deciders::addChoice(
    const Value &Choice,
    llvm::function_ref<std::optional<bool>(const Value *)> Decided,
    llvm::function_ref<void(const Value *)> Follow) {
  if (Choices.size() > MaxChoices || llvm::is_contained(Choices, &Choice))
    return true;
  auto Restore = llvm::make_scope_exit(
      [this, Outer = std::exchange(Always, false)] { Always = Outer; });
  if (Choice.Kind == ValueKind::Select) {
    Choices.push_back(&Choice);
    for (unsigned Side : {1, 2}) {
      auto Truth = Decided(Choice.Operands[Side]);
      if (!Truth)
        Follow(Choice.Operands[Side]);
      else if (*Truth)
        add(Choice.Operands[0], Side == 1, Choices.size());
    }
    Choices.pop_back();
    return true;
  }
  auto Ways = E.incoming(Choice);
  if (Ways.empty())
    return false;
  Choices.push_back(&Choice);
  bool SomeDenied = llvm::any_of(
      Ways, [&](const auto &Each) { return Decided(Each.Brought) == false; });
  for (const auto &Each : Ways) {
    auto Truth = Decided(Each.Brought);
    if (!Truth)
      Follow(Each.Brought);
    // What another path would have denied hangs on the path as well.
    if (Truth.value_or(SomeDenied))
      for (const Way &W : std::vector(Governing.ofWay({Each.From, Each.To})))
        addWay(W);
  }
  Choices.pop_back();
  return true;
}

void Deciders::compare(llvm::StringRef Op, const Value *A, const Value *B,
                       unsigned Depth) {
  if (Depth > MaxDepth)
    return;
  A = peeled(A);
  B = peeled(B);
  if (A->isConstant() && !B->isConstant())
    return compare(mirrored(Op), B, A, Depth + 1);
  bool Equals = Op == "==";
  bool IsChoice = A->Kind == ValueKind::Phi || A->Kind == ValueKind::Select;
  if (IsChoice) {
    bool AsksWhetherSet = B->Kind == ValueKind::Null && (Equals || Op == "!=");
    auto Decided = [&](const Value *Each) -> std::optional<bool> {
      if (AsksWhetherSet) {
        auto Set = isSet(peeled(Each));
        return Set ? std::optional<bool>(*Set != Equals) : std::nullopt;
      }
      auto X = number(peeled(Each));
      auto Y = number(B);
      if (X && Y)
        return llvm::StringSwitch<bool>(Op)
            .Case("==", *X == *Y)
            .Case("!=", *X != *Y)
            .Case("<", *X < *Y)
            .Case("<=", *X <= *Y)
            .Case(">", *X > *Y)
            .Default(*X >= *Y);
      if (Each->isConstant() && B->isConstant() && (Equals || Op == "!=") &&
          Each->Kind == B->Kind)
        return (Each->Spelling == B->Spelling) == Equals;
      return std::nullopt;
    };
    bool Sentinel = isSentinelTest(*A, B);
    if (addChoice(*A, Decided, [&](const Value *Each) {
          if (Sentinel && peeled(Each)->Kind == ValueKind::Column)
            for (const Operation *Read : Ops.of(peeled(Each)->operand(0)))
              addRows(/*Found=*/true, *Read);
          else if (!Each->isConstant())
            compare(Op, Each, B, Depth + 1);
        }))
      return;
  }
  // `ok == true`, `(a < b) != false`
  if (B->Kind == ValueKind::Boolean && (Equals || Op == "!="))
    return add(A, (B->Spelling == "true") == Equals, Depth + 1);
  if (A->Kind == ValueKind::Outcome && A->Spelling == "is-null" && isZero(B) &&
      (Equals || Op == "!="))
    return add(A, !Equals, Depth + 1);
  if (compareRows(Op, *A, B))
    return;
  if (B->Kind == ValueKind::Null && (Equals || Op == "!="))
    Op = Equals ? "is null" : "is not null";
  addColumns(Op, *A, B);
  addColumns(mirrored(Op), *B, A);
}

/// The number of rows of a result, or of a list that was filled from it.
bool Deciders::compareRows(llvm::StringRef Op, const Value &A, const Value *B) {
  llvm::SmallVector<const Operation *, 2> Reads;
  if (A.Kind == ValueKind::Outcome && A.Spelling == "rows")
    Reads = Ops.of(A.Operands.front());
  else if (isSize(A) && isSequence(*A.Operands[0]))
    for (const Origin &O : origins(A.Operands[0], E))
      for (const Operation *Op : Ops.of(O.Column->operand(0)))
        if (!llvm::is_contained(Reads, Op))
          Reads.push_back(Op);
  for (const Operation *Read : Reads) {
    Fact F;
    F.What = Fact::Kind::Aggregate;
    F.Read = Read;
    F.Other = B;
    addCount(Op, std::move(F));
  }
  return !Reads.empty();
}

/// A count that is compared is a limit, or asks whether there are any.
void Deciders::addCount(llvm::StringRef Op, Fact F) {
  bool Any = false;
  if (asksForAny(Op, F.Other, Any))
    return addRows(Any, *F.Read);
  F.Op = Op;
  keep(std::move(F));
}

void Deciders::addColumns(llvm::StringRef Op, const Value &Side,
                          const Value *Other) {
  // A text that is empty is a column that holds nothing.
  if (isSize(Side) && !isSequence(*Side.Operands[0]))
    return addColumns(Op, *Side.Operands[0], nullptr);
  auto Counts = [](const Value &V) { return isSequence(V) || isSize(V); };
  if (Counts(Side) || (Other && Counts(*Other)))
    return;
  for (const Origin &O : origins(&Side, E))
    addColumn(Op, O, Other);
}

void Deciders::addColumn(llvm::StringRef Op, const Origin &From,
                         const Value *Other) {
  Fact F;
  F.Column = From.Column;
  F.Op = Op;
  F.Other = Other;
  F.ThroughCall = From.ThroughCall;
  // A mere conversion is no computation.
  F.Computed = From.Computed;
  for (const Operation *Read : Ops.of(From.Column->operand(0))) {
    if (!Read->reads())
      continue;
    F.Read = Read;
    sql::ItemLookup Lookup = Read->item(From.Column->Spelling);
    bool IsExists = Lookup.Found == sql::Answer::Yes &&
                    Lookup.Item->What == sql::SelectItem::Kind::Exists;
    if (IsExists) {
      bool Any = (Op == "==") != (!Other || isZero(Other));
      for (const sql::Subquery &S : Read->Statement->Subqueries)
        if (S.What == sql::Subquery::Role::Expression)
          addMatches(Any, *Read, &S.Body);
      continue;
    }
    if (const sql::SelectItem *Item = aggregate(*From.Column, *Read)) {
      F.What = Fact::Kind::Aggregate;
      F.Name = Item->Function.empty() ? "count" : Item->Function;
      Value Zero;
      Zero.Kind = ValueKind::Integer;
      Zero.Spelling = "0";
      bool Counts = F.Name == "count";
      bool Any = false;
      if (Counts && !F.Computed && asksForAny(Op, Other ? Other : &Zero, Any))
        addMatches(Any, *Read);
      else
        keep(F);
      continue;
    }
    F.What = Fact::Kind::Column;
    for (const ReadColumn &R : readColumns(*From.Column, Ops)) {
      if (R.Read != Read)
        continue;
      F.Name = R.Column;
      F.TableName = R.TableName;
      keep(F);
    }
  }
}

void Deciders::addRows(bool Found, const Operation &Read) {
  // An aggregate gives a row whatever there is.
  bool Always = Read.Statement &&
                Read.Statement->Aggregated == sql::Answer::Yes &&
                Read.Statement->Grouped == sql::Answer::No;
  if (!Always)
    addMatches(Found, Read);
}

void Deciders::addMatches(bool Found, const Operation &Read,
                          const sql::Statement *Asked) {
  Fact F;
  F.What = Found ? Fact::Kind::Found : Fact::Kind::NotFound;
  F.Read = &Read;
  F.Asked = Asked;
  keep(std::move(F));
}

void Deciders::keep(Fact F) {
  if (!F.Read || !F.Read->Statement ||
      F.Read->Statement->Kind != sql::StatementKind::Select)
    return;
  F.Decided = Current;
  F.Always = Always;
  for (const Fact &Known : Facts)
    if (Known.What == F.What && Known.Read == F.Read &&
        Known.Asked == F.Asked && Known.Name == F.Name && Known.Op == F.Op &&
        Known.Other == F.Other)
      return;
  Facts.push_back(std::move(F));
}
