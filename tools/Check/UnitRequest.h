//===- UnitRequest.h - One unit that is to be linted ------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `rowlock check` asks for each unit with a file. It holds all that the answer
// depends on but the contents of files, so that Ninja runs a unit again when
// the request has changed.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_CHECK_UNITREQUEST_H
#define ROWLOCK_TOOLS_CHECK_UNITREQUEST_H

#include "llvm/Support/Error.h"
#include <string>
#include <utility>
#include <vector>

namespace rowlock::check {

/// What the command line says about the checks.
struct LintOptions {
  /// Behind what .clang-tidy says; empty for nothing.
  std::string Checks;
  /// As in .clang-tidy; empty: files are looked for.
  std::string Config;
  std::vector<std::pair<std::string, std::string>> CheckOptions;
  std::vector<std::string> ExtraArguments;
};

struct UnitRequest {
  /// Absolute.
  std::string File;
  std::string Directory;
  std::vector<std::string> Arguments;
  LintOptions Options;
  /// The program that answers: another one may find something else.
  std::string Program;
  /// The configuration files that were there: a new one counts as well.
  std::vector<std::string> ConfigurationFiles;
};

std::string toJson(const UnitRequest &Request);
llvm::Expected<UnitRequest> requestFromJson(llvm::StringRef Json);

/// The files that belong to the request REQUEST.json: the answer, the files
/// that it depends on with what they held, and the same for Ninja.
struct UnitFiles {
  explicit UnitFiles(llvm::StringRef RequestFile);
  std::string Request;
  std::string Result;
  std::string Inputs;
  std::string Dependencies;
};

} // namespace rowlock::check

#endif // ROWLOCK_TOOLS_CHECK_UNITREQUEST_H
