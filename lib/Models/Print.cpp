//===- Print.cpp - Models for people --------------------------------------===//

#include "Models/Loader.h"
#include "Models/ModelSet.h"
#include "Models/Words.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace rowlock::models {

static void printList(raw_ostream &OS, StringRef Label,
                      ArrayRef<StringRef> List) {
  if (!List.empty())
    OS << "  " << Label << ' ' << join(List, ", ") << '\n';
}

static void printType(const TypeModel &T, raw_ostream &OS) {
  OS << "  type " << T.Name << ": " << word(T.Role);
  if (T.Exit != ScopeExit::Nothing)
    OS << ", scope exit " << word(T.Exit);
  auto Level = [&](StringRef Label, const Operand &O) {
    if (!O)
      return;
    OS << ", " << Label << ' '
       << (O.Kind == OperandKind::Constant ? O.Text.str() : spell(O));
  };
  Level("isolation", T.Isolation);
  Level("access", T.Access);
  if (T.Autocommit)
    OS << ", autocommit";
  if (T.Role == TypeRole::Error)
    OS << ", " << word(T.Error);
  if (!T.Reads.empty())
    OS << ", reads " << T.Reads;
  if (!T.Writes.empty())
    OS << ", writes " << T.Writes;
  if (!T.Key.empty())
    OS << ", key " << T.Key;
  if (!T.Version.empty())
    OS << ", version " << T.Version;
  if (!T.Generated.empty())
    OS << ", generated " << T.Generated;
  OS << '\n';
}

static void printFunction(const FunctionModel &F, raw_ostream &OS) {
  OS << "  " << spell(F);
  ListSeparator Comma(", ");
  if (!F.When.empty())
    OS << " when ";
  for (const Condition &C : F.When)
    OS << Comma << spell(C.What) << " is " << spell(C);
  OS << ": " << word(F.Role);

  if (!F.Operands.empty()) {
    // Slots that occur several times stand together, in the order of the
    // vocabulary.
    ListSeparator Between("; ");
    OS << " (";
    for (auto [Index, Word] : enumerate(wordList<Slot>().Words)) {
      if (!F.has(Slot(Index)))
        continue;
      OS << Between << Word << ' ';
      ListSeparator And(", ");
      F.each(Slot(Index), [&](const Operand &O) { OS << And << spell(O); });
    }
    OS << ')';
  }
  if (F.Returns != Returns::ByRole)
    OS << ", returns " << word(F.Returns);
  if (F.Expects != Expects::Any)
    OS << ", expects " << word(F.Expects);
  if (F.Passes != Passes::Nothing)
    OS << ", passes " << word(F.Passes);
  if (F.has(Slot::Index) && F.Base)
    OS << ", base " << unsigned(F.Base);
  if (F.ByReference)
    OS << ", by reference";
  if (!F.Member.empty())
    OS << ", member " << F.Member;
  if (F.Shared)
    OS << ", shared";
  if (F.Role == Role::SideEffect)
    OS << ", " << word(F.Effect);
  if (F.Strict)
    OS << ", strict";
  if (F.Asynchronous)
    OS << ", asynchronous";
  if (F.Effect == EffectKind::Sleep && F.has(Slot::Target))
    OS << ", in " << word(F.Unit);
  if (F.Role == Role::Format)
    OS << ", style " << word(F.Style);
  if (F.Fails != Fails::Never)
    OS << ", fails " << word(F.Fails);
  for (const ReturnCode &C : F.Codes)
    OS << ", code " << C.Value << ' ' << word(C.Means);
  OS << '\n';
  for (const RepairSpelling &R : F.Repairs)
    OS << "    repair " << word(R.Kind) << ": "
       << (R.Where ? spell(R.Where) : "function") << " = " << R.Text << '\n';
}

static void printLibrary(const Library &L, raw_ostream &OS) {
  OS << "library " << L.Name;
  if (!L.Versions.empty())
    OS << ' ' << L.Versions;
  OS << " (" << L.File << ")\n  database " << word(L.System) << '\n';
  SmallVector<StringRef, 8> Placeholders;
  for (Placeholder P : L.Placeholders)
    Placeholders.push_back(word(P));
  printList(OS, "placeholders", Placeholders);
  printList(OS, "headers", L.Headers);
  printList(OS, "namespaces", L.Namespaces);
  printList(OS, "ignore", L.Ignored);
  for (const EvidenceModel &E : L.Evidence)
    OS << "  evidence "
       << (E.Kind == EvidenceKind::Header ? "header " : "address ") << E.Pattern
       << ": " << word(E.System) << '\n';
  for (const ConstantModel &C : L.Constants)
    OS << "  constant " << C.Name << ": " << word(C.Means) << '\n';
  for (const TypeModel &T : L.Types)
    printType(T, OS);
  for (const FunctionModel &F : L.Functions)
    printFunction(F, OS);
}

void printModels(const ModelSet &Models, raw_ostream &OS, StringRef Only) {
  for (const Library *L : Models.libraries())
    if (Only.empty() || L->Name == Only)
      printLibrary(*L, OS);
}

int checkModelFile(StringRef Path, raw_ostream &OS) {
  ModelArena Arena;
  SmallVector<Diagnostic, 8> Diagnostics;
  const Library *L = loadLibraryFile(Path, Arena, Diagnostics);
  for (const Diagnostic &D : Diagnostics)
    print(D, OS);
  if (!L) {
    OS << Path << ": " << Diagnostics.size()
       << (Diagnostics.size() == 1 ? " error\n" : " errors\n");
    return 1;
  }
  printLibrary(*L, OS);
  return 0;
}

} // namespace rowlock::models
