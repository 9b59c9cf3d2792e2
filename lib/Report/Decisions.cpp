//===- Report/Decisions.cpp - A decision on a read, in words --------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Phrases.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::report;
using rowlock::hazards::Act;
using rowlock::hazards::Conflict;
using rowlock::hazards::Decision;
using rowlock::hazards::Fact;
namespace effects = rowlock::effects;
namespace sql = rowlock::sql;

namespace {
class Story {
public:
  explicit Story(const Conflict &C)
      : C(C), D(*C.Decided), Line(std::to_string(C.ReadAt.Line)),
        Table("'" + C.Table + "'"), ReadTable("'" + D.ReadTable + "'"),
        Names(listOf(D.Names)) {}

  std::string warning() const {
    if (C.Verdict.error())
      return "this write fails under load: if another transaction changes "
             "what line " +
             Line + " has read, " + product(C) + " refuses it (" +
             C.Verdict.ErrorName.str() + ") and nothing tries again";
    switch (D.What) {
    case Act::InsertIfAbsent:
      return "two callers can both find " + noRow() + " and both insert one" +
             refusal();
    case Act::TakeIfAbsent:
      return "two callers can both find " + noRow() +
             " and both give it to a row";
    case Act::BelowLimit:
      return "two callers can both find room in " + ReadTable +
             " and both add to it: together they exceed the limit";
    case Act::AboveLimit:
      return "two callers can both find enough other rows of " + ReadTable +
             " and both take theirs away: together they leave too few";
    case Act::NextNumber:
      return "two callers can both read the same last number and insert " +
             (Names.empty() ? "the same next one" : "the same " + Names) +
             " into " + Table;
    case Act::Transition:
      if (isQuota())
        return "two callers can both pass the test of " + Names + " of " +
               ReadTable +
               " and both change it: together they may pass the limit";
      return Names + " of " + ReadTable + " may have changed since line " +
             Line + " read " + them() + ": two callers can both pass the " +
             "test and both " + deed();
    case Act::Claim:
      return "two callers can both be given the same row of " + Table +
             " by line " + Line + " and both take it: nothing asks again for " +
             Names;
    case Act::Consequence:
      return Names + " of " + ReadTable + " may have changed since line " +
             Line + " read " + them() + ", and this row of " + Table +
             " is inserted all the same";
    }
    return {};
  }

  std::string reading() const {
    switch (D.What) {
    case Act::InsertIfAbsent:
    case Act::TakeIfAbsent:
      return "whether there is a row is read here";
    case Act::BelowLimit:
    case Act::AboveLimit:
      return ReadTable + " is read here to see how much there is";
    case Act::NextNumber:
      return "the last number is read here";
    case Act::Claim:
      return "the row is chosen here by " + chosenBy();
    default:
      return Names + (D.Names.size() == 1 ? " is" : " are") + " read here";
    }
  }

  std::string interleaving() const {
    return "two at a time: " + steps() + " (" + whereItHolds(C) + ")";
  }

  /// The branch, unless it is the read itself.
  void tellBranch(std::vector<Message> &Notes) const {
    auto Same = [&](const effects::SourceSpan &S) {
      return S.File == D.At.File && S.Line == D.At.Line;
    };
    if (D.At.isValid() && !Same(C.ReadAt) && !Same(C.WriteAt))
      Notes.push_back({D.At, "this decides by what was read"});
    if (D.Unlooked)
      Notes.push_back({D.Unlooked->span(),
                       "this asks again, but nobody looks at whether it "
                       "changed a row"});
  }

private:
  std::string noRow() const {
    return D.Names.empty() ? "no row of " + ReadTable
                           : "no row of " + ReadTable + " with this " + Names;
  }

  /// The second row is not damage but an error, which hits the second caller.
  std::string refusal() const {
    if (!D.RefusedBy)
      return "";
    std::string By = D.RefusedBy->Name.empty() ? "a unique constraint"
                                               : "'" + D.RefusedBy->Name + "'";
    return ": " + By + " refuses the second, and nobody handles that";
  }

