//===- Effects/Program.cpp - The effect program ---------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Effects/Program.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>

using namespace rowlock::effects;

llvm::StringRef rowlock::effects::spelling(Opcode Op) {
  switch (Op) {
#define X(ID, SPELLING)                                                        \
  case Opcode::ID:                                                             \
    return SPELLING;
    ROWLOCK_OPCODES(X)
#undef X
  }
  llvm_unreachable("all opcodes are listed");
}

llvm::StringRef rowlock::effects::spelling(Slot S) {
  switch (S) {
#define X(ID, SPELLING)                                                        \
  case Slot::ID:                                                               \
    return SPELLING;
    ROWLOCK_SLOTS(X)
#undef X
  }
  llvm_unreachable("all slots are listed");
}

llvm::StringRef rowlock::effects::spelling(RegionKind K) {
  switch (K) {
  case RegionKind::Function:
    return "function";
  case RegionKind::Scope:
    return "scope";
  case RegionKind::Loop:
    return "loop";
  case RegionKind::Try:
    return "try";
  case RegionKind::Handler:
    return "handler";
  }
  llvm_unreachable("all kinds are listed");
}

const Interface *Program::interface(llvm::StringRef Library) const {
  auto It = llvm::find_if(
      Interfaces, [&](const Interface &I) { return I.Library == Library; });
  return It == Interfaces.end() ? nullptr : &*It;
}

const Function *Program::find(llvm::StringRef Name) const {
  auto It = llvm::find_if(Functions,
                          [&](const Function &F) { return F.Name == Name; });
  return It == Functions.end() ? nullptr : &*It;
}

Function *Program::find(llvm::StringRef Name) {
  return const_cast<Function *>(std::as_const(*this).find(Name));
}

unsigned Program::file(llvm::StringRef Path) {
  auto It = llvm::find(Files, Path);
  if (It == Files.end())
    It = Files.insert(Files.end(), Path.str());
  return It - Files.begin();
}

const Expr *Program::make(const Expr &E) {
  Expr *Copy = new (Arena.Allocate<Expr>()) Expr(E);
  Copy->Spelling = save(E.Spelling);
  Copy->Type = save(E.Type);
  Copy->Operands = Copy->Operands.copy(Arena);
  Copy->Segments = Copy->Segments.copy(Arena);
  return Copy;
}

const Expr *Program::make(ExprKind Kind, llvm::StringRef Spelling,
                          llvm::ArrayRef<const Expr *> Operands,
                          SourceSpan Span) {
  Expr E;
  E.Kind = Kind;
  E.Spelling = Spelling;
  E.Operands = Operands;
  E.Span = Span;
  return make(E);
}

const Expr *Program::result(const Instruction &I, SourceSpan Span) {
  Expr E;
  E.Kind = ExprKind::Result;
  E.Source = &I;
  E.Span = Span;
  return make(E);
}

Instruction *Program::instruction(Opcode Op, SourceSpan Span) {
  Instruction &I = Instructions.emplace_back();
  I.Op = Op;
  I.Span = Span;
  return &I;
}

bool rowlock::effects::mentionsPlace(const Expr &E) {
  llvm::SmallVector<const Expr *, 8> Work{&E};
  while (!Work.empty()) {
    const Expr *Next = Work.pop_back_val();
    if (Next->Kind == ExprKind::Variable || Next->Kind == ExprKind::Field ||
        Next->Kind == ExprKind::Element)
      return true;
    Work.append(Next->Operands.begin(), Next->Operands.end());
  }
  return false;
}
