//===- Transactions/Operation.cpp - Statements with known text ------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/Operation.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::transactions;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace schema = rowlock::schema;
namespace sql = rowlock::sql;

namespace {
/// Texts that one instruction may execute. More are joined into a hole.
constexpr unsigned MaxAlternatives = 8;
constexpr unsigned MaxDepth = 64;
/// A concatenation of more pieces than this is a program that writes SQL dumps.
constexpr unsigned MaxPieces = 20000;

using Pieces = std::vector<const Value *>;

/// Takes a text apart into its pieces, one list for each alternative. What is
/// no text and no number is a hole of its own. Each value is looked at once, so
/// that texts which grow in loops and branches cost no more than their size.
class TextSplitter {
public:
  std::vector<Pieces> split(const Value *V, unsigned Depth = MaxDepth) {
    auto [Known, IsNew] = Done.try_emplace(V);
    // A text that is part of itself is met again here, before it is done.
    if (!IsNew)
      return Known->second.empty() ? std::vector<Pieces>{{V}} : Known->second;
    std::vector<Pieces> Found = splitNew(V, Depth);
    return Done[V] = std::move(Found);
  }

private:
  std::vector<Pieces> splitNew(const Value *V, unsigned Depth) {
    if (Depth == 0)
      return {{V}};
    if (V->Kind == ValueKind::Concat)
      return splitConcat(V->Operands, Depth);
    if (V->Kind == ValueKind::Phi || V->Kind == ValueKind::Select)
      return splitChoice(*V, Depth);
    return {{V}};
  }

  std::vector<Pieces> splitConcat(llvm::ArrayRef<const Value *> Parts,
                                  unsigned Depth) {
    std::vector<Pieces> All{{}};
    for (const Value *Part : Parts) {
      std::vector<Pieces> Tails = split(Part, Depth - 1);
      if (All.size() * Tails.size() > MaxAlternatives)
        Tails = {{Part}};
      std::vector<Pieces> Joined;
      for (Pieces &Head : All)
        for (const Pieces &Tail : Tails) {
          Joined.push_back(Tails.size() == 1 ? std::move(Head) : Head);
          if (Joined.back().size() + Tail.size() <= MaxPieces)
            Joined.back().insert(Joined.back().end(), Tail.begin(), Tail.end());
          else
            Joined.back().push_back(Part);
        }
      All = std::move(Joined);
    }
    return All;
  }

  std::vector<Pieces> splitChoice(const Value &V, unsigned Depth) {
    bool Grows = false;
    const Value *Prefix = prefixOf(V, Grows);
    bool Complete = true;
    auto Choices = flow::alternatives(&V, MaxAlternatives, Complete);
    // A value in this notation or that is one value of the statement.
    if (Complete && llvm::all_of(Choices, isWholeValue) &&
        !llvm::all_of(Choices, [](const Value *A) { return A->isConstant(); }))
      return {{&V}};
    std::vector<Pieces> All;
    for (const Value *A : Grows || !Complete ? decltype(Choices)() : Choices) {
      for (Pieces &Each : split(A, Depth - 1))
        All.push_back(std::move(Each));
      if (All.size() > MaxAlternatives)
        break;
    }
    if (!All.empty() && All.size() <= MaxAlternatives)
      return All;
    // Too many, or a loop that appends: what they all begin with, then a hole.
    if (!Prefix)
      return {{&V}};
    All = split(Prefix, Depth - 1);
    for (Pieces &Each : All)
      Each.push_back(&V);
    return All;
  }

  /// Nothing but one value, as SQL writes it: `NULL`, `12`, `'` + name + `'`.
  static bool isWholeValue(const Value *V) {
    switch (V->Kind) {
    case ValueKind::Text:
      return V->Spelling.equals_insensitive("null") || isNumber(V->Spelling);
    case ValueKind::Concat: {
      auto IsQuote = [](const Value *Part) {
        return Part->Kind == ValueKind::Text && Part->Spelling == "'";
      };
      return V->Operands.size() == 3 && IsQuote(V->Operands.front()) &&
             !V->Operands[1]->isConstant() && IsQuote(V->Operands.back());
    }
    case ValueKind::Unknown:
    case ValueKind::Format:
      return false;
    default:
      return true;
    }
  }

  static bool isNumber(llvm::StringRef Text) {
    double Ignored;
    return !Text.getAsDouble(Ignored);
  }

  /// The alternative that all others only append to; null if there is none.
  static const Value *prefixOf(const Value &V, bool &Grows) {
    auto Extends = [](const Value *Text, const Value *Head) {
      return Text == Head || (Text->Kind == ValueKind::Concat &&
                              Text->Operands.front() == Head);
    };
    llvm::SmallVector<const Value *, 4> Choices;
    for (const Value *A :
         V.Kind == ValueKind::Select ? V.Operands.drop_front() : V.Operands) {
      if (Extends(A, &V))
        Grows = true;
      else
        Choices.push_back(A);
    }
    for (const Value *Head : Choices)
      if (llvm::all_of(Choices,
                       [&](const Value *A) { return Extends(A, Head); }))
        return Head;
    return nullptr;
  }

