//===- Lowering/ClangCompat.h - Differences between Clangs ------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every place where Rowlock's source depends on the LLVM version. No other file
// tests LLVM_VERSION_MAJOR, but for the host guard of the plugin.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_CLANGCOMPAT_H
#define ROWLOCK_LOWERING_CLANGCOMPAT_H

#include "clang/Basic/FileEntry.h"
#include "clang/Lex/PPCallbacks.h"
#include "llvm/Config/llvm-config.h"

namespace rowlock::compat {

/// PPCallbacks that hears of `#include` lines by one signature.
///
/// InclusionDirective took a `const FileEntry *` up to LLVM 14, an optional
/// FileEntryRef from 15 on, and one parameter more from 19 on.
class InclusionCallbacks : public clang::PPCallbacks {
public:
  /// An `#include` at \p Hash that spells \p Spelled between its delimiters.
  /// \p Path is the file that was found, or empty. \p Kind is the one of the
  /// included file, not of the including one.
  virtual void included(clang::SourceLocation Hash, llvm::StringRef Spelled,
                        bool Angled, llvm::StringRef Path,
                        clang::SrcMgr::CharacteristicKind Kind) = 0;

private:
#if LLVM_VERSION_MAJOR >= 19
  void InclusionDirective(clang::SourceLocation Hash, const clang::Token &,
                          llvm::StringRef Spelled, bool Angled,
                          clang::CharSourceRange,
                          clang::OptionalFileEntryRef File, llvm::StringRef,
                          llvm::StringRef, const clang::Module *, bool,
                          clang::SrcMgr::CharacteristicKind Kind) final {
    included(Hash, Spelled, Angled, File ? File->getName() : "", Kind);
  }
#elif LLVM_VERSION_MAJOR >= 16
  void InclusionDirective(clang::SourceLocation Hash, const clang::Token &,
                          llvm::StringRef Spelled, bool Angled,
                          clang::CharSourceRange,
                          clang::OptionalFileEntryRef File, llvm::StringRef,
                          llvm::StringRef, const clang::Module *,
                          clang::SrcMgr::CharacteristicKind Kind) final {
    included(Hash, Spelled, Angled, File ? File->getName() : "", Kind);
  }
#else
  void InclusionDirective(clang::SourceLocation Hash, const clang::Token &,
                          llvm::StringRef Spelled, bool Angled,
                          clang::CharSourceRange, const clang::FileEntry *File,
                          llvm::StringRef, llvm::StringRef,
                          const clang::Module *,
                          clang::SrcMgr::CharacteristicKind Kind) final {
    included(Hash, Spelled, Angled, File ? File->getName() : "", Kind);
  }
#endif
};

} // namespace rowlock::compat

#endif // ROWLOCK_LOWERING_CLANGCOMPAT_H
