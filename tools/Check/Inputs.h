//===- Inputs.h - Files that an answer depends on ---------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_INPUTS_H
#define ROWLOCK_TOOLS_CHECK_INPUTS_H

#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rowlock::check {

/// A file and what it held, as a number.
struct Input {
  std::string File;
  std::string Hash;
};

/// "0123456789abcdef"; "-" if the file cannot be read.
std::string hashOf(llvm::StringRef Bytes);
std::string hashOfFile(llvm::StringRef File);

/// One line for each. Nothing if the file is not there or not whole.
std::vector<Input> readInputs(llvm::StringRef File);
/// \returns false if it cannot be written.
bool writeInputs(llvm::StringRef File, llvm::ArrayRef<Input> Inputs);
/// Each file still holds what it did.
bool areUnchanged(llvm::ArrayRef<Input> Inputs);

/// "TARGET: FILE FILE ...", as Make and Ninja read it.
bool writeDependencies(llvm::StringRef File, llvm::StringRef Target,
                       llvm::ArrayRef<Input> Inputs);

/// Writes \p Text to \p File in one step; a file that holds it already keeps
/// its time. \returns false if it cannot be written.
bool writeIfChanged(llvm::StringRef File, llvm::StringRef Text);

/// The files that are opened, by absolute name. Names that Clang spells are
/// relative to the folder of its compile command.
class RecordingFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;

  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override;

  void note(llvm::StringRef File);
  /// Sorted by name.
  std::vector<Input> inputs() const;

private:
  std::map<std::string, std::string> Opened;
};

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_INPUTS_H
