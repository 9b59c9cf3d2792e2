//===- rowlock-model-compiler.cpp - Models as constant tables -------------===//
//
// Runs during the build: reads the built-in models with the loader that also
// reads users' models, and writes one C++ file that defines
// rowlock::models::BuiltIn. A fault in a model breaks the build.
//
// usage: rowlock-model-compiler OUTPUT MODEL...
//
//===----------------------------------------------------------------------===//

#include "Models/Loader.h"
#include "Models/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace rowlock::models;

namespace {

/// Where a function, type or constant stands in the written tables.
struct Place {
  size_t Library;
  size_t Index;
};

class TableWriter {
public:
  TableWriter(ArrayRef<const Library *> Libraries, raw_ostream &OS)
      : Libraries(Libraries), OS(OS) {}

  void write();

private:
  void text(StringRef Text) {
    OS << '"';
    OS.write_escaped(Text, /*UseHexEscapes=*/false);
    OS << '"';
  }
  template <typename Enum> void enumerator(Enum Value) {
    const WordList &List = wordList<Enum>();
    OS << List.TypeName << "::" << List.Identifiers[unsigned(Value)];
  }
  void operand(const Operand &O);
  void texts(StringRef Name, ArrayRef<StringRef> List);
  void library(size_t Number, const Library &L);
  void functionParts(const std::string &Name, const FunctionModel &F);
  void function(const std::string &Name, const FunctionModel &F, size_t Number);
  void index(StringRef Name, StringRef Type, StringRef Table,
             ArrayRef<Place> Places);

  ArrayRef<const Library *> Libraries;
  raw_ostream &OS;
};

} // namespace

void TableWriter::operand(const Operand &O) {
  static constexpr StringRef Kinds[] = {
      "None",      "This",        "Return",           "Argument",
      "Arguments", "OutArgument", "TemplateArgument", "TemplateArguments",
      "Constant"};
  static_assert(std::size(Kinds) == size_t(OperandKind::Constant) + 1);
  OS << "{OperandKind::" << Kinds[unsigned(O.Kind)] << ", " << unsigned(O.Index)
     << ", " << int(O.Element) << ", ";
  text(O.Text);
  OS << '}';
}

void TableWriter::texts(StringRef Name, ArrayRef<StringRef> List) {
  if (List.empty())
    return;
  OS << "constexpr StringRef " << Name << "[] = {";
  ListSeparator Comma;
  for (StringRef Text : List) {
    OS << Comma;
    text(Text);
  }
  OS << "};\n";
}

void TableWriter::functionParts(const std::string &Name,
                                const FunctionModel &F) {
  static constexpr StringRef Kinds[] = {
      "Type",   "Present",  "Absent",   "Text",   "Number",  "Callable",
      "Member", "Constant", "Function", "Begins", "Mentions"};
  static_assert(std::size(Kinds) == size_t(ConditionKind::Mentions) + 1);
  if (!F.Operands.empty()) {
    OS << "constexpr SlotOperand Operands" << Name << "[] = {";
    for (const SlotOperand &S : F.Operands) {
      OS << '{';
      enumerator(S.Which);
      OS << ", ";
      operand(S.What);
      OS << "}, ";
    }
    OS << "};\n";
  }
  if (!F.When.empty()) {
    OS << "constexpr Condition When" << Name << "[] = {";
    for (const Condition &C : F.When) {
      OS << '{';
      operand(C.What);
      OS << ", ConditionKind::" << Kinds[unsigned(C.Kind)] << ", "
         << (C.Negated ? "true" : "false") << ", ";
      text(C.Text);
      OS << "}, ";
    }
    OS << "};\n";
  }
  if (!F.Codes.empty()) {
    OS << "constexpr ReturnCode Codes" << Name << "[] = {";
    for (const ReturnCode &C : F.Codes) {
      OS << '{' << C.Value << ", ";
      enumerator(C.Means);
      OS << "}, ";
    }
    OS << "};\n";
  }
  if (!F.Repairs.empty()) {
    OS << "constexpr RepairSpelling Repairs" << Name << "[] = {";
    for (const RepairSpelling &R : F.Repairs) {
      OS << '{';
      enumerator(R.Kind);
      OS << ", ";
      operand(R.Where);
      OS << ", ";
      text(R.Text);
      OS << "}, ";
    }
    OS << "};\n";
  }
}

