//===- UnitInput.h - What rowlock's commands read ---------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A unit comes as a C++ source, which is lowered, or as an effect program in
// text form. The file's extension tells which it is.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_UNITINPUT_H
#define ROWLOCK_TOOLS_UNITINPUT_H

#include "Effects/Parser.h"
#include "Engine/Configure.h"
#include "Lowering/Lowering.h"
#include "Models/ModelSet.h"

namespace rowlock {

struct InputOptions {
  /// What the arguments say; it wins over a file's .rowlock.yaml.
  engine::Overrides Given;
  /// Of one file, once configured() has put it together.
  engine::Configuration Configuration;
  /// Users' own models.
  std::vector<std::string> Models;
  /// For C++ sources: the compiler's arguments, or where to look for a
  /// compile_commands.json.
  std::vector<std::string> CompilerArguments;
  bool HasCompilerArguments = false;
  std::string BuildPath;
};

/// A unit that was read.
struct InputUnit {
  effects::Program &Program;
  repair::SourceText Source;
  /// C++ sources only.
  clang::ASTContext *Context = nullptr;
  llvm::ArrayRef<const clang::FunctionDecl *> Functions;
  const models::ModelSet &Models;
  /// C++ sources only: no header of a database library is included, so that
  /// nothing was lowered.
  bool WithoutDatabase = false;
  /// Programs in text form only.
  const effects::TextMap *Map = nullptr;
};

/// Takes one argument that all commands have; "--" and what follows is taken by
/// readCompilerArguments().
enum class OptionRead { No, Yes, Wrong };
OptionRead readInputOption(llvm::StringRef Argument, InputOptions &Options);

/// \p Options with the configuration of \p File. What is wrong with it is told
/// on standard error, and leaves \p Good false.
InputOptions configured(const InputOptions &Options, llvm::StringRef File,
                        engine::Configurations &Shared, bool &Good);

/// Splits off what follows "--".
llvm::ArrayRef<std::string>
readCompilerArguments(llvm::ArrayRef<std::string> Arguments,
                      InputOptions &Options);

/// Adds the users' models. \returns false, and says why, if one is not good.
bool loadModels(const InputOptions &Options, models::ModelSet &Models);

/// Reads \p File and calls \p Visit with the unit. \returns false, after
/// messages on standard error, if it cannot be read or if \p Visit says so.
bool readUnit(const std::string &File, const models::ModelSet &Models,
              const InputOptions &Options,
              llvm::function_ref<bool(const InputUnit &)> Visit);

} // namespace rowlock

#endif // ROWLOCK_TOOLS_UNITINPUT_H
