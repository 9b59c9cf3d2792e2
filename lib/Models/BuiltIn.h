//===- BuiltIn.h - The built-in models --------------------------*- C++ -*-===//
//
// Internal to lib/Models. The tables are written by rowlock-model-compiler from
// lib/Models/library/*.yaml; see CMakeLists.txt.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_MODELS_BUILTIN_H
#define ROWLOCK_MODELS_BUILTIN_H

#include "Models/Model.h"

namespace rowlock::models {

struct BuiltInTables {
  llvm::ArrayRef<const Library *> Libraries;
  /// Sorted by lookupName, then in the order of the files. No "*" models.
  llvm::ArrayRef<const FunctionModel *> Functions;
  /// The "*" models, sorted by Scope.
  llvm::ArrayRef<const FunctionModel *> Wildcards;
  /// Sorted by name, each name once.
  llvm::ArrayRef<const TypeModel *> Types;
  llvm::ArrayRef<const ConstantModel *> Constants;
};

extern const BuiltInTables BuiltIn;

} // namespace rowlock::models

#endif // ROWLOCK_MODELS_BUILTIN_H
