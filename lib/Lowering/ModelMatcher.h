//===- Lowering/ModelMatcher.h - Which model describes a call ---*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_MODELMATCHER_H
#define ROWLOCK_LOWERING_MODELMATCHER_H

#include "Models/ModelSet.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Allocator.h"
#include <optional>

namespace rowlock::lowering {

/// \p E without what neither computes nor has an effect: parentheses,
/// temporaries, casts that keep the value, copies. Two expressions with the
/// same core have the same value.
const clang::Expr *core(const clang::Expr *E);

/// \p E is a default argument or initialiser: it stands in the callee, and is
/// lowered when somebody asks for its value.
bool isDefault(const clang::Expr *E);

/// A call in any of C++'s spellings: function, method, operator, conversion,
/// constructor.
struct CallSite {
  const clang::Expr *Whole = nullptr;
  /// Null where a pointer is called.
  const clang::FunctionDecl *Callee = nullptr;
  models::FunctionKind Kind = models::FunctionKind::Function;
  /// The object of a method, as written.
  const clang::Expr *Object = nullptr;
  /// What is called, where there is no Callee.
  const clang::Expr *Target = nullptr;
  /// The class whose object a constructor makes.
  const clang::CXXRecordDecl *Class = nullptr;
  /// Without the object; with default arguments.
  llvm::SmallVector<const clang::Expr *, 6> Arguments;

  bool isWritten(unsigned I) const;
};

/// Nothing if \p E is no call.
std::optional<CallSite> callSite(const clang::Expr *E);

/// A class that a model describes, and the specialisation that was met.
struct TypeMatch {
  const models::TypeModel *Model = nullptr;
  const clang::CXXRecordDecl *Record = nullptr;
  explicit operator bool() const { return Model; }
};

/// Compares declarations with models. Remembers what it has found: asking again
/// costs one look-up.
class ModelMatcher {
public:
  explicit ModelMatcher(const models::ModelSet &Models,
                        clang::ASTContext &Context)
      : Models(Models), Context(Context) {}

  /// The model of a call; null for most.
  const models::FunctionModel *match(const CallSite &Call);
  /// The same for an expression that may be no call at all.
  const models::FunctionModel *match(const clang::Expr *E);

  /// The model of a type's class or one of its bases; through references,
  /// pointers and arrays, not through wrappers.
  TypeMatch type(clang::QualType T);
  TypeMatch type(const clang::CXXRecordDecl &Class);
  /// As type(), but for the type that a smart pointer or optional holds.
  TypeMatch held(clang::QualType T);
  /// The role of a type, as Expr::Type spells it.
  llvm::StringRef role(clang::QualType T);
  /// An object that stands for something in the database or for a lock: it is
  /// known by its value, whoever holds a reference to it.
  bool isHandle(clang::QualType T);
  bool isText(clang::QualType T);

  /// As models spell it: no template arguments, no inline or anonymous
  /// namespaces.
  llvm::StringRef qualifiedName(const clang::NamedDecl &D);
  /// The qualified names of a class and its bases, nearest first.
  llvm::ArrayRef<llvm::StringRef> classChain(const clang::CXXRecordDecl &C);
  /// The constant that an expression names or equals; empty if none.
  const models::ConstantModel *constant(const clang::Expr *E);
  /// What template argument \p Index of a class or function stands for.
  const clang::TemplateArgument *templateArgument(const CallSite &Call,
                                                  unsigned Index) const;
  const models::ConstantModel *constant(const clang::TemplateArgument &A);
  /// The constant that a value of an enumeration is; null for most.
  const models::ConstantModel *enumerator(clang::QualType T,
                                          const llvm::APSInt &Value);
  /// The static type of an object before implicit casts, without pointer.
  clang::QualType objectType(const clang::Expr *Object) const;

  const models::ModelSet &models() const { return Models; }

  /// As match(), for a call that is not spelled as such: not remembered.
  const models::FunctionModel *find(const CallSite &Call);

private:
  bool mayMatch(const CallSite &Call,
                llvm::ArrayRef<llvm::StringRef> Scopes) const;
  bool holds(const CallSite &Call, const models::Condition &C);
  bool holdsFor(const CallSite &Call, const models::Condition &C);
  bool isConstant(const clang::Expr *E, llvm::StringRef Text);
  bool mentions(const clang::Expr &E, llvm::StringRef Word) const;
  bool describesConstructor(llvm::StringRef Class) const;

  llvm::StringRef keep(llvm::StringRef S);

  const models::ModelSet &Models;
  clang::ASTContext &Context;
  llvm::BumpPtrAllocator Arena;
  llvm::DenseMap<const clang::Expr *, const models::FunctionModel *> Calls;
  llvm::DenseMap<const clang::NamedDecl *, llvm::StringRef> Names;
  llvm::DenseMap<const clang::CXXRecordDecl *,
                 llvm::SmallVector<llvm::StringRef, 4>>
      Chains;
  llvm::DenseMap<const clang::Type *, llvm::StringRef> Roles;
};

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_MODELMATCHER_H
