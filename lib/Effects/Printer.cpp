//===- Effects/Printer.cpp - Text of an effect program --------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Effects/Printer.h"
#include "Effects/Lexer.h"
#include "Effects/Syntax.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ConvertUTF.h"

using namespace rowlock::effects;
using llvm::raw_ostream;
using llvm::StringRef;

namespace {

/// Locations start here, unless the line is longer.
constexpr size_t LocationColumn = 72;

/// A stack overflow is worse than a text that cannot be read back: the verifier
/// has complained about such an expression already.
constexpr unsigned DepthLimit = 4 * 1000;

void quote(StringRef S, raw_ostream &OS) {
  const auto *Begin = reinterpret_cast<const llvm::UTF8 *>(S.begin());
  bool Unicode = llvm::isLegalUTF8String(
      &Begin, reinterpret_cast<const llvm::UTF8 *>(S.end()));
  OS << '"';
  for (char C : S) {
    if (C == '\n')
      OS << "\\n";
    else if (C == '\r')
      OS << "\\r";
    else if (C == '\t')
      OS << "\\t";
    else if (C == '\\' || C == '"')
      OS << '\\' << C;
    else if (llvm::isPrint(C) || (Unicode && static_cast<signed char>(C) < 0))
      OS << C;
    else
      OS << "\\x" << llvm::hexdigit((C >> 4) & 15) << llvm::hexdigit(C & 15);
  }
  OS << '"';
}

void bareOrQuoted(bool Bare, StringRef S, raw_ostream &OS) {
  if (Bare)
    OS << S;
  else
    quote(S, OS);
}

void word(StringRef S, raw_ostream &OS) { bareOrQuoted(isBareWord(S), S, OS); }

void functionName(StringRef S, raw_ostream &OS) {
  OS << '@';
  bareOrQuoted(isBareFunctionName(S), S, OS);
}

void role(StringRef S, raw_ostream &OS) { bareOrQuoted(isBareType(S), S, OS); }

const Operand *find(const Instruction &I, Slot S) {
  const Operand *O = llvm::find_if(
      I.Operands, [&](const Operand &Each) { return Each.S == S; });
  return O == I.Operands.end() ? nullptr : O;
}

/// Prints the parts of one function, or loose parts if there is none.
class FunctionPrinter {
public:
  FunctionPrinter(raw_ostream &OS, const Program *P = nullptr,
                  const Function *F = nullptr)
      : OS(&OS), P(P), F(F) {
    if (F)
      nameResults();
  }

  void function();
  void instruction(const Instruction &I);
  void expr(const Expr *E, unsigned Depth = 0);

private:
  void nameResults();
  void resultName(const Instruction *I);
  void body(const Expr &E, unsigned Depth);
  void field(const Expr &E, unsigned Depth);
  void record(const Expr &E, unsigned Depth);
  void call(StringRef Word, const Expr &E, unsigned Depth, bool First = true);
  void list(llvm::ArrayRef<const Expr *> Es, unsigned Depth, bool First = true);
  void operand(const Instruction &I, const Operand &O);
  void targets(const Instruction &I);
  bool impliesType(const Expr &E) const;
  void withLocation(const SourceSpan &Span, unsigned FunctionFile,
                    llvm::function_ref<void()> Print);

