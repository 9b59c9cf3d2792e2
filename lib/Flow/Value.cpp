//===- Flow/Value.cpp - What an expression evaluates to -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Value.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::flow;
namespace effects = rowlock::effects;

void Value::Profile(llvm::FoldingSetNodeID &ID) const {
  ID.AddInteger(static_cast<unsigned>(Kind));
  ID.AddString(Spelling);
  ID.AddPointer(Source);
  // Equal literals stay apart: each is edited where it stands.
  ID.AddPointer(Kind == ValueKind::Text ? Origin : nullptr);
  ID.AddInteger(Offset);
  // The alternatives of a Phi grow; its name alone identifies it.
  if (Kind == ValueKind::Phi)
    return;
  for (const Value *Op : Operands)
    ID.AddPointer(Op);
}

const Value *ValueTable::get(Value Key) {
  llvm::FoldingSetNodeID ID;
  Key.Profile(ID);
  void *Where = nullptr;
  if (Value *Known = Nodes.FindNodeOrInsertPos(ID, Where))
    return Known;
  Value *New = new (Arena.Allocate<Value>()) Value(Key);
  New->Spelling = Strings.save(Key.Spelling);
  New->Operands = New->Operands.copy(Arena);
  Nodes.InsertNode(New, Where);
  return New;
}

const Value *ValueTable::get(ValueKind Kind, llvm::StringRef Spelling,
                             llvm::ArrayRef<const Value *> Operands,
                             const effects::Instruction *Source) {
  Value Key;
  Key.Kind = Kind;
  Key.Spelling = Spelling;
  Key.Operands = Operands;
  Key.Source = Source;
  return get(Key);
}

const Value *ValueTable::phi(unsigned Block, const Value *Place) {
  std::string Name = ("^" + llvm::Twine(Block) + "/" +
                      llvm::utohexstr(reinterpret_cast<uintptr_t>(Place)))
                         .str();
  Value Key;
  Key.Kind = ValueKind::Phi;
  Key.Spelling = Name;
  Key.Type = Place->Type;
  return get(Key);
}

bool ValueTable::addAlternative(const Value *Phi, const Value *Alternative) {
  if (Alternative == Phi || llvm::is_contained(Phi->Operands, Alternative))
    return false;
  llvm::SmallVector<const Value *, 4> Grown(Phi->Operands);
  Grown.push_back(Alternative);
  // The table made the node, so it may finish it: see the header.
  const_cast<Value *>(Phi)->Operands =
      llvm::ArrayRef<const Value *>(Grown).copy(Arena);
  return true;
}

/// The pieces of a text; an empty one is none.
static llvm::SmallVector<const Value *, 4> pieces(const Value *V,
                                                  unsigned Depth) {
  if (V->Kind != ValueKind::Concat || Depth == 0)
    return {V};
  llvm::SmallVector<const Value *, 4> Found;
  for (const Value *Part : V->Operands)
    for (const Value *Piece : pieces(Part, Depth - 1))
      if (Piece->Kind != ValueKind::Text || !Piece->Spelling.empty())
        Found.push_back(Piece);
  return Found;
}

static bool mustEqual(const Value *A, const Value *B, unsigned Depth) {
  if (A == B)
    return true;
  if (!A || !B)
    return false;
  if (Depth != 0 &&
      (A->Kind == ValueKind::Concat || B->Kind == ValueKind::Concat)) {
    auto Mine = pieces(A, Depth);
    auto Theirs = pieces(B, Depth);
    return Mine.size() == Theirs.size() && !Mine.empty() &&
           llvm::all_of_zip(Mine, Theirs, [&](const Value *X, const Value *Y) {
             return mustEqual(X, Y, Depth - 1);
           });
  }
  if (A->Kind != B->Kind || A->Spelling != B->Spelling)
    return false;
  if (A->isConstant())
    return true;
  if (Depth == 0 || A->Source != B->Source || A->Kind == ValueKind::Phi ||
      A->Kind == ValueKind::Unknown || A->Operands.empty() ||
      A->Operands.size() != B->Operands.size())
    return false;
  return llvm::all_of_zip(A->Operands, B->Operands,
                          [&](const Value *X, const Value *Y) {
                            return mustEqual(X, Y, Depth - 1);
                          });
}

bool rowlock::flow::mustEqual(const Value *A, const Value *B) {
  constexpr unsigned MaxDepth = 32;
  return ::mustEqual(A, B, MaxDepth);
}

