//===- Flow/Folding.cpp - Computations over constants ---------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Folding.h"
#include "Flow/NullDefault.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace rowlock::flow;
using rowlock::effects::AnotherCode;
using rowlock::effects::Opcode;
using rowlock::effects::SizeOf;

namespace {
constexpr unsigned MaxDepth = 64;

std::optional<int64_t> integer(const Value *V) {
  int64_t Number;
  if (V->Kind != ValueKind::Integer || V->Spelling.getAsInteger(10, Number))
    return std::nullopt;
  return Number;
}

/// Holds something, whatever it is: a constant, an object that was made here, a
/// handle whose library throws where it makes none.
bool isNeverNull(const Value *V) {
  switch (V->Kind) {
  case ValueKind::Null:
    return false;
  case ValueKind::Reference:
  case ValueKind::Closure:
  case ValueKind::List:
  case ValueKind::Record:
  case ValueKind::Concat:
    return true;
  case ValueKind::Result: {
    Opcode Op = V->Source->Op;
    return (Op == Opcode::Connect || Op == Opcode::Begin ||
            Op == Opcode::Savepoint || Op == Opcode::Prepare) &&
           V->Source->attribute("fails").empty();
  }
  default:
    return V->isConstant();
  }
}

/// A list that grows by some of its elements on some paths only is taken with
/// all of them: what may be in it matters.
std::optional<uint64_t> longest(const Value &Choice) {
  constexpr unsigned MaxLists = 16;
  bool Complete = true;
  uint64_t Size = 0;
  for (const Value *Each : alternatives(&Choice, MaxLists, Complete)) {
    if (Each->Kind != ValueKind::List)
      return std::nullopt;
    Size = std::max<uint64_t>(Size, Each->Operands.size());
  }
  return Complete ? std::optional<uint64_t>(Size) : std::nullopt;
}

/// Bytes of a text, elements of a list; at least that many if not \p Exact.
std::optional<uint64_t> size(const Value *V, bool &Exact) {
  Exact = true;
  if (V->Kind == ValueKind::Text)
    return V->Spelling.size();
  if (V->Kind == ValueKind::List)
    return V->Operands.size();
  if (V->Kind == ValueKind::Phi)
    return longest(*V);
  if (V->Kind != ValueKind::Concat)
    return std::nullopt;
  uint64_t Least = 0;
  for (const Value *Part : V->Operands) {
    if (Part->isConstant() && Part->Kind != ValueKind::Null)
      Least += Part->Spelling.size();
    else
      Exact = false;
  }
  return Least;
}

std::optional<bool> compare(llvm::StringRef Op, int64_t A, int64_t B) {
  return llvm::StringSwitch<std::optional<bool>>(Op)
      .Case("==", A == B)
      .Case("!=", A != B)
      .Case("<", A < B)
      .Case("<=", A <= B)
      .Case(">", A > B)
      .Case(">=", A >= B)
      .Default(std::nullopt);
}

std::optional<int64_t> calculate(llvm::StringRef Op, int64_t A, int64_t B) {
  int64_t Result = 0;
  if (Op == "+")
    return llvm::AddOverflow(A, B, Result) ? std::nullopt
                                           : std::optional<int64_t>(Result);
  if (Op == "-")
    return llvm::SubOverflow(A, B, Result) ? std::nullopt
                                           : std::optional<int64_t>(Result);
  if (Op == "*")
    return llvm::MulOverflow(A, B, Result) ? std::nullopt
                                           : std::optional<int64_t>(Result);
  bool Divides = B != 0 && B != -1;
  if (Op == "/" && Divides)
    return A / B;
  if (Op == "%" && Divides)
    return A % B;
  if (Op == "|")
    return A | B;
  if (Op == "&")
    return A & B;
  if (Op == "<<" && A >= 0 && A <= INT32_MAX && B >= 0 && B < 32)
    return A << B;
  return std::nullopt;
}

/// The size of a text that is known in part, against a number.
std::optional<bool> compareSize(llvm::StringRef Op, const Value *Sized,
                                int64_t Number) {
  bool Exact = false;
  if (Sized->Kind != ValueKind::Compute || Sized->Spelling != SizeOf ||
      Sized->Operands.size() != 1)
    return std::nullopt;
  std::optional<uint64_t> Least = size(Sized->Operands[0], Exact);
  if (!Least || static_cast<int64_t>(*Least) <= Number)
    return std::nullopt;
  return llvm::StringSwitch<std::optional<bool>>(Op)
      .Cases("!=", ">", ">=", true)
      .Cases("==", "<", "<=", false)
      .Default(std::nullopt);
}

/// `code == 100`, where code is `select(ok, 0, another code)` and no other code
/// is 100: what is made of an unknown value are numbers that it is not.
bool isNoSuchCode(const Value *Code, const Value *Number) {
  if (Code->Kind != ValueKind::Select || Number->Kind != ValueKind::Integer)
    return false;
  while (Code->Kind == ValueKind::Select) {
    const Value *Arm = Code->Operands[1];
    if (Arm->Kind != ValueKind::Integer || Arm->Spelling == Number->Spelling)
      return false;
    Code = Code->Operands[2];
  }
  return Code->Kind == ValueKind::Unknown && Code->Spelling == AnotherCode &&
         llvm::any_of(Code->Operands, [&](const Value *Not) {
           return Not->Spelling == Number->Spelling;
         });
}

std::optional<bool> truth(const Value *V, Resolver Resolve, unsigned Depth) {
  auto Resolved = [&](const Value *V) {
    if (!Resolve)
      return V;
    V = Resolve(V);
    // On the path a choice may have been made.
    for (unsigned D = Depth; V->Kind == ValueKind::Select && D <= MaxDepth;
         ++D) {
      auto Chosen = truth(V->Operands[0], Resolve, D + 1);
      if (!Chosen)
        break;
      V = Resolve(V->Operands[*Chosen ? 1 : 2]);
    }
    return V;
  };
  V = Resolved(V);
  if (V->Kind == ValueKind::Boolean)
    return V->Spelling == "true";
  if (auto Number = integer(V))
    return *Number != 0;
  if (V->Kind != ValueKind::Compute || Depth > MaxDepth)
    return std::nullopt;
  llvm::StringRef Op = V->Spelling;
  if (Op == "!" && V->Operands.size() == 1) {
    auto Inner = truth(V->Operands[0], Resolve, Depth + 1);
    return Inner ? std::optional<bool>(!*Inner) : std::nullopt;
  }
  if (V->Operands.size() != 2)
    return std::nullopt;
  const Value *A = Resolved(V->Operands[0]);
  const Value *B = Resolved(V->Operands[1]);
  if (Op == "&&" || Op == "||") {
    // One side alone can decide.
    bool Deciding = Op == "||";
    auto L = truth(A, Resolve, Depth + 1);
    auto R = truth(B, Resolve, Depth + 1);
    if ((L && *L == Deciding) || (R && *R == Deciding))
      return Deciding;
    return L && R ? std::optional<bool>(!Deciding) : std::nullopt;
  }
  auto X = integer(A);
  auto Y = integer(B);
  if (X && Y)
    return compare(Op, *X, *Y);
  if (Y)
    if (auto Known = compareSize(Op, A, *Y))
      return Known;
  bool Equals = Op == "==";
  if (!Equals && Op != "!=")
    return std::nullopt;
  if (isNoSuchCode(A, B) || isNoSuchCode(B, A))
    return !Equals;
  bool OneNull = (A->Kind == ValueKind::Null) != (B->Kind == ValueKind::Null);
  if (OneNull)
    return isNeverNull(A->Kind == ValueKind::Null ? B : A)
               ? std::optional<bool>(!Equals)
               : std::nullopt;
  if (!A->isConstant() || !B->isConstant() || A->Kind != B->Kind)
    return std::nullopt;
  return (A->Spelling == B->Spelling) == Equals;
}
} // namespace

