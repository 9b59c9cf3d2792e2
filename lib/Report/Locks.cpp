//===- Report/Locks.cpp - Locks that hold nothing, in words ---------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Hazards.h"
#include "Report/Words.h"
#include "llvm/Support/ErrorHandling.h"

using namespace rowlock::report;
using rowlock::databases::Product;
using rowlock::hazards::LockHazard;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;

namespace {
using Kind = LockHazard::Kind;
using Locked = LockHazard::Locked;

class Story {
public:
  explicit Story(const LockHazard &H) : H(H) {}

  std::string warning() const {
    if (H.What == Kind::Swallowed)
      return std::string("if this lock is not given, ") +
             (H.IsCaught ? "that is caught" : "nobody notices") +
             ", and the code goes on to write in line " +
             std::to_string(H.WriteAnchor->Span.Line) +
             " as if it held the lock";
    if (H.Of == Locked::Table)
      return product() + " refuses to lock a table outside of a transaction: "
                         "there is none open here";
    return "this lock is given back at once: no transaction is open here, so "
           "it ends with this statement" +
           std::string(H.WriteAnchor
                           ? ", before the write in line " +
                                 std::to_string(H.WriteAnchor->Span.Line)
                           : "");
  }

  std::vector<Message> notes() const {
    std::vector<Message> Notes;
    if (H.Original != H.Anchor)
      Notes.push_back({H.Original->Span, "the lock is taken here"});
    if (H.What == Kind::Swallowed && H.IsCaught)
      Notes.push_back({H.Anchor->Span, "a lock that cannot be had, for which "
                                       "reason ever, must end the work or be "
                                       "tried again"});
    if (H.Write) {
      Notes.push_back(
          {H.WriteAnchor->Span, title(*H.Write) + " runs without it"});
      Notes.push_back(
          {H.Anchor->Span,
           std::string("two at a time: ") +
               (H.What == Kind::Swallowed
                    ? "A has the lock, B does not get it and goes on, both "
                      "write"
                    : "A locks, the lock ends with the statement, B locks as "
                      "well, both go on to write by what they have read") +
               " (on " + product() + ")"});
    }
    return Notes;
  }

  std::vector<repair::Repair> repairs() const {
    repair::Repair R;
    if (H.What == Kind::Swallowed)
      R.Title = H.IsCaught ? "let the failure end the work, or try again"
                           : "look at whether the lock was given, and do not "
                             "write if it was not";
    else if (H.Of == Locked::Name)
      R.Title = "begin a transaction before, and commit it behind what the "
                "lock protects; or take a lock of the session and give it "
                "back there";
    else
      R.Title = "begin a transaction before this, and commit it behind what "
                "the lock protects";
    return {R};
  }

private:
  std::string product() const {
    return rowlock::databases::displayName(H.Db.Kind).str();
  }

  const LockHazard &H;
};
} // namespace

Finding rowlock::report::describe(const LockHazard &H) {
  Story S(H);
  Finding F;
  F.Check = (H.What == Kind::Swallowed ? hazards::SwallowedLockCheck
                                       : hazards::LockOutsideCheck)
                .str();
  F.Sure = H.Sure;
  F.Warning = {H.Anchor->Span, S.warning()};
  F.Notes = S.notes();
  F.Repairs = S.repairs();
  return F;
}
