//===- rowlock-tidy.cpp - clang-tidy with Rowlock linked in ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A drop-in for clang-tidy: it *is* clang-tidy, with the rowlock module beside
// all stock ones, for whatever takes a path to clang-tidy but no `--load`.
//
// One thing has to be helped. Clang looks for its own headers (stddef.h and the
// like) in ../lib/clang/<major> of the program that runs. That is right for
// clang-tidy, which lies beside clang, and wrong for a program in a build tree
// or under another prefix. If there is nothing, the headers of the LLVM that
// this program was built with are named, before the compile command's own
// arguments, so that a -resource-dir of the user's still wins.
//
//===----------------------------------------------------------------------===//

#include "clang-tidy/tool/ClangTidyMain.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <string>

namespace {

bool holdsHeaders(llvm::StringRef ResourceDir) {
  llvm::SmallString<256> Header(ResourceDir);
  llvm::sys::path::append(Header, "include", "stddef.h");
  return llvm::sys::fs::exists(Header);
}

/// Where Clang will look by itself.
std::string resourceDirBeside(const std::string &Program) {
  llvm::SmallString<256> Dir(llvm::sys::path::parent_path(Program));
  llvm::sys::path::append(Dir, "..", "lib", "clang",
                          CLANG_VERSION_MAJOR_STRING);
  return std::string(Dir);
}

} // namespace

int main(int Argc, const char **Argv) {
  static int Anchor;
  std::string Program = llvm::sys::fs::getMainExecutable(Argv[0], &Anchor);

  llvm::SmallVector<const char *, 32> Arguments(Argv, Argv + Argc);
  std::string ResourceDir =
      "--extra-arg-before=-resource-dir=" ROWLOCK_CLANG_RESOURCE_DIR;
  if (!holdsHeaders(resourceDirBeside(Program)) &&
      holdsHeaders(ROWLOCK_CLANG_RESOURCE_DIR))
    Arguments.insert(Arguments.begin() + 1, ResourceDir.c_str());
  Arguments.push_back(nullptr);

  return clang::tidy::clangTidyMain(static_cast<int>(Arguments.size()) - 1,
                                    Arguments.data());
}