std::optional<bool> rowlock::flow::truth(const Value *V, Resolver Resolve) {
  return ::truth(V, Resolve, 0);
}

/// `(found ? row : null) != null` is `found`. Null if \p V asks something else.
static const Value *asksForNull(ValueTable &Values, const Value *V) {
  if (V->Operands.size() != 2 || (V->Spelling != "==" && V->Spelling != "!="))
    return nullptr;
  const Value *A = V->Operands[0];
  const Value *B = V->Operands[1];
  if (A->Kind == ValueKind::Null)
    std::swap(A, B);
  bool IsRow = A->Kind == ValueKind::Select && B->Kind == ValueKind::Null &&
               A->Operands[2]->Kind == ValueKind::Null &&
               (A->Operands[1]->Kind == ValueKind::Result ||
                A->Operands[1]->Kind == ValueKind::Reference);
  if (!IsRow)
    return nullptr;
  const Value *Found = A->Operands[0];
  return V->Spelling == "!=" ? Found
                             : Values.get(ValueKind::Compute, "!", {Found});
}

const Value *rowlock::flow::asKey(ValueTable &Values, const Value *V) {
  if (!V || V->Kind != ValueKind::Concat)
    return V;
  std::string Whole;
  for (const Value *Part : V->Operands) {
    const Value *Piece = asKey(Values, Part);
    if (!Piece->isConstant() || Piece->Kind == ValueKind::Null)
      return V;
    Whole += Piece->Spelling;
  }
  return Values.get(ValueKind::Text, Whole);
}

