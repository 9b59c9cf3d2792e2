//===- CompileCommands.cpp - The units of a compile database --------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/CompileCommands.h"
#include "clang/Driver/Types.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace rowlock::check;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
namespace tooling = clang::tooling;

static constexpr llvm::StringLiteral DatabaseName = "compile_commands.json";

const char *const rowlock::check::DatabaseHint =
    "make one with 'cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON ...', with "
    "'meson setup', or with 'bear -- make'";

static bool hasDatabase(llvm::StringRef Folder) {
  llvm::SmallString<256> File(Folder);
  path::append(File, DatabaseName);
  return fs::exists(File);
}

std::string rowlock::check::findBuildPath() {
  for (llvm::StringRef Folder : {"build", "out", "_build"})
    if (hasDatabase(Folder))
      return Folder.str();
  std::set<std::string> Found;
  std::error_code Error;
  for (fs::directory_iterator It(".", Error), End; It != End && !Error;
       It.increment(Error)) {
    llvm::StringRef Name = path::filename(It->path());
    if ((Name.starts_with("cmake-build-") || Name.starts_with("build")) &&
        hasDatabase(Name))
      Found.insert(Name.str());
  }
  if (!Found.empty())
    return *Found.begin();
  return hasDatabase(".") ? "." : "";
}

/// By what the command says, else by the name.
static bool isCpp(const tooling::CompileCommand &Command) {
  namespace types = clang::driver::types;
  llvm::ArrayRef<std::string> Arguments = Command.CommandLine;
  for (size_t I = 0; I + 1 < Arguments.size(); ++I)
    if (Arguments[I] == "-x")
      return llvm::StringRef(Arguments[I + 1]).contains("c++");
  llvm::StringRef Extension = path::extension(Command.Filename).ltrim('.');
  types::ID Type = types::lookupTypeForExtension(Extension);
  if (Type == types::TY_C && !Arguments.empty())
    // "g++ x.c" compiles C++.
    return path::stem(Arguments.front()).contains("++");
  return Type == types::TY_INVALID || types::isCXX(Type);
}

llvm::Expected<Units> rowlock::check::readUnits(llvm::StringRef BuildPath) {
  llvm::SmallString<256> File(BuildPath);
  if (fs::is_directory(BuildPath))
    path::append(File, DatabaseName);
  if (!fs::exists(File))
    return llvm::createStringError("there is no compile database '" +
                                   File.str() + "'; " + DatabaseHint);
  fs::make_absolute(File);
  std::string Error;
  std::unique_ptr<tooling::CompilationDatabase> Database =
      tooling::JSONCompilationDatabase::loadFromFile(
          File, Error, tooling::JSONCommandLineSyntax::AutoDetect);
  if (!Database)
    return llvm::createStringError("cannot read '" + File.str() +
                                   "': " + llvm::StringRef(Error).trim() +
                                   "; make it again: " + DatabaseHint);
  Database = tooling::inferTargetAndDriverMode(tooling::expandResponseFiles(
      std::move(Database), llvm::vfs::getRealFileSystem()));
  Units Found;
  std::set<std::string> Missing;
  std::set<std::vector<std::string>> Known;
  for (tooling::CompileCommand &Command : Database->getAllCompileCommands()) {
    llvm::SmallString<256> Folder(Command.Directory);
    if (path::is_relative(Folder))
      fs::make_absolute(path::parent_path(File), Folder);
    llvm::SmallString<256> Source(Command.Filename);
    fs::make_absolute(Folder, Source);
    path::remove_dots(Source, /*remove_dot_dot=*/true);
    if (!isCpp(Command)) {
      ++Found.Others;
      continue;
    }
    if (!fs::exists(Source)) {
      Missing.insert(std::string(Source));
      continue;
    }
    std::vector<std::string> Key = Command.CommandLine;
    Key.insert(Key.begin(), {std::string(Source), std::string(Folder)});
    if (Known.insert(Key).second)
      Found.All.push_back({std::string(Source), std::string(Folder),
                           std::move(Command.CommandLine)});
  }
  Found.Missing.assign(Missing.begin(), Missing.end());
  return Found;
}