  raw_ostream *OS;
  const Program *P;
  const Function *F;
  llvm::DenseMap<const Instruction *, unsigned> Numbers;
  llvm::StringMap<StringRef> ParameterTypes;
};

void FunctionPrinter::nameResults() {
  llvm::StringSet<> Taken;
  for (const Parameter &Each : F->Parameters) {
    Taken.insert(Each.Name);
    ParameterTypes.try_emplace(Each.Name, Each.Type);
  }
  llvm::DenseSet<const Expr *> Seen;
  llvm::DenseSet<const Instruction *> Used;
  llvm::SmallVector<const Expr *, 16> Work;
  for (const Block &B : F->Blocks)
    for (const Instruction *I : B.Instructions) {
      if (!I->Name.empty())
        Taken.insert(I->Name);
      for (const Operand &O : I->Operands)
        Work.push_back(O.Value);
      while (!Work.empty()) {
        const Expr *E = Work.pop_back_val();
        if (!E || !Seen.insert(E).second)
          continue;
        if (E->Source)
          Used.insert(E->Source);
        Work.append(E->Operands.begin(), E->Operands.end());
      }
    }
  unsigned Number = 0;
  for (const Block &B : F->Blocks)
    for (const Instruction *I : B.Instructions)
      if (I->Name.empty() && Used.contains(I)) {
        do
          ++Number;
        while (Taken.contains(llvm::utostr(Number)));
        Numbers[I] = Number;
      }
}

void FunctionPrinter::resultName(const Instruction *I) {
  *OS << '%';
  if (I && !I->Name.empty())
    bareOrQuoted(isBareName(I->Name), I->Name, *OS);
  else if (unsigned Number = Numbers.lookup(I))
    *OS << Number;
  else
    *OS << '?';
}

/// A role that the declaration of a parameter states, or that every result of
/// such an instruction has, says nothing at each use.
bool FunctionPrinter::impliesType(const Expr &E) const {
  if (E.Kind == ExprKind::Parameter)
    return ParameterTypes.lookup(E.Spelling) == E.Type;
  return E.Kind == ExprKind::Result && E.Source &&
         resultRole(E.Source->Op) == E.Type;
}

void FunctionPrinter::expr(const Expr *E, unsigned Depth) {
  if (!E || Depth > DepthLimit) {
    *OS << (E ? "..." : "<nothing>");
    return;
  }
  bool Typed = !E->Type.empty() && !impliesType(*E);
  // '&$n:role' would give the role to $n.
  bool Parentheses = Typed && E->Kind == ExprKind::Address;
  if (Parentheses)
    *OS << '(';
  body(*E, Depth);
  if (Parentheses)
    *OS << ')';
  if (Typed) {
    *OS << ':';
    role(E->Type, *OS);
  }
}

void FunctionPrinter::list(llvm::ArrayRef<const Expr *> Es, unsigned Depth,
                           bool First) {
  for (const Expr *E : Es) {
    if (!First)
      *OS << ", ";
    First = false;
    expr(E, Depth + 1);
  }
}

/// word(operands), or the rest of it where something was written behind the
/// parenthesis already.
void FunctionPrinter::call(StringRef Word, const Expr &E, unsigned Depth,
                           bool First) {
  *OS << Word;
  if (First)
    *OS << '(';
  list(E.Operands, Depth, First);
  *OS << ')';
}

void FunctionPrinter::field(const Expr &E, unsigned Depth) {
  const Expr *Of = E.operand(0);
  bool Parentheses =
      Of && (Of->Kind == ExprKind::Integer || Of->Kind == ExprKind::Real ||
             (Of->Kind == ExprKind::Address && Of->Type.empty()));
  if (Parentheses)
    *OS << '(';
  expr(Of, Depth + 1);
  if (Parentheses)
    *OS << ')';
  if (E.Kind == ExprKind::Element) {
    *OS << '[';
    expr(E.operand(1), Depth + 1);
    *OS << ']';
    return;
  }
  if (isElement(E.Spelling)) {
    *OS << E.Spelling;
    return;
  }
  *OS << '.';
  word(E.Spelling, *OS);
}

void FunctionPrinter::record(const Expr &E, unsigned Depth) {
  *OS << "record(";
  StringRef Names = E.Spelling;
  for (const Expr *Op : E.Operands) {
    auto [Name, Rest] = Names.split(',');
    word(Name, *OS);
    *OS << ' ';
    expr(Op, Depth + 1);
    if (!Rest.empty())
      *OS << ", ";
    Names = Rest;
  }
  *OS << ')';
}

void FunctionPrinter::body(const Expr &E, unsigned Depth) {
  switch (E.Kind) {
  case ExprKind::Integer:
  case ExprKind::Real: {
    bool Integer = E.Kind == ExprKind::Integer;
    if (Integer ? isInteger(E.Spelling) : isReal(E.Spelling)) {
      *OS << E.Spelling;
      return;
    }
    *OS << (Integer ? "integer(" : "real(");
    quote(E.Spelling, *OS);
    *OS << ')';
    return;
  }
  case ExprKind::Boolean:
    *OS << (E.Spelling == "true" ? "true" : "false");
    return;
  case ExprKind::Null:
    *OS << "null";
    return;
  case ExprKind::Text:
    quote(E.Spelling, *OS);
    return;
  case ExprKind::Parameter:
    *OS << '%';
    bareOrQuoted(isBareName(E.Spelling), E.Spelling, *OS);
    return;
  case ExprKind::Result:
    resultName(E.Source);
    return;
  case ExprKind::Variable:
    *OS << '$';
    bareOrQuoted(isBareName(E.Spelling), E.Spelling, *OS);
    return;
  case ExprKind::This:
    *OS << "this";
    return;
  case ExprKind::Field:
    field(E, Depth);
    return;
  case ExprKind::Element:
    field(E, Depth);
    return;
  case ExprKind::Record:
    record(E, Depth);
    return;
  case ExprKind::Address:
    *OS << '&';
    expr(E.operand(0), Depth + 1);
    return;
  case ExprKind::Compute:
    *OS << "compute(";
    bareOrQuoted(isBareOperator(E.Spelling), E.Spelling, *OS);
    call("", E, Depth, /*First=*/false);
    return;
  case ExprKind::Preserve:
    call("preserve", E, Depth);
    return;
  case ExprKind::Quote:
    call("quote", E, Depth);
    return;
  case ExprKind::Change:
    call("change", E, Depth);
    return;
  case ExprKind::Select:
    call("select", E, Depth);
    return;
  case ExprKind::Concat:
    call("concat", E, Depth);
    return;
  case ExprKind::Format:
    *OS << "format(";
    word(E.Spelling, *OS);
    call("", E, Depth, /*First=*/false);
    return;
  case ExprKind::List:
    *OS << '[';
    list(E.Operands, Depth);
    *OS << ']';
    return;
  case ExprKind::Closure:
    *OS << "closure ";
    functionName(E.Spelling, *OS);
    call("", E, Depth);
    return;
  case ExprKind::Unknown:
    *OS << "unknown(";
    quote(E.Spelling, *OS);
    call("", E, Depth, /*First=*/false);
    return;
  }
}

/// Without the slot's word where the instruction's syntax says it.
void FunctionPrinter::operand(const Instruction &I, const Operand &O) {
  bool First = &O == I.Operands.begin();
  if (isPlainCallee(I, O)) {
    functionName(O.Value->Spelling, *OS);
    return;
  }
  if (First && bareSlot(I.Op) == O.S) {
    expr(O.Value);
    return;
  }
  *OS << spelling(O.S) << ' ';
  expr(O.Value);
}

void FunctionPrinter::targets(const Instruction &I) {
  if (I.Op == Opcode::Switch) {
    const Expr *Cases = I.get(Slot::Values);
    *OS << " [";
    for (unsigned T = 0; T != I.Targets.size(); ++T) {
      if (T)
        *OS << ", ";
      if (T + 1 == I.Targets.size())
        *OS << "default";
      else
        expr(Cases ? Cases->operand(T) : nullptr);
      *OS << ": ^" << I.Targets[T];
    }
    *OS << ']';
    return;
  }
  StringRef Separator = I.Op == Opcode::Branch ? " ? ^" : " ^";
  for (unsigned T : I.Targets) {
    *OS << Separator << T;
    Separator = I.Op == Opcode::Branch ? " : ^" : ", ^";
  }
}

void FunctionPrinter::instruction(const Instruction &I) {
  if (!I.Name.empty() || Numbers.contains(&I)) {
    resultName(&I);
    *OS << " = ";
  }
  *OS << spelling(I.Op);
  // Those that are written already.
  const Operand *Done[2] = {};
  // The targets stand behind the value that they depend on.
  if (!I.Targets.empty()) {
    if (auto Slot = bareSlot(I.Op))
      if (const Operand *O = find(I, *Slot)) {
        *OS << ' ';
        expr(O->Value);
        Done[0] = O;
      }
    if (I.Op == Opcode::Switch)
      Done[1] = find(I, Slot::Values);
    targets(I);
  } else if (I.Op == Opcode::Store && I.Operands.size() > 1 &&
             I.Operands[0].S == Slot::Target &&
             I.Operands[1].S == Slot::Value) {
    *OS << ' ';
    expr(I.Operands[0].Value);
    *OS << " = ";
    expr(I.Operands[1].Value);
    Done[0] = &I.Operands[0];
    Done[1] = &I.Operands[1];
  }
  bool First = I.Targets.empty() && !Done[0];
  auto Separate = [&] {
    *OS << (First ? " " : ", ");
    First = false;
  };
  for (const Operand &O : I.Operands)
    if (!llvm::is_contained(Done, &O)) {
      Separate();
      operand(I, O);
    }
  for (const Attribute &A : I.Attributes) {
    Separate();
    *OS << A.Key << '=';
    bareOrQuoted(isBareWord(A.Value) || isInteger(A.Value), A.Value, *OS);
  }
  if (!I.Library.empty()) {
    *OS << " via ";
    word(I.Library, *OS);
  }
}

void FunctionPrinter::withLocation(const SourceSpan &Span,
                                   unsigned FunctionFile,
                                   llvm::function_ref<void()> Print) {
  std::string Line;
  llvm::raw_string_ostream Buffer(Line);
  raw_ostream *Real = std::exchange(OS, &Buffer);
  Print();
  OS = Real;
  Buffer.flush();
  *OS << Line;
  if (Span.isValid()) {
    OS->indent(Line.size() + 2 < LocationColumn ? LocationColumn - Line.size()
                                                : 2);
    *OS << '!';
    if (P && Span.File != FunctionFile && Span.File < P->Files.size()) {
      quote(P->Files[Span.File], *OS);
      *OS << ':';
    }
    *OS << Span.Line;
    if (Span.Column)
      *OS << ':' << Span.Column;
  }
  *OS << '\n';
}

void FunctionPrinter::function() {
  constexpr unsigned NoFile = ~0u;
  withLocation(F->Span, NoFile, [&] {
    *OS << (F->Internal ? "internal func " : "func ");
    functionName(F->Name, *OS);
    *OS << '(';
    StringRef Separator = "";
    for (const Parameter &Each : F->Parameters) {
      *OS << Separator << '%';
      bareOrQuoted(isBareName(Each.Name), Each.Name, *OS);
      if (!Each.Type.empty()) {
        *OS << ": ";
        role(Each.Type, *OS);
      }
      Separator = ", ";
    }
    *OS << ") {";
  });
  for (unsigned R = 1; R < F->Regions.size(); ++R)
    *OS << "  region " << R << ": " << spelling(F->Regions[R].Kind) << " in "
        << F->Regions[R].Parent << '\n';
  for (const std::string &Why : F->Skipped) {
    *OS << "  skipped ";
    quote(Why, *OS);
    *OS << '\n';
  }
  for (const Object &Each : F->Objects) {
    *OS << "  object %";
    bareOrQuoted(isBareName(Each.Parameter), Each.Parameter, *OS);
    *OS << " by ";
    functionName(Each.Constructor, *OS);
    *OS << '\n';
  }
  for (StringRef Name : F->Entered) {
    *OS << "  entered ";
    functionName(Name, *OS);
    *OS << '\n';
  }
  unsigned File = F->Span.isValid() ? F->Span.File : NoFile;
  for (unsigned B = 0; B != F->Blocks.size(); ++B) {
    const Block &Each = F->Blocks[B];
    *OS << "  ^" << B;
    if (Each.Region)
      *OS << " in " << Each.Region;
    *OS << ":\n";
    for (const Instruction *I : Each.Instructions)
      withLocation(I->Span, File, [&] {
        *OS << "    ";
        instruction(*I);
      });
  }
  *OS << "}\n";
}

} // namespace

