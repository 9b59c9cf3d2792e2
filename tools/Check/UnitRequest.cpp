//===- UnitRequest.cpp - One unit that is to be linted --------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/UnitRequest.h"
#include "Report/Formats/Result.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace rowlock::check;
namespace json = llvm::json;

// A file name need not be UTF-8, and JSON has only that: such bytes are written
// as characters of their number, behind a mark.
static constexpr llvm::StringLiteral BytesMark = "\xEF\xBF\xBE";

static std::string packed(llvm::StringRef Text) {
  if (json::isUTF8(Text))
    return Text.str();
  std::string Out = BytesMark.str();
  for (unsigned char C : Text) {
    if (C < 0x80) {
      Out += char(C);
      continue;
    }
    Out += char(0xC0 | (C >> 6));
    Out += char(0x80 | (C & 0x3F));
  }
  return Out;
}

static std::string unpacked(llvm::StringRef Text) {
  if (!Text.consume_front(BytesMark))
    return Text.str();
  std::string Out;
  for (size_t I = 0; I < Text.size(); ++I) {
    unsigned char C = Text[I];
    if (C >= 0xC0 && I + 1 < Text.size())
      Out += char((C & 3) << 6 | (Text[++I] & 0x3F));
    else
      Out += char(C);
  }
  return Out;
}

static json::Array packed(const std::vector<std::string> &Texts) {
  json::Array List;
  for (const std::string &Each : Texts)
    List.push_back(packed(Each));
  return List;
}

static void unpack(std::vector<std::string> &Texts) {
  for (std::string &Each : Texts)
    Each = unpacked(Each);
}

std::string rowlock::check::toJson(const UnitRequest &R) {
  json::Array Options;
  for (const auto &[Name, Value] : R.Options.CheckOptions) {
    Options.push_back(packed(Name));
    Options.push_back(packed(Value));
  }
  json::Value All =
      json::Object{{"file", packed(R.File)},
                   {"directory", packed(R.Directory)},
                   {"arguments", packed(R.Arguments)},
                   {"checks", packed(R.Options.Checks)},
                   {"config", packed(R.Options.Config)},
                   {"options", std::move(Options)},
                   {"extraArguments", packed(R.Options.ExtraArguments)},
                   {"program", packed(R.Program)},
                   {"configurationFiles", packed(R.ConfigurationFiles)}};
  return llvm::formatv("{0:2}\n", All);
}

llvm::Expected<UnitRequest>
rowlock::check::requestFromJson(llvm::StringRef Json) {
  auto Value = json::parse(Json);
  if (!Value)
    return Value.takeError();
  UnitRequest R;
  std::vector<std::string> Options;
  json::Path::Root Root("request");
  json::ObjectMapper O(*Value, Root);
  if (!O || !O.map("file", R.File) || !O.map("directory", R.Directory) ||
      !O.map("arguments", R.Arguments) || !O.map("checks", R.Options.Checks) ||
      !O.map("config", R.Options.Config) || !O.map("options", Options) ||
      !O.map("extraArguments", R.Options.ExtraArguments) ||
      !O.map("program", R.Program) ||
      !O.map("configurationFiles", R.ConfigurationFiles))
    return Root.getError();
  for (std::string *Text : {&R.File, &R.Directory, &R.Options.Checks,
                            &R.Options.Config, &R.Program})
    *Text = unpacked(*Text);
  for (auto *List : {&R.Arguments, &R.Options.ExtraArguments,
                     &R.ConfigurationFiles, &Options})
    unpack(*List);
  for (size_t I = 0; I + 1 < Options.size(); I += 2)
    R.Options.CheckOptions.emplace_back(Options[I], Options[I + 1]);
  return R;
}

UnitFiles::UnitFiles(llvm::StringRef RequestFile) : Request(RequestFile) {
  RequestFile.consume_back(".request.json");
  Result = (RequestFile + ".json").str();
  Inputs = (RequestFile + ".inputs").str();
  Dependencies = (RequestFile + ".d").str();
}
