//===- CheckOptions.cpp - The command line of rowlock check ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/CheckOptions.h"
#include "Databases/Databases.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace rowlock::check;

void rowlock::check::checkUsage(llvm::raw_ostream &OS) {
  OS << R"(usage: rowlock check [-p BUILD] [OPTIONS] [FILE...]

Checks all C++ sources of a compile database, or the given sources and headers,
and says what it found. What has not changed since the last time is not read again.

  -p BUILD               folder with compile_commands.json; build, out, _build,
                         cmake-build-* and . are tried if it is absent
  -j N                   jobs at once; Ninja chooses if absent
  --format=FORMAT[:FILE] text (default), github or sarif; may be given several
                         times, each with a file of its own
  --output=FILE          where the format without a file goes to
  --quiet                no progress, no summary unless something is wrong

What is reported
  --baseline=FILE        only what is not in FILE
  --write-baseline=FILE  write what is found to FILE, and call it clean
  --strict-baseline      fail if the baseline has entries that fit nothing
  --diff=FILE            only lines that this unified diff changes; - is standard
                         input. Without FILEs only the files in it are checked
  --lines=FILE:A-B,C   only these lines of FILE
  --tolerate-errors      a unit that cannot be read does not count

How it is checked
  --checks=GLOBS         on top of what .clang-tidy says of rowlock's checks
  --config=YAML          instead of .clang-tidy files
  --option=NAME=VALUE    a CheckOption: rowlock.Database=sqlite,
                         rowlock-check-then-act.MinimumConfidence=certain
  --database=, --isolation=, --side-effects=, --model=FILE, --minimum-confidence=
                         the same, for all checks
  --extra-arg=ARG        one more argument for the compiler

Where
  --root=FOLDER          files are named from there in SARIF, annotations and
                         baselines; default: the nearest folder with .git
  --state=FOLDER         where results are kept; default: BUILD/.rowlock
  --ninja=PROGRAM        the Ninja to run the jobs with

Exit status: 0 nothing found, 1 something found, 2 something could not be checked.
)";
}

namespace {
class Reader {
public:
  Reader(llvm::ArrayRef<std::string> Arguments, std::string &Error)
      : Arguments(Arguments), Error(Error) {}

  std::optional<CheckOptions> read() {
    bool OnlyFiles = false;
    while (Next < Arguments.size() && Error.empty()) {
      const std::string &Each = Arguments[Next++];
      if (OnlyFiles || !llvm::StringRef(Each).starts_with("-"))
        Options.Files.push_back(Each);
      else if (Each == "--")
        OnlyFiles = true;
      else
        option(Each);
    }
    finish();
    if (!Error.empty())
      return std::nullopt;
    return std::move(Options);
  }

private:
  void option(llvm::StringRef Spelled) {
    if (bool *Flag = flag(Spelled)) {
      *Flag = true;
      return;
    }
    auto [Name, Value] = Spelled.split('=');
    bool HasValue = Spelled.contains('=');
    // "-j4", "-pbuild"
    if (!HasValue && Name.size() > 2 &&
        (Name.starts_with("-j") || Name.starts_with("-p"))) {
      Value = Name.substr(2);
      Name = Name.take_front(2);
      HasValue = true;
    }
    std::string *Text = text(Name);
    if (!Text && !isList(Name)) {
      Error = ("unknown option '" + Name + "'").str();
      return;
    }
    if (!HasValue) {
      if (Next == Arguments.size()) {
        Error = ("option '" + Name + "' needs a value").str();
        return;
      }
      Value = Arguments[Next++];
    }
    if (Text)
      *Text = Value.str();
    else
      list(Name, Value);
  }

  bool *flag(llvm::StringRef Name) {
    return llvm::StringSwitch<bool *>(Name)
        .Case("--quiet", &Options.Quiet)
        .Case("--tolerate-errors", &Options.TolerateErrors)
        .Case("--strict-baseline", &Options.StrictBaseline)
        .Default(nullptr);
  }

