//===- Check.cpp - rowlock check ------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/Check.h"
#include "Check/CheckOptions.h"
#include "Check/CompileCommands.h"
#include "Check/LineFilter.h"
#include "Check/NinjaRun.h"
#include "Check/Rules.h"
#include "Check/Selection.h"
#include "Report/Formats/Baseline.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <set>

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

/// May stand in a diff and be nobody's business otherwise.
static bool isCppName(llvm::StringRef File) {
  llvm::StringRef Extension = path::extension(File);
  return llvm::StringSwitch<bool>(Extension)
      .Cases(".cpp", ".cc", ".cxx", ".c++", ".C", ".cppm", true)
      .Cases(".h", ".hh", ".hpp", ".hxx", ".h++", ".H", true)
      .Cases(".ipp", ".inl", ".tpp", ".tcc", ".txx", true)
      .Default(false);
}

namespace {
class CheckRun {
public:
  explicit CheckRun(CheckOptions Options) : Options(std::move(Options)) {}

  int run() {
    std::string Error = readInput();
    if (Error.empty())
      Error = readDatabase();
    if (!Error.empty())
      return fail(Error);
    choose();
    auto Answers = runUnits(Chosen, Options.Lint, How, Ran);
    if (!Answers)
      return fail(llvm::toString(Answers.takeError()));
    collect(*Answers);
    if (!Options.WriteBaseline.empty())
      return writeBaseline();
    filter();
    Error = print();
    if (!Error.empty())
      return fail(Error);
    summarise();
    return status();
  }

private:
  /// What the options name, so that a mistake shows before anything is run.
  std::string readInput() {
    Root = Options.Root.empty() ? findRoot() : absolute(Options.Root);
    if (!Options.Baseline.empty()) {
      auto Read = report::Baseline::read(Options.Baseline);
      if (!Read)
        return llvm::toString(Read.takeError());
      Known = std::move(*Read);
    }
    for (const std::string &Spelled : Options.Lines)
      if (std::string Error = Lines.addLines(Spelled); !Error.empty())
        return "--lines: " + Error;
    if (!Options.Diff.empty()) {
      auto Buffer = llvm::MemoryBuffer::getFileOrSTDIN(Options.Diff);
      if (!Buffer)
        return "cannot read the diff '" + Options.Diff +
               "': " + Buffer.getError().message();
      std::string Error = Lines.addDiff((*Buffer)->getBuffer(), Root);
      if (!Error.empty())
        return "--diff: " + Error;
    }
    HasLines = !Options.Lines.empty() || !Options.Diff.empty();
    for (const std::string &File : Options.Files)
      Files.push_back(absolute(File));
    if (Files.empty() && HasLines)
      llvm::copy_if(Lines.files(), std::back_inserter(Files), isCppName);
    IsPart = HasLines || !Files.empty();
    if (IsPart && !Options.WriteBaseline.empty())
      return "--write-baseline would forget the files that are not named: "
             "write it for the whole project";
    return "";
  }

  std::string readDatabase() {
    if (Options.BuildPath.empty())
      Options.BuildPath = findBuildPath();
    if (Options.BuildPath.empty())
      return std::string(
                 "no compile_commands.json in build, out, _build, "
                 "cmake-build-* or here; name its folder with -p, or ") +
             DatabaseHint;
    auto Read = readUnits(Options.BuildPath);
    if (!Read)
      return llvm::toString(Read.takeError());
    Database = std::move(*Read);
    if (Database.All.empty() && Database.Missing.empty())
      return "the compile database of '" + Options.BuildPath +
             "' has no C++ source; " + DatabaseHint;
    if (!fs::is_directory(Options.BuildPath))
      Options.BuildPath = path::parent_path(absolute(Options.BuildPath)).str();
    How.State =
        absolute(Options.StatePath.empty() ? Options.BuildPath + "/.rowlock"
                                           : Options.StatePath);
    How.Ninja = Options.Ninja;
    How.Jobs = Options.Jobs;
    How.Quiet = Options.Quiet;
    return "";
  }

  void choose() {
    if (!IsPart) {
      Chosen = Database.All;
      for (const std::string &File : Database.Missing)
        Failures[File] = "it is in the compile database, but it is not there";
      return;
    }
    Selection Part = select(Database.All, Files, How.State);
    Chosen = std::move(Part.Units);
    for (const std::string &File : Part.Unknown)
      Failures[File] = !fs::exists(File)
                           ? "it is not there"
                           : "no unit of the compile database compiles or "
                             "includes it; configure the build again, or add "
                             "a source that includes it";
  }

