//===- Lowering/Variadic.cpp - Functions with a C ellipsis ----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is passed for `...` is one more parameter: a list. A va_list is a name
// for that list; how far it has been read is not followed.
//
//===----------------------------------------------------------------------===//

#include "Lowering/FunctionLowering.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Builtins.h"

using namespace rowlock::lowering;
using namespace rowlock::effects;

bool rowlock::lowering::startsVaList(const CallSite &Call) {
  unsigned Id = Call.Callee ? Call.Callee->getBuiltinID() : 0;
  return (Id == clang::Builtin::BI__builtin_va_start ||
          Id == clang::Builtin::BI__builtin_va_copy) &&
         Call.Arguments.size() >= 1;
}

bool FunctionLowering::isVaList(clang::QualType T) const {
  clang::QualType List = U.Context.getBuiltinVaListType();
  T = T.getNonReferenceType().getUnqualifiedType();
  if (U.Context.hasSameType(T, List))
    return true;
  return List->isArrayType() &&
         U.Context.hasSameType(T, U.Context.getArrayDecayedType(List));
}

void FunctionLowering::ellipsis() {
  if (!F.isVariadic())
    return;
  Parameter Made;
  Made.Name = unique("ellipsis");
  Out.Parameters.push_back(Made);
  Ellipsis = make(ExprKind::Parameter, Made.Name);
}

FunctionLowering::Value FunctionLowering::startVaList(const CallSite &Call) {
  bool Copies =
      Call.Callee->getBuiltinID() == clang::Builtin::BI__builtin_va_copy;
  Value From = Copies && Call.Arguments.size() > 1 ? value(Call.Arguments[1])
               : Ellipsis                          ? Ellipsis
                                                   : unknown("no ellipsis");
  store(place(Call.Arguments.front()), From, span(Call.Whole));
  return unknown("nothing");
}
