//===- Config/Config.cpp - What .rowlock.yaml says ------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Config/Config.h"
#include "Models/Reader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace rowlock::config;
using llvm::StringRef;
using rowlock::databases::IsolationLevel;
using rowlock::databases::WriterRule;
using rowlock::databases::Writers;
using rowlock::models::YamlNode;
namespace databases = rowlock::databases;
namespace models = rowlock::models;

namespace {
using Words = llvm::ArrayRef<StringRef>;

class Loader {
public:
  Loader(File &Out, StringRef Path,
         llvm::SmallVectorImpl<models::Diagnostic> &Faults)
      : Out(Out), Read(Path, Arena, Faults) {}

  void load(const YamlNode &Root) {
    static constexpr StringRef Keys[] = {
        "database", "isolation", "schema", "models", "writers", "side-effects"};
    const YamlNode *Level = nullptr;
    Read.eachKey(Root, "the configuration",
                 [&](const YamlNode &Key, const YamlNode &Value) {
                   if (!llvm::is_contained(Keys, Key.Text))
                     return Read.failUnknown(Key, "key", Keys);
                   Out.Lines[Key.Text] = Key.Line;
                   if (Key.Text == "database")
                     database(Value);
                   else if (Key.Text == "isolation")
                     Level = &Value;
                   else if (Key.Text == "schema")
                     paths(Value, Out.Schema);
                   else if (Key.Text == "models")
                     paths(Value, Out.Models);
                   else if (Key.Text == "writers")
                     writers(Value);
                   else
                     sideEffects(Value);
                 });
    // Which levels there are depends on the database, wherever it stands.
    if (Level)
      isolation(*Level);
  }

private:
  void database(const YamlNode &N) {
    std::optional<StringRef> Text = Read.scalar(N, "a database");
    if (!Text)
      return;
    if (auto Db = databases::parseDatabase(*Text); Db && Db->known()) {
      Out.Db = *Db;
      return;
    }
    auto [Name, Version] = Text->rsplit(' ');
    if (auto Known = databases::parseDatabase(Name);
        Known && Known->known() && !Version.empty())
      return Read.fail(N, "'" + Version +
                              "' is no version; expected numbers, "
                              "as in '" +
                              databases::name(Known->Kind) + " 8.0'");
    llvm::SmallVector<StringRef, 8> Valid;
    for (databases::Product P : databases::allProducts())
      Valid.push_back(databases::name(P));
    Read.failUnknown(N, "database", Valid);
  }

  void isolation(const YamlNode &N) {
    std::optional<StringRef> Text = Read.scalar(N, "an isolation level");
    if (!Text)
      return;
    auto Level = databases::parseIsolationLevel(*Text);
    if (!Level || *Level == IsolationLevel::Unknown) {
      llvm::SmallVector<StringRef, 8> Valid;
      for (IsolationLevel Each :
           {IsolationLevel::ReadUncommitted, IsolationLevel::ReadCommitted,
            IsolationLevel::RepeatableRead, IsolationLevel::Snapshot,
            IsolationLevel::Serializable})
        Valid.push_back(databases::name(Each));
      return Read.failUnknown(N, "isolation level", Valid);
    }
    if (Out.Db.known() &&
        databases::effectiveLevel(Out.Db, *Level) == IsolationLevel::Unknown)
      return Read.fail(N, databases::displayName(Out.Db.Kind) +
                              " has no isolation level '" + *Text + "'");
    Out.Level = *Level;
  }

  void paths(const YamlNode &N, std::vector<std::string> &List) {
    if (N.What == YamlNode::Sequence && N.Items.empty())
      return;
    Read.each(N, [&](const YamlNode &Item) {
      if (std::optional<StringRef> Text = Read.scalar(Item, "a file or glob"))
        List.push_back(Text->str());
    });
  }