  llvm::DenseMap<const Value *, std::vector<Pieces>> Done;
};

/// The columns of a star; false if they are not known.
bool addColumns(const sql::Statement &S, const sql::SelectItem &Star,
                const schema::Schema &Known, databases::Product P,
                std::vector<sql::SelectItem> &Items) {
  // Columns that are joined by name come once.
  for (const auto &Join : S.Joins)
    if (!Join.Using.empty())
      return false;
  bool Any = false;
  for (const sql::TableRef &T : S.Tables) {
    if (Star.Column.Qualifier.present() &&
        sql::sameName(Star.Column.Qualifier, T.visibleName(), P) !=
            sql::Answer::Yes)
      continue;
    const schema::Table *Table =
        T.IsCte || T.Derived || T.IsFunction || !T.Table.known()
            ? nullptr
            : Known.table(T.Table, T.Schema);
    if (!Table || Table->ColumnsIncomplete)
      return false;
    Any = true;
    for (const schema::Column &C : Table->Columns) {
      sql::SelectItem Item;
      Item.What = sql::SelectItem::Kind::Column;
      Item.Where = Star.Where;
      Item.Column.Where = Star.Where;
      Item.Column.Qualifier = T.visibleName();
      sql::Name &Name = Item.Column.Column;
      Name.Text = C.Spelled;
      Name.Where = Star.Where;
      Name.Quoted = sql::folded(Name, Known.database().Kind) != C.Name;
      Item.Value.What = sql::Operand::Kind::Column;
      Item.Value.Where = Item.Value.Core = Star.Where;
      Item.Value.Columns.push_back(Item.Column);
      Items.push_back(std::move(Item));
    }
  }
  return Any;
}

void spellOutStars(StatementText &Text, const schema::Schema &Known,
                   databases::Product P) {
  for (const sql::Statement &S : Text.Parsed.Statements) {
    if (S.Kind != sql::StatementKind::Select ||
        llvm::none_of(S.Items, [](const sql::SelectItem &I) {
          return I.What == sql::SelectItem::Kind::Star;
        }))
      continue;
    std::vector<sql::SelectItem> Items;
    for (const sql::SelectItem &Item : S.Items)
      if (Item.What != sql::SelectItem::Kind::Star ||
          !addColumns(S, Item, Known, P, Items))
        Items.push_back(Item);
    Text.StarsSpelledOut[&S] = std::move(Items);
  }
}

std::shared_ptr<const StatementText> makeText(Pieces Parts,
                                              const sql::ParseOptions &Options,
                                              const schema::Schema *Known) {
  auto Made = std::make_shared<StatementText>();
  Made->Options = Options;
  for (auto [Index, Part] : llvm::enumerate(Parts)) {
    if (Part->isConstant() && Part->Kind != ValueKind::Null)
      Made->Text.append(Part->Spelling);
    else
      Made->Text.appendHole(Index);
  }
  Made->Parsed = sql::parse(Made->Text, Options);
  if (Known)
    spellOutStars(*Made, *Known, Options.Db.Kind);
  Made->Pieces = std::move(Parts);
  return Made;
}

llvm::StringRef withoutSigil(llvm::StringRef Name) { return Name.ltrim(":@$"); }
} // namespace

bool rowlock::transactions::mustEqual(const Term &A, const Term &B) {
  if (A.Value && B.Value)
    return flow::mustEqual(A.Value, B.Value);
  if (A.Constant && B.Constant)
    return *A.Constant == *B.Constant;
  const Value *V = A.Value ? A.Value : B.Value;
  const auto &Constant = A.Constant ? A.Constant : B.Constant;
  return V && Constant && V->isConstant() && V->Spelling == *Constant;
}

const databases::WriterRule &
ResolveOptions::writers(llvm::StringRef Table) const {
  static const databases::WriterRule Anybody;
  return Writers ? Writers->of(Table) : Anybody;
}

const flow::Binding *Operation::binding(unsigned Placeholder) const {
  if (Placeholder >= Source->Parsed.Placeholders.size())
    return nullptr;
  const sql::Placeholder &P = Source->Parsed.Placeholders[Placeholder];
  for (const flow::Binding &B : Step->Bindings) {
    bool Same = B.Position >= 0
                    ? static_cast<unsigned>(B.Position) + 1 == P.Position
                    : !P.Name.empty() && withoutSigil(B.Name) == P.Name;
    if (Same)
      return &B;
  }
  return nullptr;
}

