//===- Dump.cpp - The facts as text
//---------------------------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Dump.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace rowlock::sql {

namespace {

class Dumper {
public:
  Dumper(const Text &T, const Parsed &P, llvm::raw_ostream &OS)
      : T(T), P(P), OS(OS) {}

  void run() {
    for (const auto &[Index, S] : llvm::enumerate(P.Statements)) {
      OS << "statement " << Index << ": ";
      statement(S);
    }
    for (const auto &[Index, H] : llvm::enumerate(P.Placeholders)) {
      OS << "placeholder " << Index << ": " << name(H.Style) << " position "
         << H.Position;
      if (!H.Name.empty())
        OS << " name '" << H.Name << "'";
      flag(H.Anonymous, "anonymous");
      flag(H.AfterHole, "after-hole");
      flag(H.InString, "in-string");
      place(H.Where);
      OS << "\n";
    }
    for (const Note &N : P.Notes) {
      OS << "note: " << N.Message;
      place(N.Where);
      OS << "\n";
    }
  }

private:
  const Text &T;
  const Parsed &P;
  llvm::raw_ostream &OS;
  unsigned Indent = 0;

  llvm::raw_ostream &line(llvm::StringRef Word) {
    OS.indent(2 * Indent + 2) << Word;
    return OS;
  }
  void place(Span Where) {
    if (Where.valid())
      OS << " [" << Where.Begin << "," << Where.End << ")";
  }
  void flag(bool Set, llvm::StringRef Word) {
    if (Set)
      OS << " " << Word;
  }
  void answer(Answer A, llvm::StringRef Word) {
    if (A == Answer::Yes)
      OS << " " << Word;
    else if (A == Answer::Unknown)
      OS << " " << Word << "?";
  }
  /// A fact with a line of its own, left out where the answer is no.
  void fact(Answer A, llvm::StringRef Word, Span Where = Span()) {
    if (A == Answer::No)
      return;
    line(Word) << ": " << name(A);
    place(Where);
    OS << "\n";
  }
  /// Long values are cut: the span says where the rest is.
  void quoted(llvm::StringRef Text) {
    OS << "'";
    OS.write_escaped(Text.take_front(60));
    OS << (Text.size() > 60 ? "...'" : "'");
  }

  void nameOf(const Name &N) {
    if (N.HasHole)
      OS << "<" << T.escaped(N.Where) << ">";
    else if (N.Quoted)
      OS << '"' << N.Text << '"';
    else
      OS << N.Text;
  }
  void column(const ColumnRef &C) {
    if (C.Qualifier.present()) {
      nameOf(C.Qualifier);
      OS << ".";
    }
    nameOf(C.Column);
  }
  void mentions(const Operand &O) {
    if (!O.Columns.empty()) {
      OS << " columns";
      for (const ColumnRef &C : O.Columns) {
        OS << " ";
        column(C);
      }
    }
    if (!O.Placeholders.empty()) {
      OS << " placeholders";
      for (unsigned I : O.Placeholders)
        OS << " #" << I;
    }
    if (!O.Holes.empty()) {
      OS << " holes";
      for (unsigned I : O.Holes)
        OS << " {{" << I << "}}";
    }
    if (!O.Functions.empty()) {
      OS << " functions";
      for (const std::string &F : O.Functions)
        OS << " " << F;
    }
    flag(O.HasSubquery, "subquery");
  }
  void operand(const Operand &O) {
    OS << name(O.What);
    switch (O.What) {
    case Operand::Kind::Placeholder:
      OS << " #" << O.Placeholders.front();
      break;
    case Operand::Kind::Hole:
      OS << " {{" << O.Holes.front() << "}}";
      break;
    case Operand::Kind::Constant:
      OS << " ";
      quoted(O.Text);
      break;
    case Operand::Kind::Column:
    case Operand::Kind::NewRow:
      OS << " ";
      column(O.Columns.front());
      break;
    case Operand::Kind::List:
      OS << " (";
      for (const auto &[Index, E] : llvm::enumerate(O.Elements)) {
        OS << (Index ? ", " : "");
        operand(E);
      }
      OS << ")";
      break;
    case Operand::Kind::Other:
      mentions(O);
      break;
    default:
      break;
    }
    flag(O.InString && O.What != Operand::Kind::Constant, "in-string");
    flag(O.HasCast, "cast");
    place(O.Where);
  }

