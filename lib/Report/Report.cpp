//===- Report/Report.cpp - A hazard in words ------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Report.h"
#include "Report/Phrases.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::report;
using rowlock::hazards::Conflict;
using rowlock::hazards::Guard;
using rowlock::hazards::Protection;
using rowlock::hazards::Shape;
using rowlock::hazards::WrittenColumn;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;

namespace {
/// The words for the conflicts of one write.
class Story {
public:
  explicit Story(llvm::ArrayRef<const Conflict *> OneWrite)
      : All(OneWrite), First(*OneWrite.front()) {
    for (const Conflict *C : All)
      for (const WrittenColumn &Column : C->Columns) {
        add(Written, Column.Name);
        for (const std::string &Name : Column.FromNames)
          add(Sources, Name);
      }
  }

  std::string warning() const {
    std::string Line = std::to_string(First.ReadAt.Line);
    std::string Columns = listOf(Written) + " of '" + First.Table + "'";
    if (unlookedCompareAndSet())
      return "this write to " + Columns +
             " does nothing if the row has changed since line " + Line +
             " read it, and nobody looks at whether it did";
    if (First.Verdict.error())
      return "this write to " + Columns +
             " fails under load: if another transaction changes the row after "
             "line " +
             Line + " has read it, " + product(First) + " refuses it (" +
             First.Verdict.ErrorName.str() + ") and nothing tries again";
    if (llvm::all_of(Written, [&](const std::string &Name) {
          return llvm::is_contained(Sources, Name);
        }))
      return "a concurrent change to " + Columns + " between line " + Line +
             " and this write is overwritten";
    return Columns + (Written.size() == 1 ? " is" : " are") +
           " computed from " + listOf(Sources) + ", as line " + Line +
           " read it: a concurrent change in between is missed";
  }

  std::vector<Message> notes() const {
    std::vector<Message> Notes;
    for (const Conflict *C : All) {
      llvm::SmallVector<std::string, 2> Names;
      for (const WrittenColumn &Column : C->Columns)
        for (const std::string &Name : Column.FromNames)
          add(Names, Name);
      // A text of several alternatives is read at one place.
      if (llvm::any_of(Notes, [&](const Message &N) {
            return N.At.File == C->ReadAt.File &&
                   N.At.Begin == C->ReadAt.Begin && N.At.Line == C->ReadAt.Line;
          }))
        continue;
      Notes.push_back({C->ReadAt, listOf(Names) +
                                      (Names.size() == 1 ? " is" : " are") +
                                      " read here; " + missing(*C)});
      tellInside(C->ReadAt, C->Read->span(), Notes);
    }
    Notes.push_back({First.WriteAt, interleaving()});
    tellInside(First.WriteAt, First.Write->span(), Notes);
    return Notes;
  }

private:
  static void add(llvm::SmallVectorImpl<std::string> &Names,
                  const std::string &Name) {
    if (!llvm::is_contained(Names, Name))
      Names.push_back(Name);
  }

  const Protection *unlookedCompareAndSet() const {
    for (const Protection &P : First.Protections)
      if (P.What == Guard::CompareAndSet && !P.Holds)
        return &P;
    return nullptr;
  }

  std::string interleaving() const {
    std::string What = listOf(Sources);
    llvm::StringRef Same = Sources.size() == 1 ? "value" : "values";
    std::string Step4;
    if (unlookedCompareAndSet())
      Step4 = "B's write matches no row and its change is gone";
    else if (First.Verdict.error())
      Step4 = "B writes and gets " + First.Verdict.ErrorName.str();
    else
      Step4 = ("B writes what it computed from the old " + Same +
               ": A's change is gone")
                  .str();
    return "two at a time: A reads " + What + ", B reads the same " +
           Same.str() + ", A " +
           (First.SameTransaction ? "writes and commits, " : "writes, ") +
           Step4 + " (" + whereItHolds(First) + ")";
  }

  llvm::ArrayRef<const Conflict *> All;
  const Conflict &First;
  llvm::SmallVector<std::string, 2> Written;
  llvm::SmallVector<std::string, 2> Sources;
};
} // namespace

static std::pair<std::string, std::vector<Message>>
story(llvm::ArrayRef<const Conflict *> OneWrite) {
  const Conflict &First = *OneWrite.front();
  switch (First.What) {
  case Shape::RetryInSameSnapshot:
    return {rereadWarning(First), rereadNotes(First)};
  case Shape::StaleInstance:
    return {staleWarning(First), staleNotes(First)};
  case Shape::ReadBeforeLock:
    return {lateLockWarning(First), lateLockNotes(First)};
  case Shape::NonUniqueLookup:
    return {lookupWarning(First), lookupNotes(First)};
  case Shape::AggregateWriteBack:
    return {totalWarning(First), totalNotes(First)};
  case Shape::FullRowSave:
    return {saveWarning(OneWrite), saveNotes(OneWrite)};
  case Shape::CheckThenAct:
    return {decisionWarning(First), decisionNotes(OneWrite)};
  case Shape::DeferredUpgrade:
  case Shape::ReadModifyWrite:
  case Shape::SwallowedLockError:
  case Shape::LockOutsideTransaction:
    break;
  }
  Story S(OneWrite);
  return {S.warning(), S.notes()};
}

Finding rowlock::report::describe(llvm::ArrayRef<const Conflict *> OneWrite,
                                  std::vector<repair::Repair> Repairs) {
  Finding F;
  F.Check = hazards::checkName(OneWrite.front()->What).str();
  // As sure as the surest of its conflicts: one is enough.
  F.Sure = hazards::Confidence::Possible;
  for (const Conflict *C : OneWrite)
    F.Sure = std::min(F.Sure, C->Sure);
  F.Warning.At = OneWrite.front()->anchor();
  std::tie(F.Warning.Text, F.Notes) = story(OneWrite);
  F.Repairs = std::move(Repairs);
  return F;
}
