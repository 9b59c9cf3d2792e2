//===- NinjaRun.cpp - Units are linted by Ninja ---------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/NinjaRun.h"
#include "Check/Inputs.h"
#include "Check/LintUnit.h"
#include "Check/Subprocess.h"
#include "Engine/Configure.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include <algorithm>
#include <map>

using namespace rowlock::check;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
namespace report = rowlock::report;

UnitFiles rowlock::check::filesOf(const Unit &Of, llvm::StringRef State) {
  std::string Key = Of.File + '\0' + Of.Directory;
  for (const std::string &Argument : Of.Arguments)
    Key += '\0' + Argument;
  std::string Name;
  for (char C : path::filename(Of.File))
    Name += llvm::isAlnum(C) || C == '.' || C == '-' ? C : '_';
  return UnitFiles(
      (State + "/units/" + Name + "-" + hashOf(Key) + ".request.json").str());
}

/// Another build of this program, or another Clang, may find something else.
static std::string programIdentity() {
  static int Anchor;
  std::string Self = fs::getMainExecutable("", &Anchor);
  return hashOfFile(Self) + " " + clang::getClangFullVersion();
}

namespace {
/// The configuration files for sources, each folder looked at once.
class ConfigurationFiles {
public:
  const std::vector<std::string> &of(llvm::StringRef Folder) {
    auto [It, IsNew] = Known.try_emplace(Folder.str());
    if (!IsNew)
      return It->second;
    std::vector<std::string> Found;
    for (llvm::StringRef Name : {".clang-tidy", ".rowlock.yaml"}) {
      llvm::SmallString<256> File(Folder);
      path::append(File, Name);
      if (!fs::exists(File))
        continue;
      if (Name == ".clang-tidy")
        Found.push_back(std::string(File));
      else
        for (std::string &Each : rowlock::engine::filesBehind(File))
          Found.push_back(std::move(Each));
    }
    llvm::StringRef Parent = path::parent_path(Folder);
    if (!Parent.empty() && Parent != Folder) {
      const std::vector<std::string> &Above = of(Parent);
      Found.insert(Found.end(), Above.begin(), Above.end());
    }
    return Known[Folder.str()] = std::move(Found);
  }

private:
  std::map<std::string, std::vector<std::string>> Known;
};

/// What Ninja prints: a line for each unit that is done, and the words of those
/// that died.
class NinjaOutput {
public:
  explicit NinjaOutput(bool Quiet)
      : ShowsProgress(!Quiet && llvm::sys::Process::StandardErrIsDisplayed()) {}
  ~NinjaOutput() {
    if (Shown)
      llvm::errs() << "\r\033[K";
  }

  void line(llvm::StringRef Line) {
    if (Line.consume_front("FAILED: ")) {
      Failed = Line.trim().str();
      return;
    }
    if (Line.starts_with("[rowlock ")) {
      Failed.clear();
      ++Done;
      if (ShowsProgress) {
        Shown = true;
        llvm::errs() << "\r\033[K" << Line.drop_front(1).take_front(100);
      }
      return;
    }
    if (Line == AsBefore) {
      ++Unchanged;
      return;
    }
    // A crash of Clang begins with words that say nothing of it.
    if (Line.trim().empty() || Line.contains(" lint-unit ") ||
        Line.starts_with("ninja: no work") ||
        Line.starts_with("PLEASE submit a bug report") ||
        Line.starts_with("Stack dump"))
      return;
    std::string &Words = Complaints[Failed];
    if (Words.empty())
      Words = Line.trim().str();
  }

  /// How many sources were read.
  unsigned read() const { return Done - std::min(Done, Unchanged); }
  bool isSilent() const { return Done == 0; }
  /// The first line about \p File, or about none.
  std::string about(const std::string &File) const {
    auto It = Complaints.find(File);
    return It == Complaints.end() ? "" : It->second;
  }

private:
  bool ShowsProgress;
  bool Shown = false;
  unsigned Done = 0;
  unsigned Unchanged = 0;
  std::string Failed;
  std::map<std::string, std::string> Complaints;
};

/// One run at a time works in a folder.
class Lock {
public:
  explicit Lock(const std::string &File) {
    if (fs::openFileForWrite(File, Descriptor))
      return;
    if (fs::tryLockFile(Descriptor) == std::error_code())
      return;
    llvm::errs() << "rowlock: waiting for another run in '"
                 << path::parent_path(File) << "'\n";
    fs::lockFile(Descriptor);
  }
  ~Lock() {
    if (Descriptor >= 0) {
      fs::unlockFile(Descriptor);
      llvm::sys::Process::SafelyCloseFileDescriptor(Descriptor);
    }
  }

private:
  int Descriptor = -1;
};
} // namespace

/// As a path in a Ninja file.
static std::string escaped(llvm::StringRef Text) {
  std::string Out;
  for (char C : Text) {
    if (C == '$' || C == ' ' || C == ':')
      Out += '$';
    Out += C;
  }
  return Out;
}

