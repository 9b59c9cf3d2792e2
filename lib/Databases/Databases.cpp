//===- Databases.cpp - Products and their dialects ------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Databases/Databases.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace rowlock::databases {

std::optional<bool> Database::atLeast(llvm::VersionTuple Wanted) const {
  if (Version.empty())
    return std::nullopt;
  return Version >= Wanted;
}

llvm::StringRef name(Product P) {
  switch (P) {
  case Product::Unknown:
    return "unknown";
  case Product::PostgreSQL:
    return "postgresql";
  case Product::MySQL:
    return "mysql";
  case Product::MariaDB:
    return "mariadb";
  case Product::SQLite:
    return "sqlite";
  case Product::Oracle:
    return "oracle";
  case Product::SQLServer:
    return "sqlserver";
  }
  return "unknown";
}

llvm::StringRef displayName(Product P) {
  switch (P) {
  case Product::Unknown:
    return "an unknown database";
  case Product::PostgreSQL:
    return "PostgreSQL";
  case Product::MySQL:
    return "MySQL";
  case Product::MariaDB:
    return "MariaDB";
  case Product::SQLite:
    return "SQLite";
  case Product::Oracle:
    return "Oracle";
  case Product::SQLServer:
    return "SQL Server";
  }
  return "an unknown database";
}

llvm::ArrayRef<Product> allProducts() {
  static const Product All[] = {Product::PostgreSQL, Product::MySQL,
                                Product::MariaDB,    Product::SQLite,
                                Product::Oracle,     Product::SQLServer};
  return All;
}

std::string print(const Database &Db) {
  std::string Result = name(Db.Kind).str();
  if (!Db.Version.empty())
    Result += " " + Db.Version.getAsString();
  return Result;
}

namespace {

struct Spelling {
  llvm::StringLiteral Text; // lower case, without spaces, '-' and '_'
  Product P;
};

constexpr Spelling Spellings[] = {
    {"unknown", Product::Unknown},     {"postgresql", Product::PostgreSQL},
    {"postgres", Product::PostgreSQL}, {"pgsql", Product::PostgreSQL},
    {"pg", Product::PostgreSQL},       {"psql", Product::PostgreSQL},
    {"mysql", Product::MySQL},         {"mariadb", Product::MariaDB},
    {"sqlite", Product::SQLite},       {"sqlite3", Product::SQLite},
    {"oracle", Product::Oracle},       {"sqlserver", Product::SQLServer},
    {"mssql", Product::SQLServer},     {"mssqlserver", Product::SQLServer},
    {"tsql", Product::SQLServer},
};

std::string squeezed(llvm::StringRef Text) {
  std::string Result;
  for (char C : Text)
    if (C != ' ' && C != '-' && C != '_' && C != '\t')
      Result += llvm::toLower(C);
  return Result;
}

} // namespace

std::optional<Database> parseDatabase(llvm::StringRef Text) {
  Text = Text.trim();
  auto Find = [](llvm::StringRef Name) -> std::optional<Product> {
    std::string Wanted = squeezed(Name);
    for (const Spelling &S : Spellings)
      if (S.Text == Wanted)
        return S.P;
    return std::nullopt;
  };
  // The whole text first: "sqlite3" ends in a digit that is no version.
  if (std::optional<Product> P = Find(Text))
    return Database(*P);
  size_t Cut = Text.find_last_of(" \t-");
  if (Cut == llvm::StringRef::npos)
    return std::nullopt;
  std::optional<Product> P = Find(Text.take_front(Cut));
  llvm::VersionTuple Version;
  // tryParse says true for failure.
  if (!P || Version.tryParse(Text.drop_front(Cut + 1)))
    return std::nullopt;
  return Database(*P, Version);
}

const Dialect &dialect(Product P) {
  // Strings: ", backslash. Comments: #, -- needs space. Names: [], ``.
  // Then $$, nested comments, q'', ? operators.
  static const Dialect Any = {false,
                              false,
                              false,
                              false,
                              true,
                              true,
                              true,
                              false,
                              true,
                              false,
                              NameFolding::Insensitive};
  static const Dialect PostgreSQL = {false,
                                     false,
                                     false,
                                     false,
                                     false,
                                     false,
                                     true,
                                     true,
                                     false,
                                     true,
                                     NameFolding::Lower};
  static const Dialect MySQL = {true,
                                true,
                                true,
                                true,
                                false,
                                true,
                                false,
                                false,
                                false,
                                false,
                                NameFolding::Insensitive};
  static const Dialect SQLite = {false,
                                 false,
                                 false,
                                 false,
                                 true,
                                 true,
                                 false,
                                 false,
                                 false,
                                 false,
                                 NameFolding::Insensitive};
  static const Dialect Oracle = {false,
                                 false,
                                 false,
                                 false,
                                 false,
                                 false,
                                 false,
                                 false,
                                 true,
                                 false,
                                 NameFolding::Upper};
  static const Dialect SQLServer = {false,
                                    false,
                                    false,
                                    false,
                                    true,
                                    false,
                                    false,
                                    true,
                                    false,
                                    false,
                                    NameFolding::Insensitive};
  switch (P) {
  case Product::Unknown:
    return Any;
  case Product::PostgreSQL:
    return PostgreSQL;
  case Product::MySQL:
  case Product::MariaDB:
    return MySQL;
  case Product::SQLite:
    return SQLite;
  case Product::Oracle:
    return Oracle;
  case Product::SQLServer:
    return SQLServer;
  }
  return Any;
}

} // namespace rowlock::databases
