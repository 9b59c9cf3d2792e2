//===- Flow/Provenance.cpp - Where spliced instructions come from ---------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow/Provenance.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::flow;
using namespace rowlock::effects;

Provenance::Provenance(const Program &P) {
  for (const Function &F : P.Functions)
    Functions.try_emplace(F.Name, &F);
  for (const Function &F : P.Functions)
    for (const Block &B : F.Blocks)
      for (const Instruction *I : B.Instructions)
        if (!I->attribute(OriginAttribute).empty())
          read(*I, P);
}

/// One that is not in the program is a name only.
const Function *Provenance::function(llvm::StringRef Name, const Program &P) {
  const Function *&Known = Functions[Name];
  if (!Known) {
    Absent.emplace_back().Name = Functions.find(Name)->getKey();
    Known = &Absent.back();
  }
  return Known;
}

/// "12:3" or "file:12:3"; no place if it is neither.
static SourceSpan place(llvm::StringRef Text, unsigned File, const Program &P) {
  SourceSpan At;
  auto [Rest, Column] = Text.rsplit(':');
  auto [Name, Line] = Rest.rsplit(':');
  if (Line.empty())
    std::swap(Name, Line);
  if (Line.getAsInteger(10, At.Line) || Column.getAsInteger(10, At.Column))
    return SourceSpan();
  At.File = File;
  auto Known = llvm::find(P.Files, Name);
  if (!Name.empty() && Known != P.Files.end())
    At.File = Known - P.Files.begin();
  return At;
}

void Provenance::read(const Instruction &I, const Program &P) {
  llvm::SmallVector<llvm::StringRef, 4> Parts;
  I.attribute(OriginAttribute).split(Parts, ';');
  Site Where;
  for (auto [Index, Part] : llvm::enumerate(Parts)) {
    bool IsCall = Index + 1 != Parts.size();
    llvm::StringRef Name = IsCall ? Part.rsplit('!').first : Part;
    auto [It, IsNew] = ByName.try_emplace(Name);
    if (IsNew) {
      Instruction &StandIn = StandIns.emplace_back();
      StandIn.Op = IsCall ? Opcode::Call : I.Op;
      StandIn.Span =
          IsCall ? place(Part.rsplit('!').second, I.Span.File, P) : I.Span;
      It->second = &StandIn;
      Names[&StandIn] = It->getKey();
    }
    if (Index != 0)
      Where.Callees.push_back(function(Name.rsplit(':').first, P));
    if (IsCall)
      Where.Calls.push_back(It->second);
    else
      Where.Original = It->second;
  }
  Sites[&I] = std::move(Where);
}

std::string OriginWriter::name(const Instruction &I, const Function &F) {
  if (llvm::StringRef Name = Known.name(I); !Name.empty())
    return Name.str();
  auto [It, IsNew] = Numbers.try_emplace(&F);
  if (IsNew)
    for (const Block &B : F.Blocks)
      for (const Instruction *Each : B.Instructions)
        It->second.try_emplace(Each, It->second.size());
  return (F.Name + ":" + llvm::Twine(It->second.lookup(&I))).str();
}

std::string OriginWriter::spell(const Site &Where, const Function &F,
                                const SourceSpan &At) {
  std::string Text;
  const Function *Inside = &F;
  for (auto [Call, Callee] : llvm::zip(Where.Calls, Where.Callees)) {
    Text += name(*Call, *Inside) + "!";
    if (Call->Span.File != At.File && Call->Span.File < P.Files.size())
      Text += P.Files[Call->Span.File] + ":";
    Text += (llvm::Twine(Call->Span.Line) + ":" +
             llvm::Twine(Call->Span.Column) + ";")
                .str();
    Inside = Callee;
  }
  return Text + name(*Where.Original, *Inside);
}
