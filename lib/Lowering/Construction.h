//===- Lowering/Construction.h - Which constructors run -------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_CONSTRUCTION_H
#define ROWLOCK_LOWERING_CONSTRUCTION_H

#include "Lowering/ModelMatcher.h"

namespace rowlock::lowering {

/// A constructor that nobody wrote, of a class of the user's own, that does
/// something nevertheless: it passes its arguments on to a base, or runs the
/// initialisers that stand at the members.
bool isGeneratedConstructor(const clang::CXXConstructorDecl &Made);

/// It stands in a header of the system.
bool isForeign(const clang::Decl &D);

/// Calls \p F for the destructors that somebody wrote and that the end of an
/// object of type \p T runs: its own, those of its parts, that of an object
/// that it owns.
void eachDestructor(
    clang::QualType T, ModelMatcher &Matcher,
    llvm::function_ref<void(const clang::CXXDestructorDecl &)> F);

/// What a smart pointer or optional of that type destroys at the end of its
/// own life; null for other types.
clang::QualType owned(clang::QualType T, ModelMatcher &Matcher);

/// make_unique<T>(a, b) as T(a, b); nothing if no constructor of T fits.
std::optional<CallSite> construction(const CallSite &Call,
                                     const models::FunctionModel &Model,
                                     ModelMatcher &Matcher);

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_CONSTRUCTION_H
