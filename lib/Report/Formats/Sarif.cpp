//===- Report/Formats/Sarif.cpp - SARIF 2.1.0 -----------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Static Analysis Results Interchange Format Version 2.1.0, OASIS Standard,
// 27 March 2020, with errata 01. Section numbers are that document's.
//
//===----------------------------------------------------------------------===//

#include "Report/Formats/Formats.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <map>

using namespace rowlock::report;
namespace json = llvm::json;

static constexpr llvm::StringLiteral Base = "PROJECT";

/// As a path of a URI (RFC 3986).
static std::string percentEncoded(llvm::StringRef Path) {
  std::string Out;
  for (unsigned char C : Path)
    if (llvm::isAlnum(C) || llvm::StringRef("-._~/").contains(C))
      Out += C;
    else
      Out += "%" + llvm::utohexstr(C, /*LowerCase=*/false, /*Width=*/2);
  return Out;
}

static json::Value message(llvm::StringRef Text) {
  return json::Object{{"text", utf8(Text)}};
}

std::string rowlock::report::fingerprint(const Result &R,
                                         llvm::StringRef Root) {
  std::string Key = R.Check + '\0' + relativeTo(Root, R.At.File) + '\0' +
                    R.Function + '\0' + R.Statement;
  return llvm::utohexstr(llvm::xxh3_64bits(Key), /*LowerCase=*/true,
                         /*Width=*/16);
}

namespace {
class Writer {
public:
  explicit Writer(const Run &R) : R(R) {
    for (const Rule &Each : R.Rules)
      RuleIndexes[Each.Name] = RuleIndexes.size();
  }

  json::Value log() const {
    json::Array Results;
    for (const Result &Each : R.Results)
      Results.push_back(result(Each));
    json::Object Run{{"tool", json::Object{{"driver", driver()}}},
                     // 3.14.17: what startColumn counts.
                     {"columnKind", "unicodeCodePoints"},
                     {"originalUriBaseIds",
                      json::Object{{Base, json::Object{{"uri", rootUri()}}}}},
                     {"invocations", json::Array{invocation()}},
                     {"results", std::move(Results)}};
    return json::Object{
        {"$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/"
                    "os/schemas/sarif-schema-2.1.0.json"},
        {"version", "2.1.0"},
        {"runs", json::Array{std::move(Run)}}};
  }

private:
  std::string rootUri() const {
    std::string Uri = "file://" + percentEncoded(R.Root);
    return llvm::StringRef(Uri).ends_with("/") ? Uri : Uri + "/";
  }

  json::Object driver() const {
    json::Array Rules;
    for (const Rule &Each : R.Rules)
      Rules.push_back(rule(Each));
    return json::Object{{"name", "Rowlock"},
                        {"semanticVersion", R.Version},
                        {"rules", std::move(Rules)}};
  }

  json::Value rule(const Rule &Each) const {
    std::string Sentence = Each.Summary.str();
    Sentence.front() = llvm::toUpper(Sentence.front());
    Sentence += ".";
    std::string Whole =
        Sentence + " The finding stands at " + Each.Anchor.str() + ".";
    json::Object Help{{"text", Whole}};
    if (!Each.Help.empty())
      Help["markdown"] = utf8(Each.Help);
    json::Object Out{
        {"id", Each.Name},
        {"shortDescription", message(Sentence)},
        {"fullDescription", message(Whole)},
        {"help", std::move(Help)},
        {"defaultConfiguration", json::Object{{"level", "warning"}}},
        {"properties",
         // What is reported by default is likely at least; the rest is for
         // those who ask for it.
         json::Object{
             {"precision", "high"},
             {"problem.severity", "warning"},
             {"since", Each.Since},
             {"repairs", Each.Repairs},
             {"tags", json::Array{"database", "concurrency", Each.Group}}}}};
    if (!R.PagesUrl.empty())
      Out["helpUri"] = R.PagesUrl + Each.Page.str();
    return Out;
  }