Term Operation::term(const sql::Operand &O) const {
  Term T;
  switch (O.What) {
  case sql::Operand::Kind::Placeholder:
    if (const flow::Binding *B = binding(O.Placeholders.front()))
      T.Value = B->Bound;
    break;
  case sql::Operand::Kind::Hole:
    if (O.Holes.front() < Source->Pieces.size())
      T.Value = flow::unquoted(Source->Pieces[O.Holes.front()]);
    break;
  case sql::Operand::Kind::Constant:
    T.Constant = O.Text;
    break;
  default:
    break;
  }
  return T;
}

llvm::ArrayRef<sql::SelectItem> Operation::items() const {
  if (!Statement)
    return {};
  if (Statement->Kind == sql::StatementKind::Select)
    return Statement->Items;
  return Statement->Returning;
}

sql::ItemLookup Operation::item(llvm::StringRef Key) const {
  unsigned Index = 0;
  // By its place: a star is the columns that the table has.
  llvm::ArrayRef<sql::SelectItem> ByPlace = items();
  if (Source)
    if (auto It = Source->StarsSpelledOut.find(Statement);
        It != Source->StarsSpelledOut.end())
      ByPlace = It->second;
  // All rows in one array: which column it is follows from how many there are.
  if (Key.consume_front(effects::FlatColumn) && !ByPlace.empty() &&
      !Key.getAsInteger(10, Index))
    return sql::itemAt(ByPlace, Index % ByPlace.size());
  if (!Key.getAsInteger(10, Index))
    return sql::itemAt(ByPlace, Index);
  return sql::itemNamed(items(), Key, Source->Text.flattened());
}

Operations::Operations(const flow::Evaluation &Evaluation,
                       const effects::Program &P, const ResolveOptions &Options)
    : Evaluation(Evaluation), P(P), Options(Options) {
  for (auto [Index, S] : llvm::enumerate(Evaluation.steps())) {
    StepOf[S.Instr] = Index;
    unsigned First = List.size();
    if (S.Instr->Op == effects::Opcode::Execute ||
        S.Instr->Op == effects::Opcode::Fetch)
      add(Index, S);
    ByStep.push_back({First, static_cast<unsigned>(List.size())});
  }
}

databases::Database Operations::database(const effects::Instruction &I) const {
  if (Options.Db.known())
    return Options.Db;
  if (const effects::Interface *Face = P.interface(I.Library))
    if (auto Db = databases::parseDatabase(Face->Database); Db && Db->known())
      return *Db;
  return Options.Spoken;
}

void Operations::add(unsigned StepIndex, const flow::Step &S) {
  Operation Op;
  Op.StepIndex = StepIndex;
  Op.Step = &S;
  Op.Db = database(*S.Instr);
  if (const Value *On = S.get(effects::Slot::On))
    Op.Connection = Evaluation.connection(On);
  if (!S.Text) {
    List.push_back(Op);
    return;
  }

  sql::ParseOptions Parse;
  Parse.Db = Op.Db;
  Parse.ReachesDatabase = true;
  if (const effects::Interface *Face = P.interface(S.Instr->Library);
      Face && !Face->Placeholders.empty()) {
    Parse.Styles = {};
    for (llvm::StringRef Word : Face->Placeholders)
      if (auto Style = sql::parsePlaceholderStyle(Word))
        Parse.Styles = Parse.Styles.with(*Style);
  }
  std::vector<Pieces> Texts = TextSplitter().split(S.Text);
  Op.Alternatives = Texts.size();
  for (auto [Index, Parts] : llvm::enumerate(Texts)) {
    Op.Alternative = Index;
    Op.Source = makeText(Parts, Parse, Options.Schema.get());
    Op.Statement = nullptr;
    if (Op.Source->Parsed.Statements.empty())
      List.push_back(Op);
    for (const sql::Statement &Statement : Op.Source->Parsed.Statements) {
      Op.Statement = &Statement;
      List.push_back(Op);
    }
  }
}

llvm::ArrayRef<Operation> Operations::of(unsigned StepIndex) const {
  auto [First, Last] = ByStep[StepIndex];
  return llvm::ArrayRef<Operation>(List).slice(First, Last - First);
}

llvm::SmallVector<const Operation *, 2>
Operations::of(const Value *Cursor) const {
  llvm::SmallVector<const Operation *, 2> Found;
  bool Complete = true;
  for (const Value *V : flow::alternatives(Cursor, MaxAlternatives, Complete)) {
    if (V->Kind != ValueKind::Result)
      continue;
    auto It = StepOf.find(V->Source);
    if (It == StepOf.end())
      continue;
    for (const Operation &Op : of(It->second))
      Found.push_back(&Op);
  }
  return Found;
}