  std::string *text(llvm::StringRef Name) {
    return llvm::StringSwitch<std::string *>(Name)
        .Case("-p", &Options.BuildPath)
        .Case("-j", &Jobs)
        .Case("--output", &Output)
        .Case("--baseline", &Options.Baseline)
        .Case("--write-baseline", &Options.WriteBaseline)
        .Case("--diff", &Options.Diff)
        .Case("--checks", &Options.Lint.Checks)
        .Case("--config", &Options.Lint.Config)
        .Case("--root", &Options.Root)
        .Case("--state", &Options.StatePath)
        .Case("--ninja", &Options.Ninja)
        .Case("--database", &Database)
        .Case("--isolation", &Isolation)
        .Case("--side-effects", &SideEffects)
        .Case("--minimum-confidence", &Confidence)
        .Default(nullptr);
  }

  static bool isList(llvm::StringRef Name) {
    return Name == "--format" || Name == "--lines" || Name == "--option" ||
           Name == "--extra-arg" || Name == "--model";
  }

  void list(llvm::StringRef Name, llvm::StringRef Value) {
    if (Name == "--format")
      format(Value);
    else if (Name == "--lines")
      Options.Lines.push_back(Value.str());
    else if (Name == "--extra-arg")
      Options.Lint.ExtraArguments.push_back(Value.str());
    else if (Name == "--model")
      model(Value);
    else if (auto [Key, Set] = Value.split('='); Value.contains('='))
      Options.Lint.CheckOptions.emplace_back(Key.str(), Set.str());
    else
      Error = ("option '--option' needs NAME=VALUE, not '" + Value + "'").str();
  }

  void format(llvm::StringRef Value) {
    auto [Name, File] = Value.split(':');
    if (Name != "text" && Name != "github" && Name != "sarif") {
      Error = ("unknown format '" + Name +
               "'; expected text, github or sarif, and :FILE if it goes there")
                  .str();
      return;
    }
    Options.Outputs.emplace_back(Name.str(), File.str());
  }

  void model(llvm::StringRef File) {
    if (!llvm::sys::fs::exists(File)) {
      Error = ("there is no model '" + File + "'").str();
      return;
    }
    Models += (Models.empty() ? "" : ";") + File.str();
  }

  void finish() {
    if (!Error.empty())
      return;
    if (!Jobs.empty() &&
        (llvm::StringRef(Jobs).getAsInteger(10, Options.Jobs) ||
         Options.Jobs == 0)) {
      Error = "option '-j' needs a number of jobs, not '" + Jobs + "'";
      return;
    }
    share("Database", Database);
    share("Isolation", Isolation);
    share("SideEffects", SideEffects);
    share("MinimumConfidence", Confidence);
    share("Models", Models);
    if (!Options.Baseline.empty() && !Options.WriteBaseline.empty())
      Error = "--baseline and --write-baseline exclude each other";
    finishOutputs();
  }

  void share(llvm::StringRef Name, const std::string &Value) {
    if (!Value.empty())
      Options.Lint.CheckOptions.emplace_back(("rowlock." + Name).str(), Value);
  }

  void finishOutputs() {
    if (Options.Outputs.empty())
      Options.Outputs.emplace_back("text", "");
    unsigned Open = 0;
    for (auto &[Name, File] : Options.Outputs)
      if (File.empty()) {
        ++Open;
        File = Output.empty() ? "-" : Output;
      }
    if (Open > 1)
      Error = "several formats would go to one place: write --format=NAME:FILE";
    if (Open == 0 && !Output.empty())
      Error = "--output is for a format without a file, and there is none";
  }

  llvm::ArrayRef<std::string> Arguments;
  std::string &Error;
  size_t Next = 0;
  CheckOptions Options;
  std::string Jobs, Output, Database, Isolation, SideEffects, Confidence,
      Models;
};
} // namespace

std::optional<CheckOptions>
rowlock::check::readCheckOptions(llvm::ArrayRef<std::string> Arguments,
                                 std::string &Error) {
  return Reader(Arguments, Error).read();
}
