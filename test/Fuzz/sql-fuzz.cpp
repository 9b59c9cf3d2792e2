//===- sql-fuzz.cpp - Any bytes as SQL
//-------------------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A libFuzzer target: cmake -DROWLOCK_FUZZ=ON with Clang, then
//   test/Fuzz/seeds.py SEEDS; rowlock-sql-fuzz SEEDS
// The first byte picks database and placeholder styles, the rest is the text
// with holes as {{N}}. Beyond crashes it checks that spans lie in the text,
// that every rewrite maps back, and that none is offered on its own result.
//
//===----------------------------------------------------------------------===//

#include "Sql/Dump.h"
#include "Sql/Rewrite.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace rowlock;
using namespace rowlock::sql;

namespace {

void require(bool Holds, const char *What) {
  if (Holds)
    return;
  llvm::errs() << "broken: " << What << "\n";
  abort();
}

void checkSpan(const Text &T, Span Where) {
  require(!Where.valid() || (Where.Begin <= Where.End && Where.End <= T.size()),
          "span outside of the text");
}

void checkOperand(const Text &T, const Operand &O) {
  checkSpan(T, O.Where);
  checkSpan(T, O.Core);
  for (const ColumnRef &C : O.Columns)
    checkSpan(T, C.Where);
  for (const Operand &E : O.Elements)
    checkOperand(T, E);
}

void checkCondition(const Text &T, const Condition &C) {
  checkSpan(T, C.Where);
  for (const Atom &A : C.Atoms) {
    checkSpan(T, A.Where);
    require(A.What != Atom::Kind::Compare || A.Operands.size() == 1,
            "comparison without a value");
    for (const Operand &O : A.Operands)
      checkOperand(T, O);
  }
}

void checkStatement(const Text &T, const Statement &S) {
  checkSpan(T, S.Where);
  for (const TableRef &R : S.Tables) {
    checkSpan(T, R.Where);
    require(!R.Derived || *R.Derived < S.Subqueries.size(), "derived table");
  }
  for (const auto &J : S.Joins) {
    require(J.Table < S.Tables.size(), "table of a join");
    checkCondition(T, J.On);
  }
  for (const TableLock &L : S.TableLocks)
    require(L.Table < S.Tables.size(), "locked table");
  checkCondition(T, S.Filter);
  checkCondition(T, S.ConflictFilter);
  for (const SelectItem &I : S.Items)
    checkOperand(T, I.Value);
  for (const Assignment &A : S.Assignments) {
    checkSpan(T, A.Where);
    checkOperand(T, A.Value);
  }
  for (const auto &Row : S.Insert.Rows)
    for (const Operand &O : Row)
      checkOperand(T, O);
  for (const Subquery &Q : S.Subqueries)
    checkStatement(T, Q.Body);
}

template <typename Make>
void checkRewrite(const Text &T, const ParseOptions &Options, const Parsed &P,
                  size_t Index, Make Offer) {
  Rewrite R = Offer(RewriteContext{T, P, Options}, P.Statements[Index]);
  if (!R) {
    require(!R.Reason.empty(), "refusal without a reason");
    return;
  }
  uint32_t Behind = 0;
  for (const Edit &E : R.Edits) {
    checkSpan(T, E.Where);
    require(E.Where.Begin >= Behind, "edits out of order");
    Behind = E.Where.End;
  }
  Text Done = apply(T, R.Edits);
  Parsed Again = parse(Done, Options);
  // Text that is broken to begin with may fall apart elsewhere.
  if (!P.Notes.empty() || Again.Statements.size() != P.Statements.size())
    return;
  require(!Offer(RewriteContext{Done, Again, Options}, Again.Statements[Index]),
          "rewrite offered again");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  if (Size == 0)
    return 0;
  ParseOptions Options;
  Options.Db = static_cast<databases::Product>(Data[0] % 7);
  if (Data[0] & 0x80)
    Options.Styles = Options.Styles.with(PlaceholderStyle::Printf)
                         .with(PlaceholderStyle::Braces);
  if (Data[0] & 0x40)
    Options.Styles = Options.Styles.with(PlaceholderStyle::Percent);
  Text T = Text::fromEscaped(
      llvm::StringRef(reinterpret_cast<const char *>(Data + 1), Size - 1));
  std::string Dumped;
  llvm::raw_string_ostream OS(Dumped);
  dumpSql(T, Options, OS);
  looksLikeSql(T, Options);
  Parsed P = parse(T, Options);
  for (size_t I = 0; I != P.Statements.size() && I != 4; ++I) {
    const Statement &S = P.Statements[I];
    checkStatement(T, S);
    tablesRead(S);
    itemNamed(S.Items, "n", T.flattened());
    checkRewrite(T, Options, P, I, [](const auto &C, const Statement &S) {
      return addRowLock(C, S);
    });
    checkRewrite(T, Options, P, I, [](const auto &C, const Statement &S) {
      return addCondition(C, S, "1 < 2 OR zz = 3");
    });
    checkRewrite(T, Options, P, I, [](const auto &C, const Statement &S) {
      return beginImmediate(C, S);
    });
    if (!S.Assignments.empty()) {
      checkRewrite(T, Options, P, I, [](const auto &C, const Statement &S) {
        return makeRelative(C, S, 0, '-');
      });
      narrowSet({T, P, Options}, S, {0});
    }
  }
  return 0;
}