  std::string them() const { return D.Names.size() == 1 ? "it" : "them"; }

  std::string deed() const {
    return C.Write->Statement->Kind == sql::StatementKind::Delete
               ? "delete it"
               : "make this change";
  }

  std::string chosenBy() const {
    return D.Names.empty() ? "its state" : "its " + Names;
  }

  /// At least so much is left, and some of it is taken.
  bool isQuota() const {
    return llvm::any_of(D.Facts, [&](const Fact &F) {
      bool Limit = F.Op == "<" || F.Op == "<=" || F.Op == ">" || F.Op == ">=";
      return Limit &&
             llvm::any_of(C.Write->Statement->Assignments,
                          [&](const sql::Assignment &A) {
                            return C.Write->folded(A.Column.Column) == F.Name &&
                                   (A.Op != "=" ||
                                    A.RefersToItself == sql::Answer::Yes);
                          });
    });
  }

  std::string steps() const {
    if (C.Verdict.error())
      return "A reads, B reads the same, A " + commits() +
             "B writes and gets " + C.Verdict.ErrorName.str();
    switch (D.What) {
    case Act::InsertIfAbsent:
      return "A looks and finds no row, B looks and finds none, A inserts "
             "one" +
             andCommits() +
             (D.RefusedBy ? ", B's insert is refused"
                          : ", B inserts a second one");
    case Act::TakeIfAbsent:
      return "A looks and finds no row, B looks and finds none, A takes it" +
             andCommits() + ", B takes it too";
    case Act::BelowLimit:
      return "A sees that there is room for one, B sees the same, A adds" +
             andCommits() + ", B adds as well: there is one too many";
    case Act::AboveLimit:
      return "A sees that one can be spared, B sees the same, A writes" +
             andCommits() + ", B writes as well: there is one too few";
    case Act::NextNumber:
      return "A reads the last number, B reads the same, A inserts the next "
             "one" +
             andCommits() + ", B inserts the same number again";
    case Act::Claim:
      return "A is given the row, B is given the same row, A takes it" +
             andCommits() + ", B takes it from A";
    case Act::Consequence:
      return "A reads " + Names + " and finds it right, B changes it" +
             (C.SameTransaction ? " and commits" : "") +
             ", A inserts its row although it must not any more";
    case Act::Transition:
      return "A tests " + Names + ", B tests the same, A writes" +
             andCommits() + ", B writes although the test is no longer true";
    }
    return {};
  }

  std::string andCommits() const {
    return C.SameTransaction ? " and commits" : "";
  }
  std::string commits() const {
    return C.SameTransaction ? "writes and commits, " : "writes, ";
  }

  const Conflict &C;
  const Decision &D;
  std::string Line;
  std::string Table;
  std::string ReadTable;
  std::string Names;
};
} // namespace

std::string rowlock::report::decisionWarning(const Conflict &C) {
  return Story(C).warning();
}

std::vector<Message>
rowlock::report::decisionNotes(llvm::ArrayRef<const Conflict *> OneWrite) {
  std::vector<Message> Notes;
  for (const Conflict *C : OneWrite) {
    // A text of several alternatives is read at one place.
    if (llvm::any_of(Notes, [&](const Message &N) {
          return N.At.File == C->ReadAt.File && N.At.Line == C->ReadAt.Line &&
                 N.At.Column == C->ReadAt.Column;
        }))
      continue;
    Story S(*C);
    Notes.push_back({C->ReadAt, S.reading() + "; " + missing(*C)});
    tellInside(C->ReadAt, C->Read->span(), Notes);
    S.tellBranch(Notes);
  }
  const Conflict &First = *OneWrite.front();
  Notes.push_back({First.WriteAt, Story(First).interleaving()});
  tellInside(First.WriteAt, First.Write->span(), Notes);
  return Notes;
}
