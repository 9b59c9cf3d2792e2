//===- Lowering/Unit.h - What the functions of a unit share -----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_UNIT_H
#define ROWLOCK_LOWERING_UNIT_H

#include "Lowering/Entities.h"
#include "Lowering/Reachability.h"
#include "Lowering/Spans.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"

namespace rowlock::lowering {

/// One run of lower().
struct Unit {
  clang::ASTContext &Context;
  effects::Program &P;
  const Options &Opts;
  ModelMatcher Matcher;
  SpanTable Spans;
  Reachability Reach;
  Entities Mapped;
  /// Lambdas met on the way that have to be lowered too.
  llvm::SmallVector<const clang::FunctionDecl *, 8> Pending;
  /// Virtual functions that are called for objects of an unknown class.
  llvm::SmallSetVector<const clang::CXXMethodDecl *, 8> Dispatched;
  /// Constants that are being looked at, against circles.
  llvm::DenseMap<const clang::VarDecl *, const effects::Expr *> Constants;

  Unit(clang::ASTContext &Context,
       llvm::ArrayRef<const clang::FunctionDecl *> Functions,
       const models::ModelSet &Models, effects::Program &P,
       const Options &Opts);

  /// The qualified name, made unique; the same at each call.
  llvm::StringRef nameOf(const clang::FunctionDecl &F);
  /// Adds to the program what the classes of the unit do for Dispatched.
  void addClasses();
  /// Adds the library to the program's interfaces. Empty if it is no database
  /// library.
  llvm::StringRef library(const models::Library *Home);
  /// The class templates by which users map their classes to columns.
  using Mapping =
      std::pair<const models::TypeModel *, clang::ClassTemplateDecl *>;
  llvm::ArrayRef<Mapping> mappings();
  /// An address that a connection is made with may tell which database it is.
  void noteAddress(const models::Library *Home, const effects::Expr &Address);
  /// Decides for libraries that speak to several databases which one it is:
  /// where all addresses agree, else where all headers do.
  void decideDatabases();

private:
  llvm::DenseMap<const clang::FunctionDecl *, llvm::StringRef> Names;
  llvm::StringMap<unsigned> Taken;
  std::optional<llvm::SmallVector<Mapping, 2>> Mappings;
  llvm::SmallVector<std::pair<const models::Library *, models::Database>, 2>
      Addresses;
};

/// How lib/Sql spells a placeholder style.
llvm::StringRef styleWord(models::Placeholder Style);

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_UNIT_H
