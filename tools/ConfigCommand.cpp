//===- ConfigCommand.cpp - rowlock config ---------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConfigCommand.h"
#include "Engine/Configure.h"
#include "Models/ModelSet.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace rowlock;

namespace {
int fail(const llvm::Twine &Message) {
  llvm::errs() << "rowlock: " << Message << '\n';
  return 2;
}

/// The file to look at: \p Path itself if it is a configuration.
std::string configurationOf(const std::string &Path) {
  llvm::StringRef Name = llvm::sys::path::filename(Path);
  bool Itself = Name.ends_with(".yaml") || Name.ends_with(".yml");
  return Itself ? Path : config::findFor(Path);
}

std::string counted(size_t Count, llvm::StringRef What) {
  return (llvm::Twine(Count) + " " + What + (Count == 1 ? "" : "s")).str();
}

int check(const std::string &Path, llvm::raw_ostream &OS) {
  engine::Overrides Given;
  Given.File = configurationOf(Path);
  if (Given.File.empty())
    return fail("there is no " + config::FileName + " at or above " + Path);
  auto Say = [&](llvm::StringRef Line) { OS << Line << '\n'; };
  engine::Configurations Shared;
  engine::UnitConfiguration C = Shared.of(Given.File, Given, Say);
  models::ModelSet Models;
  for (const std::string &Model : C.Models) {
    llvm::SmallVector<models::Diagnostic, 4> Faults;
    C.Good &= Models.addFile(Model, Faults);
    for (const models::Diagnostic &Fault : Faults)
      models::print(Fault, OS);
  }
  Shared.readSchema(C, Given, Say);
  size_t Tables = 0;
  if (C.Judge.Schema) {
    Tables = C.Judge.Schema->tables().size();
    // Not faults of the configuration, but this is who wants to know.
    for (const schema::Note &N : C.Judge.Schema->notes())
      if (N.At.Line)
        C.Judge.Schema->print(N, OS);
  }
  if (!C.Good)
    return 1;
  OS << Given.File << ": good: " << counted(Tables, "table") << ", "
     << counted(C.Models.size(), "model") << '\n';
  return 0;
}

int show(const std::string &Path, llvm::raw_ostream &OS) {
  engine::Overrides Given;
  Given.File = configurationOf(Path);
  bool Good = true;
  auto Say = [&](llvm::StringRef Line) {
    llvm::errs() << Line << '\n';
    Good = false;
  };
  engine::Configurations Shared;
  engine::UnitConfiguration C = Shared.of(Path, Given, Say);
  if (Given.File.empty())
    OS << "# there is no " << config::FileName << " at or above " << Path
       << '\n';
  config::print(C.File, OS);
  return Good ? 0 : 1;
}
} // namespace

int rowlock::configMain(llvm::ArrayRef<std::string> Arguments,
                        llvm::raw_ostream &OS) {
  bool Check = false;
  std::vector<std::string> Paths;
  for (llvm::StringRef Each : Arguments) {
    if (Each == "--check")
      Check = true;
    else if (Each.starts_with("-"))
      return fail("unknown option '" + Each + "' of config; expected --check");
    else
      Paths.push_back(Each.str());
  }
  if (Paths.size() > 1)
    return fail("config takes one file or folder");
  if (Paths.empty())
    Paths.push_back(".");
  if (!llvm::sys::fs::exists(Paths.front()))
    return fail("there is no " + Paths.front());
  return Check ? check(Paths.front(), OS) : show(Paths.front(), OS);
}
