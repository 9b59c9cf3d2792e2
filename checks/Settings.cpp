//===- Settings.cpp -------------------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Settings.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang::tidy;
using rowlock::checks::FixPolicy;
using rowlock::hazards::Confidence;

template <> struct clang::tidy::OptionEnumMapping<Confidence> {
  static llvm::ArrayRef<std::pair<Confidence, llvm::StringRef>>
  getEnumMapping() {
    static constexpr std::pair<Confidence, llvm::StringRef> Mapping[] = {
        {Confidence::Certain, "certain"},
        {Confidence::Likely, "likely"},
        {Confidence::Possible, "possible"}};
    return Mapping;
  }
};

template <> struct clang::tidy::OptionEnumMapping<FixPolicy> {
  static llvm::ArrayRef<std::pair<FixPolicy, llvm::StringRef>>
  getEnumMapping() {
    static constexpr std::pair<FixPolicy, llvm::StringRef> Mapping[] = {
        {FixPolicy::None, "none"},
        {FixPolicy::Safe, "safe"},
        {FixPolicy::All, "all"}};
    return Mapping;
  }
};

namespace rowlock::checks {

namespace {

/// The options of one check on top of those of all checks.
class Lookup {
  using View = ClangTidyCheck::OptionsView;

public:
  Lookup(llvm::StringRef CheckName, ClangTidyContext &Context)
      : CheckName(CheckName), Context(Context),
        Options(Context.getOptions().CheckOptions),
        Own(CheckName, Options, &Context),
        Shared("rowlock", Options, &Context) {}

  std::string text(llvm::StringRef Option) const {
    return std::string(choose(Option).get(Option, ""));
  }

  std::vector<std::string> list(llvm::StringRef Option) const {
    std::string Text = text(Option);
    llvm::SmallVector<llvm::StringRef, 4> Parts;
    llvm::StringRef(Text).split(Parts, ';', /*MaxSplit=*/-1,
                                /*KeepEmpty=*/false);
    std::vector<std::string> Result;
    for (llvm::StringRef Part : Parts)
      if (!Part.trim().empty())
        Result.push_back(Part.trim().str());
    return Result;
  }

  /// One of an enumeration's words. clang-tidy's own reader names no valid word
  /// unless one is near.
  template <typename T> T value(llvm::StringRef Option, T Default) const {
    std::optional<llvm::StringRef> Given = choose(Option).get(Option);
    if (!Given)
      return Default;
    auto Words = OptionEnumMapping<T>::getEnumMapping();
    std::string Valid;
    for (const auto &[Value, Word] : Words) {
      if (Word == *Given)
        return Value;
      if (!Valid.empty())
        Valid += Word == Words.back().second ? " or " : ", ";
      Valid += Word;
    }
    Context.configurationDiag(
        "invalid configuration value '%0' for option '%1.%2'; expected %3")
        << *Given << (isOwn(Option) ? CheckName : "rowlock") << Option << Valid;
    return Default;
  }

private:
  const View &choose(llvm::StringRef Option) const {
    return isOwn(Option) ? Own : Shared;
  }

  bool isOwn(llvm::StringRef Option) const {
    // Both are asked for, so that `--verify-config` knows both names.
    bool InOwn = Own.get(Option).has_value();
    bool InShared = Shared.get(Option).has_value();
    if (!InOwn || !InShared)
      return !InShared;
    return priority(CheckName, Option) >= priority("rowlock", Option);
  }

  unsigned priority(llvm::StringRef Prefix, llvm::StringRef Option) const {
    return Options.find((Prefix + "." + Option).str())->second.Priority;
  }

  llvm::StringRef CheckName;
  ClangTidyContext &Context;
  const ClangTidyOptions::OptionMap &Options;
  View Own;
  View Shared;
};

} // namespace

Settings::Settings(llvm::StringRef CheckName, ClangTidyContext &Context) {
  Lookup Options(CheckName, Context);
  Check.MinimumConfidence =
      Options.value("MinimumConfidence", Check.MinimumConfidence);
  Check.Fixes = Options.value("Fixes", Check.Fixes);
  Unit.Database = Options.text("Database");
  Unit.Isolation = Options.text("Isolation");
  Unit.SideEffects = Options.text("SideEffects");
  Unit.Config = Options.text("Config");
  Unit.Writers = Options.text("Writers");
  Unit.Models = Options.list("Models");
  Unit.Schema = Options.list("Schema");
}

void Settings::store(const ClangTidyCheck::OptionsView &Own,
                     ClangTidyOptions::OptionMap &Options) const {
  Own.store(Options, "MinimumConfidence", Check.MinimumConfidence);
  Own.store(Options, "Fixes", Check.Fixes);
  Own.store(Options, "Models", llvm::join(Unit.Models, ";"));
  Own.store(Options, "Database", Unit.Database);
  Own.store(Options, "Isolation", Unit.Isolation);
  Own.store(Options, "SideEffects", Unit.SideEffects);
  Own.store(Options, "Config", Unit.Config);
  Own.store(Options, "Writers", Unit.Writers);
  Own.store(Options, "Schema", llvm::join(Unit.Schema, ";"));
}

} // namespace rowlock::checks
