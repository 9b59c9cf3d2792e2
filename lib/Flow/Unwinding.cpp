//===- Flow/Unwinding.cpp - What an exception leaves behind ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Unwinding.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <map>

using namespace rowlock::flow;
using namespace rowlock::effects;

ExceptionClass rowlock::flow::exceptionClass(const Instruction &I) {
  ExceptionClass Class;
  Class.Exact = I.Op == Opcode::Throw;
  llvm::StringRef Word = I.attribute("class");
  if (!Word.empty())
    Word.split(Class.Names, ';');
  return Class;
}

Catches rowlock::flow::catches(const ExceptionClass &Handler,
                               const ExceptionClass &Thrown) {
  if (Handler.Names.empty())
    return Catches::Maybe;
  if (Handler.Names.front() == "...")
    return Catches::Always;
  if (Thrown.Names.empty())
    return Catches::Maybe;
  if (llvm::is_contained(Thrown.Names, Handler.Names.front()))
    return Catches::Always;
  bool Derived = llvm::is_contained(Handler.Names, Thrown.Names.front());
  return Derived && !Thrown.Exact ? Catches::Maybe : Catches::Never;
}

bool rowlock::flow::mayThrow(const Instruction &I) {
  switch (I.Op) {
  case Opcode::Let:
  case Opcode::Store:
  case Opcode::Leave:
  case Opcode::ConnectionOf:
  case Opcode::Rollback:
  case Opcode::Append:
  case Opcode::UnlockMutex:
    return false;
  default:
    break;
  }
  if (I.isTerminator() || isDestructorCall(I))
    return false;
  llvm::StringRef Fails = I.attribute("fails");
  return Fails.empty() || Fails == "throws";
}

bool rowlock::flow::isDestructorCall(const Instruction &I) {
  const Expr *Name = I.Op == Opcode::Call ? I.get(Slot::Name) : nullptr;
  return Name && Name->Kind == ExprKind::Text &&
         Name->Spelling.rsplit("::").second.starts_with("~");
}

namespace {
/// What an operand is a part of: a result or a variable; null if it is neither.
const Expr *root(const Expr *E) {
  while (E && (E->Kind == ExprKind::Field || E->Kind == ExprKind::Address ||
               E->Kind == ExprKind::Preserve))
    E = E->operand(0);
  return E && (E->Kind == ExprKind::Result || E->Kind == ExprKind::Variable)
             ? E
             : nullptr;
}

std::pair<const Instruction *, llvm::StringRef> identity(const Expr *Root) {
  return {Root->Source, Root->Spelling};
}
} // namespace

Unwinding::Unwinding(const Function &F) : F(F) {
  Predecessors.resize(F.Blocks.size());
  for (auto [Index, B] : llvm::enumerate(F.Blocks)) {
    for (const Instruction *I : B.Instructions)
      BlockOf[I] = Index;
    if (const Instruction *T = B.terminator())
      for (unsigned Target : T->Targets)
        Predecessors[Target].push_back(Index);
  }
  findHandlers();
  findObjects();
  if (Objects.empty())
    return;
  follow();
  rememberChanges();
}

/// The handlers of a try are the regions right behind it.
void Unwinding::findHandlers() {
  for (unsigned Try = 1; Try < F.Regions.size(); ++Try) {
    if (F.Regions[Try].Kind != RegionKind::Try)
      continue;
    for (unsigned H = Try + 1;
         H < F.Regions.size() && F.Regions[H].Kind == RegionKind::Handler; ++H)
      for (unsigned B = 0; B != F.Blocks.size(); ++B)
        if (F.Blocks[B].Region == H && Predecessors[B].empty()) {
          Handler Found;
          Found.Block = B;
          if (!F.Blocks[B].Instructions.empty())
            Found.What = exceptionClass(*F.Blocks[B].Instructions.front());
          Handlers[Try].push_back(std::move(Found));
          break;
        }
  }
}

void Unwinding::findObjects() {
  std::map<std::pair<const Instruction *, llvm::StringRef>,
           llvm::SmallVector<const Instruction *, 2>>
      Ends;
  for (const Block &B : F.Blocks)
    for (const Instruction *I : B.Instructions)
      if (I->Op == Opcode::Leave || isDestructorCall(*I))
        if (const Expr *Root = root(I->get(Slot::On)))
          Ends[identity(Root)].push_back(I);
  if (Ends.empty())
    return;

  std::map<std::pair<const Instruction *, llvm::StringRef>, unsigned> Known;
  auto Make = [&](std::pair<const Instruction *, llvm::StringRef> Which,
                  const Instruction &By, unsigned Region) {
    auto It = Ends.find(Which);
    if (It == Ends.end())
      return;
    auto [Object, IsNew] = Known.try_emplace(Which, Objects.size());
    if (IsNew) {
      Objects.emplace_back().Region = Region;
      for (const Instruction *End : It->second) {
        EndsObject[End] = Object->second;
        // The same on every path that ends the scope.
        auto &Once = Objects.back().Ends;
        if (llvm::none_of(Once, [&](const Instruction *Other) {
              return Other->Op == End->Op;
            }))
          Once.push_back(End);
      }
    }
    Makes[&By].push_back(Object->second);
  };
  for (const Block &B : F.Blocks)
    for (const Instruction *I : B.Instructions) {
      Make({I, {}}, *I, B.Region);
      const Expr *Place = nullptr;
      if (I->Op == Opcode::Store)
        Place = I->get(Slot::Target);
      else if (I->Op == Opcode::Call && !isDestructorCall(*I))
        Place = I->get(Slot::On);
      const Expr *Root = root(Place);
      if (Root && Root->Kind == ExprKind::Variable)
        Make(identity(Root), *I, B.Region);
    }
}

