//===- Lowering/ValueRoles.cpp - Values, lists, locks, callables ----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/Construction.h"
#include "Lowering/FunctionLowering.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace rowlock::lowering;
using namespace rowlock::effects;
using llvm::StringRef;
namespace models = rowlock::models;
using models::Returns;
using models::Role;
using ModelSlot = models::Slot;

/// "==" of "operator==".
static std::string operatorName(const clang::FunctionDecl &F) {
  std::string Name = F.getNameAsString();
  StringRef Short = Name;
  if (Short.consume_front("operator") && !Short.empty() &&
      !clang::isAsciiIdentifierContinue(Short.front()))
    return Short.str();
  return Name;
}

FunctionLowering::Value
FunctionLowering::sameValue(const CallSite &Call,
                            const models::FunctionModel &Model) {
  SourceSpan Where = span(Call.Whole);
  models::Operand What = Model.operand(ModelSlot::Value);
  Value V = operand(Call, What);
  if (!V) {
    TypeMatch Made = Matcher.type(Call.Whole->getType());
    if (Made && Made.Model->Role == models::TypeRole::Wrapper)
      return make(ExprKind::Null, {}, {}, Where);
    return make(ExprKind::Unknown, "no value", {}, Where,
                Matcher.role(Call.Whole->getType()));
  }
  // The row that a cursor stands on.
  const clang::Expr *From = operandExpr(Call, What);
  if (TypeMatch Match =
          From ? Matcher.type(Matcher.objectType(From)) : TypeMatch();
      Match && Match.Model->Role == models::TypeRole::Cursor && !isRow(V))
    V = rowOf(V, Where);
  else if (From && What.Kind != models::OperandKind::Constant)
    V = textValue(From);
  bool IsHandle = Matcher.isHandle(Call.Whole->getType());
  // Conversions of conversions keep what one of them keeps.
  if (!IsHandle && V->Kind != ExprKind::Preserve && V->Kind != ExprKind::Text)
    V = make(ExprKind::Preserve, {}, {V}, Where);
  if (Value Fallback = operand(Call, Model, ModelSlot::Fallback)) {
    Value Null = V;
    while (Null->Kind == ExprKind::Preserve)
      Null = Null->operand(0);
    V = make(ExprKind::Select, {},
             {outcome(Null, "is-null", Where), Fallback, V}, Where);
  }
  if (models::Operand To = Model.operand(ModelSlot::To)) {
    if (const clang::Expr *Target = operandExpr(Call, To))
      store(place(Target), V, Where);
    return returned(Call, Model, V, nullptr);
  }
  storeIndicator(Call, Model);
  return V;
}

/// make_unique<T>(a, b): as new T(a, b).
FunctionLowering::Value
FunctionLowering::construct(const CallSite &Call,
                            const models::FunctionModel &Model) {
  std::optional<CallSite> Made = construction(Call, Model, Matcher);
  if (!Made)
    return unknown("an object", span(Call.Whole));
  if (const models::FunctionModel *Found = Matcher.find(*Made))
    return modelled(*Made, *Found);
  return unmodelled(*Made, /*OnHeap=*/true);
}

/// Where a text begins, its buffer is written to: &buffer[0].
static const Expr *wholeText(const Expr *Target) {
  while (Target->Kind == ExprKind::Address ||
         Target->Kind == ExprKind::Preserve)
    Target = Target->operand(0);
  bool IsStart = Target->Kind == ExprKind::Field && Target->Spelling == "[0]";
  return IsStart ? Target->operand(0) : Target;
}

/// What a constant map with numbers for keys, enumerators as a rule, holds
/// under
/// \p Key: a choice, which the key decides where it is known. Null if it is no
/// such map. (Texts for keys are looked up when values are known.)
FunctionLowering::Value FunctionLowering::mapped(const clang::Expr &E,
                                                 Value Map, Value Key) {
  constexpr size_t MaxEntries = 64;
  Value Known = resolved(Map);
  if (Known->Kind != ExprKind::List || Known->Operands.empty() ||
      Known->Operands.size() > MaxEntries)
    return nullptr;
  SourceSpan Where = span(&E);
  Value Wanted = resolved(Key);
  Value Chosen = unknown("under no such key", Where);
  for (Value Each : llvm::reverse(Known->Operands)) {
    Value Pair = resolved(Each);
    if (Pair->Kind != ExprKind::List || Pair->Operands.size() != 2)
      return nullptr;
    Value Number = resolved(Pair->operand(0));
    if (Number->Kind != ExprKind::Integer)
      return nullptr;
    if (Wanted->Kind != ExprKind::Integer)
      Chosen = make(ExprKind::Select, {},
                    {make(ExprKind::Compute, "==", {Key, Number}, Where),
                     Pair->operand(1), Chosen},
                    Where);
    else if (Wanted->Spelling == Number->Spelling)
      Chosen = Pair->operand(1);
  }
  return Chosen;
}

