//===- IncludeScan.cpp - Who includes whom, at a glance -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/IncludeScan.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace rowlock::check;
namespace path = llvm::sys::path;

static std::string joined(llvm::StringRef Folder, llvm::StringRef Name) {
  llvm::SmallString<256> Path(Name);
  if (path::is_relative(Path)) {
    Path = Folder;
    path::append(Path, Name);
  }
  path::remove_dots(Path, /*remove_dot_dot=*/true);
  return std::string(Path);
}

static std::vector<std::string> foldersOf(const Unit &Of) {
  std::vector<std::string> Folders;
  for (size_t I = 0; I < Of.Arguments.size(); ++I)
    for (llvm::StringRef Option : {"-I", "-isystem", "-iquote", "-idirafter"}) {
      llvm::StringRef Value = Of.Arguments[I];
      if (!Value.consume_front(Option))
        continue;
      if (Value.empty() && I + 1 < Of.Arguments.size())
        Value = Of.Arguments[++I];
      Folders.push_back(joined(Of.Directory, Value));
      break;
    }
  return Folders;
}

bool IncludeScan::includes(const Unit &Of, const std::string &Header) {
  std::vector<std::string> Folders = foldersOf(Of);
  std::set<std::string> Seen{Of.File};
  std::vector<std::string> Work{Of.File};
  // "-include FILE"
  for (size_t I = 0; I + 1 < Of.Arguments.size(); ++I)
    if (Of.Arguments[I] == "-include")
      Work.push_back(joined(Of.Directory, Of.Arguments[I + 1]));
  while (!Work.empty()) {
    std::string File = std::move(Work.back());
    Work.pop_back();
    if (File == Header)
      return true;
    for (const Line &Each : linesOf(File)) {
      std::vector<std::string> Tried = Folders;
      if (!Each.Angled)
        Tried.insert(Tried.begin(), path::parent_path(File).str());
      for (const std::string &Folder : Tried) {
        std::string Found = joined(Folder, Each.Spelled);
        if (!exists(Found))
          continue;
        if (Seen.insert(Found).second)
          Work.push_back(std::move(Found));
        break;
      }
    }
  }
  return false;
}

bool IncludeScan::exists(const std::string &File) {
  auto [It, IsNew] = Exists.try_emplace(File);
  if (IsNew)
    It->second = llvm::sys::fs::is_regular_file(File);
  return It->second;
}

const std::vector<IncludeScan::Line> &
IncludeScan::linesOf(const std::string &File) {
  auto [It, IsNew] = Lines.try_emplace(File);
  if (!IsNew)
    return It->second;
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer)
    return It->second;
  llvm::StringRef Rest = (*Buffer)->getBuffer();
  while (!Rest.empty()) {
    auto [Text, Behind] = Rest.split('\n');
    Rest = Behind;
    Text = Text.ltrim();
    if (!Text.consume_front("#"))
      continue;
    Text = Text.ltrim();
    if (!Text.consume_front("include"))
      continue;
    Text = Text.ltrim();
    bool Angled = Text.consume_front("<");
    if (!Angled && !Text.consume_front("\""))
      continue;
    It->second.push_back({Text.split(Angled ? '>' : '"').first.str(), Angled});
  }
  return It->second;
}
