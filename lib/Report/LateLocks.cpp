//===- Report/LateLocks.cpp - Locks taken behind the read, in words -------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Phrases.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::report;
using rowlock::hazards::Conflict;
using rowlock::hazards::WrittenColumn;

namespace {
class Story {
public:
  explicit Story(const Conflict &C)
      : C(C), Read("line " + std::to_string(C.ReadAt.Line)),
        Write("line " + std::to_string(C.WriteAt.Line)) {}

  std::string warning() const {
    if (C.Between->SnapshotOf)
      return "this lock comes too late: " + Read +
             " reads under it what line " +
             std::to_string(C.Between->SnapshotAt.Line) +
             " has fixed before, and the write in " + Write +
             " overwrites what others did in between";
    return "this lock comes too late: the write in " + Write +
           " goes by what " + Read + " read of '" + table() +
           "' before the lock was held";
  }

  std::vector<Message> notes() const {
    std::vector<Message> Notes;
    if (C.Between->SnapshotOf) {
      Notes.push_back({C.Between->SnapshotAt,
                       "this is the transaction's first plain read: from here "
                       "on its plain reads see the database as it is now"});
      Notes.push_back({C.ReadAt, "this reads " + names() +
                                     " under the lock, but as it was then; a "
                                     "locking read would see what is there"});
    } else {
      Notes.push_back({C.ReadAt, names() + " is read here, without the lock"});
    }
    tellInside(C.ReadAt, C.Read->span(), Notes);
    Notes.push_back({C.WriteAt, "this write depends on it"});
    tellInside(C.WriteAt, C.Write->span(), Notes);
    std::string First = C.Between->SnapshotOf ? "reads something" : "reads";
    std::string Last =
        C.Between->SnapshotOf
            ? "A gets the lock, reads what was there before B, "
              "and writes"
            : "A gets the lock and writes by what it read before";
    Notes.push_back(
        {C.Between->At, "two at a time: A " + First +
                            ", B has the lock, writes and commits, " + Last +
                            ": B's change is gone (" + whereItHolds(C) + ")"});
    return Notes;
  }

private:
  std::string table() const {
    return C.Decided ? C.Decided->ReadTable : C.Table;
  }

  std::string names() const {
    llvm::SmallVector<std::string, 2> Names;
    auto Add = [&](const std::string &Name) {
      if (!llvm::is_contained(Names, Name))
        Names.push_back(Name);
    };
    if (C.Decided)
      llvm::for_each(C.Decided->Names, Add);
    for (const auto *List : {&C.Columns, &C.Carried})
      for (const WrittenColumn &Column : *List)
        llvm::for_each(Column.FromNames, Add);
    return Names.empty() ? "'" + table() + "'" : listOf(Names);
  }

  const Conflict &C;
  std::string Read;
  std::string Write;
};
} // namespace

std::string rowlock::report::lateLockWarning(const Conflict &C) {
  return Story(C).warning();
}

std::vector<Message> rowlock::report::lateLockNotes(const Conflict &C) {
  return Story(C).notes();
}
