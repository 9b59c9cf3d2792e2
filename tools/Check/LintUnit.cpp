//===- LintUnit.cpp - Lints one unit --------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/LintUnit.h"
#include "Check/Inputs.h"
#include "Check/Tidy.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace rowlock::check;

/// A file that is never there: what depends on it is always made again.
static constexpr llvm::StringLiteral Never = ".never";

/// A unit with an error may be whole the next time although no file that was
/// read has changed: a header is there that was missing.
static bool hasFailed(llvm::ArrayRef<Input> Inputs) {
  return !Inputs.empty() &&
         llvm::StringRef(Inputs.back().File).ends_with(Never);
}

int rowlock::check::lintUnitMain(llvm::StringRef RequestFile) {
  UnitFiles Of(RequestFile);
  std::vector<Input> Before = readInputs(Of.Inputs);
  if (!hasFailed(Before) && llvm::sys::fs::exists(Of.Result) &&
      areUnchanged(Before)) {
    writeDependencies(Of.Dependencies, Of.Result, Before);
    llvm::outs() << AsBefore << '\n';
    return 0;
  }
  // Should this process die, no old answer is taken for the new one.
  llvm::sys::fs::remove(Of.Result);

  auto Buffer = llvm::MemoryBuffer::getFile(RequestFile);
  if (!Buffer) {
    llvm::errs() << RequestFile << ": " << Buffer.getError().message() << '\n';
    return 2;
  }
  auto Request = requestFromJson((*Buffer)->getBuffer());
  if (!Request) {
    llvm::errs() << RequestFile << ": " << llvm::toString(Request.takeError())
                 << '\n';
    return 2;
  }
  auto Files = llvm::makeIntrusiveRefCnt<RecordingFileSystem>(
      llvm::vfs::createPhysicalFileSystem());
  // The models are named from where the command runs.
  std::vector<std::string> Others;
  report::UnitResult Unit = runTidy(*Request, Files, [&](llvm::StringRef File) {
    llvm::SmallString<256> Path(File);
    llvm::sys::fs::make_absolute(Path);
    Others.push_back(std::string(Path));
  });
  for (const std::string &File : Others)
    Files->note(File);
  for (const std::string &File : Request->ConfigurationFiles)
    Files->note(File);
  std::vector<Input> Inputs = Files->inputs();
  Inputs.push_back({Of.Request, hashOf((*Buffer)->getBuffer())});
  if (!Unit.Failure.empty())
    Inputs.push_back({Of.Request + Never.str(), "-"});
  if (writeInputs(Of.Inputs, Inputs) &&
      writeDependencies(Of.Dependencies, Of.Result, Inputs) &&
      writeIfChanged(Of.Result, toJson(Unit)))
    return 0;
  llvm::errs() << Of.Result << ": cannot be written\n";
  return 2;
}
