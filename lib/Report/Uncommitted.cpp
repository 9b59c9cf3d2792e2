//===- Report/Uncommitted.cpp - Transactions that nobody ends, in words ---===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Hazards.h"
#include "Report/Phrases.h"
#include "Report/Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::report;
using rowlock::databases::Product;
using rowlock::hazards::Uncommitted;
using rowlock::transactions::Operation;
namespace effects = rowlock::effects;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;

namespace {
using Kind = Uncommitted::Kind;

class Story {
public:
  explicit Story(const Uncommitted &H) : H(H) {
    for (const Operation *Op : H.Writes)
      if (const auto *Target = Op->Statement->target();
          Target && Target->Table.known() &&
          !llvm::is_contained(Tables, Target->Table.Text))
        Tables.push_back(Target->Table.Text);
  }

  std::string warning() const {
    std::string What = Tables.empty() ? "" : " to " + listOf(Tables);
    switch (H.What) {
    case Kind::NeverCommitted:
      return "what this transaction writes" + What +
             " is thrown away: nothing commits it";
    case Kind::ThrownAway:
      return "what this transaction writes" + What + " is thrown away where " +
             line(H.Exit) + " returns: only other ways commit it";
    case Kind::LeftOpen:
      return std::string("this transaction stays open where ") + line(H.Exit) +
             " returns" + (H.Failed ? " after a failure" : "") +
             ": what it has written" + What +
             " is neither committed nor rolled back";
    }
    llvm_unreachable("all kinds are listed");
  }

  std::vector<Message> notes() const {
    std::vector<Message> Notes;
    for (const Operation *Op : H.Writes)
      Notes.push_back({Op->span(), title(*Op) + " is part of it"});
    if (H.Past && H.What != Kind::NeverCommitted)
      Notes.push_back(
          {H.Past->Span, H.What == Kind::LeftOpen
                             ? "this way leads past the commit and the rollback"
                             : "this way leads past the commit"});
    Notes.push_back({H.Exit->Span, sequence()});
    if (H.EndAnchor && H.What == Kind::LeftOpen)
      Notes.push_back({H.EndAnchor->Span, "other ways end it here"});
    return Notes;
  }

  repair::Repair repair() const {
    repair::Repair R;
    switch (H.What) {
    case Kind::NeverCommitted:
      R.Title = "commit it behind its last statement, or say that it is to be "
                "rolled back";
      break;
    case Kind::ThrownAway:
      R.Title = "commit it before the return in " + line(H.Exit) +
                ", or say there that it is to be rolled back";
      break;
    case Kind::LeftOpen:
      R.Title = std::string(H.Failed ? "roll it back" : "end it") +
                " before the return in " + line(H.Exit) +
                ", or let an object do so whose scope ends there";
      break;
    }
    return R;
  }

private:
  static std::string line(const effects::Instruction *I) {
    return "line " + std::to_string(I->Span.Line);
  }

  std::string sequence() const {
    const Operation &First = *H.Writes.front();
    std::string Out = "one after another: line " +
                      std::to_string(First.span().Line) + " writes";
    bool IsSQLite = First.Db.Kind == Product::SQLite;
    if (H.What == Kind::LeftOpen)
      return Out +
             ", this returns, and the connection stays in the "
             "transaction: " +
             (IsSQLite ? "nobody else can write to the database"
                       : "others wait for the rows that it has changed") +
             ", and what the connection is used for next becomes part of it";
    return Out +
           ", the transaction is rolled back here where its scope ends, and "
           "the program goes on as if the change had been made";
  }

  const Uncommitted &H;
  llvm::SmallVector<std::string, 2> Tables;
};
} // namespace

Finding rowlock::report::describe(const Uncommitted &H) {
  Story S(H);
  Finding F;
  F.Check = hazards::UncommittedCheck.str();
  F.Sure = H.Sure;
  F.Warning = {H.Anchor->Span, S.warning()};
  F.Notes = S.notes();
  F.Repairs.push_back(S.repair());
  return F;
}
