//===- Recogniser.h - Tokens to facts ---------------------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The inside of parse(). A range of tokens is cut into clauses by keywords at
// bracket depth 0, and each clause is read for itself.
//
// How it stays linear: a range is either skipped over (a bracket costs one
// step) or read flat by collect(), and no token is read flat twice. How the
// stack stays bounded: every descent goes through a bracket whose level is
// checked, or through nested(), which counts.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_SQL_RECOGNISER_H
#define ROWLOCK_SQL_RECOGNISER_H

#include "Sql/Tokens.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"

namespace rowlock::sql {

/// Indices of tokens, End excluded.
struct Range {
  uint32_t Begin = 0;
  uint32_t End = 0;

  bool empty() const { return Begin >= End; }
  uint32_t size() const { return empty() ? 0 : End - Begin; }
};

enum class Clause : uint8_t {
  Into,
  From,
  Using,
  Set,
  Where,
  GroupBy,
  Having,
  Window,
  ConnectBy,
  OrderBy,
  Limit,
  Offset,
  Fetch,
  Lock,
  Returning,
  Output,
  Option,
};

class ClauseSet {
public:
  constexpr ClauseSet(std::initializer_list<Clause> Clauses) {
    for (Clause C : Clauses)
      Bits |= 1u << static_cast<unsigned>(C);
  }
  constexpr bool has(Clause C) const {
    return Bits & (1u << static_cast<unsigned>(C));
  }

private:
  unsigned Bits = 0;
};

struct ClauseRange {
  Clause What;
  uint32_t Keyword; ///< index of the first word
  Range Body;       ///< behind the keywords
};

/// What a range is cut into: the part before the first clause, and the clauses.
struct Clauses {
  Range Head;
  llvm::SmallVector<ClauseRange, 8> List;
};

class Recogniser {
public:
  Recogniser(const Text &T, const ParseOptions &Options, Parsed &Out)
      : T(T), Options(Options), Out(Out), P(Options.Db.Kind),
        Tokens(tokenize(T, Options, Out)) {}

  void run();

private:
  const Text &T;
  const ParseOptions &Options;
  Parsed &Out;
  const databases::Product P;
  const TokenList Tokens;
  /// Names of the CTEs in scope, folded, with how many there are of each.
  llvm::StringMap<unsigned> Ctes;
  unsigned Depth = 0;
  bool DepthNoted = false;

  // Tokens (Recogniser.cpp).
  const Token &at(uint32_t I) const { return Tokens.at(I); }
  llvm::StringRef spelled(uint32_t I) const;
  bool word(uint32_t I, llvm::StringRef Text) const;
  bool wordIn(uint32_t I, llvm::ArrayRef<llvm::StringLiteral> Texts) const;
  bool op(uint32_t I, llvm::StringRef Text) const;
  bool isHole(uint32_t I) const;
  bool isName(uint32_t I) const;
  bool endsValue(uint32_t I) const;
  bool beginsQuery(uint32_t I) const;
  /// The index behind this token or behind the bracket it opens.
  uint32_t next(uint32_t I, uint32_t End) const;
  bool bracketed(Range R) const;
  /// Strips brackets round the whole range, any number of them.
  Range peeled(Range R) const;
  Range inside(uint32_t Open) const { return {Open + 1, Tokens.match(Open)}; }
  Span span(Range R) const;
  bool tooDeep(uint32_t Open);
  void noteDepth(uint32_t Where);
  llvm::SmallVector<Range, 8> split(Range R) const; // at commas
  /// Takes holes off the end that follow a complete value.
  bool cutTail(Range &R) const;
  /// Any clause may follow at the end of the range.
  bool openTail(Range R) const;
  void collectParameters(Range R, Operand &Out) const;

  // Names.
  Name nameAt(uint32_t I) const;
  /// name(.name)*: the parts, and the index behind.
  uint32_t readPath(uint32_t I, uint32_t End,
                    llvm::SmallVectorImpl<Name> &Parts) const;
  uint32_t readTableName(uint32_t I, uint32_t End, TableRef &Table) const;
  ColumnRef columnFrom(llvm::ArrayRef<Name> Parts) const;
  void readNames(Range R, llvm::SmallVectorImpl<Name> &Names) const;

  // Clauses.
  std::optional<Clause> clauseAt(uint32_t I, uint32_t &Body) const;
  Clauses findClauses(Range R, ClauseSet Wanted) const;

  // Statements (Statements.cpp).
  bool nested(uint32_t Where, llvm::function_ref<void()> Read);
  void readStatement(Statement &S, Range R);
  void dispatch(Statement &S, Range R);
  uint32_t readWith(Statement &S, Range R);
  void readFragment(Statement &S, Range R);
  uint32_t blockEnd(uint32_t I) const;
  uint32_t statementEnd(uint32_t I) const;
  bool beginsBlock(uint32_t I) const;
  unsigned addSubquery(Statement &S, Subquery::Role Role, Range R,
                       Name N = Name());
  void finish(Statement &S, Range R);
  Answer judge(const Statement &S, Range R) const;

