//===- Effects/Verifier.cpp - Well-formed effect programs -----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Effects/Verifier.h"
#include "Effects/Syntax.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"

using namespace rowlock::effects;
using llvm::StringRef;
using llvm::Twine;

namespace {

constexpr unsigned bit(Slot S) { return 1u << static_cast<unsigned>(S); }

constexpr unsigned On = bit(Slot::On), Text = bit(Slot::Text),
                   Name = bit(Slot::Name), Index = bit(Slot::Index),
                   Value = bit(Slot::Value), Values = bit(Slot::Values),
                   Target = bit(Slot::Target), Level = bit(Slot::Level),
                   Mode = bit(Slot::Mode);

/// The operands of an instruction, as sets of slots.
struct Signature {
  unsigned Needed = 0;
  /// Exactly one of them, if there are any.
  unsigned OneOf = 0;
  unsigned Optional = 0;

  unsigned allowed() const { return Needed | OneOf | Optional; }
};

/// docs/effects.md shows this table to its readers.
Signature signature(Opcode Op) {
  switch (Op) {
  case Opcode::Let:
  case Opcode::Branch:
    return {Value, 0, 0};
  case Opcode::Connect:
    return {Value, 0, On};
  case Opcode::Store:
    return {Target | Value, 0, 0};
  case Opcode::Call:
    return {Name, 0, On | Value | Values};
  case Opcode::Leave:
  case Opcode::ConnectionOf:
  case Opcode::Commit:
  case Opcode::Rollback:
  case Opcode::ClearBindings:
  case Opcode::Reset:
  case Opcode::Fetch:
  case Opcode::PendingResult:
  case Opcode::NextRow:
  case Opcode::Outcome:
  case Opcode::UnlockMutex:
    return {On, 0, 0};
  case Opcode::Begin:
    return {On, 0, Level | Mode};
  case Opcode::Savepoint:
  case Opcode::Release:
  case Opcode::RollbackTo:
    return {On, 0, Name};
  case Opcode::SetIsolation:
    return {On, 0, Level};
  case Opcode::SetAutocommit:
    return {On | Value, 0, 0};
  case Opcode::Prepare:
    return {On, 0, Text | Name};
  case Opcode::Bind:
    return {On | Value, 0, Index | Name};
  case Opcode::BindAll:
  case Opcode::BindOutput:
  case Opcode::Append:
    return {On | Values, 0, 0};
  case Opcode::Execute:
    return {On, 0, Text | Name | Values};
  case Opcode::Row:
    return {On, 0, Index};
  case Opcode::Column:
    return {On, Index | Name, 0};
  case Opcode::LockMutex:
    return {Value, 0, On};
  case Opcode::Switch:
    return {Value | Values, 0, 0};
  case Opcode::Return:
  case Opcode::Throw:
    return {0, 0, Value};
  case Opcode::Jump:
  case Opcode::Unreachable:
    return {};
  }
  return {};
}

/// "'on' and 'text'".
std::string words(unsigned Slots, StringRef Conjunction) {
  llvm::SmallVector<StringRef, 7> Words;
#define X(ID, SPELLING)                                                        \
  if (Slots & bit(Slot::ID))                                                   \
    Words.push_back("'" SPELLING "'");
  ROWLOCK_SLOTS(X)
#undef X
  return llvm::join(Words, (" " + Conjunction + " ").str());
}

class FunctionVerifier {
public:
  FunctionVerifier(const Function &F, const Program &P,
                   std::vector<Problem> &Problems)
      : F(F), P(P), Problems(Problems) {}

  void run();

private:
  void parameters();
  void regions();
  void results();
  void block(const Block &B);
  void instruction(const Instruction &I);
  void operands(const Instruction &I);
  void targets(const Instruction &I);
  void attributes(const Instruction &I);
  void expressions(const Expr *Root);
  void node(const Expr &E);
  void span(const SourceSpan &S);
  void say(const Twine &Message) {
    Problems.push_back({&F, BlockIndex, Current, Message.str()});
  }

  /// Of an expression with everything below it.
  struct Extent {
    unsigned Depth = 0;
    unsigned Size = 0;
  };

