//===- Lowering/PlaceFacts.h - What stands in a line of C++ -----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For lines of which the effect program has nothing: why it has nothing.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_PLACEFACTS_H
#define ROWLOCK_LOWERING_PLACEFACTS_H

#include "Lowering/Lowering.h"
#include "clang/Basic/SourceLocation.h"

namespace rowlock::lowering {

struct PlaceFacts {
  enum class Status {
    NoFunction,      ///< no body of a function is there
    NoCode,          ///< in a function, but no expression is there
    NotInstantiated, ///< a template of which the unit has no instance
    SystemHeader,    ///< bodies in system headers are not looked at
    NoDatabase,      ///< nothing in the function leads to a database
    Reached,         ///< the function was lowered, or left out
  };
  Status What = Status::NoFunction;
  /// As models spell it; empty for NoFunction.
  std::string Function;

  struct Call {
    std::string Name;
    /// The header or source that declares it; empty if it is built in.
    std::string DeclaredIn;
    /// Its body is in this unit, outside of system headers.
    bool HasBody = false;
    /// A model describes it, as something that is no matter of a database.
    bool Modelled = false;
  };
  /// The calls that stand in the line, the outermost first, each name once.
  std::vector<Call> Calls;
};

/// \p Begin, \p End: the bytes of the line in \p File.
PlaceFacts describePlace(clang::ASTContext &Context,
                         llvm::ArrayRef<const clang::FunctionDecl *> Functions,
                         const models::ModelSet &Models, clang::FileID File,
                         unsigned Begin, unsigned End);

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_PLACEFACTS_H