void TableWriter::function(const std::string &Name, const FunctionModel &F,
                           size_t Number) {
  static constexpr StringRef Kinds[] = {"Function", "Constructor",
                                        "Conversion"};
  static_assert(std::size(Kinds) == size_t(FunctionKind::Conversion) + 1);
  auto Part = [&](StringRef Table, bool Empty) {
    OS << ", " << (Empty ? "{}" : (Table + Name).str());
  };
  OS << "    {FunctionKind::" << Kinds[unsigned(F.Kind)] << ", ";
  text(F.Scope);
  OS << ", ";
  text(F.Name);
  OS << ", ";
  enumerator(F.Role);
  Part("Operands", F.Operands.empty());
  Part("When", F.When.empty());
  OS << ", ";
  enumerator(F.Returns);
  OS << ", ";
  enumerator(F.Fails);
  OS << ", ";
  enumerator(F.Expects);
  OS << ", ";
  enumerator(F.Passes);
  OS << ", " << unsigned(F.Base) << ", " << (F.ByReference ? "true" : "false")
     << ", ";
  text(F.Member);
  OS << ", " << (F.Shared ? "true" : "false") << ", ";
  enumerator(F.Effect);
  OS << ", " << (F.Strict ? "true" : "false") << ", "
     << (F.Asynchronous ? "true" : "false") << ", ";
  enumerator(F.Unit);
  OS << ", ";
  enumerator(F.Style);
  Part("Codes", F.Codes.empty());
  Part("Repairs", F.Repairs.empty());
  OS << ", &Library" << Number << ", " << F.Line << "},\n";
}

void TableWriter::library(size_t Number, const Library &L) {
  std::string N = utostr(Number);
  for (auto [Index, F] : enumerate(L.Functions))
    functionParts(N + "_" + utostr(Index), F);
  if (!L.Functions.empty()) {
    OS << "constexpr FunctionModel Functions" << N << "[] = {\n";
    for (auto [Index, F] : enumerate(L.Functions))
      function(N + "_" + utostr(Index), F, Number);
    OS << "};\n";
  }
  if (!L.Types.empty()) {
    OS << "constexpr TypeModel Types" << N << "[] = {\n";
    for (const TypeModel &T : L.Types) {
      OS << "    {";
      text(T.Name);
      OS << ", ";
      enumerator(T.Role);
      OS << ", ";
      enumerator(T.Exit);
      OS << ", ";
      operand(T.Isolation);
      OS << ", ";
      operand(T.Access);
      OS << ", " << (T.Autocommit ? "true" : "false") << ", ";
      enumerator(T.Error);
      OS << ", ";
      text(T.Reads);
      OS << ", ";
      text(T.Writes);
      OS << ", ";
      text(T.Key);
      OS << ", ";
      text(T.Version);
      OS << ", ";
      text(T.Generated);
      OS << ", &Library" << N << ", " << T.Line << "},\n";
    }
    OS << "};\n";
  }
  if (!L.Constants.empty()) {
    OS << "constexpr ConstantModel Constants" << N << "[] = {\n";
    for (const ConstantModel &C : L.Constants) {
      OS << "    {";
      text(C.Name);
      OS << ", ";
      enumerator(C.Means);
      OS << "},\n";
    }
    OS << "};\n";
  }
  if (!L.Placeholders.empty()) {
    OS << "constexpr Placeholder Placeholders" << N << "[] = {";
    ListSeparator Comma;
    for (Placeholder P : L.Placeholders) {
      OS << Comma;
      enumerator(P);
    }
    OS << "};\n";
  }
  texts("Headers" + N, L.Headers);
  texts("Namespaces" + N, L.Namespaces);
  texts("Ignored" + N, L.Ignored);
  if (!L.Evidence.empty()) {
    OS << "constexpr EvidenceModel Evidence" << N << "[] = {\n";
    for (const EvidenceModel &E : L.Evidence) {
      OS << "    {EvidenceKind::"
         << (E.Kind == EvidenceKind::Header ? "Header" : "Address") << ", ";
      text(E.Pattern);
      OS << ", ";
      enumerator(E.System);
      OS << "},\n";
    }
    OS << "};\n";
  }

  auto Part = [&](StringRef Table, bool Empty) {
    OS << ", " << (Empty ? "{}" : (Table + N).str());
  };
  OS << "constexpr Library Library" << N << "{";
  text(L.Name);
  OS << ", ";
  text(L.File);
  OS << ", ";
  text(L.Versions);
  OS << ", ";
  enumerator(L.System);
  Part("Placeholders", L.Placeholders.empty());
  Part("Headers", L.Headers.empty());
  Part("Namespaces", L.Namespaces.empty());
  Part("Types", L.Types.empty());
  Part("Functions", L.Functions.empty());
  Part("Constants", L.Constants.empty());
  Part("Ignored", L.Ignored.empty());
  Part("Evidence", L.Evidence.empty());
  OS << "};\n\n";
}

