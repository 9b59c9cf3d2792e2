//===- Schema/Files.cpp - Files and globs ---------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Schema/Reader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace rowlock::schema;
using llvm::StringRef;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {
/// Larger files are mapped, smaller ones read: an editor that cuts off a mapped
/// file ends the process, and nobody edits a dump of that size.
constexpr uint64_t MaxRead = 16 * 1024 * 1024;
constexpr unsigned MaxFiles = 20000;
constexpr unsigned MaxDepth = 32;

bool isGlob(StringRef Text) {
  return Text.find_first_of("*?[{") != StringRef::npos;
}

/// V2 before V10, and Flyway's repeatable migrations behind all others.
bool inOrder(StringRef A, StringRef B) {
  auto Repeats = [](StringRef P) {
    return path::filename(P).starts_with("R__");
  };
  if (Repeats(A) != Repeats(B))
    return Repeats(B);
  auto Number = [](StringRef &Text) {
    StringRef Digits = Text.take_while(llvm::isDigit);
    Text = Text.drop_front(Digits.size());
    return Digits.ltrim('0');
  };
  StringRef X = A, Y = B;
  while (!X.empty() && !Y.empty()) {
    if (llvm::isDigit(X.front()) && llvm::isDigit(Y.front())) {
      StringRef M = Number(X), N = Number(Y);
      if (M.size() != N.size())
        return M.size() < N.size();
      if (M != N)
        return M < N;
      continue;
    }
    if (X.front() != Y.front())
      return X.front() < Y.front();
    X = X.drop_front();
    Y = Y.drop_front();
  }
  return X.empty() && Y.empty() ? A < B : X.empty();
}

/// What migration tools call the way back.
bool undoes(StringRef Path) {
  StringRef Name = path::filename(Path);
  StringRef Stem = path::stem(Name);
  bool Flyway = Name.starts_with("U") && Name.contains("__") &&
                Name.size() > 1 && llvm::isDigit(Name[1]);
  return Flyway || Stem == "down" || Stem.ends_with(".down") ||
         Stem.ends_with("_down") || Stem.ends_with("-down") ||
         Stem.ends_with(".rollback") || Stem.ends_with(".undo");
}

class Expansion {
public:
  std::vector<std::string> Found;

  void expand(StringRef Folder, llvm::ArrayRef<StringRef> Parts,
              unsigned Depth = 0) {
    if (Parts.empty() || Depth > MaxDepth || Found.size() >= MaxFiles)
      return;
    StringRef Part = Parts.front();
    llvm::ArrayRef<StringRef> Rest = Parts.drop_front();
    if (!isGlob(Part))
      return take(join(Folder, Part), Rest, Depth);
    bool Deep = Part == "**";
    auto Pattern = llvm::GlobPattern::create(Deep ? "*" : Part);
    if (!Pattern) {
      llvm::consumeError(Pattern.takeError());
      return;
    }
    if (Deep)
      expand(Folder, Rest, Depth + 1);
    std::error_code Error;
    StringRef Listed = Folder.empty() ? StringRef(".") : Folder;
    std::vector<std::string> Names;
    for (fs::directory_iterator It(Listed, Error), End; It != End && !Error;
         It.increment(Error))
      Names.push_back(path::filename(It->path()).str());
    llvm::sort(Names);
    for (StringRef Name : Names) {
      if (!Pattern->match(Name) || (Name[0] == '.' && Part[0] != '.'))
        continue;
      std::string Inner = join(Folder, Name);
      if (!Deep)
        take(Inner, Rest, Depth);
      else if (fs::is_directory(Inner) && !fs::is_symlink_file(Inner))
        expand(Inner, Parts, Depth + 1);
    }
  }

private:
  static std::string join(StringRef Folder, StringRef Name) {
    llvm::SmallString<128> Joined(Folder);
    path::append(Joined, Name);
    return Joined.str().str();
  }

  void take(const std::string &Path, llvm::ArrayRef<StringRef> Rest,
            unsigned Depth) {
    if (!Rest.empty())
      expand(Path, Rest, Depth + 1);
    else if (fs::is_regular_file(Path))
      Found.push_back(Path);
  }
};
} // namespace

std::vector<std::string>
rowlock::schema::filesOf(StringRef Pattern, StringRef Base,
                         std::vector<std::string> *LeftOut) {
  llvm::SmallString<128> Whole(Pattern);
  if (path::is_relative(Pattern) && !Base.empty()) {
    Whole = Base;
    path::append(Whole, Pattern);
  }
  if (!isGlob(Pattern))
    return {Whole.str().str()};
  // What is no pattern in front may have any characters.
  StringRef Root = path::is_relative(Pattern) ? Base : path::root_path(Pattern);
  llvm::SmallVector<StringRef, 8> Parts;
  path::relative_path(Pattern).split(Parts, '/', -1, /*KeepEmpty=*/false);
  Expansion All;
  All.expand(Root, Parts);
  llvm::sort(All.Found, [](const std::string &A, const std::string &B) {
    return inOrder(A, B);
  });
  All.Found.erase(std::unique(All.Found.begin(), All.Found.end()),
                  All.Found.end());
  std::vector<std::string> Files;
  for (std::string &Each : All.Found)
    if (!undoes(Each))
      Files.push_back(std::move(Each));
    else if (LeftOut)
      LeftOut->push_back(std::move(Each));
  return Files;
}

void Reader::readFile(StringRef Path) {
  auto Fail = [&](const llvm::Twine &What) {
    Made.Files.push_back(Path.str());
    unsigned File = Made.Files.size() - 1;
    Made.note(Note::Kind::Unread, {File, 0}, What.str());
    Made.Complete = false;
  };
  fs::file_status Status;
  if (std::error_code Error = fs::status(Path, Status))
    return Fail(Error.message());
  if (fs::is_directory(Status))
    return Fail("is a directory; write '" + Path + "/*.sql'");
  auto Buffer = llvm::MemoryBuffer::getFile(
      Path, /*IsText=*/false, /*RequiresNullTerminator=*/false,
      /*IsVolatile=*/Status.getSize() <= MaxRead);
  if (!Buffer)
    return Fail(Buffer.getError().message());
  StringRef Text = (*Buffer)->getBuffer();
  if (Text.starts_with("\xff\xfe") || Text.starts_with("\xfe\xff"))
    return Fail("is in UTF-16; only UTF-8 is read");
  if (Text.take_front(4096).contains('\0'))
    return Fail("is no text");
  readText(Text, Path);
}

void Reader::readAll(llvm::ArrayRef<std::string> Patterns, StringRef Base) {
  for (const std::string &Pattern : Patterns) {
    std::vector<std::string> LeftOut;
    std::vector<std::string> Files = filesOf(Pattern, Base, &LeftOut);
    if (Files.empty()) {
      Made.Files.push_back(Pattern);
      Made.note(Note::Kind::Unread,
                {static_cast<unsigned>(Made.Files.size() - 1), 0},
                "matches no file");
      Made.Complete = false;
    }
    if (!LeftOut.empty()) {
      Made.Files.push_back(LeftOut.front());
      Made.note(
          Note::Kind::Remark, {static_cast<unsigned>(Made.Files.size() - 1), 0},
          LeftOut.size() == 1 ? "is left out: it undoes another"
                              : "and " + std::to_string(LeftOut.size() - 1) +
                                    " more are left out: they undo others");
    }
    for (const std::string &Path : Files)
      readFile(Path);
  }
}