static std::string quoted(llvm::StringRef Text) {
  std::string Out = "'";
  for (char C : Text)
    Out += C == '\'' ? std::string("'\\''") : std::string(1, C);
  Out += "'";
  // Within a value of a Ninja file only this is special.
  std::string Value;
  for (char C : Out)
    Value += C == '$' ? std::string("$$") : std::string(1, C);
  return Value;
}

static std::string ninjaFile(llvm::ArrayRef<Unit> Units,
                             llvm::StringRef State) {
  static int Anchor;
  std::string Text =
      "# Written by 'rowlock check'; it may be deleted at any time.\n"
      "ninja_required_version = 1.7\n"
      "builddir = " +
      escaped(State) +
      "\n"
      "rule lint\n"
      "  command = " +
      quoted(fs::getMainExecutable("", &Anchor)) +
      " lint-unit $request\n"
      "  depfile = $dependencies\n"
      "  deps = gcc\n"
      "  restat = 1\n"
      "  description = $source\n";
  for (const Unit &Each : Units) {
    UnitFiles Of = filesOf(Each, State);
    Text += "build " + escaped(Of.Result) + ": lint " + escaped(Of.Request) +
            "\n  request = " + quoted(Of.Request) +
            "\n  dependencies = " + escaped(Of.Dependencies) +
            "\n  source = " + escaped(path::filename(Each.File)) + "\n";
  }
  return Text;
}

static bool writeRequests(llvm::ArrayRef<Unit> Units, const LintOptions &Lint,
                          llvm::StringRef State) {
  std::string Program = programIdentity();
  ConfigurationFiles Configuration;
  bool Good = true;
  for (const Unit &Each : Units)
    Good &= writeIfChanged(
        filesOf(Each, State).Request,
        toJson(UnitRequest{Each.File, Each.Directory, Each.Arguments, Lint,
                           Program,
                           Configuration.of(path::parent_path(Each.File))}));
  return Good;
}

static report::UnitResult answerOf(const Unit &Each, llvm::StringRef State,
                                   const NinjaOutput &Output) {
  UnitFiles Of = filesOf(Each, State);
  report::UnitResult Unit;
  auto Buffer = llvm::MemoryBuffer::getFile(Of.Result);
  if (Buffer) {
    auto Read = report::unitFromJson((*Buffer)->getBuffer());
    if (Read)
      Unit = std::move(*Read);
    else
      Unit.Failure =
          "the result cannot be read: " + llvm::toString(Read.takeError()) +
          "; delete '" + State.str() + "'";
  } else {
    std::string Words = Output.about(Of.Result);
    Unit.Failure =
        "rowlock itself failed on it" + (Words.empty() ? "" : ": " + Words);
  }
  Unit.File = Each.File;
  return Unit;
}

llvm::Expected<std::vector<report::UnitResult>>
rowlock::check::runUnits(llvm::ArrayRef<Unit> Units, const LintOptions &Lint,
                         const RunOptions &Options, unsigned &Ran) {
  std::string Ninja = Options.Ninja;
  for (llvm::StringRef Name : {"ninja", "ninja-build", "samu"})
    if (Ninja.empty())
      if (auto Found = llvm::sys::findProgramByName(Name))
        Ninja = *Found;
  if (Ninja.empty() || !fs::can_execute(Ninja))
    return llvm::createStringError(
        (Ninja.empty() ? std::string("Ninja, which runs the jobs, is not there")
                       : "'" + Ninja + "' cannot be run") +
        "; install it (Debian: ninja-build), or name it with --ninja=PROGRAM");
  std::string Folder = Options.State + "/units";
  if (std::error_code Error = fs::create_directories(Folder))
    return llvm::createStringError("cannot write to '" + Folder +
                                   "': " + Error.message() +
                                   "; choose another folder with --state");
  Lock Only(Options.State + "/lock");
  std::string File = Options.State + "/build.ninja";
  if (!writeRequests(Units, Lint, Options.State) ||
      !writeIfChanged(File, ninjaFile(Units, Options.State)))
    return llvm::createStringError("cannot write to '" + Options.State +
                                   "'; choose another folder with --state");

  std::vector<std::string> Command = {Ninja, "-f", File, "-k", "0"};
  if (Options.Jobs)
    Command.push_back("-j" + std::to_string(Options.Jobs));
  NinjaOutput Output(Options.Quiet);
  std::string Error;
  int Status = runWithOutput(
      Command, {{"NINJA_STATUS", "[rowlock %f/%t] "}},
      [&](llvm::StringRef Line) { Output.line(Line); }, Error);
  if (Status < 0)
    return llvm::createStringError("cannot run '" + Ninja + "': " + Error);
  Ran = Output.read();
  if (Status != 0 && Output.isSilent() && !Output.about("").empty())
    return llvm::createStringError("Ninja could not start: " +
                                   Output.about(""));
  std::vector<report::UnitResult> Results;
  for (const Unit &Each : Units)
    Results.push_back(answerOf(Each, Options.State, Output));
  return Results;
}
