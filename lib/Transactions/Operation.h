//===- Transactions/Operation.h - Statements with known text ----*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An operation is one SQL statement that an instruction executes: the facts of
// its text, tied to the program's values by placeholders and holes. A text that
// may be one of several gives one operation for each alternative.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TRANSACTIONS_OPERATION_H
#define ROWLOCK_TRANSACTIONS_OPERATION_H

#include "Databases/Databases.h"
#include "Databases/Writers.h"
#include "Flow/Evaluation.h"
#include "Schema/Schema.h"
#include "Sql/Parse.h"
#include "llvm/ADT/DenseMap.h"
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rowlock::transactions {

/// What a statement says a value is: a value of the program, or a constant
/// written in the SQL text.
struct Term {
  const flow::Value *Value = nullptr;
  std::optional<std::string> Constant;

  explicit operator bool() const { return Value || Constant; }
  bool isConstant() const { return Constant || (Value && Value->isConstant()); }
};

/// Equal whatever happens at run time.
bool mustEqual(const Term &A, const Term &B);

/// A text with its holes, and where its pieces come from. Shared by the
/// operations of one text.
struct StatementText {
  sql::Text Text;
  sql::ParseOptions Options;
  sql::Parsed Parsed;
  /// For each piece of Text: the literal, or the value of the hole.
  std::vector<const flow::Value *> Pieces;
  /// Select lists with a `*`, where the schema tells its columns.
  llvm::DenseMap<const sql::Statement *, std::vector<sql::SelectItem>>
      StarsSpelledOut;
};

struct Operation {
  /// Index of the step in Evaluation::steps().
  unsigned StepIndex = 0;
  const flow::Step *Step = nullptr;
  std::shared_ptr<const StatementText> Source;
  /// Into Source->Parsed; null if the text is not known at all.
  const sql::Statement *Statement = nullptr;
  /// Which of how many texts the instruction may execute.
  unsigned Alternative = 0;
  unsigned Alternatives = 1;
  const flow::Value *Connection = nullptr;
  databases::Database Db;

  bool reads() const {
    return Statement && (Statement->Kind == sql::StatementKind::Select ||
                         Statement->Returns == sql::Answer::Yes);
  }
  bool writes() const {
    return Statement && sql::writes(*Statement) != sql::Answer::No;
  }

  /// What the program passes for an operand of the statement.
  Term term(const sql::Operand &O) const;
  /// The value bound to a placeholder, with the expression that passed it.
  const flow::Binding *binding(unsigned Placeholder) const;
  /// The select list or RETURNING list.
  llvm::ArrayRef<sql::SelectItem> items() const;
  /// The item that a result column comes from; \p Key as in flow::Value's
  /// Column.
  sql::ItemLookup item(llvm::StringRef Key) const;
  /// Folded as the database compares names; empty if not known.
  std::string folded(const sql::Name &N) const {
    return N.known() ? sql::folded(N, Db.Kind) : std::string();
  }
  const effects::SourceSpan &span() const { return Step->Instr->Span; }
};

/// The settings that come from configuration.
struct ResolveOptions {
  databases::Database Db;
  databases::IsolationLevel Level = databases::IsolationLevel::Unknown;
  /// The database of libraries that speak to several, as far as the unit tells.
  databases::Database Spoken = {};
  /// Null if no table is known.
  std::shared_ptr<const schema::Schema> Schema = nullptr;
  /// Null: anybody writes.
  std::shared_ptr<const databases::WriterRules> Writers = nullptr;

  const databases::WriterRule &writers(llvm::StringRef Table) const;
};

/// All operations of an evaluated function, in the order of its steps.
class Operations {
public:
  Operations(const flow::Evaluation &Evaluation, const effects::Program &P,
             const ResolveOptions &Options);

  llvm::ArrayRef<Operation> all() const { return List; }
  /// The operations that a step executes.
  llvm::ArrayRef<Operation> of(unsigned StepIndex) const;
  /// The operations whose rows a cursor value stands for.
  llvm::SmallVector<const Operation *, 2> of(const flow::Value *Cursor) const;
  const flow::Evaluation &evaluation() const { return Evaluation; }
  const ResolveOptions &options() const { return Options; }
  databases::Database database(const effects::Instruction &I) const;

private:
  void add(unsigned StepIndex, const flow::Step &S);

  const flow::Evaluation &Evaluation;
  const effects::Program &P;
  ResolveOptions Options;
  std::vector<Operation> List;
  std::vector<std::pair<unsigned, unsigned>> ByStep;
  llvm::DenseMap<const effects::Instruction *, unsigned> StepOf;
};

} // namespace rowlock::transactions

#endif // ROWLOCK_TRANSACTIONS_OPERATION_H
