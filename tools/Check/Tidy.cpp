//===- Tidy.cpp - clang-tidy's library, run on one unit -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/Tidy.h"
#include "Check/DriverArguments.h"
#include "Check/TidyOptions.h"
#include "FindingListener.h"
#include "clang-tidy/ClangTidy.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TargetSelect.h"
#include <map>
#include <tuple>
#include <unistd.h>

using namespace clang::tidy;
using namespace rowlock::check;
namespace hazards = rowlock::hazards;
namespace report = rowlock::report;
using FileSystemPtr = llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>;

namespace {

/// What findings are known by, until clang-tidy says which of them it prints.
class Listener : public rowlock::checks::FindingListener {
public:
  explicit Listener(llvm::function_ref<void(llvm::StringRef)> Read)
      : Read(Read) {}

  void found(const report::Finding &Found, llvm::StringRef File,
             unsigned Offset) override {
    report::Result &R = Known[key(Found.Check, File, Offset)];
    R.Confidence = hazards::spelling(Found.Sure).str();
    R.Function = Found.Function;
    R.Statement = Found.Statement;
  }
  void read(llvm::StringRef File) override { Read(File); }

  report::Result take(const ClangTidyError &Error) {
    return Known[key(Error.DiagnosticName, Error.Message.FilePath,
                     Error.Message.FileOffset)];
  }

private:
  using Key = std::tuple<std::string, std::string, unsigned>;
  static Key key(llvm::StringRef Check, llvm::StringRef File, unsigned Offset) {
    // Clang and clang-tidy may spell the folders in two ways.
    return {Check.str(), llvm::sys::path::filename(File).str(), Offset};
  }

  llvm::function_ref<void(llvm::StringRef)> Read;
  std::map<Key, report::Result> Known;
};

/// The one compile command that was asked for, also where the file has others.
class OneCommand : public clang::tooling::CompilationDatabase {
public:
  explicit OneCommand(clang::tooling::CompileCommand Command)
      : Command(std::move(Command)) {}
  std::vector<clang::tooling::CompileCommand>
  getCompileCommands(llvm::StringRef) const override {
    return {Command};
  }

private:
  clang::tooling::CompileCommand Command;
};

/// What is written to a descriptor of this process, as clang-tidy prints there.
class Capture {
public:
  explicit Capture(int Descriptor) : Descriptor(Descriptor) {
    Saved = ::dup(Descriptor);
    if (llvm::sys::fs::createTemporaryFile("rowlock", "txt", File, Name))
      return;
    ::dup2(File, Descriptor);
  }
  ~Capture() {
    llvm::outs().flush();
    ::dup2(Saved, Descriptor);
    ::close(Saved);
    if (File >= 0) {
      ::close(File);
      llvm::sys::fs::remove(Name);
    }
  }
  /// What was written since the last time.
  std::string take() {
    llvm::outs().flush();
    std::string Text;
    char Bytes[4096];
    for (ssize_t Got;
         File >= 0 && (Got = ::pread(File, Bytes, sizeof(Bytes), Read)) > 0;
         Read += Got)
      Text.append(Bytes, Got);
    return Text;
  }

private:
  int Descriptor;
  int Saved = -1;
  int File = -1;
  off_t Read = 0;
  llvm::SmallString<128> Name;
};

/// Turns what clang-tidy found into results.
class Converter {
public:
  Converter(llvm::StringRef Directory, FileSystemPtr Files)
      : Directory(Directory), Files(std::move(Files)) {}

  report::TextPlace place(llvm::StringRef File, unsigned Offset) {
    report::TextPlace At;
    if (File.empty())
      return At;
    At.File = absolute(File);
    llvm::StringRef Text = text(At.File).take_front(Offset);
    At.Line = Text.count('\n') + 1;
    size_t Begin = Text.rfind('\n');
    At.Column = report::countCharacters(Text.substr(
                    Begin == llvm::StringRef::npos ? 0 : Begin + 1)) +
                1;
    return At;
  }

  void convert(const ClangTidyError &Error, report::Result &R) {
    R.Check = Error.DiagnosticName;
    R.At = place(Error.Message.FilePath, Error.Message.FileOffset);
    R.Message = Error.Message.Message;
    for (const auto &Note : Error.Notes)
      R.Notes.push_back({place(Note.FilePath, Note.FileOffset), Note.Message});
    for (const auto &File : Error.Message.Fix)
      for (const clang::tooling::Replacement &Each : File.second) {
        unsigned Begin = Each.getOffset();
        R.Edits.push_back({place(Each.getFilePath(), Begin),
                           place(Each.getFilePath(), Begin + Each.getLength()),
                           Each.getReplacementText().str()});
      }
  }

