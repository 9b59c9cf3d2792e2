//===- SchemaDump.cpp - rowlock dump --schema -----------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SchemaDump.h"
#include "Schema/Reader.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/Twine.h"

using namespace rowlock;

static int fail(const llvm::Twine &Message) {
  llvm::errs() << "rowlock: " << Message << '\n';
  return 2;
}

static void printUniqueness(const schema::Schema &S, llvm::StringRef Question,
                            llvm::raw_ostream &OS) {
  auto [TableName, List] = Question.split(':');
  llvm::SmallVector<llvm::StringRef, 4> Parts;
  List.split(Parts, ',');
  std::vector<std::string> Columns(Parts.begin(), Parts.end());
  OS << "unique " << Question << ": ";
  const schema::Table *T = S.table(TableName);
  OS << (T ? name(S.uniqueOn(*T, Columns)) : "no such table") << '\n';
}

int rowlock::dumpSchemaMain(llvm::ArrayRef<std::string> Arguments,
                            llvm::raw_ostream &OS) {
  databases::Database Db;
  std::vector<std::string> Files, Questions;
  for (llvm::StringRef Each : Arguments) {
    if (Each.consume_front("--database=")) {
      auto Read = databases::parseDatabase(Each);
      if (!Read)
        return fail("unknown database '" + Each + "'");
      Db = *Read;
    } else if (Each.consume_front("--unique=")) {
      Questions.push_back(Each.str());
    } else if (Each.starts_with("--")) {
      return fail("unknown option '" + Each + "' of dump --schema");
    } else {
      Files.push_back(Each.str());
    }
  }
  if (Files.empty())
    return fail("dump --schema needs a file");
  schema::Reader Reader(Db);
  Reader.readAll(Files);
  const schema::Schema &S = Reader.schema();
  S.print(OS);
  for (const std::string &Each : Questions)
    printUniqueness(S, Each, OS);
  return S.isComplete() ? 0 : 1;
}