void Unwinding::step(llvm::BitVector &Alive, const Instruction &I) const {
  if (auto It = EndsObject.find(&I); It != EndsObject.end())
    Alive.reset(It->second);
  if (auto It = Makes.find(&I); It != Makes.end())
    for (unsigned Object : It->second)
      Alive.set(Object);
}

/// Forwards; what is alive on every path. A handler begins with what was alive
/// before its try.
void Unwinding::follow() {
  Alive.resize(F.Blocks.size());
  std::vector<unsigned> Work;
  auto Reach = [&](unsigned B, const llvm::BitVector &From) {
    llvm::BitVector Met = From;
    if (!Alive[B].empty())
      Met &= Alive[B];
    if (Met == Alive[B])
      return;
    Alive[B] = std::move(Met);
    Work.push_back(B);
  };
  Reach(0, llvm::BitVector(Objects.size()));
  while (!Work.empty()) {
    unsigned B = Work.back();
    Work.pop_back();
    llvm::BitVector Now = Alive[B];
    auto EnterTries = [&](unsigned Into, unsigned From) {
      for (unsigned T = tryAround(F.Blocks[Into].Region);
           T != 0 && !isWithin(From, T); T = tryAround(F.Regions[T].Parent))
        for (const Handler &H : handlers(T))
          Reach(H.Block, Now);
    };
    if (B == 0)
      EnterTries(0, 0);
    for (const Instruction *I : F.Blocks[B].Instructions) {
      step(Now, *I);
      for (unsigned Target : I->Targets) {
        EnterTries(Target, F.Blocks[B].Region);
        Reach(Target, Now);
      }
    }
  }
}

void Unwinding::rememberChanges() {
  for (auto [Index, B] : llvm::enumerate(F.Blocks)) {
    if (Alive[Index].empty())
      continue;
    llvm::BitVector Now = Alive[Index];
    llvm::SmallVector<unsigned, 4> List;
    auto Remember = [&] {
      List.clear();
      for (unsigned Object : Now.set_bits())
        List.push_back(Object);
      std::reverse(List.begin(), List.end());
    };
    Remember();
    for (const Instruction *I : B.Instructions) {
      if (!List.empty())
        AliveAt[I] = List;
      if (EndsObject.count(I) || Makes.count(I)) {
        step(Now, *I);
        Remember();
      }
    }
  }
}

unsigned Unwinding::regionOf(const Instruction &I) const {
  auto It = BlockOf.find(&I);
  return It == BlockOf.end() ? 0 : F.Blocks[It->second].Region;
}

bool Unwinding::isWithin(unsigned Region, unsigned Outer) const {
  while (Region > Outer)
    Region = F.Regions[Region].Parent;
  return Region == Outer;
}

unsigned Unwinding::tryAround(unsigned Region) const {
  while (Region != 0 && !Handlers.count(Region))
    Region = F.Regions[Region].Parent;
  return Region;
}

llvm::ArrayRef<Unwinding::Handler> Unwinding::handlers(unsigned Try) const {
  auto It = Handlers.find(Try);
  return It == Handlers.end() ? llvm::ArrayRef<Handler>()
                              : llvm::ArrayRef<Handler>(It->second);
}

bool Unwinding::entersTry(unsigned Block) const {
  unsigned Try = tryAround(F.Blocks[Block].Region);
  if (Try == 0)
    return false;
  return Block == 0 || llvm::any_of(Predecessors[Block], [&](unsigned P) {
           return !isWithin(F.Blocks[P].Region, Try);
         });
}

ExceptionClass Unwinding::caughtAt(const Instruction &I) const {
  for (unsigned R = regionOf(I); R != 0; R = F.Regions[R].Parent) {
    if (F.Regions[R].Kind != RegionKind::Handler)
      continue;
    for (const auto &Entry : Handlers)
      for (const Handler &H : Entry.second)
        if (F.Blocks[H.Block].Region == R && !H.What.Names.empty() &&
            H.What.Names.front() != "...")
          return H.What;
    break;
  }
  return ExceptionClass();
}