  std::optional<Writers> who(const YamlNode &N) {
    std::optional<StringRef> Text = Read.scalar(N, "who writes");
    if (!Text)
      return std::nullopt;
    std::optional<Writers> Known = databases::parseWriters(*Text);
    static constexpr StringRef Valid[] = {"many", "one process", "one thread"};
    if (!Known)
      Read.failUnknown(N, "writers", Valid);
    return Known;
  }

  void rule(const YamlNode &N, WriterRule &Rule) {
    if (N.What != YamlNode::Map) {
      if (std::optional<Writers> Known = who(N))
        Rule.Who = *Known;
      return;
    }
    static constexpr StringRef Keys[] = {"writers", "reason"};
    bool Says = false;
    Read.eachKey(N, "a rule about writers",
                 [&](const YamlNode &Key, const YamlNode &Value) {
                   if (Key.Text == "writers") {
                     Says = true;
                     if (std::optional<Writers> Known = who(Value))
                       Rule.Who = *Known;
                   } else if (Key.Text == "reason") {
                     if (auto Text = Read.scalar(Value, "a reason"))
                       Rule.Reason = Text->str();
                   } else {
                     Read.failUnknown(Key, "key", Keys);
                   }
                 });
    if (!Says)
      Read.fail(N, "expected 'writers': many, one process or one thread");
  }

  void writers(const YamlNode &N) {
    if (N.What != YamlNode::Map)
      return rule(N, Out.Writers.Default);
    Read.eachKey(N, "writers", [&](const YamlNode &Key, const YamlNode &Value) {
      if (Key.Text == "default")
        return rule(Value, Out.Writers.Default);
      WriterRule Rule;
      Rule.Tables = Key.Text;
      rule(Value, Rule);
      Out.Writers.Rules.push_back(std::move(Rule));
    });
  }

  void sideEffects(const YamlNode &N) {
    static constexpr StringRef Valid[] = {"default", "strict"};
    std::optional<StringRef> Text = Read.scalar(N, "default or strict");
    if (!Text)
      return;
    if (!llvm::is_contained(Valid, *Text))
      return Read.failUnknown(N, "mode of side effects", Valid);
    Out.StrictSideEffects = *Text == "strict";
  }

  File &Out;
  models::ModelArena Arena;
  models::Reader Read;
};
} // namespace

std::string File::folder() const {
  return llvm::sys::path::parent_path(Path).str();
}

File rowlock::config::readText(
    StringRef Path, StringRef Content,
    llvm::SmallVectorImpl<models::Diagnostic> &Faults) {
  File Result;
  Result.Path = Path.str();
  models::YamlTree Tree;
  if (const YamlNode *Root =
          Tree.parse(Path, Content, Faults, "a configuration"))
    Loader(Result, Path, Faults).load(*Root);
  return Result;
}

File rowlock::config::read(StringRef Path,
                           llvm::SmallVectorImpl<models::Diagnostic> &Faults) {
  auto Buffer = llvm::MemoryBuffer::getFile(Path);
  if (!Buffer) {
    Faults.push_back({Path.str(), 0, 0, Buffer.getError().message()});
    File Nothing;
    Nothing.Path = Path.str();
    return Nothing;
  }
  return readText(Path, (*Buffer)->getBuffer(), Faults);
}

std::string rowlock::config::findFor(StringRef Source) {
  llvm::SmallString<128> Folder(Source);
  if (llvm::sys::fs::make_absolute(Folder))
    return "";
  llvm::sys::path::remove_dots(Folder, /*remove_dot_dot=*/true);
  if (!llvm::sys::fs::is_directory(Folder))
    llvm::sys::path::remove_filename(Folder);
  for (StringRef At = Folder; !At.empty();
       At = llvm::sys::path::parent_path(At)) {
    llvm::SmallString<128> Candidate(At);
    llvm::sys::path::append(Candidate, FileName);
    if (llvm::sys::fs::is_regular_file(Candidate))
      return Candidate.str().str();
  }
  return "";
}
