//===- DriverArguments.cpp - Another compiler's arguments -----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/DriverArguments.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticDriver.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Driver/Compilation.h"
#include "clang/Driver/Driver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Host.h"

using Strings = std::vector<std::string>;

namespace {
class PrecompiledHeaders {
public:
  PrecompiledHeaders(llvm::StringRef Directory, llvm::vfs::FileSystem &Files,
                     Strings &LeftOut)
      : Directory(Directory), Files(Files), LeftOut(LeftOut) {}

  /// Takes them out, and puts the headers that they were made from in.
  Strings replace(const Strings &Arguments) {
    Strings Out;
    for (size_t I = 0; I < Arguments.size(); ++I) {
      llvm::StringRef Each = Arguments[I];
      bool Through = Each == "-Xclang" && I + 3 < Arguments.size() &&
                     Arguments[I + 2] == "-Xclang";
      llvm::StringRef Option =
          Through ? llvm::StringRef(Arguments[I + 1]) : Each;
      size_t Value = Through ? I + 3 : I + 1;
      if (Value >= Arguments.size() ||
          (Option != "-include-pch" && Option != "-include")) {
        Out.push_back(Arguments[I]);
        continue;
      }
      llvm::StringRef File = Arguments[Value];
      if (Option == "-include-pch" || isPrecompiled(File)) {
        LeftOut.push_back("precompiled header " + File.str());
        header(File, Arguments, Out);
      } else if (!Through && (exists(File + ".gch") || exists(File + ".pch"))) {
        // Said to the compiler proper, which does not look for those.
        LeftOut.push_back("precompiled header of " + File.str());
        include(File, Out);
      } else {
        Out.insert(Out.end(), Arguments.begin() + I,
                   Arguments.begin() + Value + 1);
      }
      I = Value;
    }
    return Out;
  }

private:
  static bool isPrecompiled(llvm::StringRef File) {
    llvm::StringRef Extension = llvm::sys::path::extension(File);
    return Extension == ".pch" || Extension == ".gch";
  }

  bool exists(const llvm::Twine &File) const {
    llvm::SmallString<256> Path;
    File.toVector(Path);
    if (llvm::sys::path::is_relative(Path)) {
      Path = Directory;
      llvm::sys::path::append(Path, File);
    }
    return Files.exists(Path);
  }

  static void include(llvm::StringRef Header, Strings &Out) {
    for (llvm::StringRef Each : {"-Xclang", "-include", "-Xclang"})
      Out.push_back(Each.str());
    Out.push_back(Header.str());
  }

  /// The header of a precompiled one, unless it is included anyway.
  void header(llvm::StringRef Precompiled, const Strings &Arguments,
              Strings &Out) const {
    std::string Header = Precompiled.str();
    if (isPrecompiled(Precompiled))
      Header.resize(Precompiled.rfind('.'));
    if (!llvm::is_contained(Arguments, Header) && exists(Header))
      include(Header, Out);
  }

  llvm::StringRef Directory;
  llvm::vfs::FileSystem &Files;
  Strings &LeftOut;
};
} // namespace

/// The options that the driver refuses.
static Strings refusedBy(const Strings &Arguments,
                         llvm::vfs::FileSystem &Files) {
  class Consumer : public clang::DiagnosticConsumer {
  public:
    void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                          const clang::Diagnostic &Info) override {
      using namespace clang::diag;
      switch (Info.getID()) {
      case err_drv_unknown_argument:
      case err_drv_unknown_argument_with_suggestion:
      case err_drv_unsupported_opt:
      case err_drv_unsupported_opt_for_target:
      case err_drv_unsupported_opt_with_suggestion:
      case err_drv_unsupported_option_argument:
      case err_drv_invalid_argument_to_option:
      case err_drv_clang_unsupported:
        Options.push_back(Info.getArgStdStr(0));
        break;
      default:
        break;
      }
    }
    Strings Options;
  };
  Consumer Found;
  clang::DiagnosticsEngine Diagnostics(new clang::DiagnosticIDs,
                                       new clang::DiagnosticOptions, &Found,
                                       /*ShouldOwnClient=*/false);
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Shared(&Files);
  clang::driver::Driver Driver(Arguments.front(),
                               llvm::sys::getDefaultTargetTriple(), Diagnostics,
                               "rowlock", Shared);
  Driver.setCheckInputsExist(false);
  llvm::SmallVector<const char *, 64> Pointers;
  for (const std::string &Each : Arguments)
    Pointers.push_back(Each.c_str());
  Pointers.push_back("-fsyntax-only");
  std::unique_ptr<clang::driver::Compilation> Built(
      Driver.BuildCompilation(Pointers));
  return Found.Options;
}

Strings rowlock::check::forClang(Strings Arguments, llvm::StringRef Directory,
                                 llvm::vfs::FileSystem &Files,
                                 Strings &LeftOut) {
  if (Arguments.empty())
    return Arguments;
  Arguments = PrecompiledHeaders(Directory, Files, LeftOut).replace(Arguments);
  // Some options are looked at only when others are gone.
  for (int Round = 0; Round < 8; ++Round) {
    size_t Before = Arguments.size();
    for (const std::string &Option : refusedBy(Arguments, Files)) {
      auto IsIt = [&](llvm::StringRef Each) {
        return Each == Option || (llvm::StringRef(Option).ends_with("=") &&
                                  Each.starts_with(Option));
      };
      Strings Kept;
      for (const std::string &Each : Arguments)
        if (&Each == &Arguments.front() || !IsIt(Each))
          Kept.push_back(Each);
        else if (!llvm::is_contained(LeftOut, Each))
          LeftOut.push_back(Each);
      Arguments = std::move(Kept);
    }
    if (Arguments.size() == Before)
      break;
  }
  return Arguments;
}
