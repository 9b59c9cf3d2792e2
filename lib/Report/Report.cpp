//===- Report/Report.cpp - A hazard in words ------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace rowlock::report;
using rowlock::databases::Product;
using rowlock::databases::TransactionMode;
using rowlock::hazards::Conflict;
using rowlock::hazards::Guard;
using rowlock::hazards::Protection;
using rowlock::hazards::WrittenColumn;
namespace databases = rowlock::databases;
namespace effects = rowlock::effects;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;
namespace sql = rowlock::sql;

namespace {
std::string listOf(llvm::ArrayRef<std::string> Names) {
  std::string Out;
  for (auto [Index, Name] : llvm::enumerate(Names)) {
    if (Index != 0)
      Out += Index + 1 == Names.size() ? " and " : ", ";
    Out += "'" + Name + "'";
  }
  return Out;
}

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
             Line + " has read it, " + product() + " refuses it (" +
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
      inside(C->ReadAt, C->Read->span(), Notes);
    }
    Notes.push_back({First.WriteAt, interleaving()});
    inside(First.WriteAt, First.Write->span(), Notes);
    return Notes;
  }

private:
  static void add(llvm::SmallVectorImpl<std::string> &Names,
                  const std::string &Name) {
    if (!llvm::is_contained(Names, Name))
      Names.push_back(Name);
  }

  /// Where the anchor is a call, the statement stands elsewhere.
  static void inside(const effects::SourceSpan &Anchor,
                     const effects::SourceSpan &Statement,
                     std::vector<Message> &Notes) {
    if (std::tie(Anchor.File, Anchor.Line, Anchor.Column) !=
        std::tie(Statement.File, Statement.Line, Statement.Column))
      Notes.push_back({Statement, "the statement is executed here"});
  }

  const Protection *unlookedCompareAndSet() const {
    for (const Protection &P : First.Protections)
      if (P.What == Guard::CompareAndSet && !P.Holds)
        return &P;
    return nullptr;
  }

  std::string product() const {
    return databases::displayName(First.Write->Db.Kind).str();
  }

  /// What was looked for, and why it is not there or does not hold.
  std::string missing(const Conflict &C) const {
    llvm::SmallVector<std::string, 3> Reasons;
    for (const Protection &P : C.Protections)
      if (!P.Holds)
        Reasons.push_back(P.Reason);
    if (C.OpenRead)
      Reasons.push_back("the row is read without the write lock, and the "
                        "statement is still open at the write");
    else if (C.Read->Db.Kind == Product::SQLite)
      Reasons.push_back(C.SameTransaction
                            ? "the transaction takes the write lock only at "
                              "its first write"
                            : "no transaction holds the write lock from here "
                              "to the write");
    else if (rowlock::transactions::effectiveLock(*C.Read->Statement).Locks !=
             sql::Answer::Yes)
      Reasons.push_back(
          C.SameTransaction
              ? "nothing locks the row: a transaction alone does not keep "
                "others from changing it"
              : "nothing locks the row, and read and write are not in one "
                "transaction");
    return llvm::join(Reasons, "; ");
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
           Step4 + " (" + where() + ")";
  }

  std::string where() const {
    std::string Place = "on " + product();
    if (First.Write->Db.Kind == Product::SQLite) {
      if (First.SameTransaction)
        return Place + " in a deferred transaction";
      return First.OpenRead ? Place + " while the SELECT is open"
                            : Place + " with a transaction for each statement";
    }
    if (!First.SameTransaction)
      return Place + " at any isolation level, in separate transactions";
    if (First.Level != databases::IsolationLevel::Unknown)
      Place += (" at " + databases::name(First.Level)).str();
    return Place;
  }

  llvm::ArrayRef<const Conflict *> All;
  const Conflict &First;
  llvm::SmallVector<std::string, 2> Written;
  llvm::SmallVector<std::string, 2> Sources;
};
} // namespace

Finding rowlock::report::describe(llvm::ArrayRef<const Conflict *> OneWrite,
                                  std::vector<repair::Repair> Repairs) {
  Story S(OneWrite);
  Finding F;
  F.Check = hazards::checkName(OneWrite.front()->What).str();
  // As sure as the surest of its conflicts: one is enough.
  F.Sure = hazards::Confidence::Possible;
  for (const Conflict *C : OneWrite)
    F.Sure = std::min(F.Sure, C->Sure);
  F.Warning = {OneWrite.front()->WriteAt, S.warning()};
  F.Notes = S.notes();
  F.Repairs = std::move(Repairs);
  return F;
}
