//===- Lowering/Entities.h - Classes whose objects are rows -----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Object-relational mappers write SQL for their users. To write the same text,
// lowering must know which table a class is mapped to, and which column each
// member. That is said, in this order, by calls that map a class anywhere in
// the unit, by traits that a code generator made, and by the members' own
// names.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_ENTITIES_H
#define ROWLOCK_LOWERING_ENTITIES_H

#include "Lowering/Reachability.h"
#include "llvm/ADT/MapVector.h"
#include <memory>
#include <string>
#include <vector>

namespace rowlock::lowering {

struct EntityColumn {
  std::string Name;
  /// Null where the column is mapped to functions that cannot be looked into.
  const clang::FieldDecl *Member = nullptr;
  bool IsKey = false;
  bool IsVersion = false;
  /// No update writes it.
  bool IsReadOnly = false;
};

/// A class with its table.
struct Entity {
  const clang::CXXRecordDecl *Class = nullptr;
  std::string Table;
  std::vector<EntityColumn> Columns;
  /// The database makes the keys: an insert leaves them out.
  bool IsKeyGenerated = false;

  const EntityColumn *version() const {
    for (const EntityColumn &C : Columns)
      if (C.IsVersion)
        return &C;
    return nullptr;
  }
};

class Entities {
public:
  Entities(clang::ASTContext &Context, ModelMatcher &Matcher,
           const Reachability &Reach)
      : Context(Context), Matcher(Matcher), Reach(Reach) {}

  /// How objects of \p Class are kept. Never fails: a class that nothing says
  /// anything about is taken by its names.
  const Entity &of(const clang::CXXRecordDecl &Class);
  /// The first of \p Classes that is mapped, or that a mapped class derives
  /// from. Null if there are none.
  const Entity *ofAny(llvm::ArrayRef<const clang::CXXRecordDecl *> Classes);
  /// The column that `&T::member` stands for; empty where no call maps it.
  std::string columnOf(const clang::ValueDecl &Member);

  /// The column that a variable of a column's type stands for.
  std::string columnNamed(const clang::VarDecl &Column);

  /// The class of the entity that a type holds: through references, pointers
  /// and wrappers. Null if it is no class of the user's own.
  const clang::CXXRecordDecl *entityClass(clang::QualType T);
  /// The mapped classes, and those whose members' addresses occur in a type:
  /// that of an expression template.
  void memberClasses(clang::QualType T,
                     llvm::SmallVectorImpl<const clang::CXXRecordDecl *> &Found,
                     unsigned Depth = 0);

private:
  using MemberNames = llvm::DenseMap<const clang::Decl *, std::string>;

  void findMaps();
  void addMap(const CallSite &Call, const models::FunctionModel &Model);
  void addColumn(Entity &E, const CallSite &Call,
                 const models::FunctionModel &Model);
  void markKeys(Entity &E, const CallSite &Call,
                const models::FunctionModel &Model);
  void addMembers(Entity &E, const clang::CXXRecordDecl &Class);
  void readTraits(Entity &E);
  const clang::ClassTemplateSpecializationDecl *
  traitsOf(const clang::CXXRecordDecl &Class, const models::TypeModel *&Model);
  bool isLibraryClass(const clang::CXXRecordDecl &Class);

  clang::ASTContext &Context;
  ModelMatcher &Matcher;
  const Reachability &Reach;
  bool FoundMaps = false;
  llvm::MapVector<const clang::CXXRecordDecl *, std::unique_ptr<Entity>> Known;
  MemberNames Columns;
};

/// What `&T::member` names; null if \p E is something else.
const clang::ValueDecl *memberNamed(const clang::Expr *E);

/// `name` as it is written in SQL.
std::string sqlName(llvm::StringRef Name);

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_ENTITIES_H