  json::Value invocation() const {
    json::Array Execution, Configuration;
    for (const UnitFailure &Each : R.Failures)
      Execution.push_back(json::Object{
          {"level", "error"},
          {"message", message("could not be checked: " + Each.Reason)},
          {"locations",
           json::Array{json::Object{
               {"physicalLocation",
                json::Object{{"artifactLocation", artifact(Each.File)}}}}}}});
    for (const std::string &Each : R.Configuration)
      Configuration.push_back(
          json::Object{{"level", "error"}, {"message", message(Each)}});
    return json::Object{
        {"executionSuccessful", Execution.empty() && Configuration.empty()},
        {"exitCode", R.ExitStatus},
        {"toolExecutionNotifications", std::move(Execution)},
        {"toolConfigurationNotifications", std::move(Configuration)}};
  }

  json::Object artifact(llvm::StringRef File) const {
    std::string Name = relativeTo(R.Root, File);
    if (llvm::sys::path::is_absolute(Name))
      return json::Object{{"uri", "file://" + percentEncoded(Name)}};
    return json::Object{{"uri", percentEncoded(Name)}, {"uriBaseId", Base}};
  }

  json::Object physical(const TextPlace &At) const {
    json::Object Out{{"artifactLocation", artifact(At.File)}};
    if (At.Line)
      Out["region"] =
          json::Object{{"startLine", At.Line}, {"startColumn", At.Column}};
    return Out;
  }

  json::Value result(const Result &Each) const {
    json::Object Location{{"physicalLocation", physical(Each.At)}};
    if (!Each.Function.empty())
      Location["logicalLocations"] = json::Array{json::Object{
          {"fullyQualifiedName", utf8(Each.Function)}, {"kind", "function"}}};
    json::Array Related;
    for (const TextNote &Note : Each.Notes)
      if (Note.At.Line)
        Related.push_back(json::Object{{"id", int64_t(Related.size() + 1)},
                                       {"physicalLocation", physical(Note.At)},
                                       {"message", message(Note.Text)}});
    std::string Identity = fingerprint(Each, R.Root);
    std::string Occurrence = std::to_string(Each.Occurrence);
    json::Object Out{
        {"ruleId", Each.Check},
        {"level", Each.Confidence == "possible" ? "note" : "warning"},
        {"message", message(Each.Message)},
        {"locations", json::Array{std::move(Location)}},
        {"relatedLocations", std::move(Related)},
        {"partialFingerprints",
         // The first is the only one that GitHub looks at.
         json::Object{{"primaryLocationLineHash", Identity + ":" + Occurrence},
                      {"rowlock/v1", Identity + ":" + Occurrence}}},
        {"properties", json::Object{{"confidence", Each.Confidence},
                                    {"statement", utf8(Each.Statement)}}}};
    if (auto It = RuleIndexes.find(Each.Check); It != RuleIndexes.end())
      Out["ruleIndex"] = It->second;
    if (!Each.Edits.empty())
      Out["fixes"] = json::Array{fix(Each)};
    return Out;
  }

  json::Value fix(const Result &Each) const {
    std::map<std::string, json::Array> ByFile;
    for (const TextEdit &Edit : Each.Edits)
      ByFile[Edit.From.File].push_back(json::Object{
          {"deletedRegion", json::Object{{"startLine", Edit.From.Line},
                                         {"startColumn", Edit.From.Column},
                                         {"endLine", Edit.To.Line},
                                         {"endColumn", Edit.To.Column}}},
          {"insertedContent", message(Edit.Replacement)}});
    json::Array Changes;
    for (auto &[File, Replacements] : ByFile)
      Changes.push_back(
          json::Object{{"artifactLocation", artifact(File)},
                       {"replacements", std::move(Replacements)}});
    std::string Title;
    for (const TextNote &Note : Each.Notes)
      if (llvm::StringRef(Note.Text).starts_with("repair: "))
        Title = Note.Text.substr(sizeof("repair: ") - 1);
    return json::Object{
        {"description", message(Title.empty() ? "repair" : Title)},
        {"artifactChanges", std::move(Changes)}};
  }

  const Run &R;
  std::map<llvm::StringRef, int64_t> RuleIndexes;
};
} // namespace

void rowlock::report::printSarif(const Run &R, llvm::raw_ostream &OS) {
  OS << llvm::formatv("{0:2}\n", Writer(R).log());
}
