//===- Inputs.cpp - Files that an answer depends on -----------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/Inputs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace rowlock::check;

std::string rowlock::check::hashOf(llvm::StringRef Bytes) {
  std::string Hex =
      llvm::utohexstr(llvm::xxh3_64bits(Bytes), /*LowerCase=*/true);
  return std::string(16 - Hex.size(), '0') + Hex;
}

std::string rowlock::check::hashOfFile(llvm::StringRef File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  return Buffer ? hashOf((*Buffer)->getBuffer()) : "-";
}

static constexpr llvm::StringLiteral End = "end";

std::vector<Input> rowlock::check::readInputs(llvm::StringRef File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer)
    return {};
  std::vector<Input> Inputs;
  llvm::StringRef Rest = (*Buffer)->getBuffer();
  while (!Rest.empty()) {
    auto [Line, Behind] = Rest.split('\n');
    Rest = Behind;
    if (Line == End)
      return Inputs;
    auto [Hash, Name] = Line.split(' ');
    Inputs.push_back({Name.str(), Hash.str()});
  }
  return {};
}

bool rowlock::check::writeInputs(llvm::StringRef File,
                                 llvm::ArrayRef<Input> Inputs) {
  std::string Text;
  for (const Input &Each : Inputs)
    Text += Each.Hash + " " + Each.File + "\n";
  return writeIfChanged(File, Text + End.str() + "\n");
}

bool rowlock::check::areUnchanged(llvm::ArrayRef<Input> Inputs) {
  return !Inputs.empty() && llvm::all_of(Inputs, [](const Input &Each) {
    return hashOfFile(Each.File) == Each.Hash;
  });
}

static std::string escaped(llvm::StringRef File) {
  std::string Out;
  for (char C : File) {
    if (C == ' ' || C == '#' || C == '\\')
      Out += '\\';
    if (C == '$')
      Out += '$';
    Out += C;
  }
  return Out;
}

bool rowlock::check::writeDependencies(llvm::StringRef File,
                                       llvm::StringRef Target,
                                       llvm::ArrayRef<Input> Inputs) {
  std::string Text = escaped(Target) + ":";
  for (const Input &Each : Inputs)
    Text += " \\\n  " + escaped(Each.File);
  return writeIfChanged(File, Text + "\n");
}

bool rowlock::check::writeIfChanged(llvm::StringRef File,
                                    llvm::StringRef Text) {
  if (auto Buffer = llvm::MemoryBuffer::getFile(File);
      Buffer && (*Buffer)->getBuffer() == Text)
    return true;
  if (auto E = llvm::writeToOutput(File, [&](llvm::raw_ostream &OS) {
        OS << Text;
        return llvm::Error::success();
      })) {
    llvm::consumeError(std::move(E));
    return false;
  }
  return true;
}

void RecordingFileSystem::note(llvm::StringRef File) {
  llvm::SmallString<256> Path(File);
  if (makeAbsolute(Path))
    return;
  // Ninja loses its way in long paths with "..". They may lead through links,
  // so that to leave them out is not always right.
  llvm::SmallString<256> Plain(Path);
  if (llvm::sys::path::remove_dots(Plain, /*remove_dot_dot=*/true)) {
    if (llvm::sys::fs::equivalent(Path, Plain))
      Path = Plain;
    else if (!llvm::sys::fs::real_path(Path, Plain))
      Path = Plain;
  }
  Opened.try_emplace(std::string(Path));
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
RecordingFileSystem::openFileForRead(const llvm::Twine &Path) {
  auto File = ProxyFileSystem::openFileForRead(Path);
  if (File)
    note(Path.str());
  return File;
}

std::vector<Input> RecordingFileSystem::inputs() const {
  std::vector<Input> Inputs;
  for (const auto &[Name, Hash] : Opened)
    if (llvm::sys::fs::is_regular_file(Name))
      Inputs.push_back({Name, hashOfFile(Name)});
  return Inputs;
}