  const Function &F;
  const Program &P;
  std::vector<Problem> &Problems;
  int BlockIndex = -1;
  const Instruction *Current = nullptr;
  llvm::StringSet<> ParameterNames;
  llvm::DenseSet<const Instruction *> Defined;
  llvm::DenseMap<const Expr *, Extent> Extents;
};

void FunctionVerifier::run() {
  if (F.Name.empty())
    say("the function has no name");
  span(F.Span);
  parameters();
  regions();
  results();
  for (const Block &B : F.Blocks) {
    ++BlockIndex;
    Current = nullptr;
    block(B);
  }
}

void FunctionVerifier::parameters() {
  for (const auto &[I, Each] : llvm::enumerate(F.Parameters))
    if (Each.Name.empty())
      say("parameter " + Twine(I + 1) + " has no name");
    else if (!ParameterNames.insert(Each.Name).second)
      say("there are two parameters '%" + Each.Name + "'");
  for (const Object &Each : F.Objects)
    if (!ParameterNames.contains(Each.Parameter))
      say("no parameter is called '%" + Each.Parameter + "'");
}

void FunctionVerifier::regions() {
  if (F.Regions.empty()) {
    say("region 0, the function itself, is missing");
    return;
  }
  if (F.Regions.front().Kind != RegionKind::Function ||
      F.Regions.front().Parent != 0)
    say("region 0 is not the function itself");
  for (unsigned R = 1; R < F.Regions.size(); ++R)
    if (F.Regions[R].Parent >= R)
      say("region " + Twine(R) + " must be in a region with a smaller number");
}

void FunctionVerifier::results() {
  llvm::StringSet<> Names;
  for (const Block &B : F.Blocks) {
    ++BlockIndex;
    for (const Instruction *I : B.Instructions) {
      Current = I;
      if (!I) {
        say("the block has an instruction that is null");
        continue;
      }
      if (!Defined.insert(I).second)
        say("the instruction stands twice in the function");
      if (I->Name.empty())
        continue;
      if (ParameterNames.contains(I->Name))
        say("the name '%" + I->Name + "' is taken by a parameter");
      else if (!Names.insert(I->Name).second)
        say("there are two results '%" + I->Name + "'");
    }
  }
  BlockIndex = -1;
  Current = nullptr;
}

void FunctionVerifier::block(const Block &B) {
  if (B.Region >= F.Regions.size())
    say("there is no region " + Twine(B.Region));
  if (B.Instructions.empty() || !B.Instructions.back() ||
      !B.Instructions.back()->isTerminator())
    say("the block does not end with a jump, branch, switch, return, throw or "
        "unreachable");
  for (const Instruction *I : B.Instructions) {
    Current = I;
    if (!I)
      continue;
    if (I->isTerminator() && I != B.Instructions.back())
      say("something follows the end of the block");
    instruction(*I);
  }
}

void FunctionVerifier::instruction(const Instruction &I) {
  span(I.Span);
  if (!I.Library.empty() && !P.interface(I.Library))
    say("no library is called '" + I.Library + "'");
  if (I.isTerminator() && !I.Name.empty())
    say("the end of a block has no result");
  operands(I);
  targets(I);
  attributes(I);
  for (const Operand &O : I.Operands)
    expressions(O.Value);
}

void FunctionVerifier::operands(const Instruction &I) {
  Signature Wanted = signature(I.Op);
  unsigned Seen = 0;
  for (const Operand &O : I.Operands) {
    if (Seen & bit(O.S))
      say("there are two operands '" + spelling(O.S) + "'");
    Seen |= bit(O.S);
    if (!O.Value)
      say("the operand '" + spelling(O.S) + "' is null");
  }
  if (unsigned Missing = Wanted.Needed & ~Seen)
    say("the operand " + words(Missing, "and") + " is missing");
  if (unsigned Surplus = Seen & ~Wanted.allowed())
    say("there is no operand " + words(Surplus, "or") + " here");
  if (unsigned Chosen = Wanted.OneOf & Seen;
      Wanted.OneOf && (Chosen == 0 || Chosen == Wanted.OneOf))
    say("one of the operands " + words(Wanted.OneOf, "or") + " is needed");
  // Neither: the next placeholder.
  if (unsigned Both = Index | Name; I.Op == Opcode::Bind && !(Both & ~Seen))
    say("one of the operands " + words(Both, "or") + " is enough");
  if (I.Op == Opcode::SetIsolation && !I.get(Slot::Level) &&
      I.attribute("level").empty())
    say("the operand or the attribute 'level' is needed");
  for (Slot S : {Slot::Level, Slot::Mode})
    if (I.get(S) && !I.attribute(spelling(S)).empty())
      say("'" + spelling(S) + "' is both an operand and an attribute");
  if (const Expr *To = I.get(Slot::Target); To && !To->isPlace())
    say("the target is no place that can be stored to");
}

void FunctionVerifier::targets(const Instruction &I) {
  for (unsigned T : I.Targets)
    if (T >= F.Blocks.size())
      say("there is no block ^" + Twine(T));
  size_t Count = I.Targets.size();
  if (I.Op == Opcode::Switch) {
    const Expr *Cases = I.get(Slot::Values);
    if (Count == 0)
      say("the default is missing");
    else if (Cases && (Cases->Kind != ExprKind::List ||
                       Cases->Operands.size() + 1 != Count))
      say("the values must be a list with one case for each target but the "
          "default");
    return;
  }
  size_t Wanted = I.Op == Opcode::Jump ? 1 : I.Op == Opcode::Branch ? 2 : 0;
  if (Count != Wanted)
    say("it needs " + Twine(Wanted) + (Wanted == 1 ? " target" : " targets") +
        ", has " + Twine(Count));
}

void FunctionVerifier::attributes(const Instruction &I) {
  for (const Attribute *A = I.Attributes.begin(); A != I.Attributes.end();
       ++A) {
    if (!isBareWord(A->Key))
      say("the name of an attribute must be a word");
    if (std::any_of(I.Attributes.begin(), A, [&](const Attribute &Other) {
          return Other.Key == A->Key;
        }))
      say("there are two attributes '" + A->Key + "'");
  }
}

void FunctionVerifier::span(const SourceSpan &S) {
  if (S.isValid() && S.File >= P.Files.size())
    say("the location is in no file of the program");
}

/// Bottom up and without recursion; parts that were seen are not seen again.
void FunctionVerifier::expressions(const Expr *Root) {
  if (!Root || Extents.contains(Root))
    return;
  struct Frame {
    const Expr *E;
    size_t Next = 0;
    Extent Sum = {1, 1};
  };
  std::vector<Frame> Stack{{Root}};
  while (true) {
    Frame &Top = Stack.back();
    if (Top.Next < Top.E->Operands.size()) {
      const Expr *Operand = Top.E->Operands[Top.Next];
      auto Known = Extents.find(Operand);
      if (!Operand) {
        ++Top.Next;
      } else if (Known == Extents.end()) {
        Stack.push_back({Operand});
      } else {
        ++Top.Next;
        Top.Sum.Depth = std::max(Top.Sum.Depth, Known->second.Depth + 1);
        Top.Sum.Size =
            std::min(Top.Sum.Size + Known->second.Size, MaxExpressionSize + 1);
      }
      continue;
    }
    node(*Top.E);
    Extents[Top.E] = Top.Sum;
    Stack.pop_back();
    if (Stack.empty())
      break;
  }
  Extent All = Extents.lookup(Root);
  if (All.Depth > MaxExpressionDepth)
    say("an expression nests deeper than " + Twine(MaxExpressionDepth));
  if (All.Size > MaxExpressionSize)
    say("an expression is larger than " + Twine(MaxExpressionSize));
}

void FunctionVerifier::node(const Expr &E) {
  if (llvm::is_contained(E.Operands, nullptr))
    say("an operand of an expression is null");
  auto Exactly = [&](size_t Count, StringRef What) {
    if (E.Operands.size() != Count)
      say(What + " needs " + Twine(Count) + " operands, has " +
          Twine(E.Operands.size()));
  };
  auto Named = [&](StringRef What) {
    if (E.Spelling.empty())
      say(What + " has no name");
  };
  switch (E.Kind) {
  case ExprKind::Integer:
    return Exactly(0, "an integer");
  case ExprKind::Real:
    return Exactly(0, "a real");
  case ExprKind::Boolean:
    if (E.Spelling != "true" && E.Spelling != "false")
      say("a boolean is neither true nor false");
    return Exactly(0, "a boolean");
  case ExprKind::Null:
    return Exactly(0, "null");
  case ExprKind::Text:
    return Exactly(0, "a text");
  case ExprKind::Parameter:
    if (!ParameterNames.contains(E.Spelling))
      say("no parameter is called '%" + E.Spelling + "'");
    return Exactly(0, "a parameter");
  case ExprKind::Result:
    if (!E.Source)
      say("a result has no instruction");
    else if (!Defined.contains(E.Source))
      say("a result comes from an instruction that is not in the function");
    else if (E.Source->isTerminator())
      say("the end of a block has no result");
    return Exactly(0, "a result");
  case ExprKind::Variable:
    Named("a variable");
    return Exactly(0, "a variable");
  case ExprKind::This:
    return Exactly(0, "this");
  case ExprKind::Field:
    Named("a field");
    return Exactly(1, "a field");
  case ExprKind::Element:
    return Exactly(2, "an element");
  case ExprKind::Record:
    return Exactly(E.Spelling.empty() ? 0 : E.Spelling.count(',') + 1,
                   "a record with these names");
  case ExprKind::Address:
    return Exactly(1, "an address");
  case ExprKind::Compute:
    return Named("a computation");
  case ExprKind::Preserve:
    return Exactly(1, "'preserve'");
  case ExprKind::Quote:
    return Exactly(1, "'quote'");
  case ExprKind::Change:
    return Exactly(1, "'change'");
  case ExprKind::Select:
    return Exactly(3, "'select'");
  case ExprKind::Format:
    if (E.Operands.empty())
      say("'format' needs a format");
    return;
  case ExprKind::Closure:
    return Named("a closure");
  case ExprKind::Concat:
  case ExprKind::List:
  case ExprKind::Unknown:
    return;
  }
}

} // namespace