void rowlock::flow::visit(const Value *V,
                          llvm::function_ref<bool(const Value &)> Visit) {
  llvm::SmallPtrSet<const Value *, 16> Seen;
  llvm::SmallVector<const Value *, 16> Work;
  if (V)
    Work.push_back(V);
  while (!Work.empty()) {
    const Value *Next = Work.pop_back_val();
    if (Seen.insert(Next).second && Visit(*Next))
      Work.append(Next->Operands.begin(), Next->Operands.end());
  }
}

llvm::SmallVector<const Value *, 4>
rowlock::flow::alternatives(const Value *V, unsigned Limit, bool &Complete) {
  llvm::SmallVector<const Value *, 4> Found;
  Complete = true;
  llvm::SmallPtrSet<const Value *, 8> Seen;
  llvm::SmallVector<const Value *, 8> Work{V};
  while (!Work.empty()) {
    const Value *Next = Work.pop_back_val();
    if (!Seen.insert(Next).second)
      continue;
    llvm::ArrayRef<const Value *> Inner = Next->Operands;
    if (Next->Kind == ValueKind::Select)
      Inner = Inner.drop_front();
    else if (Next->Kind != ValueKind::Phi) {
      if (Found.size() == Limit) {
        Complete = false;
        break;
      }
      Found.push_back(Next);
      continue;
    }
    for (const Value *Op : llvm::reverse(Inner))
      Work.push_back(Op);
  }
  return Found;
}

static llvm::StringRef word(ValueKind Kind) {
  switch (Kind) {
  case ValueKind::Compute:
    return "compute";
  case ValueKind::Change:
    return "change";
  case ValueKind::Select:
    return "select";
  case ValueKind::Phi:
    return "either";
  case ValueKind::Concat:
    return "concat";
  case ValueKind::Format:
    return "format";
  case ValueKind::List:
    return "list";
  case ValueKind::Record:
    return "record";
  case ValueKind::Appended:
    return "appended";
  case ValueKind::Updated:
    return "updated";
  case ValueKind::Column:
    return "column";
  case ValueKind::Found:
    return "found";
  case ValueKind::Outcome:
    return "outcome";
  case ValueKind::Bound:
    return "bound";
  case ValueKind::Reference:
    return "&";
  case ValueKind::Quoted:
    return "quoted";
  case ValueKind::Closure:
    return "closure";
  case ValueKind::Forgotten:
    return "forgotten";
  default:
    return "";
  }
}

/// By name, else by place: numbers are made by the printer of programs.
static void printResult(const effects::Instruction &I, llvm::raw_ostream &OS) {
  OS << '%';
  if (I.Name.empty())
    OS << I.Span.Line << ':' << I.Span.Column;
  else
    OS << I.Name;
}

static void print(const Value &V, llvm::raw_ostream &OS, unsigned Depth) {
  switch (V.Kind) {
  case ValueKind::Integer:
  case ValueKind::Real:
  case ValueKind::Boolean:
    OS << V.Spelling;
    return;
  case ValueKind::Null:
    OS << "null";
    return;
  case ValueKind::Text:
    OS << '"';
    OS.write_escaped(V.Spelling);
    OS << '"';
    return;
  case ValueKind::Parameter:
    OS << '%' << V.Spelling;
    return;
  case ValueKind::This:
    OS << "this";
    return;
  case ValueKind::Variable:
    OS << '$' << V.Spelling;
    return;
  case ValueKind::Member:
    print(*V.Operands[0], OS, Depth);
    OS << '.' << V.Spelling;
    return;
  case ValueKind::Result:
    printResult(*V.Source, OS);
    return;
  case ValueKind::Unknown:
    OS << "unknown(" << V.Spelling << ')';
    return;
  case ValueKind::Bound:
    print(*V.Operands[0], OS, Depth);
    return;
  default:
    break;
  }
  OS << word(V.Kind) << '(';
  if (Depth == 0) {
    OS << "...)";
    return;
  }
  llvm::ListSeparator Comma;
  if (!V.Spelling.empty() && V.Kind != ValueKind::Phi &&
      V.Kind != ValueKind::Column)
    OS << Comma << V.Spelling;
  if (V.Kind == ValueKind::Found) {
    OS << Comma;
    printResult(*V.Source, OS);
  }
  for (const Value *Op : V.Operands) {
    OS << Comma;
    print(*Op, OS, Depth - 1);
  }
  if (V.Kind == ValueKind::Column)
    OS << Comma << V.Spelling;
  OS << ')';
}

void rowlock::flow::print(const Value &V, llvm::raw_ostream &OS) {
  constexpr unsigned MaxDepth = 6;
  ::print(V, OS, MaxDepth);
}