/// An array of characters.
static bool isBuffer(const clang::Expr &E) {
  clang::QualType T = E.IgnoreParenImpCasts()->getType();
  return T->isArrayType() &&
         T->getArrayElementTypeNoTypeQual()->isAnyCharacterType();
}

FunctionLowering::Value
FunctionLowering::valueRole(const CallSite &Call,
                            const models::FunctionModel &Model) {
  SourceSpan Where = span(Call.Whole);
  auto Conversion = [&](Value V) {
    return V->Kind == ExprKind::Preserve
               ? V
               : make(ExprKind::Preserve, {}, {V}, Where);
  };
  const clang::Expr *On = operandExpr(Call, Model.operand(ModelSlot::On));
  auto Chained = [&](Value Target) {
    return Model.Returns == Returns::This || Model.Returns == Returns::On
               ? Target
               : unknown("nothing");
  };
  switch (Model.Role) {
  case Role::SameValue:
    return sameValue(Call, Model);
  case Role::Quote:
  case Role::Escape: {
    Value V = operand(Call, Model, ModelSlot::Value);
    if (!V)
      return unknown("no value", Where);
    V = make(ExprKind::Quote, {}, {V}, Where);
    const clang::Expr *Target = operandExpr(Call, Model.operand(ModelSlot::To));
    if (!Target)
      return V;
    store(wholeText(place(Target)), V, Where);
    return sizeOf(V, Where);
  }
  case Role::QuoteName: {
    Value V = operand(Call, Model, ModelSlot::Value);
    return V ? Conversion(V) : unknown("no value", Where);
  }
  case Role::Concatenate: {
    llvm::SmallVector<Value, 0> All;
    bool Complete = true;
    Model.each(ModelSlot::Values, [&](const models::Operand &What) {
      if (const clang::Expr *E = operandExpr(Call, What))
        parts(E, All);
      else
        Complete = false;
    });
    if (!Complete)
      return unknown("a concatenation", Where);
    Concats[Call.Whole] = std::move(All);
    return nullptr;
  }
  case Role::Append: {
    if (!On || isIgnored(On))
      return On ? value(On) : unknown("nothing");
    Value Target = place(On);
    if (appendsText(Target, Call, Model))
      return Chained(Target);
    llvm::SmallVector<Value, 0> All{Target};
    for (ModelSlot Which : {ModelSlot::Value, ModelSlot::Values})
      Model.each(Which, [&](const models::Operand &What) {
        if (const clang::Expr *E = operandExpr(Call, What))
          parts(E, All);
      });
    store(Target, make(ExprKind::Concat, {}, All, Where), Where);
    return Chained(Target);
  }
  case Role::Assign: {
    if (!On)
      return unknown("nothing");
    const clang::Expr *From =
        operandExpr(Call, Model.operand(ModelSlot::Value));
    Value V = From ? textValue(From) : operand(Call, Model, ModelSlot::Value);
    Value Target = place(On);
    store(Target, V ? V : unknown("no value"), Where);
    return Chained(Target);
  }
  case Role::Clear: {
    if (!On)
      return unknown("nothing");
    TypeMatch Match = Matcher.type(Matcher.objectType(On));
    if (clang::QualType T = Matcher.objectType(On);
        !owned(T, Matcher).isNull()) {
      destroy(place(On), T, Where);
      leave(value(On), T, Where);
    }
    models::TypeRole What =
        Match ? Match.Model->Role : models::TypeRole::Wrapper;
    store(place(On),
          What == models::TypeRole::Text || isBuffer(*On) ? text("")
          : What == models::TypeRole::List || What == models::TypeRole::Map
              ? make(ExprKind::List)
              : make(ExprKind::Null),
          Where);
    return unknown("nothing");
  }
  case Role::ChangedValue:
  case Role::Compare: {
    llvm::SmallVector<Value, 4> All;
    for (ModelSlot Which : {ModelSlot::Value, ModelSlot::Values})
      Model.each(Which, [&](const models::Operand &What) {
        if (What.Kind == models::OperandKind::Arguments) {
          for (unsigned I = What.Index; Call.isWritten(I); ++I)
            All.push_back(value(Call.Arguments[I]));
        } else if (Value V = operand(Call, What)) {
          All.push_back(V);
        }
      });
    Value V = make(ExprKind::Compute, operatorName(*Call.Callee), All, Where);
    Value Changed = nullptr;
    Model.each(ModelSlot::To, [&](const models::Operand &To) {
      const clang::Expr *Target = operandExpr(Call, To);
      if (!Target)
        return;
      Changed = place(Target);
      store(Changed, V, Where);
    });
    return !Changed                            ? V
           : Model.Returns == Returns::Nothing ? unknown("nothing")
                                               : Changed;
  }
  case Role::Format: {
    llvm::SmallVector<Value, 4> All;
    Value Text = operand(Call, Model, ModelSlot::Text);
    All.push_back(Text ? Text : unknown("no format"));
    if (Value Rest = list(Call, Model)) {
      if (Rest->Kind == ExprKind::List)
        All.append(Rest->Operands.begin(), Rest->Operands.end());
      else
        All.push_back(Rest);
    }
    Value V = make(ExprKind::Format, styleWord(Model.Style), All, Where);
    models::Operand To = Model.operand(ModelSlot::To);
    const clang::Expr *Target = To ? operandExpr(Call, To) : nullptr;
    if (!Target)
      return V;
    store(wholeText(place(Target)), V, Where);
    return sizeOf(V, Where);
  }
  case Role::Fragment:
    return fragment(Call, Model);
  case Role::Construct:
    return construct(Call, Model);
  case Role::IsSet: {
    Value V = operand(Call, Model, ModelSlot::On);
    if (!V)
      return unknown("nothing");
    if (isRow(V))
      return outcome(V, "found", Where);
    return make(ExprKind::Compute, "!=", {V, make(ExprKind::Null)}, Where);
  }
  case Role::List: {
    Value All = list(Call, Model);
    return All ? All : make(ExprKind::List, {}, {}, Where);
  }
  case Role::ListAppend:
  case Role::ListAppendAll: {
    if (!On)
      return unknown("nothing");
    Value More = nullptr;
    if (Model.Role == Role::ListAppendAll) {
      More = list(Call, Model);
    } else {
      Value V = operand(Call, Model, ModelSlot::Value);
      if (!V && Model.has(ModelSlot::Values)) {
        std::optional<CallSite> Made = construction(Call, Model, Matcher);
        bool IsOwn = Made && !isForeign(*Made->Class);
        V = IsOwn ? unmodelled(*Made) : list(Call, Model);
      }
      More = make(ExprKind::List, {}, {V ? V : make(ExprKind::Null)}, Where);
    }
    Value Target = place(On);
    // A list that is made here, piece by piece.
    if (Target->Kind == ExprKind::List && More &&
        More->Kind == ExprKind::List) {
      llvm::SmallVector<Value, 8> All(Target->Operands);
      All.append(More->Operands.begin(), More->Operands.end());
      return make(ExprKind::List, {}, All, Where);
    }
    Instruction &I = emit(Opcode::Append, Where);
    add(I, Slot::On, addressOf(Target));
    add(I, Slot::Values, More ? More : make(ExprKind::List));
    return Chained(Target);
  }
  case Role::Size:
  case Role::IsEmpty: {
    Value V = operand(Call, Model, ModelSlot::On);
    if (!V)
      return unknown("nothing", Where);
    const clang::Expr *On = operandExpr(Call, Model.operand(ModelSlot::On));
    if (On && On->getType()->isRecordType() && !Matcher.isText(On->getType()) &&
        Scan.isOnlyCounted(On) && !Matcher.isHandle(On->getType())) {
      Instruction &Told = emit(Opcode::Let, Where);
      Told.Name = unique("counted");
      attribute(Told, "use", "count");
      add(Told, Slot::Value, elements(V));
    }
    Value Size = sizeOf(V, Where);
    return Model.Role == Role::Size
               ? Size
               : make(ExprKind::Compute, "==", {Size, integer(0)}, Where);
  }
  case Role::Lookup:
  case Role::SetElement: {
    Value Key = operand(Call, Model, ModelSlot::Index);
    if (!On || !Key)
      return unknown("a map", Where);
    if (Value Known = mapped(*Call.Whole, value(On), Key);
        Known && Model.Role == Role::Lookup)
      return make(ExprKind::List, {}, {Key, Known}, Where);
    Value Place =
        make(ExprKind::Element, {}, {elements(place(On)), Key}, Where);
    if (Model.Role == Role::Lookup)
      return make(ExprKind::List, {}, {Key, Place}, Where);
    Value V = operand(Call, Model, ModelSlot::Value);
    store(Place, V ? V : unknown("no value"), Where);
    return make(ExprKind::List, {},
                {make(ExprKind::List, {}, {Key, Place}, Where),
                 unknown("whether it is new", Where)},
                Where);
  }
  case Role::Element: {
    Value List = operand(Call, Model, ModelSlot::On);
    models::Operand What = Model.operand(ModelSlot::Index);
    Value Index = What ? operand(Call, What) : integer(0);
    if (!List || !Index)
      return unknown("an element", Where);
    if (TypeMatch Match = Matcher.type(Call.Object ? Call.Object->getType()
                                                   : clang::QualType());
        Match && Match.Model->Role == models::TypeRole::Map)
      if (Value Known = mapped(*Call.Whole, List, Index))
        return Known;
    return element(List, Index, *Call.Whole);
  }
  default:
    return unknown(models::word(Model.Role), Where);
  }
}