llvm::raw_ostream &rowlock::effects::operator<<(llvm::raw_ostream &OS,
                                                const Problem &P) {
  if (P.F)
    OS << '@' << P.F->Name << ": ";
  if (P.Block >= 0)
    OS << '^' << P.Block << ": ";
  if (P.I)
    OS << '\'' << spelling(P.I->Op) << "': ";
  return OS << P.Message;
}

std::vector<Problem> rowlock::effects::verify(const Function &F,
                                              const Program &P) {
  std::vector<Problem> Problems;
  FunctionVerifier(F, P, Problems).run();
  return Problems;
}

std::vector<Problem> rowlock::effects::verify(const Program &P) {
  std::vector<Problem> Problems;
  auto Unique = [&](llvm::StringSet<> &Seen, StringRef Name, StringRef What,
                    const Function *F = nullptr) {
    if (!Seen.insert(Name).second)
      Problems.push_back({F, -1, nullptr,
                          ("there are two " + What + " '" + Name + "'").str()});
  };
  llvm::StringSet<> Files, Libraries, Classes, Functions;
  for (const std::string &File : P.Files)
    Unique(Files, File, "files");
  for (const Interface &I : P.Interfaces) {
    if (I.Library.empty())
      Problems.push_back({nullptr, -1, nullptr, "a library has no name"});
    Unique(Libraries, I.Library, "libraries");
  }
  for (const Class &C : P.Classes) {
    Unique(Classes, C.Name, "classes");
    llvm::StringSet<> Called;
    for (const Class::Overrider &Each : C.Overriders)
      Unique(Called, Each.Called,
             ("functions of class '" + C.Name + "' that run for").str());
  }
  for (const Function &F : P.Functions) {
    Unique(Functions, F.Name, "functions", &F);
    FunctionVerifier(F, P, Problems).run();
  }
  return Problems;
}
