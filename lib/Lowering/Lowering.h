//===- Lowering/Lowering.h - From Clang's AST to effect programs --*- C++
//-*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The only room that knows Clang's AST. It is syntax-directed: each function is
// walked once along its clang::CFG, calls that a library model describes become
// the instructions of their role, everything else that has an effect becomes a
// `call`, and what is pure becomes an expression. Nothing is decided here about
// SQL, transactions or hazards.
//
// Conventions of the programs made here, beyond Effects/Program.h:
//   * A local variable that is assigned once is a named value (`%n = let ...`,
//     or the instruction itself: `%tx = begin ...`). One that is assigned
//     again, or may be changed through a reference or pointer, is a place
//     (`$n`). Parameters that a function assigns to itself are copied into a
//     place; parameters that refer to the caller's object are stored to
//     directly.
//   * A function is called by its qualified name, with "#2" and so on for
//     overloads and further instantiations. A constructor's call has no `on`,
//     unless it makes a base of `this` or delegates: its value is the new
//     object, or with new=yes its address. `on` and arguments that the callee
//     may change are passed as `&place`.
//   * A lambda is the function "enclosing::lambda". Its parameters are its
//     captures, then its own; `this` is the enclosing function's. The closure's
//     operands are the captures in that order. The callee (`name`) of a call of
//     a lambda is the closure; `values` are the other parameters.
//   * The handlers of a try region are the regions numbered right behind it;
//     their parent is that of the try region. A handler's block has no
//     predecessors. Its first instruction, and each `throw`, has `class=`: what
//     is caught or thrown, then its bases, separated by ";", or "...".
//   * Constructors store their members; a member's initialiser comes first.
//   * A walk over rows is a loop whose condition is `outcome kind=found` of the
//     result and whose body begins with `row`. Elements of other ranges are the
//     field "[*]" of the range.
//
// Kinds of `outcome`: rows, columns, empty, found, affected, last-id, is-null,
// ok, error-code, expect. Attributes of calls that no instruction stands for:
// role= (a word of Models/Vocabulary.def), callback=yes, retry=yes, passes=.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_LOWERING_H
#define ROWLOCK_LOWERING_LOWERING_H

#include "Effects/Program.h"
#include "Models/ModelSet.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/ArrayRef.h"

namespace clang {
class ASTContext;
class FunctionDecl;
class SourceManager;
} // namespace clang

namespace rowlock::lowering {

struct Options {
  /// Instructions of one function. A function that has more is left out.
  unsigned MaxInstructions = 20000;
  /// Levels of an expression of an effect program; what is nested deeper is
  /// unknown. Not more than effects::MaxExpressionDepth.
  unsigned MaxExpressionDepth = 150;
  /// Levels of a function's AST: Clang's CFG builder recurses. A function that
  /// is nested deeper is left out.
  unsigned MaxStatementDepth = 2000;
};

/// Finds source text again by the spans of a program. Valid as long as the
/// SourceManager that it was made from.
class SourceTexts {
public:
  SourceTexts() = default;
  SourceTexts(const clang::SourceManager &SM,
              llvm::SmallVector<clang::FileID, 4> Files)
      : SM(&SM), Files(std::move(Files)) {}

  /// The bytes from S.Begin to S.End; empty if there is no such place.
  llvm::StringRef text(const effects::SourceSpan &S) const;
  /// Bytes \p Begin to \p End of the file that is \p File in Program::Files.
  llvm::StringRef text(unsigned File, unsigned Begin, unsigned End) const;
  /// For diagnostics and fix-it hints; invalid if there is no such place.
  clang::SourceLocation location(const effects::SourceSpan &S) const {
    return location(S.File, S.Begin);
  }
  clang::SourceLocation location(unsigned File, unsigned Offset) const;

private:
  const clang::SourceManager *SM = nullptr;
  /// Parallel to Program::Files.
  llvm::SmallVector<clang::FileID, 4> Files;
};

/// Lowers those of \p Functions, and of the lambdas in them, from which a
/// database role can be reached, and adds them to \p P. \p Functions are
/// definitions, none of them a template, in the order in which they shall stand
/// in the program. A function that is left out, because of an error in it or a
/// bound that it exceeds, has no blocks and says why in Function::Skipped.
/// \p P must be a fresh program: Program::Files is filled here.
SourceTexts lower(clang::ASTContext &Context,
                  llvm::ArrayRef<const clang::FunctionDecl *> Functions,
                  const models::ModelSet &Models, effects::Program &P,
                  const Options &Opts = Options());

/// Whether the unit has read a header of a database library. Where it has not,
/// nothing else need be done: libraries of strings and locks do not count.
bool usesDatabaseLibrary(const clang::SourceManager &SM,
                         const models::ModelSet &Models);

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_LOWERING_H