  void collect(std::vector<report::UnitResult> &Answers) {
    std::set<std::string> Wanted(Files.begin(), Files.end());
    for (report::UnitResult &Unit : Answers) {
      if (!Unit.Failure.empty())
        Failures.try_emplace(Unit.File, Unit.Failure);
      for (std::string &Problem : Unit.Configuration)
        if (!llvm::is_contained(Configuration, Problem))
          Configuration.push_back(std::move(Problem));
      for (const std::string &Argument : Unit.LeftOut)
        ++LeftOut[Argument];
      for (report::Result &R : Unit.Results)
        if (!IsPart || Wanted.count(R.At.File))
          Results.push_back(std::move(R));
    }
    report::settle(Results);
  }

  int writeBaseline() {
    summariseFaults();
    if (status() == 2)
      return fail("the baseline was not written, as it would miss what could "
                  "not be checked");
    report::Baseline Fresh(Results, Root);
    if (auto Error = llvm::writeToOutput(Options.WriteBaseline,
                                         [&](llvm::raw_ostream &OS) {
                                           Fresh.write(OS);
                                           return llvm::Error::success();
                                         }))
      return fail("cannot write '" + Options.WriteBaseline +
                  "': " + llvm::toString(std::move(Error)));
    if (!Options.Quiet)
      llvm::errs() << "rowlock: wrote " << counted(Results.size(), "finding")
                   << " to " << Options.WriteBaseline << "\n";
    return 0;
  }

  void filter() {
    size_t All = Results.size();
    Known.apply(Results, Root);
    InBaseline = All - Results.size();
    // What was not looked at may still be there.
    if (!IsPart && Failures.empty())
      Stale = Known.stale();
    if (HasLines)
      llvm::erase_if(
          Results, [&](const report::Result &R) { return !Lines.contains(R); });
  }

  std::string print() const {
    report::Run Run;
    Run.Root = Root;
    Run.Version = ROWLOCK_VERSION;
    Run.PagesUrl = ROWLOCK_PAGES_URL;
    Run.Rules = rules();
    Run.Results = Results;
    for (const auto &[File, Reason] : Failures)
      Run.Failures.push_back({File, Reason});
    Run.Configuration = Configuration;
    Run.ExitStatus = status();
    for (const auto &[Format, File] : Options.Outputs) {
      auto Print = Format == "sarif"    ? report::printSarif
                   : Format == "github" ? report::printGitHub
                                        : report::printText;
      std::string Text;
      llvm::raw_string_ostream Stream(Text);
      Print(Run, Stream);
      if (File == "-") {
        llvm::outs() << Stream.str();
        llvm::outs().flush();
        continue;
      }
      std::error_code Error;
      llvm::raw_fd_ostream OS(File, Error);
      if (!Error) {
        OS << Stream.str();
        OS.close();
        Error = OS.error();
        OS.clear_error();
      }
      if (Error)
        return "cannot write '" + File + "': " + Error.message();
    }
    return "";
  }

  void summariseFaults() const {
    for (const std::string &Problem : Configuration)
      llvm::errs() << "rowlock: configuration: " << Problem << "\n";
    for (const auto &[File, Reason] : Failures)
      llvm::errs() << "rowlock: could not check "
                   << report::relativeTo(Root, File) << ": " << Reason << "\n";
  }

  void summarise() const {
    summariseFaults();
    for (const std::string &Each : Stale)
      llvm::errs() << "rowlock: in the baseline, and no longer found: " << Each
                   << "\n";
    if (Options.Quiet)
      return;
    for (const auto &[Argument, Units] : LeftOut)
      llvm::errs() << "rowlock: left out of " << counted(Units, "command")
                   << ": " << Argument << "\n";
    llvm::errs() << "rowlock: " << counted(Results.size(), "finding") << " in "
                 << counted(Chosen.size(), "unit");
    if (!Options.Baseline.empty())
      llvm::errs() << ", " << InBaseline << " more in the baseline";
    if (!Failures.empty())
      llvm::errs() << ", " << Failures.size() << " could not be checked";
    llvm::errs() << " (" << Ran << " read, " << Chosen.size() - Ran
                 << " as before)\n";
  }

  int status() const {
    if (!Configuration.empty() ||
        (!Failures.empty() && !Options.TolerateErrors))
      return 2;
    bool Wrong = !Results.empty() || (Options.StrictBaseline && !Stale.empty());
    return Wrong && Options.WriteBaseline.empty() ? 1 : 0;
  }

  CheckOptions Options;
  RunOptions How;
  std::string Root;
  report::Baseline Known;
  LineFilter Lines;
  bool HasLines = false;
  /// Not all units, or not all that they say, is asked for.
  bool IsPart = false;
  /// Absolute.
  std::vector<std::string> Files;
  Units Database;
  std::vector<Unit> Chosen;
  unsigned Ran = 0;
  std::vector<report::Result> Results;
  size_t InBaseline = 0;
  std::vector<std::string> Stale;
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
