//===- Report/Formats/Result.cpp - What a run has found -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Formats/Result.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include <map>
#include <tuple>

using namespace rowlock::report;
namespace json = llvm::json;

static json::Value placeJson(const TextPlace &P) {
  return json::Object{{"file", utf8(P.File)},
                      {"line", int64_t(P.Line)},
                      {"column", int64_t(P.Column)}};
}

static json::Value resultJson(const Result &R) {
  json::Array Notes, Edits;
  for (const TextNote &N : R.Notes)
    Notes.push_back(
        json::Object{{"at", placeJson(N.At)}, {"text", utf8(N.Text)}});
  for (const TextEdit &E : R.Edits)
    Edits.push_back(json::Object{{"from", placeJson(E.From)},
                                 {"to", placeJson(E.To)},
                                 {"replacement", utf8(E.Replacement)}});
  return json::Object{{"check", R.Check},
                      {"confidence", R.Confidence},
                      {"at", placeJson(R.At)},
                      {"message", utf8(R.Message)},
                      {"notes", std::move(Notes)},
                      {"edits", std::move(Edits)},
                      {"function", utf8(R.Function)},
                      {"statement", utf8(R.Statement)},
                      {"rendered", utf8(R.Rendered)}};
}

static json::Array stringsJson(const std::vector<std::string> &Strings) {
  json::Array List;
  for (const std::string &Each : Strings)
    List.push_back(utf8(Each));
  return List;
}

std::string rowlock::report::toJson(const UnitResult &Unit) {
  json::Array Results;
  for (const Result &R : Unit.Results)
    Results.push_back(resultJson(R));
  json::Value All =
      json::Object{{"file", utf8(Unit.File)},
                   {"failure", utf8(Unit.Failure)},
                   {"configuration", stringsJson(Unit.Configuration)},
                   {"leftOut", stringsJson(Unit.LeftOut)},
                   {"results", std::move(Results)}};
  std::string Text;
  llvm::raw_string_ostream(Text) << llvm::formatv("{0:2}\n", All);
  return Text;
}

namespace rowlock::report {
static bool fromJSON(const json::Value &V, TextPlace &P, json::Path Where) {
  json::ObjectMapper O(V, Where);
  int Line = 0, Column = 0;
  if (!O || !O.map("file", P.File) || !O.map("line", Line) ||
      !O.map("column", Column))
    return false;
  P.Line = Line;
  P.Column = Column;
  return true;
}

static bool fromJSON(const json::Value &V, TextNote &N, json::Path Where) {
  json::ObjectMapper O(V, Where);
  return O && O.map("at", N.At) && O.map("text", N.Text);
}

static bool fromJSON(const json::Value &V, TextEdit &E, json::Path Where) {
  json::ObjectMapper O(V, Where);
  return O && O.map("from", E.From) && O.map("to", E.To) &&
         O.map("replacement", E.Replacement);
}

static bool fromJSON(const json::Value &V, Result &R, json::Path Where) {
  json::ObjectMapper O(V, Where);
  return O && O.map("check", R.Check) && O.map("confidence", R.Confidence) &&
         O.map("at", R.At) && O.map("message", R.Message) &&
         O.map("notes", R.Notes) && O.map("edits", R.Edits) &&
         O.map("function", R.Function) && O.map("statement", R.Statement) &&
         O.map("rendered", R.Rendered);
}

static bool fromJSON(const json::Value &V, UnitResult &U, json::Path Where) {
  json::ObjectMapper O(V, Where);
  return O && O.map("file", U.File) && O.map("failure", U.Failure) &&
         O.map("configuration", U.Configuration) &&
         O.map("leftOut", U.LeftOut) && O.map("results", U.Results);
}
} // namespace rowlock::report

llvm::Expected<UnitResult> rowlock::report::unitFromJson(llvm::StringRef Json) {
  auto Value = json::parse(Json);
  if (!Value)
    return Value.takeError();
  UnitResult Unit;
  json::Path::Root Root("unit");
  if (!fromJSON(*Value, Unit, Root))
    return Root.getError();
  return Unit;
}

std::string rowlock::report::utf8(llvm::StringRef Text) {
  return json::isUTF8(Text) ? Text.str() : json::fixUTF8(Text);
}

unsigned rowlock::report::countCharacters(llvm::StringRef Text) {
  // Where it is no UTF-8, each wrong byte becomes one character.
  std::string Fixed = utf8(Text);
  return llvm::count_if(Fixed,
                        [](unsigned char C) { return (C & 0xC0) != 0x80; });
}

std::string rowlock::report::relativeTo(llvm::StringRef Root,
                                        llvm::StringRef File) {
  llvm::SmallString<256> Path(File);
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  llvm::StringRef Rest = Path;
  llvm::StringRef Base = Root.rtrim('/');
  if (!Rest.consume_front(Base) || !Rest.consume_front("/"))
    return std::string(Path);
  return Rest.str();
}

void rowlock::report::settle(std::vector<Result> &Results) {
  auto Key = [](const Result &R) {
    return std::tie(R.At.File, R.At.Line, R.At.Column, R.Check, R.Message);
  };
  // Of one header, each unit tells of its own callers: the longest story stays.
  llvm::sort(Results, [&](const Result &A, const Result &B) {
    if (Key(A) != Key(B))
      return Key(A) < Key(B);
    if (A.Notes.size() != B.Notes.size())
      return A.Notes.size() > B.Notes.size();
    return A.Rendered < B.Rendered;
  });
  Results.erase(std::unique(Results.begin(), Results.end(),
                            [&](const Result &A, const Result &B) {
                              return Key(A) == Key(B);
                            }),
                Results.end());
  std::map<std::tuple<llvm::StringRef, llvm::StringRef, llvm::StringRef,
                      llvm::StringRef>,
           unsigned>
      Counts;
  for (Result &R : Results)
    R.Occurrence = ++Counts[{R.Check, R.At.File, R.Function, R.Statement}];
}