/// What stands behind the end of a text.
static bool isBehindEnd(const Value &V) {
  if ((V.Spelling != "substr" && V.Spelling != "mid") || V.Operands.size() < 2)
    return false;
  const Value *From = V.Operands[1];
  return From->Kind == ValueKind::Compute && From->Spelling == SizeOf &&
         From->Operands[0] == V.Operands[0];
}

const Value *rowlock::flow::fold(ValueTable &Values, const Value *V) {
  if (V->Kind == ValueKind::Select) {
    if (auto Chosen = truth(V->Operands[0]))
      return V->Operands[*Chosen ? 1 : 2];
    const Value *Column =
        withoutNullDefault(V->Operands[0], V->Operands[1], V->Operands[2]);
    if (!Column)
      Column = asTruth(V->Operands[0], V->Operands[1], V->Operands[2]);
    return Column ? Column : V;
  }
  if (V->Kind != ValueKind::Compute)
    return V;
  if (const Value *Known = asksForNull(Values, V))
    return Known;
  if (isBehindEnd(*V))
    return Values.get(ValueKind::Text);
  if (auto Known = truth(V))
    return Values.get(ValueKind::Boolean, *Known ? "true" : "false");
  auto Number = [&](int64_t N) {
    return Values.get(ValueKind::Integer, llvm::itostr(N));
  };
  if (V->Operands.size() == 1) {
    bool Exact = false;
    // How many objects a query gave.
    if (V->Spelling == SizeOf && V->Operands[0]->Kind == ValueKind::Result &&
        V->Operands[0]->Source &&
        !V->Operands[0]->Source->attribute("members").empty())
      return Values.get(ValueKind::Outcome, "rows", V->Operands);
    if (V->Spelling == SizeOf)
      if (auto Known = size(V->Operands[0], Exact); Known && Exact)
        return Number(*Known);
    auto X = integer(V->Operands[0]);
    if (V->Spelling == "-" && X && *X != INT64_MIN)
      return Number(-*X);
    return V;
  }
  if (V->Operands.size() != 2)
    return V;
  // A buffer that is cut to the length of the text in it.
  const Value *Length = V->Operands[1];
  if (V->Spelling == "resize" && Length->Kind == ValueKind::Compute &&
      Length->Spelling == SizeOf && Length->operand(0) == V->Operands[0])
    return V->Operands[0];
  auto X = integer(V->Operands[0]);
  auto Y = integer(V->Operands[1]);
  auto Known = X && Y ? calculate(V->Spelling, *X, *Y) : std::nullopt;
  return Known ? Number(*Known) : V;
}