  void condition(const Condition &C, llvm::StringRef Word) {
    if (!C.present()) {
      if (C.Complete != Answer::Yes)
        line(Word) << ": absent, complete " << name(C.Complete)
                   << (C.OpenEnd ? ", open end" : "") << "\n";
      return;
    }
    line(Word) << ": complete " << name(C.Complete);
    flag(C.HasOr, "or");
    flag(C.OpenEnd, "open-end");
    place(C.Where);
    OS << "\n";
    ++Indent;
    for (const Atom &A : C.Atoms)
      atom(A);
    --Indent;
  }
  void atom(const Atom &A) {
    line("atom: ") << (A.Negated ? "not " : "") << name(A.What);
    if (A.Column.present()) {
      OS << " ";
      column(A.Column);
    }
    if (!A.Op.empty())
      OS << " " << A.Op;
    if (A.What != Atom::Kind::Truth)
      for (const Operand &O : A.Operands) {
        OS << " ";
        operand(O);
      }
    OS << " at";
    place(A.Where);
    OS << "\n";
  }

  void table(const TableRef &R) {
    line("table: ") << name(R.What);
    OS << " ";
    if (R.Derived)
      OS << "derived #" << *R.Derived;
    if (R.Schema.present()) {
      nameOf(R.Schema);
      OS << ".";
    }
    nameOf(R.Table);
    if (R.Alias.present()) {
      OS << " as ";
      nameOf(R.Alias);
    }
    flag(R.IsFunction, "function");
    flag(R.IsCte, "cte");
    answer(R.Reads, "reads");
    answer(R.Writes, "writes");
    if (R.How != TableRef::Join::None)
      OS << " join " << name(R.How);
    answer(R.Nullable, "nullable");
    if (!R.Hints.empty()) {
      OS << " hints " << llvm::join(R.Hints, ",");
      place(R.HintsWhere);
    }
    OS << " at";
    place(R.Where);
    OS << "\n";
  }

  void item(const SelectItem &I, llvm::StringRef Word) {
    line(Word) << ": " << name(I.What);
    switch (I.What) {
    case SelectItem::Kind::Star:
      if (I.Column.Qualifier.present()) {
        OS << " ";
        nameOf(I.Column.Qualifier);
      }
      break;
    case SelectItem::Kind::Column:
      OS << " ";
      column(I.Column);
      flag(I.Value.What == Operand::Kind::NewRow, "new-row");
      break;
    case SelectItem::Kind::Aggregate:
      OS << " " << I.Function;
      flag(I.DistinctArgument, "distinct");
      mentions(I.Value);
      break;
    case SelectItem::Kind::Constant:
      OS << " ";
      quoted(I.Value.Text);
      break;
    case SelectItem::Kind::Exists:
      break;
    default:
      OS << " ";
      operand(I.Value);
      break;
    }
    if (I.Alias.present()) {
      OS << " as ";
      nameOf(I.Alias);
    }
    OS << " at";
    place(I.Where);
    OS << "\n";
  }

  void assignment(const Assignment &A) {
    line("set: ");
    column(A.Column);
    place(A.Column.Where);
    OS << " " << A.Op << " ";
    operand(A.Value);
    answer(A.RefersToItself, "self");
    flag(A.InGroup, "group");
    OS << " at";
    place(A.Where);
    OS << "\n";
  }

  void names(llvm::ArrayRef<Name> Names) {
    for (const Name &N : Names) {
      OS << " ";
      nameOf(N);
    }
  }

  void insert(const Statement &S) {
    const Insert &I = S.Insert;
    if (!I.Columns.empty()) {
      line("columns:");
      names(I.Columns);
      place(I.ColumnsWhere);
      OS << "\n";
    }
    for (const std::vector<Operand> &Row : I.Rows) {
      line("row:");
      for (const Operand &O : Row) {
        OS << " ";
        operand(O);
      }
      OS << "\n";
    }
    if (I.DefaultValues)
      line("default values\n");
    if (I.Query)
      line("rows from query #") << *I.Query << "\n";
    if (I.HandlesConflict == Answer::No && I.OnConflict == ConflictAction::None)
      return;
    line("conflict: ") << name(I.OnConflict) << ", handled "
                       << name(I.HandlesConflict);
    if (!I.ConflictColumns.empty()) {
      OS << " columns";
      names(I.ConflictColumns);
    }
    if (I.ConflictConstraint.present()) {
      OS << " constraint ";
      nameOf(I.ConflictConstraint);
    }
    place(I.ConflictWhere);
    OS << "\n";
  }

  void rowLock(const Lock &L) {
    if (L.Locks == Answer::No)
      return;
    line("lock: ") << name(L.Locks) << " " << name(L.How);
    if (L.Waits != Lock::Wait::Block)
      OS << " " << name(L.Waits);
    if (!L.Of.empty()) {
      OS << " of";
      names(L.Of);
    }
    place(L.Where);
    OS << "\n";
  }

