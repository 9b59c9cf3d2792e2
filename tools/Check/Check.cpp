//===- Check.cpp - rowlock check ------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/Check.h"
#include "Check/CheckOptions.h"
#include "Check/CompileCommands.h"
#include "Check/NinjaRun.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace rowlock::check;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
namespace report = rowlock::report;

static int fail(const llvm::Twine &Message) {
  llvm::errs() << "rowlock check: " << Message << "\n";
  return 2;
}

static std::string absolute(llvm::StringRef File) {
  llvm::SmallString<256> Path(File);
  fs::make_absolute(Path);
  path::remove_dots(Path, /*remove_dot_dot=*/true);
  return std::string(Path);
}

/// The nearest folder with .git, else the working folder.
static std::string findRoot() {
  std::string Here = absolute(".");
  for (llvm::StringRef Folder = Here; !Folder.empty();
       Folder = path::parent_path(Folder)) {
    llvm::SmallString<256> Git(Folder);
    path::append(Git, ".git");
    if (fs::exists(Git))
      return Folder.str();
  }
  return Here;
}

static std::string counted(size_t Count, llvm::StringRef What) {
  return (llvm::Twine(Count) + " " + What + (Count == 1 ? "" : "s")).str();
}

namespace {
class CheckRun {
public:
  explicit CheckRun(CheckOptions Options) : Options(std::move(Options)) {}

  int run() {
    if (int Status = prepare())
      return Status;
    RunOptions How;
    How.State =
        absolute(Options.StatePath.empty() ? Options.BuildPath + "/.rowlock"
                                           : Options.StatePath);
    How.Ninja = Options.Ninja;
    How.Jobs = Options.Jobs;
    How.Quiet = Options.Quiet;
    auto Answers = runUnits(Known.All, Options.Lint, How, Ran);
    if (!Answers)
      return fail(llvm::toString(Answers.takeError()));
    collect(*Answers);
    report::settle(Results);
    for (const report::Result &R : Results)
      llvm::outs() << R.Rendered;
    llvm::outs().flush();
    summarise();
    return status();
  }

private:
  int prepare() {
    if (Options.BuildPath.empty())
      Options.BuildPath = findBuildPath();
    if (Options.BuildPath.empty())
      return fail(llvm::Twine("no compile_commands.json in build, out, _build, "
                              "cmake-build-* or here; name its folder with -p, "
                              "or ") +
                  DatabaseHint);
    auto Read = readUnits(Options.BuildPath);
    if (!Read)
      return fail(llvm::toString(Read.takeError()));
    Known = std::move(*Read);
    if (!fs::is_directory(Options.BuildPath))
      Options.BuildPath = path::parent_path(absolute(Options.BuildPath)).str();
    Root = Options.Root.empty() ? findRoot() : absolute(Options.Root);
    for (const std::string &File : Known.Missing)
      Failures[File] = "it is in the compile database, but it is not there";
    return 0;
  }

  void collect(std::vector<report::UnitResult> &Answers) {
    for (report::UnitResult &Unit : Answers) {
      if (!Unit.Failure.empty())
        Failures.try_emplace(Unit.File, Unit.Failure);
      for (std::string &Problem : Unit.Configuration)
        if (!llvm::is_contained(Configuration, Problem))
          Configuration.push_back(std::move(Problem));
      for (const std::string &Argument : Unit.LeftOut)
        ++LeftOut[Argument];
      for (report::Result &R : Unit.Results)
        Results.push_back(std::move(R));
    }
  }

  void summarise() const {
    for (const std::string &Problem : Configuration)
      llvm::errs() << "rowlock: configuration: " << Problem << "\n";
    for (const auto &[File, Reason] : Failures)
      llvm::errs() << "rowlock: could not check "
                   << report::relativeTo(Root, File) << ": " << Reason << "\n";
    if (Options.Quiet)
      return;
    for (const auto &[Argument, Units] : LeftOut)
      llvm::errs() << "rowlock: left out of " << counted(Units, "command")
                   << ", as Clang does not take it: " << Argument << "\n";
    llvm::errs() << "rowlock: " << counted(Results.size(), "finding") << " in "
                 << counted(Known.All.size(), "unit");
    if (!Failures.empty())
      llvm::errs() << ", " << Failures.size() << " could not be checked";
    llvm::errs() << " (" << Ran << " read, " << Known.All.size() - Ran
                 << " as before)\n";
  }

  int status() const {
    if (!Configuration.empty() ||
        (!Failures.empty() && !Options.TolerateErrors))
      return 2;
    return Results.empty() ? 0 : 1;
  }

  CheckOptions Options;
  Units Known;
  std::string Root;
  unsigned Ran = 0;
  std::vector<report::Result> Results;
  /// By file.
  std::map<std::string, std::string> Failures;
  std::vector<std::string> Configuration;
  /// Arguments with the number of commands that had them.
  std::map<std::string, unsigned> LeftOut;
};
} // namespace

int rowlock::check::checkMain(llvm::ArrayRef<std::string> Arguments) {
  if (llvm::is_contained(Arguments, "--help") ||
      llvm::is_contained(Arguments, "-h")) {
    checkUsage(llvm::outs());
    return 0;
  }
  std::string Error;
  std::optional<CheckOptions> Options = readCheckOptions(Arguments, Error);
  if (!Options)
    return fail(Error + "; see rowlock check --help");
  return CheckRun(std::move(*Options)).run();
}