void rowlock::effects::print(const Program &P, raw_ostream &OS) {
  for (const std::string &File : P.Files) {
    OS << "file ";
    quote(File, OS);
    OS << '\n';
  }
  for (const Interface &I : P.Interfaces) {
    OS << "library ";
    word(I.Library, OS);
    StringRef Separator = ": ";
    if (!I.Database.empty()) {
      OS << Separator << "database ";
      word(I.Database, OS);
      Separator = ", ";
    }
    if (!I.Placeholders.empty())
      OS << Separator << "placeholders ";
    llvm::interleaveComma(I.Placeholders, OS,
                          [&](StringRef Style) { word(Style, OS); });
    OS << '\n';
  }
  for (const Class &C : P.Classes) {
    OS << "class ";
    functionName(C.Name, OS);
    OS << " runs ";
    llvm::interleaveComma(C.Overriders, OS, [&](const Class::Overrider &Each) {
      functionName(Each.Runs, OS);
      OS << " for ";
      functionName(Each.Called, OS);
    });
    OS << '\n';
  }
  bool First = P.Files.empty() && P.Interfaces.empty() && P.Classes.empty();
  for (const Function &F : P.Functions) {
    if (!First)
      OS << '\n';
    First = false;
    print(F, P, OS);
  }
}

void rowlock::effects::print(const Function &F, const Program &P,
                             raw_ostream &OS) {
  FunctionPrinter(OS, &P, &F).function();
}

void rowlock::effects::print(const Instruction &I, raw_ostream &OS) {
  FunctionPrinter(OS).instruction(I);
  if (I.Span.isValid())
    OS << "  !" << I.Span.Line << ':' << I.Span.Column;
}

void rowlock::effects::print(const Expr &E, raw_ostream &OS) {
  FunctionPrinter(OS).expr(&E);
}