FunctionLowering::Value
FunctionLowering::lockRole(const CallSite &Call,
                           const models::FunctionModel &Model) {
  SourceSpan Where = span(Call.Whole);
  llvm::SmallVector<Value, 2> Locks;
  Model.each(ModelSlot::Locks, [&](const models::Operand &What) {
    if (What.Kind == models::OperandKind::Arguments) {
      for (unsigned I = What.Index; Call.isWritten(I); ++I)
        Locks.push_back(place(Call.Arguments[I]));
    } else if (const clang::Expr *E = operandExpr(Call, What)) {
      Locks.push_back(place(E));
    }
  });
  switch (Model.Role) {
  case Role::MutexLock:
  case Role::MutexTryLock:
  case Role::MutexGuard: {
    TypeMatch Match = Matcher.type(Call.Whole->getType());
    Instruction *First = nullptr;
    for (Value Lock : Locks) {
      Instruction &I = emit(Opcode::LockMutex, Where, &Model);
      add(I, Slot::Value, Lock);
      if (Model.Role == Role::MutexGuard && Match)
        attribute(I, "leave", models::word(Match.Model->Exit));
      if (Model.Shared)
        attribute(I, "shared", "yes");
      if (Model.Role == Role::MutexTryLock ||
          Model.Fails == models::Fails::State)
        attribute(I, "fails", models::word(Model.Fails));
      if (First)
        MoreLocks[First].push_back(&I);
      else
        First = &I;
    }
    if (!First)
      return unknown("no lock", Where);
    if (Model.Role == Role::MutexTryLock)
      return outcome(result(*First), "ok", Where);
    return result(*First);
  }
  case Role::MutexUnlock:
    for (Value Lock : Locks) {
      Instruction &I = emit(Opcode::UnlockMutex, Where, &Model);
      add(I, Slot::On, Lock);
    }
    return nullptr;
  case Role::MutexGuardOpen:
    return Locks.empty() ? unknown("no lock yet", Where) : Locks.front();
  case Role::MutexHeld: {
    Value Guard = operand(Call, Model, ModelSlot::On);
    return Guard ? outcome(Guard, "ok", Where) : nullptr;
  }
  default:
    return noted(Call, Model);
  }
}