  /// clang-tidy spells files as the compile command does, from whose folder
  /// they are seen; the reader is elsewhere.
  std::string withWholeNames(llvm::StringRef Rendered,
                             const ClangTidyError &Error) const {
    std::vector<std::string> Spelled = {Error.Message.FilePath};
    for (const auto &Note : Error.Notes)
      Spelled.push_back(Note.FilePath);
    std::string Out;
    while (!Rendered.empty()) {
      auto [Line, Rest] = Rendered.split('\n');
      Rendered = Rest;
      for (const std::string &File : Spelled)
        if (!File.empty() && Line.starts_with(File + ":")) {
          Out += absolute(File);
          Line = Line.drop_front(File.size());
          break;
        }
      Out += Line.str() + "\n";
    }
    return Out;
  }

private:
  std::string absolute(llvm::StringRef File) const {
    llvm::SmallString<256> Path(File);
    llvm::sys::fs::make_absolute(Directory, Path);
    llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    return std::string(Path);
  }

  llvm::StringRef text(const std::string &File) {
    auto [It, IsNew] = Texts.try_emplace(File);
    if (IsNew)
      if (auto Buffer = Files->getBufferForFile(File))
        It->second = (*Buffer)->getBuffer().str();
    return It->second;
  }

  std::string Directory;
  FileSystemPtr Files;
  std::map<std::string, std::string> Texts;
};

} // namespace

static void initializeTargets() {
  llvm::InitializeAllTargetInfos();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmParsers();
}

static clang::tooling::CompileCommand commandOf(const UnitRequest &Request,
                                                llvm::vfs::FileSystem &Files,
                                                report::UnitResult &Unit) {
  std::vector<std::string> Arguments = Request.Arguments;
  // In front, so that a -resource-dir of the user's wins.
  Arguments.insert(Arguments.begin() + !Arguments.empty(),
                   {"-resource-dir", ROWLOCK_CLANG_RESOURCE_DIR});
  Arguments =
      forClang(std::move(Arguments), Request.Directory, Files, Unit.LeftOut);
  // Another compiler's warnings are none of ours.
  for (llvm::StringRef Each :
       {"-Wno-error", "-Wno-unknown-warning-option", "-Qunused-arguments"})
    Arguments.push_back(Each.str());
  Arguments.insert(Arguments.end(), Request.Options.ExtraArguments.begin(),
                   Request.Options.ExtraArguments.end());
  return {Request.Directory, Request.File, std::move(Arguments), ""};
}

report::UnitResult
rowlock::check::runTidy(const UnitRequest &Request, FileSystemPtr Files,
                        llvm::function_ref<void(llvm::StringRef)> Read) {
  initializeTargets();
  report::UnitResult Unit;
  Unit.File = Request.File;
  Capture Output(1), Complaints(2);
  std::string Error;
  auto Options = tidyOptions(Request.Options, Files, Error);
  if (!Options) {
    Unit.Configuration.push_back(Error);
    return Unit;
  }
  ClangTidyContext Context(std::move(Options));
  auto Overlay = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(Files);
  OneCommand Database(commandOf(Request, *Files, Unit));
  Listener Heard(Read);
  std::vector<ClangTidyError> Errors =
      runClangTidy(Context, Database, {Request.File}, Overlay,
                   /*ApplyAnyFix=*/false);
  Output.take();

  llvm::SmallVector<llvm::StringRef, 8> Lines;
  std::string Said = Complaints.take();
  llvm::StringRef(Said).split(Lines, '\n');
  // clang-tidy goes on without a configuration file that it cannot read.
  for (auto [Index, Line] : llvm::enumerate(Lines))
    if (Line.starts_with("Error parsing "))
      Unit.Configuration.push_back(
          (Index >= 3 && Lines[Index - 3].contains(": error: ")
               ? Lines[Index - 3]
               : Line)
              .str());

  Converter Convert(Request.Directory, Files);
  for (const ClangTidyError &Each : Errors) {
    llvm::StringRef Name = Each.DiagnosticName;
    if (Name == "clang-tidy-config") {
      Unit.Configuration.push_back(Each.Message.Message);
    } else if (Name.starts_with("rowlock-")) {
      report::Result R = Heard.take(Each);
      Convert.convert(Each, R);
      unsigned AsErrors = 0;
      handleErrors({Each}, Context, FB_NoFix, AsErrors, Overlay);
      R.Rendered = Convert.withWholeNames(Output.take(), Each);
      Unit.Results.push_back(std::move(R));
    } else if (Each.DiagLevel == ClangTidyError::Error &&
               Unit.Failure.empty()) {
      report::TextPlace At =
          Convert.place(Each.Message.FilePath, Each.Message.FileOffset);
      if (At.Line)
        Unit.Failure = At.File + ":" + std::to_string(At.Line) + ":" +
                       std::to_string(At.Column) + ": ";
      Unit.Failure += Each.Message.Message;
    }
  }
  return Unit;
}
