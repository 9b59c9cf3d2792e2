//===- TidyOptions.cpp - What a unit is linted with -----------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/TidyOptions.h"

using namespace clang::tidy;
using rowlock::check::LintOptions;

/// Of a list of globs those about our checks; "-*,rowlock-*" in front if they
/// only take away. Globs such as "*" say nothing: whoever calls us wants us.
static std::string ownChecks(llvm::StringRef Globs) {
  std::string Own;
  bool Adds = false;
  while (!Globs.empty()) {
    auto [Each, Rest] = Globs.split(',');
    Globs = Rest;
    Each = Each.trim();
    bool IsMinus = Each.starts_with("-");
    if (!Each.ltrim("-").trim().starts_with("rowlock"))
      continue;
    // What is taken away before anything is added chooses from all.
    Adds |= !IsMinus && Own.empty();
    Own += "," + Each.str();
  }
  return (Adds ? "-*" : "-*,rowlock-*") + Own;
}

/// What the command line adds, "*" being all of ours.
static std::string commandLineChecks(llvm::StringRef Globs) {
  std::string Own;
  while (!Globs.empty()) {
    auto [Each, Rest] = Globs.split(',');
    Globs = Rest;
    Each = Each.trim();
    if (Each == "*")
      Own += ",rowlock-*";
    else if (Each == "-*" || Each.ltrim("-").trim().starts_with("rowlock"))
      Own += "," + Each.str();
  }
  return Own;
}

namespace {
class OwnOptions : public ClangTidyOptionsProvider {
public:
  OwnOptions(std::unique_ptr<ClangTidyOptionsProvider> Files,
             const LintOptions &Options)
      : Files(std::move(Files)), Options(Options) {}

  const ClangTidyGlobalOptions &getGlobalOptions() override {
    return Files->getGlobalOptions();
  }

  std::vector<OptionsSource> getRawOptions(llvm::StringRef File) override {
    std::vector<OptionsSource> Sources = Files->getRawOptions(File);
    std::string Globs;
    bool KnowsHeaders = false;
    for (const OptionsSource &Each : Sources) {
      if (Each.first.Checks)
        Globs += *Each.first.Checks + ",";
      KnowsHeaders |= Each.first.HeaderFilterRegex.has_value() &&
                      !Each.first.HeaderFilterRegex->empty();
    }
    ClangTidyOptions Last;
    Last.Checks = ownChecks(Globs);
    *Last.Checks += commandLineChecks(Options.Checks);
    Last.UseColor = false;
    if (!KnowsHeaders)
      Last.HeaderFilterRegex = ".*";
    // Whether a warning counts as an error is for the exit status to say.
    Last.WarningsAsErrors = "-*";
    for (const auto &[Name, Value] : Options.CheckOptions)
      Last.CheckOptions[Name] = ClangTidyOptions::ClangTidyValue(Value);
    Sources.emplace_back(std::move(Last), "rowlock check");
    return Sources;
  }

private:
  std::unique_ptr<ClangTidyOptionsProvider> Files;
  LintOptions Options;
};
} // namespace

std::unique_ptr<ClangTidyOptionsProvider> rowlock::check::tidyOptions(
    const LintOptions &Options,
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files, std::string &Error) {
  ClangTidyOptions Defaults = ClangTidyOptions::getDefaults();
  Defaults.Checks = "";
  std::unique_ptr<ClangTidyOptionsProvider> Base;
  if (Options.Config.empty()) {
    Base = std::make_unique<FileOptionsProvider>(
        ClangTidyGlobalOptions(), Defaults, ClangTidyOptions(), Files);
  } else {
    auto Parsed = parseConfiguration(
        llvm::MemoryBufferRef(Options.Config, "the option --config"));
    if (!Parsed) {
      Error = "the option --config: " + Parsed.getError().message();
      return nullptr;
    }
    Base = std::make_unique<ConfigOptionsProvider>(
        ClangTidyGlobalOptions(), Defaults, *Parsed, ClangTidyOptions(), Files);
  }
  return std::make_unique<OwnOptions>(std::move(Base), Options);
}
