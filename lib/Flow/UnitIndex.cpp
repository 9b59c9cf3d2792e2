//===- Flow/UnitIndex.cpp - What functions tell each other ----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/UnitIndex.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

llvm::StringRef rowlock::flow::className(llvm::StringRef Function) {
  llvm::StringRef Name = Function.split('#').first;
  return Name.contains("::") ? Name.rsplit("::").first : llvm::StringRef();
}

bool rowlock::flow::isConstructor(llvm::StringRef Function) {
  llvm::StringRef Class = className(Function);
  llvm::StringRef Method = Function.split('#').first.rsplit("::").second;
  llvm::StringRef Last =
      Class.contains("::") ? Class.rsplit("::").second : Class;
  return !Class.empty() && Method == Last;
}

/// A handle that is taken away from its owner: whoever uses it finds the one
/// that was made.
static bool isGivenUp(const Function &F, const Expr &Target, const Expr *V) {
  bool Dies = llvm::StringRef(F.Name).rsplit("::").second.starts_with("~");
  return Dies || (V && V->Kind == ExprKind::Null && !Target.Type.empty());
}

UnitIndex::UnitIndex(Program &P) : Origins(P) {
  for (const Class &C : P.Classes) {
    Tables[C.Name] = &C;
    for (const Class::Overrider &Each : C.Overriders)
      if (auto &Known = Overriders[Each.Called];
          !llvm::is_contained(Known, Each.Runs))
        Known.push_back(Each.Runs);
  }
  for (const Function &F : P.Functions) {
    Functions[F.Name] = &F;
    bool Constructs = isConstructor(F);
    for (const Block &B : F.Blocks)
      for (const Instruction *I : B.Instructions) {
        if (I->Op == Opcode::Prepare) {
          const Expr *Name = I->get(Slot::Name);
          const Expr *Text = I->get(Slot::Text);
          if (Name && Text && Name->Kind == ExprKind::Text &&
              Text->Kind == ExprKind::Text)
            addPrepared(Name->Spelling, Text);
        }
        const Expr *Target = I->get(Slot::Target);
        if (Constructs || !Target || Target->Kind != ExprKind::Field ||
            Target->operand(0)->Kind != ExprKind::This ||
            isGivenUp(F, *Target, I->get(Slot::Value)))
          continue;
        Changing[className(F)].insert(Target->Spelling);
      }
  }
  learnPreparedNames(P);
  Kept.learn(P, *this);
}

void UnitIndex::addPrepared(llvm::StringRef Name, const Expr *Text) {
  auto [Known, IsNew] = Prepared.try_emplace(Name, Text);
  bool Same = IsNew || (Text && Known->second &&
                        Known->second->Spelling == Text->Spelling);
  if (!Same)
    Known->second = nullptr;
}

llvm::StringRef UnitIndex::overrider(llvm::StringRef Called,
                                     llvm::StringRef Class) const {
  if (const effects::Class *Table = Tables.lookup(Class))
    for (const effects::Class::Overrider &Each : Table->Overriders)
      if (Each.Called == Called)
        return Each.Runs;
  return {};
}

llvm::SmallVector<llvm::StringRef, 4>
UnitIndex::overriders(llvm::StringRef Called) const {
  return Overriders.lookup(Called);
}

const Function *UnitIndex::constructorFor(const Function &Method) const {
  llvm::StringRef Class = className(Method);
  if (Class.empty() || isConstructor(Method))
    return nullptr;
  llvm::StringRef Last =
      Class.contains("::") ? Class.rsplit("::").second : Class;
  std::string Name = (Class + "::" + Last).str();
  const Function *Only = Functions.lookup(Name);
  bool Overloaded = Functions.count(Name + "#2") != 0;
  return Only && !Overloaded && !Only->Blocks.empty() ? Only : nullptr;
}

llvm::SmallVector<llvm::StringRef, 4>
UnitIndex::changingMembers(const Function &Method) const {
  llvm::SmallVector<llvm::StringRef, 4> Members;
  auto It = Changing.find(className(Method));
  if (It != Changing.end())
    for (const auto &Entry : It->second)
      Members.push_back(Entry.getKey());
  llvm::sort(Members);
  return Members;
}

bool rowlock::flow::isLambda(llvm::StringRef Function) {
  llvm::StringRef Last = Function.substr(Function.rfind(':') + 1);
  return Last.consume_front("lambda") && (Last.empty() || Last[0] == '#');
}

bool rowlock::flow::isLambdaOf(llvm::StringRef Function,
                               llvm::StringRef Owner) {
  return isLambda(Function) && Function.consume_front(Owner) &&
         Function.consume_front("::lambda") &&
         (Function.empty() || Function[0] == '#' || Function[0] == ':');
}