  // Queries (Select.cpp, From.cpp).
  void readSelect(Statement &S, Range R);
  void readSelectArm(Statement &S, Range R);
  void readTail(Statement &S, const ClauseRange &C);
  uint32_t readSelectModifiers(Statement &S, Range R);
  void readItems(Statement &S, Range R, std::vector<SelectItem> &Items);
  void readItem(Statement &S, Range R, SelectItem &Item);
  void cutAlias(Range &R, Name &Alias) const;
  bool readAggregate(Statement &S, Range R, SelectItem &Item);
  void readLimit(Statement &S, Range R);
  void readFetch(Statement &S, Range R);
  void readLock(Statement &S, const ClauseRange &C);
  /// True if a hole stands behind the last table.
  bool readFrom(Statement &S, Range R);
  uint32_t readTable(Statement &S, uint32_t I, uint32_t End,
                     TableRef::Join How);
  uint32_t readTableSuffix(Statement &S, uint32_t I, uint32_t End,
                           TableRef &Table);
  uint32_t readHints(uint32_t I, uint32_t End, TableRef &Table) const;
  uint32_t readJoin(uint32_t I, uint32_t End, TableRef::Join &How) const;
  void locksFromHints(Statement &S) const;
  bool isHintList(uint32_t Open) const;

  // Values and conditions (Values.cpp, Conditions.cpp).
  Operand readOperand(Statement &S, Range R);
  Span insideQuotes(uint32_t I) const;
  std::string stringValue(uint32_t I) const;
  bool readSimple(Statement &S, Range R, Operand &O);
  Range peelCasts(Range R, bool &HasCast) const;
  void collect(Statement &S, Range R, Operand &O);
  uint32_t collectWord(Statement &S, uint32_t I, uint32_t End, Operand &O);
  uint32_t collectCall(Statement &S, uint32_t Name, uint32_t Open, uint32_t End,
                       llvm::StringRef Function, Operand &O);
  void merge(Operand &Into, const Operand &From) const;
  bool isNewRow(const Statement &S, llvm::ArrayRef<Name> Parts) const;
  void readAdvisory(Statement &S, Span Where, llvm::StringRef Function,
                    Range Arguments, Operand &O);
  bool isAdvisory(llvm::StringRef Function) const;
  void readCondition(Statement &S, uint32_t Keyword, Range R, Condition &C);
  void readConjuncts(Statement &S, Range R, Condition &C);
  void readAtom(Statement &S, Range R, Condition &C);
  void opaque(Statement &S, Range R, Condition &C, bool Negated);
  bool readExists(Statement &S, Range R, Condition &C, bool Negated);
  void readComparison(Statement &S, Range Left, uint32_t Operator, Range Right,
                      Span Where, Condition &C);
  void readPredicate(Statement &S, Range Left, uint32_t I, Range R,
                     Condition &C, bool Negated);

  // Writes (Writes.cpp).
  void readUpdate(Statement &S, Range R);
  void readDelete(Statement &S, Range R);
  void readInsert(Statement &S, Range R);
  void readInsertSource(Statement &S, Range R);
  void readConflict(Statement &S, Range R);
  void readMerge(Statement &S, Range R);
  void readTruncate(Statement &S, Range R);
  void readAssignments(Statement &S, Range R);
  void readAssignment(Statement &S, Range R);
  Answer refersToItself(const Statement &S, const Assignment &A) const;
  TableRef &addTarget(Statement &S);
  void readReturning(Statement &S, uint32_t Keyword, Range R);
  void resolveTarget(Statement &S, unsigned Named);
  uint32_t readInsertWords(Statement &S, Range R);
  void readMergeBranch(Statement &S, Range R);

  // Transactions, locks, schema (Control.cpp, Schema.cpp).
  bool readControl(Statement &S, Range R);
  void readBegin(Statement &S, Range R);
  void readEnd(Statement &S, Range R);
  /// Gives where it stopped.
  uint32_t readModes(Statement &S, uint32_t I, uint32_t End);
  uint32_t readLevel(Statement &S, uint32_t I, uint32_t End);
  void readSet(Statement &S, Range R);
  bool readVariable(Statement &S, Range R);
  void readLockTables(Statement &S, Range R);
  bool readDdl(Statement &S, Range R);
  void readCall(Statement &S, Range R);
  void readAppLock(Statement &S, llvm::StringRef Procedure, Range R);
};

/// Whether a function makes one value of many rows.
bool isAggregate(llvm::StringRef LowerCase);

} // namespace rowlock::sql

#endif // ROWLOCK_SQL_RECOGNISER_H
