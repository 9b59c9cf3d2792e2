//===- ModelSet.cpp - All models that hold for a run ----------------------===//

#include "Models/ModelSet.h"
#include "Models/BuiltIn.h"
#include "Models/Glob.h"
#include "Models/Loader.h"
#include "Models/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;

namespace rowlock::models {

struct ModelSet::State {
  ModelArena Arena;
  SmallVector<const Library *, 8> Libraries;
  size_t UserLibraries = 0;
  /// For each name that a user's model has: the users' models of that name,
  /// then the built-in ones. Empty in most runs.
  StringMap<SmallVector<const FunctionModel *, 2>> Functions;
  SmallVector<const FunctionModel *, 0> Wildcards;
  StringMap<const TypeModel *> Types;
  StringMap<const ConstantModel *> Constants;

  void add(const Library &L);
};

static ArrayRef<const FunctionModel *> builtInFunctions(StringRef Name) {
  ArrayRef<const FunctionModel *> All = BuiltIn.Functions;
  auto First = partition_point(
      All, [&](const FunctionModel *F) { return lookupName(*F) < Name; });
  auto Last = First;
  while (Last != All.end() && lookupName(**Last) == Name)
    ++Last;
  return {First, Last};
}

/// Finds Name in a sorted table of named models.
template <typename T>
static const T *find(ArrayRef<const T *> Sorted, StringRef Name) {
  auto At = partition_point(Sorted, [&](const T *M) { return M->Name < Name; });
  return At != Sorted.end() && (*At)->Name == Name ? *At : nullptr;
}

ModelSet::ModelSet() : S(std::make_unique<State>()) {
  append_range(S->Libraries, BuiltIn.Libraries);
}
ModelSet::~ModelSet() = default;
ModelSet::ModelSet(ModelSet &&) noexcept = default;
ModelSet &ModelSet::operator=(ModelSet &&) noexcept = default;

void ModelSet::State::add(const Library &L) {
  Libraries.insert(Libraries.begin() + UserLibraries, &L);
  ++UserLibraries;

  StringMap<SmallVector<const FunctionModel *, 2>> ByName;
  for (const FunctionModel &F : L.Functions) {
    if (F.Name == "*")
      Wildcards.push_back(&F);
    else
      ByName[lookupName(F)].push_back(&F);
  }
  for (auto &[Name, Models] : ByName) {
    auto [Entry, IsNew] = Functions.try_emplace(Name);
    auto &List = Entry->second;
    if (IsNew)
      append_range(List, builtInFunctions(Name));
    // Behind what earlier users' models say, before the built-in ones.
    auto Position = llvm::find_if(List, [&](const FunctionModel *F) {
      return is_contained(BuiltIn.Libraries, F->Home);
    });
    List.insert(Position, Models.begin(), Models.end());
  }
  for (const TypeModel &T : L.Types)
    Types.try_emplace(T.Name, &T);
  for (const ConstantModel &C : L.Constants)
    Constants.try_emplace(C.Name, &C);
}

bool ModelSet::addFile(StringRef Path,
                       SmallVectorImpl<Diagnostic> &Diagnostics) {
  const Library *L = loadLibraryFile(Path, S->Arena, Diagnostics);
  if (L)
    S->add(*L);
  return L;
}

bool ModelSet::addText(StringRef Path, StringRef Content,
                       SmallVectorImpl<Diagnostic> &Diagnostics) {
  const Library *L = loadLibrary(Path, Content, S->Arena, Diagnostics);
  if (L)
    S->add(*L);
  return L;
}

ArrayRef<const FunctionModel *> ModelSet::candidates(StringRef Name) const {
  if (!S->Functions.empty()) {
    auto Own = S->Functions.find(Name);
    if (Own != S->Functions.end())
      return Own->second;
  }
  return builtInFunctions(Name);
}

const FunctionModel *
ModelSet::match(FunctionKind Kind, ArrayRef<StringRef> Scopes, StringRef Name,
                function_ref<bool(const Condition &)> Holds) const {
  auto Fits = [&](const FunctionModel &F) { return all_of(F.When, Holds); };
  for (StringRef Scope : Scopes) {
    StringRef Wanted = Name;
    if (Kind != FunctionKind::Function) {
      size_t Colons = Scope.rfind("::");
      Wanted = Colons == StringRef::npos ? Scope : Scope.substr(Colons + 2);
    }
    for (const FunctionModel *F : candidates(Wanted))
      if (F->Kind == Kind && F->Scope == Scope && Fits(*F))
        return F;
  }
  if (Kind != FunctionKind::Function)
    return nullptr;
  auto Wildcard = [&](StringRef Scope) -> const FunctionModel * {
    for (const FunctionModel *F : S->Wildcards)
      if (F->Scope == Scope && Fits(*F))
        return F;
    auto At = partition_point(BuiltIn.Wildcards, [&](const FunctionModel *F) {
      return F->Scope < Scope;
    });
    for (; At != BuiltIn.Wildcards.end() && (*At)->Scope == Scope; ++At)
      if (Fits(**At))
        return *At;
    return nullptr;
  };
  for (StringRef Scope : Scopes)
    if (const FunctionModel *F = Wildcard(Scope))
      return F;
  for (StringRef Scope : Scopes)
    if (size_t Colons = Scope.rfind("::"); Colons != StringRef::npos)
      if (const FunctionModel *F =
              Wildcard(("*" + Twine(Scope.substr(Colons))).str()))
        return F;
  return nullptr;
}

const TypeModel *ModelSet::type(StringRef QualifiedName) const {
  if (const TypeModel *Own = S->Types.lookup(QualifiedName))
    return Own;
  return find(BuiltIn.Types, QualifiedName);
}

const ConstantModel *ModelSet::constant(StringRef QualifiedName) const {
  if (const ConstantModel *Own = S->Constants.lookup(QualifiedName))
    return Own;
  return find(BuiltIn.Constants, QualifiedName);
}

bool ModelSet::isIgnoredVariable(StringRef QualifiedName) const {
  return any_of(S->Libraries, [&](const Library *L) {
    return is_contained(L->Ignored, QualifiedName);
  });
}

const Library *ModelSet::libraryOfHeader(StringRef Path) const {
  for (const Library *L : S->Libraries) {
    if (!L->isDatabaseLibrary())
      continue;
    for (StringRef Glob : L->Headers)
      if (headerMatches(Glob, Path))
        return L;
  }
  return nullptr;
}

ArrayRef<const Library *> ModelSet::libraries() const { return S->Libraries; }

} // namespace rowlock::models