void TableWriter::index(StringRef Name, StringRef Type, StringRef Table,
                        ArrayRef<Place> Places) {
  OS << "constexpr const " << Type << " *" << Name << "[] = {\n    nullptr, ";
  for (auto [Number, P] : enumerate(Places))
    OS << '&' << Table << P.Library << '[' << P.Index << "],"
       << (Number % 4 == 3 ? "\n    " : " ");
  OS << "};\n";
}

void TableWriter::write() {
  OS << "// Written by rowlock-model-compiler from lib/Models/library. Do not "
        "edit.\n\n"
        "#include \"Models/BuiltIn.h\"\n\n"
        "using llvm::StringRef;\n\n"
        "namespace rowlock::models {\n\n";
  for (size_t I = 0; I < Libraries.size(); ++I)
    OS << "extern const Library Library" << I << ";\n";
  OS << '\n';

  std::vector<Place> Functions, Wildcards, Types, Constants;
  for (auto [Number, L] : enumerate(Libraries)) {
    library(Number, *L);
    for (auto [Index, F] : enumerate(L->Functions))
      (F.Name == "*" ? Wildcards : Functions).push_back({Number, Index});
    for (size_t Index = 0; Index < L->Types.size(); ++Index)
      Types.push_back({Number, Index});
    for (size_t Index = 0; Index < L->Constants.size(); ++Index)
      Constants.push_back({Number, Index});
  }
  auto SortBy = [](std::vector<Place> &Places, auto Key) {
    // Equal keys stay in the order of the files, which is that of precedence.
    sort(Places, [&](const Place &A, const Place &B) {
      return std::make_tuple(Key(A), A.Library, A.Index) <
             std::make_tuple(Key(B), B.Library, B.Index);
    });
  };
  auto Function = [&](const Place &P) -> const FunctionModel & {
    return Libraries[P.Library]->Functions[P.Index];
  };
  SortBy(Functions, [&](const Place &P) { return lookupName(Function(P)); });
  SortBy(Wildcards, [&](const Place &P) { return Function(P).Scope; });
  SortBy(Types, [&](const Place &P) {
    return Libraries[P.Library]->Types[P.Index].Name;
  });
  SortBy(Constants, [&](const Place &P) {
    return Libraries[P.Library]->Constants[P.Index].Name;
  });

  // Each index begins with a null pointer, because an array may not be empty.
  index("FunctionIndex", "FunctionModel", "Functions", Functions);
  index("WildcardIndex", "FunctionModel", "Functions", Wildcards);
  index("TypeIndex", "TypeModel", "Types", Types);
  index("ConstantIndex", "ConstantModel", "Constants", Constants);
  OS << "constexpr const Library *LibraryIndex[] = {\n    nullptr, ";
  for (size_t I = 0; I < Libraries.size(); ++I)
    OS << "&Library" << I << ", ";
  OS << "};\n\nextern constexpr BuiltInTables BuiltIn{\n";
  ListSeparator Comma(",\n");
  for (auto [Name, Size] :
       {std::pair<StringRef, size_t>{"LibraryIndex", Libraries.size()},
        {"FunctionIndex", Functions.size()},
        {"WildcardIndex", Wildcards.size()},
        {"TypeIndex", Types.size()},
        {"ConstantIndex", Constants.size()}})
    OS << Comma << "    {" << Name << " + 1, size_t(" << Size << ")}";
  OS << "};\n\n} // namespace rowlock::models\n";
}

int main(int Count, char **Arguments) {
  if (Count < 3) {
    errs() << "usage: rowlock-model-compiler OUTPUT MODEL...\n";
    return 2;
  }
  ModelArena Arena;
  std::vector<Library> Read;
  SmallVector<Diagnostic, 8> Diagnostics;
  for (int I = 2; I < Count; ++I)
    if (const Library *L = loadLibraryFile(Arguments[I], Arena, Diagnostics)) {
      Read.push_back(*L);
      // Where the build happens to be is nobody's business later.
      Read.back().File = sys::path::filename(L->File);
    }
  for (const Diagnostic &D : Diagnostics)
    print(D, errs());
  if (!Diagnostics.empty())
    return 1;

  std::vector<const Library *> Libraries;
  for (const Library &L : Read)
    Libraries.push_back(&L);
  std::error_code Error;
  raw_fd_ostream OS(Arguments[1], Error, sys::fs::OF_Text);
  if (Error) {
    errs() << Arguments[1] << ": error: " << Error.message() << '\n';
    return 1;
  }
  TableWriter(Libraries, OS).write();
  OS.close();
  return OS.has_error();
}
