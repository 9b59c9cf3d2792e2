//===- Config/Print.cpp - What a file says, in words ----------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Config/Config.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace rowlock::config;
using llvm::StringRef;
namespace databases = rowlock::databases;

namespace {
/// The key, the value, and behind it where the value comes from.
void line(const File &F, StringRef Key, StringRef Value,
          llvm::raw_ostream &OS) {
  OS << Key << ": " << Value << "  # ";
  auto It = F.Lines.find(Key);
  if (It == F.Lines.end())
    OS << "default";
  else
    OS << F.Path << ':' << It->second;
  OS << '\n';
}

std::string list(llvm::ArrayRef<std::string> Items) {
  return "[" + llvm::join(Items, ", ") + "]";
}

void print(const databases::WriterRule &Rule, StringRef Tables,
           llvm::raw_ostream &OS) {
  OS << "  \"" << Tables << "\": ";
  if (Rule.Reason.empty())
    OS << databases::name(Rule.Who) << '\n';
  else
    OS << "{ writers: " << databases::name(Rule.Who) << ", reason: \""
       << Rule.Reason << "\" }\n";
}
} // namespace

void rowlock::config::print(const File &F, llvm::raw_ostream &OS) {
  line(F, "database",
       F.Db.known() ? databases::print(F.Db) : "found out from the code", OS);
  line(F, "isolation",
       F.Level == databases::IsolationLevel::Unknown ? "the database's default"
                                                     : databases::name(F.Level),
       OS);
  line(F, "schema", list(F.Schema), OS);
  line(F, "models", list(F.Models), OS);
  line(F, "writers",
       F.Writers.Rules.empty() && F.Writers.Default.Reason.empty()
           ? databases::name(F.Writers.Default.Who)
           : StringRef(),
       OS);
  if (!F.Writers.Rules.empty() || !F.Writers.Default.Reason.empty()) {
    ::print(F.Writers.Default, "default", OS);
    for (const databases::WriterRule &Rule : F.Writers.Rules)
      ::print(Rule, Rule.Tables, OS);
  }
  line(F, "side-effects", F.StrictSideEffects ? "strict" : "default", OS);
}
