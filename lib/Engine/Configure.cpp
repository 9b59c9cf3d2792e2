//===- Engine/Configure.cpp - The configuration of a source ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/Configure.h"
#include "Schema/Reader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace rowlock::engine;
using llvm::StringRef;
namespace config = rowlock::config;
namespace databases = rowlock::databases;
namespace models = rowlock::models;
namespace schema = rowlock::schema;

namespace {
/// Changes when a file comes, goes or is written to.
std::string stampOf(llvm::ArrayRef<std::string> Patterns, StringRef Base) {
  std::string Stamp;
  llvm::raw_string_ostream OS(Stamp);
  for (const std::string &Pattern : Patterns)
    for (const std::string &Path : schema::filesOf(Pattern, Base)) {
      llvm::sys::fs::file_status Status;
      if (llvm::sys::fs::status(Path, Status))
        continue;
      OS << Path << ' ' << Status.getSize() << ' '
         << Status.getLastModificationTime().time_since_epoch().count() << ';';
    }
  return Stamp;
}

std::string joined(StringRef Folder, StringRef Path) {
  if (Folder.empty() || llvm::sys::path::is_absolute(Path))
    return Path.str();
  llvm::SmallString<128> Whole(Folder);
  llvm::sys::path::append(Whole, Path);
  return Whole.str().str();
}
} // namespace

std::vector<std::string>
rowlock::engine::filesBehind(StringRef ConfigurationFile) {
  std::vector<std::string> Files{ConfigurationFile.str()};
  llvm::SmallVector<models::Diagnostic, 4> Ignored;
  config::File Read = config::read(ConfigurationFile, Ignored);
  for (const std::string &Model : Read.Models)
    Files.push_back(joined(Read.folder(), Model));
  for (const std::string &Pattern : Read.Schema)
    for (std::string &Path : schema::filesOf(Pattern, Read.folder()))
      if (llvm::sys::fs::exists(Path))
        Files.push_back(std::move(Path));
  return Files;
}

std::shared_ptr<const schema::Schema>
Configurations::schemaOf(llvm::ArrayRef<std::string> Patterns, StringRef Base,
                         databases::Database Db) {
  std::string Name = Base.str() + '\n' + databases::print(Db);
  for (const std::string &Pattern : Patterns)
    Name += '\n' + Pattern;
  std::string Stamp = stampOf(Patterns, Base);
  std::lock_guard<std::mutex> Lock(Mutex);
  Known &Mine = Schemas[Name];
  if (!Mine.Schema || Mine.Stamp != Stamp) {
    schema::Reader Reader(Db);
    Reader.readAll(Patterns, Base);
    Mine.Schema = std::make_shared<const schema::Schema>(Reader.take());
    Mine.Stamp = std::move(Stamp);
  }
  return Mine.Schema;
}

UnitConfiguration Configurations::of(StringRef Source, const Overrides &Given,
                                     Tell Say) {
  UnitConfiguration Result;
  config::File &File = Result.File;
  std::string Path = Given.File;
  if (Path.empty() && !Given.NoFile)
    Path = config::findFor(Source);
  if (!Path.empty()) {
    llvm::SmallVector<models::Diagnostic, 4> Faults;
    File = config::read(Path, Faults);
    for (const models::Diagnostic &Fault : Faults) {
      std::string Text;
      llvm::raw_string_ostream OS(Text);
      models::print(Fault, OS);
      Say(StringRef(Text).rtrim());
      Result.Good = false;
    }
  }
  Configuration &C = Result.Judge;
  C.Db = Given.Db.known() ? Given.Db : File.Db;
  C.Level = Given.Level != databases::IsolationLevel::Unknown ? Given.Level
                                                              : File.Level;
  C.Effects =
      Given.Effects.value_or(File.StrictSideEffects ? SideEffectMode::Strict
                                                    : SideEffectMode::Default);
  databases::WriterRules Writers = File.Writers;
  if (Given.Writers) {
    Writers = {};
    Writers.Default.Who = *Given.Writers;
  }
  if (!Writers.Rules.empty() || Writers.Default.Who != databases::Writers::Many)
    C.Writers = std::make_shared<const databases::WriterRules>(Writers);

  std::string Folder = File.folder();
  for (const std::string &Model : File.Models)
    Result.Models.push_back(joined(Folder, Model));
  for (const std::string &Model : Given.Models)
    Result.Models.push_back(Model);
  return Result;
}

void Configurations::readSchema(UnitConfiguration &C, const Overrides &Given,
                                Tell Say) {
  bool Own = !Given.Schema.empty();
  const std::vector<std::string> &Patterns = Own ? Given.Schema : C.File.Schema;
  if (Patterns.empty())
    return;
  std::string Folder = C.File.folder();
  C.Judge.Schema = schemaOf(Patterns, Own ? StringRef() : Folder, C.Judge.Db);
  // What a statement says that could not be read is asked for with dump.
  const schema::Schema &Known = *C.Judge.Schema;
  for (const schema::Note &N : Known.notes())
    if (N.What == schema::Note::Kind::Unread && N.At.Line == 0) {
      Say(Known.files()[N.At.File] + ": warning: schema: " + N.Message);
      C.Good = false;
    }
}
