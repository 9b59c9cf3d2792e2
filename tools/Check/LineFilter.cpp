//===- LineFilter.cpp - Only what was changed -----------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/LineFilter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace rowlock::check;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

static std::string absolute(llvm::StringRef File) {
  llvm::SmallString<256> Path(File);
  fs::make_absolute(Path);
  path::remove_dots(Path, /*remove_dot_dot=*/true);
  return std::string(Path);
}

std::string LineFilter::addLines(llvm::StringRef Spelled) {
  auto [File, List] = Spelled.rsplit(':');
  std::string Wrong = ("expected FILE:A-B,C, not '" + Spelled + "'").str();
  if (File.empty() || List.empty())
    return Wrong;
  std::vector<Range> &Of = Ranges[absolute(File)];
  llvm::SmallVector<llvm::StringRef, 4> Parts;
  List.split(Parts, ',');
  for (llvm::StringRef Part : Parts) {
    auto [First, Last] = Part.split('-');
    Range R;
    if (First.getAsInteger(10, R.first))
      return Wrong;
    R.second = R.first;
    if (Part.contains('-') && Last.getAsInteger(10, R.second))
      return Wrong;
    Of.push_back(R);
  }
  return "";
}

/// The name behind "+++ ": in quotes, with a time behind a tab, with "b/".
static std::string newFile(llvm::StringRef Name, llvm::StringRef Root) {
  Name = Name.rtrim('\r');
  std::string Plain;
  if (Name.consume_front("\"")) {
    for (size_t I = 0; I < Name.size() && Name[I] != '"'; ++I) {
      unsigned Byte = 0;
      if (Name[I] != '\\')
        Plain += Name[I];
      else if (!Name.substr(I + 1, 3).getAsInteger(8, Byte) && Byte > 7)
        Plain += char(Byte), I += 3;
      else if (++I < Name.size())
        Plain += Name[I] == 't' ? '\t' : Name[I] == 'n' ? '\n' : Name[I];
    }
  } else {
    Plain = Name.split('\t').first.str();
  }
  if (Plain == "/dev/null")
    return "";
  llvm::StringRef Stripped(Plain);
  size_t Slash = Stripped.find('/');
  for (llvm::StringRef Folder : {Root, llvm::StringRef(".")})
    for (llvm::StringRef Each :
         {Slash == llvm::StringRef::npos ? Stripped
                                         : Stripped.substr(Slash + 1),
          Stripped}) {
      llvm::SmallString<256> Path(Folder);
      path::append(Path, Each);
      if (fs::exists(Path))
        return absolute(Path);
    }
  return "";
}

std::string LineFilter::addDiff(llvm::StringRef Diff, llvm::StringRef Root) {
  std::string File;
  unsigned Line = 0, NewLeft = 0, OldLeft = 0, Number = 0;
  bool AnyFile = false;
  while (!Diff.empty()) {
    auto [Each, Rest] = Diff.split('\n');
    Diff = Rest;
    ++Number;
    if (NewLeft || OldLeft) {
      // Within a hunk, also a line "+++ x" is a line of the file.
      if (Each.starts_with("\\"))
        continue;
      if (Each.starts_with("-")) {
        OldLeft -= OldLeft > 0;
        // What is taken away changes what stands around it.
        if (!File.empty())
          Ranges[File].push_back({Line > 1 ? Line - 1 : 1, Line});
        continue;
      }
      if (Each.starts_with("+")) {
        if (!File.empty())
          Ranges[File].push_back({Line, Line});
      } else {
        OldLeft -= OldLeft > 0;
      }
      NewLeft -= NewLeft > 0;
      ++Line;
      continue;
    }
    if (Each.consume_front("+++ ")) {
      AnyFile = true;
      File = newFile(Each, Root);
      if (!File.empty())
        Ranges[File];
    } else if (Each.consume_front("@@ -")) {
      auto Numbers = [](llvm::StringRef Text, unsigned &First,
                        unsigned &Count) {
        Count = 1;
        return !Text.consumeInteger(10, First) &&
               (!Text.consume_front(",") || !Text.consumeInteger(10, Count));
      };
      unsigned OldFirst = 0;
      auto [Old, New] = Each.split(" +");
      if (!AnyFile || !Numbers(Old, OldFirst, OldLeft) ||
          !Numbers(New, Line, NewLeft))
        return ("line " + llvm::Twine(Number) +
                " is no part of a unified diff: '@@ -" + Each + "'")
            .str();
      // "+5,0": behind line 5.
      Line += NewLeft == 0;
    } else if (Each.starts_with("diff ") || Each.starts_with("Binary files ") ||
               Each.starts_with("rename ")) {
      AnyFile = true;
    }
  }
  if (!AnyFile && Number > 0)
    return "this is no unified diff; make one with 'git diff -U0'";
  return "";
}

bool LineFilter::contains(const report::TextPlace &At) const {
  auto It = Ranges.find(At.File);
  return It != Ranges.end() && llvm::any_of(It->second, [&](Range R) {
           return R.first <= At.Line && At.Line <= R.second;
         });
}

bool LineFilter::contains(const report::Result &R) const {
  return contains(R.At) || llvm::any_of(R.Notes, [&](const auto &Note) {
           return contains(Note.At);
         });
}

std::vector<std::string> LineFilter::files() const {
  std::vector<std::string> Files;
  for (const auto &[File, Lines] : Ranges)
    Files.push_back(File);
  return Files;
}