  void control(const Statement &S) {
    const TransactionControl &C = S.Transaction;
    switch (S.Kind) {
    case StatementKind::Begin:
      line("mode: ") << name(C.Mode) << "\n";
      break;
    case StatementKind::SetAutocommit:
      line("autocommit: ") << name(C.Autocommit) << "\n";
      break;
    default:
      break;
    }
    if (C.LevelWhere.valid()) {
      line("level: ") << name(C.Level);
      place(C.LevelWhere);
      OS << "\n";
    }
    if (S.Kind == StatementKind::SetTransaction)
      line("scope: ") << name(C.Scope) << "\n";
    if (C.ReadOnly != Answer::Unknown)
      line("read only: ") << name(C.ReadOnly) << "\n";
    if (C.ConsistentSnapshot)
      line("snapshot at begin\n");
    if (C.Chain)
      line("chain\n");
    if (C.Savepoint.present()) {
      line("savepoint: ");
      nameOf(C.Savepoint);
      OS << "\n";
    }
    if (C.OpenEnd)
      line("modes: open end\n");
    for (const TableLock &L : S.TableLocks) {
      line("table lock: ");
      nameOf(S.Tables[L.Table].Table);
      OS << " " << name(L.Mode) << " (" << L.ModeText << ")\n";
    }
    for (const AdvisoryLock &L : S.AdvisoryLocks) {
      line("advisory lock: ")
          << name(L.What) << " " << L.Function << " for " << name(L.Holds);
      flag(L.Shared, "shared");
      for (const Operand &K : L.Keys) {
        OS << " key ";
        operand(K);
      }
      OS << " at";
      place(L.Where);
      OS << "\n";
    }
    if (S.Kind == StatementKind::Ddl) {
      line("ddl: ") << S.Ddl.Verb << " " << S.Ddl.Object << " ";
      if (S.Ddl.Schema.present()) {
        nameOf(S.Ddl.Schema);
        OS << ".";
      }
      nameOf(S.Ddl.ObjectName);
      flag(S.Ddl.Unique, "unique");
      flag(S.Ddl.Temporary, "temporary");
      flag(S.Ddl.IfExists, "if-exists");
      OS << "\n";
    }
  }

  void statement(const Statement &S) {
    OS << name(S.Kind);
    if (Indent == 0)
      OS << ", sql " << name(S.IsSql);
    flag(S.OpenStart, "open-start");
    flag(S.OpenEnd, "open-end");
    flag(S.Leftover, "leftover");
    place(S.Where);
    OS << "\n";
    control(S);
    for (const TableRef &R : S.Tables)
      table(R);
    for (const Statement::JoinCondition &J : S.Joins) {
      if (J.On.present()) {
        condition(J.On, ("on #" + llvm::Twine(J.Table)).str());
        continue;
      }
      line("using #") << J.Table << ":";
      names(J.Using);
      OS << "\n";
    }
    for (const SelectItem &I : S.Items)
      item(I, "item");
    fact(S.Distinct, "distinct");
    fact(S.Aggregated, "aggregated");
    fact(S.Windowed, "windowed");
    fact(S.Grouped, "grouped", S.GroupBy);
    fact(S.SetOperation, "set operation");
    for (const Assignment &A : S.Assignments)
      assignment(A);
    if (S.AssignmentsComplete != Answer::Yes)
      line("set list complete: ") << name(S.AssignmentsComplete) << "\n";
    insert(S);
    condition(S.Filter, "where");
    condition(S.ConflictFilter, "conflict where");
    fact(S.Ordered, "ordered", S.OrderBy);
    if (S.Limited != Answer::No) {
      line("limited: ") << name(S.Limited);
      if (S.Limit.present()) {
        OS << " ";
        operand(S.Limit);
      }
      place(S.LimitWhere);
      OS << "\n";
    }
    rowLock(S.RowLock);
    fact(S.Returns, "returns", S.ReturningWhere);
    for (const SelectItem &I : S.Returning)
      item(I, "returned");
    for (const auto &[Index, Q] : llvm::enumerate(S.Subqueries)) {
      line("query #") << Index << " " << name(Q.What);
      if (Q.Name.present()) {
        OS << " ";
        nameOf(Q.Name);
      }
      OS << ": ";
      ++Indent;
      statement(Q.Body);
      --Indent;
    }
  }
};

} // namespace

void dumpSql(const Text &T, const ParseOptions &Options,
             llvm::raw_ostream &OS) {
  Parsed P = parse(T, Options);
  Dumper(T, P, OS).run();
}

} // namespace rowlock::sql
