//===- model-query.cpp - Asks lib/Models for its tests --------------------===//
//
// usage: rowlock-model-query [--models FILE]... COMMAND
//   check FILE                     as `rowlock check-models`
//   dump [LIBRARY]                 as `rowlock dump --models`
//   match KIND NAME SCOPE... [--when "argument 0 is CONDITION"]...
//   candidates NAME
//   type NAME | constant NAME | header PATH | ignored NAME
//
// `match` prints the entry for a call of which exactly the given conditions
// hold; KIND is function, constructor or conversion.
//
//===----------------------------------------------------------------------===//

#include "Models/ModelSet.h"
#include "Models/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace rowlock::models;

namespace {

void show(const FunctionModel &F) {
  outs() << F.Home->Name << ':' << F.Line << ": " << spell(F) << ": "
         << word(F.Role) << '\n';
}

int match(const ModelSet &Models, ArrayRef<StringRef> Words) {
  FunctionKind Kind = Words[0] == "constructor"  ? FunctionKind::Constructor
                      : Words[0] == "conversion" ? FunctionKind::Conversion
                                                 : FunctionKind::Function;
  SmallVector<StringRef, 4> Scopes, Holding;
  for (size_t I = 2; I < Words.size(); ++I) {
    if (Words[I] == "--when" && I + 1 < Words.size())
      Holding.push_back(Words[++I]);
    else
      Scopes.push_back(Words[I]);
  }
  const FunctionModel *F =
      Models.match(Kind, Scopes, Words[1], [&](const Condition &C) {
        std::string Asked = spell(C.What) + " is " + spell(C);
        return is_contained(Holding, StringRef(Asked));
      });
  if (F)
    show(*F);
  else
    outs() << "no model\n";
  return 0;
}

int run(const ModelSet &Models, ArrayRef<StringRef> Words) {
  StringRef Command = Words[0];
  StringRef Name = Words.size() > 1 ? Words[1] : "";
  if (Command == "check")
    return checkModelFile(Name, outs());
  if (Command == "dump") {
    printModels(Models, outs(), Name);
    return 0;
  }
  if (Command == "match" && Words.size() > 2)
    return match(Models, Words.drop_front());
  if (Command == "candidates") {
    for (const FunctionModel *F : Models.candidates(Name))
      show(*F);
    outs() << Models.candidates(Name).size() << " candidates\n";
    return 0;
  }
  if (Command == "type") {
    const TypeModel *T = Models.type(Name);
    outs() << Name << ": " << (T ? word(T->Role) : "no model") << '\n';
    return 0;
  }
  if (Command == "constant") {
    const ConstantModel *C = Models.constant(Name);
    outs() << Name << ": " << (C ? word(C->Means) : "no model") << '\n';
    return 0;
  }
  if (Command == "header") {
    const Library *L = Models.libraryOfHeader(Name);
    outs() << Name << ": " << (L ? L->Name : "no library") << '\n';
    return 0;
  }
  if (Command == "ignored") {
    outs() << Name << ": " << (Models.isIgnoredVariable(Name) ? "yes" : "no")
           << '\n';
    return 0;
  }
  errs() << "unknown command '" << Command << "'\n";
  return 2;
}

} // namespace

int main(int Count, char **Arguments) {
  SmallVector<StringRef, 8> Words(Arguments + 1, Arguments + Count);
  ModelSet Models;
  SmallVector<Diagnostic, 4> Diagnostics;
  while (Words.size() > 1 && Words[0] == "--models") {
    Models.addFile(Words[1], Diagnostics);
    Words.erase(Words.begin(), Words.begin() + 2);
  }
  for (const Diagnostic &D : Diagnostics)
    print(D, errs());
  if (!Diagnostics.empty())
    return 1;
  if (Words.empty()) {
    errs() << "usage: rowlock-model-query [--models FILE]... COMMAND\n";
    return 2;
  }
  return run(Models, Words);
}
