//===- Lowering/FunctionScan.h - What must be known of a whole body first *- C++
//-*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_FUNCTIONSCAN_H
#define ROWLOCK_LOWERING_FUNCTIONSCAN_H

#include "Effects/Program.h"
#include "Lowering/ModelMatcher.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace rowlock::lowering {

/// The variable that a place is, or is a part of; null if there is none, or if
/// a pointer leads away from it.
const clang::VarDecl *baseVariable(const clang::Expr *E);

/// A member that is a reference to a number or a text, which may be changed
/// through it.
bool refersToValue(const clang::FieldDecl &Member, ModelMatcher &Matcher);

/// A callee whose parameter has this type may change what it is passed.
bool mayChange(const clang::Expr *Argument, clang::QualType Parameter);

/// What holds a value, or another handle later on: anything but a handle
/// itself, which stays what it is.
bool isSlot(clang::QualType T, ModelMatcher &Matcher);

/// `binding.buffer = array`
bool bindsArray(const clang::BinaryOperator &Assign, ModelMatcher &Matcher);

/// va_start or va_copy: argument 0 becomes a list of arguments.
bool startsVaList(const CallSite &Call);

/// Calls \p F for what a call may change: its object, arguments passed by
/// reference. Handles stay what they are, whatever is done to them.
void eachChanged(const CallSite &Call, ModelMatcher &Matcher,
                 llvm::function_ref<void(const clang::Expr *)> F);

/// One walk over a function's body, without recursion, before it is lowered.
struct FunctionScan {
  /// Why the function cannot be lowered; empty if it can.
  std::string Obstacle;
  /// Variables that are assigned again, or may be through a reference.
  llvm::DenseSet<const clang::VarDecl *> Places;
  /// Variables whose object is given away: their scope does not end it.
  llvm::DenseSet<const clang::VarDecl *> Moved;
  /// Local variables by how often they are mentioned, and how often only to
  /// ask for their size.
  llvm::DenseMap<const clang::VarDecl *, std::pair<unsigned, unsigned>>
      Mentions;
  /// As in effects::Function.
  std::vector<effects::Region> Regions{effects::Region()};
  llvm::DenseMap<const clang::Stmt *, unsigned> RegionOf;
  /// The variable that the core of an initialiser gives its name to.
  llvm::DenseMap<const clang::Expr *, const clang::VarDecl *> Names;
  /// Loops by the variable that runs.
  llvm::DenseMap<const clang::VarDecl *, const clang::CXXForRangeStmt *> Ranges;
  /// Where Clang begins to walk over the range, and where it moves on.
  llvm::DenseMap<const clang::Stmt *, const clang::CXXForRangeStmt *>
      RangeBegins;
  llvm::DenseMap<const clang::Stmt *, const clang::CXXForRangeStmt *>
      RangeSteps;
  /// What Clang adds to a range-based for: lowered as a whole instead.
  llvm::DenseSet<const clang::Stmt *> Implied;
  llvm::SmallVector<const clang::LambdaExpr *, 4> Lambdas;
  /// Constructor calls that make a base of `this`, or `this` as a whole.
  llvm::DenseSet<const clang::Expr *> InPlace;
  /// Statements: their value is not used.
  llvm::DenseSet<const clang::Expr *> Discarded;
  /// Constructor calls of new-expressions.
  llvm::DenseSet<const clang::Expr *> OnHeap;

  FunctionScan(const clang::FunctionDecl &F, ModelMatcher &Matcher,
               unsigned MaxDepth);

  /// Of what \p Container holds nobody wants to know but how much it is: it is
  /// a temporary, or a variable that is not mentioned otherwise.
  bool isOnlyCounted(const clang::Expr *Container) const;

private:
  struct Item {
    const clang::Stmt *S;
    unsigned Region;
    unsigned Depth;
    bool Implied;
    /// In the body of a lambda.
    bool Foreign;
  };

  void visit(const Item &I);
  void visitRange(const clang::CXXForRangeStmt &Loop, const Item &I);
  void visitTry(const clang::CXXTryStmt &Try, const Item &I);
  void visitVariable(const clang::VarDecl &V);
  void visitCall(const CallSite &Call);
  void mark(const clang::Expr *Target);
  unsigned add(effects::RegionKind Kind, const Item &In);
  void push(const clang::Stmt *S, const Item &Parent, unsigned Region);

  ModelMatcher &Matcher;
  std::vector<Item> Work;
};

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_FUNCTIONSCAN_H
