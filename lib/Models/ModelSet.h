//===- ModelSet.h - All models that hold for a run --------------*- C++ -*-===//

#ifndef ROWLOCK_MODELS_MODELSET_H
#define ROWLOCK_MODELS_MODELSET_H

#include "Models/Diagnostic.h"
#include "Models/Model.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>

namespace rowlock::models {

/// The built-in models and those that the user's configuration names. A user's
/// model of a function or type comes before the built-in ones, so that it can
/// correct them. Cheap to make: the built-in part is constant tables with a
/// sorted index. Not to be changed while it is being asked; asking is const and
/// safe from several threads.
class ModelSet {
public:
  ModelSet();
  ~ModelSet();
  ModelSet(ModelSet &&) noexcept;
  ModelSet &operator=(ModelSet &&) noexcept;

  /// Adds the model file at Path. All its faults are appended to Diagnostics;
  /// a file with a fault adds nothing. Returns true if it was added.
  bool addFile(llvm::StringRef Path,
               llvm::SmallVectorImpl<Diagnostic> &Diagnostics);
  /// The same for text in memory; Path is for messages.
  bool addText(llvm::StringRef Path, llvm::StringRef Content,
               llvm::SmallVectorImpl<Diagnostic> &Diagnostics);

  /// The models of functions with this unqualified name ("exec", "operator<<"),
  /// in order of precedence. For a constructor or conversion operator, ask with
  /// the unqualified name of its class. Empty for nearly every function of a
  /// program: ask this first, before qualified names are put together. The "*"
  /// models, which only ever say that a class is of no interest, are not among
  /// them.
  llvm::ArrayRef<const FunctionModel *> candidates(llvm::StringRef Name) const;

  /// The first model of a function whose conditions hold, or null.
  ///
  /// Scopes are tried in order, for each the models in order of precedence:
  /// for a method the static type of the object (before implicit casts to a
  /// base), its bases, the declaring class; for a constructor or conversion the
  /// class; for a free function its namespace ("" if global). Name is the
  /// function's unqualified name (ignored for constructors and conversions).
  /// Last, "*" models of the scopes are tried.
  const FunctionModel *
  match(FunctionKind Kind, llvm::ArrayRef<llvm::StringRef> Scopes,
        llvm::StringRef Name,
        llvm::function_ref<bool(const Condition &)> Holds) const;

  /// The model of a class or class template by its qualified name, or null.
  /// A class derived from a modelled one is asked for by its bases' names.
  const TypeModel *type(llvm::StringRef QualifiedName) const;
  const ConstantModel *constant(llvm::StringRef QualifiedName) const;
  bool isIgnoredVariable(llvm::StringRef QualifiedName) const;

  /// The database library that a header belongs to, or null. Path is a path as
  /// written in an #include or as found on disk, with '/'. Models of strings
  /// and locks are never meant.
  const Library *libraryOfHeader(llvm::StringRef Path) const;

  /// Users' first, in the order in which they were added.
  llvm::ArrayRef<const Library *> libraries() const;

private:
  struct State;
  std::unique_ptr<State> S;
};

/// Prints the models for people: `rowlock dump --models`. A library's name in
/// Only restricts it to that library; empty prints all.
void printModels(const ModelSet &Models, llvm::raw_ostream &OS,
                 llvm::StringRef Only = "");

/// Reads the model file at Path and tells on OS what is wrong with it, or what
/// it holds if nothing is: `rowlock check-models FILE`. Returns the exit code:
/// 0 fine, 1 faults.
int checkModelFile(llvm::StringRef Path, llvm::raw_ostream &OS);

} // namespace rowlock::models

#endif // ROWLOCK_MODELS_MODELSET_H
