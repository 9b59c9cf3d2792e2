//===- Hazards/Conflict.cpp - A read, a dependent write, no guard ---------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hazards/Conflict.h"
#include "llvm/Support/ErrorHandling.h"

using namespace rowlock::hazards;

llvm::StringRef rowlock::hazards::checkName(Shape S) {
  switch (S) {
  case Shape::SwallowedLockError:
    return "rowlock-swallowed-lock-error";
  case Shape::LockOutsideTransaction:
    return "rowlock-lock-outside-transaction";
  case Shape::ReadBeforeLock:
    return "rowlock-read-before-lock";
  case Shape::RetryInSameSnapshot:
    return "rowlock-retry-in-same-snapshot";
  case Shape::StaleInstance:
    return "rowlock-stale-instance";
  case Shape::DeferredUpgrade:
    return "rowlock-deferred-upgrade";
  case Shape::NonUniqueLookup:
    return "rowlock-non-unique-lookup";
  case Shape::AggregateWriteBack:
    return "rowlock-aggregate-write-back";
  case Shape::ReadModifyWrite:
    return "rowlock-read-modify-write";
  case Shape::FullRowSave:
    return "rowlock-full-row-save";
  case Shape::CheckThenAct:
    return "rowlock-check-then-act";
  }
  llvm_unreachable("all shapes are listed");
}

bool rowlock::hazards::isReported(Shape S) {
  return S != Shape::SwallowedLockError && S != Shape::LockOutsideTransaction &&
         S != Shape::DeferredUpgrade;
}

bool rowlock::hazards::needsOtherWriter(Shape S) {
  switch (S) {
  case Shape::SwallowedLockError:
  case Shape::LockOutsideTransaction:
  case Shape::ReadBeforeLock:
  case Shape::RetryInSameSnapshot:
  case Shape::DeferredUpgrade:
  case Shape::NonUniqueLookup:
  case Shape::AggregateWriteBack:
  case Shape::ReadModifyWrite:
  case Shape::FullRowSave:
  case Shape::CheckThenAct:
    return true;
  case Shape::StaleInstance:
    return false;
  }
  llvm_unreachable("all shapes are listed");
}

llvm::StringRef rowlock::hazards::spelling(Confidence C) {
  switch (C) {
  case Confidence::Certain:
    return "certain";
  case Confidence::Likely:
    return "likely";
  case Confidence::Possible:
    return "possible";
  }
  llvm_unreachable("all grades are listed");
}

llvm::StringRef rowlock::hazards::spelling(Guard G) {
  switch (G) {
  case Guard::RowLock:
    return "row lock";
  case Guard::ParentLock:
    return "lock on a related row";
  case Guard::TableLock:
    return "table lock";
  case Guard::AdvisoryLock:
    return "advisory lock";
  case Guard::WriteLock:
    return "write lock of the database";
  case Guard::OwnWrite:
    return "earlier write to the row";
  case Guard::CompareAndSet:
    return "compare-and-set";
  case Guard::Retry:
    return "isolation level with retry";
  case Guard::InProcessLock:
    return "in-process lock";
  case Guard::RolledBack:
    return "rollback";
  case Guard::Constraint:
    return "unique constraint";
  case Guard::Writers:
    return "configuration";
  }
  llvm_unreachable("all guards are listed");
}