FunctionLowering::Value
FunctionLowering::controlRole(const CallSite &Call,
                              const models::FunctionModel &Model) {
  SourceSpan Where = span(Call.Whole);
  if (Model.Role == Role::Pure) {
    llvm::SmallVector<Value, 4> All;
    if (Call.Object)
      All.push_back(value(Call.Object));
    for (const clang::Expr *E : Call.Arguments)
      All.push_back(value(E));
    return make(ExprKind::Compute, Matcher.qualifiedName(*Call.Callee), All,
                Where, Matcher.role(Call.Whole->getType()));
  }
  if (Model.Role == Role::SideEffect)
    return sideEffect(Call, Model);
  Value Callable = operand(Call, Model, ModelSlot::Callback);
  // Nothing happens here: what is called later is no part of the transaction.
  if (Model.Role == Role::AfterCommit)
    return nullptr;
  Value Passed = Model.has(ModelSlot::Values) ? list(Call, Model) : nullptr;
  Value Attempts = operand(Call, Model, ModelSlot::Attempts);
  Instruction &I = emit(Opcode::Call, Where, &Model);
  add(I, Slot::Name, Callable ? Callable : unknown("a callback"));
  add(I, Slot::Values, Passed);
  attribute(I, "callback", "yes");
  if (Model.Role == Role::Retry) {
    attribute(I, "retry", "yes");
    if (Attempts && Attempts->Kind == ExprKind::Integer)
      attribute(I, "attempts", Attempts->Spelling);
  }
  if (Model.Passes != models::Passes::Nothing &&
      Model.Passes != models::Passes::Values)
    attribute(I, "passes", models::word(Model.Passes));
  return result(I, Matcher.role(Call.Whole->getType()));
}
