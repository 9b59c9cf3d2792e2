//===- Report/Words.cpp - Values and rows in words ------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace rowlock::report;
using namespace rowlock::transactions;
using rowlock::effects::ExprKind;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace effects = rowlock::effects;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
constexpr unsigned MaxDepth = 5;
constexpr unsigned MaxAlternatives = 4;
constexpr size_t MaxText = 60;

std::string line(const effects::Instruction &I) {
  return I.Span.isValid() ? "line " + std::to_string(I.Span.Line)
                          : "a line that is not known";
}

std::string quotedText(llvm::StringRef Text) {
  std::string Out;
  llvm::raw_string_ostream OS(Out);
  OS << '"';
  OS.write_escaped(Text.take_front(MaxText));
  OS << (Text.size() > MaxText ? "...\"" : "\"");
  return Out;
}

class Speaker {
public:
  explicit Speaker(const Operations &Ops) : Ops(Ops) {}

  std::string say(const Value &V, unsigned Depth = MaxDepth) const {
    switch (V.Kind) {
    case ValueKind::Integer:
    case ValueKind::Real:
    case ValueKind::Boolean:
      return V.Spelling.str();
    case ValueKind::Null:
      return "NULL";
    case ValueKind::Text:
      return quotedText(V.Spelling);
    case ValueKind::Parameter: {
      llvm::StringRef Name = plainName(V.Spelling);
      bool Own = Name == V.Spelling;
      return (Own ? "the parameter '" : "the constructor's parameter '") +
             Name.str() + "'";
    }
    case ValueKind::This:
      return "this";
    case ValueKind::Variable:
    case ValueKind::Member:
      return "'" + place(V, Depth) + "'";
    case ValueKind::Forgotten:
      return say(*V.Operands[0], Depth) + " after " + call(*V.Source) +
             ", which may have changed it";
    case ValueKind::Result:
      return result(*V.Source);
    case ValueKind::Column:
      return column(V);
    case ValueKind::Found:
      return "whether " + line(*V.Source) + " found a row";
    case ValueKind::Unknown:
      return ("a value that is not known (" + V.Spelling + ")").str();
    case ValueKind::Closure:
      return "a lambda";
    case ValueKind::List:
      return "a list of " + std::to_string(V.Operands.size());
    case ValueKind::Reference:
    case ValueKind::Bound:
    case ValueKind::Quoted:
      return say(*V.Operands[0], Depth);
    default:
      break;
    }
    return Depth == 0 ? "..." : composed(V, Depth - 1);
  }

private:
  std::string composed(const Value &V, unsigned Depth) const {
    switch (V.Kind) {
    case ValueKind::Outcome:
      return "'" + V.Spelling.str() + "' of " + say(*V.Operands[0], Depth);
    case ValueKind::Compute:
      if (V.Operands.size() == 2 && !isName(V.Spelling))
        return side(*V.Operands[0], Depth) + " " + V.Spelling.str() + " " +
               side(*V.Operands[1], Depth);
      if (V.Operands.size() == 1 && !isName(V.Spelling))
        return V.Spelling.str() + side(*V.Operands[0], Depth);
      return V.Spelling.str() + "(" + all(V.Operands, ", ", Depth) + ")";
    case ValueKind::Change:
      return "(converted) " + side(*V.Operands[0], Depth);
    case ValueKind::Select:
      return side(*V.Operands[0], Depth) + " ? " + side(*V.Operands[1], Depth) +
             " : " + side(*V.Operands[2], Depth);
    case ValueKind::Phi: {
      bool Complete = true;
      auto Choices = flow::alternatives(&V, MaxAlternatives, Complete);
      return "one of " + all(Choices, " | ", Depth) +
             (Complete ? "" : " and more");
    }
    case ValueKind::Concat:
      return all(V.Operands, " + ", Depth);
    case ValueKind::Format:
      return "format(" + all(V.Operands, ", ", Depth) + ")";
    default:
      break;
    }
    std::string Out;
    llvm::raw_string_ostream OS(Out);
    flow::print(V, OS);
    return Out;
  }

  static bool isName(llvm::StringRef S) {
    return S.empty() || llvm::isAlnum(S.front()) || S.front() == '_';
  }

  std::string side(const Value &V, unsigned Depth) const {
    std::string Said = say(V, Depth);
    bool Compound = V.Kind == ValueKind::Compute ||
                    V.Kind == ValueKind::Select || V.Kind == ValueKind::Phi;
    return Compound ? "(" + Said + ")" : Said;
  }

  std::string all(llvm::ArrayRef<const Value *> Values, llvm::StringRef Between,
                  unsigned Depth) const {
    std::string Out;
    llvm::ListSeparator Next(Between);
    for (const Value *V : Values)
      Out += (llvm::StringRef(Next) + side(*V, Depth)).str();
    return Out;
  }

  std::string place(const Value &V, unsigned Depth) const {
    if (V.Kind == ValueKind::Member) {
      if (Depth == 0)
        return "....";
      std::string Outer = place(*V.Operands[0], Depth - 1);
      if (V.Spelling.starts_with("["))
        return Outer + V.Spelling.str();
      return Outer + "." + V.Spelling.str();
    }
    if (V.Kind == ValueKind::Variable || V.Kind == ValueKind::Parameter) {
      llvm::StringRef Name = plainName(V.Spelling);
      return Name.str();
    }
    std::string Said = say(V, Depth);
    return llvm::StringRef(Said).trim('\'').str();
  }

  static std::string call(const effects::Instruction &I) {
    if (I.Op != Opcode::Call)
      return line(I);
    llvm::StringRef Name = calleeName(I);
    return (Name.empty() ? "a function chosen at run time"
                         : "'" + Name.str() + "'") +
           " in " + line(I);
  }

  static std::string result(const effects::Instruction &I) {
    switch (I.Op) {
    case Opcode::Call:
      return "what " + call(I) + " gave";
    case Opcode::Begin:
      return "the transaction of " + line(I);
    case Opcode::Prepare:
      return "the statement of " + line(I);
    case Opcode::Connect:
      return "the connection of " + line(I);
    default:
      return "the result of " + line(I);
    }
  }

  std::string column(const Value &V) const {
    for (const ReadColumn &R : readColumns(V, Ops))
      return "'" + R.Column + "' of '" + R.TableName + "' (" +
             line(*R.Read->Step->Instr) + ")";
    std::string Name = "column " + V.Spelling.str();
    for (const Operation *Op : Ops.of(V.operand(0)))
      return Name + " of " + line(*Op->Step->Instr);
    return Name + " of " + say(*V.operand(0), 2);
  }

  const Operations &Ops;
};
} // namespace

llvm::StringRef rowlock::report::plainName(llvm::StringRef Name) {
  for (llvm::StringRef Prefix : {"c", "made"}) {
    llvm::StringRef Rest = Name;
    if (!Rest.consume_front(Prefix))
      continue;
    llvm::StringRef Behind = Rest.drop_while(llvm::isDigit);
    if (Behind.size() != Rest.size() && Behind.consume_front("."))
      return Behind;
  }
  return Name;
}

llvm::StringRef rowlock::report::calleeName(const effects::Instruction &Call) {
  const effects::Expr *Name = Call.get(Slot::Name);
  if (!Name)
    return {};
  bool Named = Name->Kind == ExprKind::Text || Name->Kind == ExprKind::Closure;
  return Named ? Name->Spelling : llvm::StringRef();
}

std::string rowlock::report::words(const Value &V, const Operations &Ops) {
  return Speaker(Ops).say(V);
}

std::string rowlock::report::words(const Term &T, const Operations &Ops) {
  if (T.Value)
    return words(*T.Value, Ops);
  return T.Constant ? "'" + *T.Constant + "'" : std::string("nothing");
}

std::string rowlock::report::words(const RowSet &Rows, const Operations &Ops) {
  if (Rows.WholeTable)
    return "all of '" + Rows.Table + "'";
  std::string Out = "'" + Rows.Table + "' where ";
  llvm::ListSeparator And(" and ");
  for (const RowEquality &E : Rows.Equalities) {
    Out += (llvm::StringRef(And) + E.Column +
            (E.Terms.size() == 1 ? " is " : " is one of "))
               .str();
    llvm::ListSeparator Or(" | ");
    for (const Term &T : E.Terms)
      Out += (llvm::StringRef(Or) + words(T, Ops)).str();
  }
  if (Rows.Complete == sql::Answer::Yes && !Rows.Equalities.empty())
    return Out;
  Out += llvm::StringRef(And);
  return Out + (Rows.Complete == sql::Answer::Unknown
                    ? "what the rest of the text says"
                    : "other conditions hold");
}

static llvm::StringRef preposition(sql::StatementKind Kind) {
  switch (Kind) {
  case sql::StatementKind::Select:
  case sql::StatementKind::Delete:
    return " from ";
  case sql::StatementKind::Insert:
  case sql::StatementKind::Merge:
    return " into ";
  default:
    return " of ";
  }
}

std::string rowlock::report::title(const Operation &Op) {
  if (!Op.Statement)
    return "statement";
  const sql::Statement &S = *Op.Statement;
  std::string Kind = S.Kind == sql::StatementKind::Unknown
                         ? "statement"
                         : sql::name(S.Kind).str();
  const sql::TableRef *Table = S.target();
  if (!Table && !S.Tables.empty())
    Table = &S.Tables.front();
  if (!Table || !Table->Table.present())
    return Kind;
  if (!Table->Table.known())
    return Kind + preposition(S.Kind).str() + "a table whose name is not known";
  return Kind + preposition(S.Kind).str() + "'" + Table->Table.Text + "'";
}

std::string rowlock::report::textWithHoles(const StatementText &Text) {
  std::string Out;
  llvm::raw_string_ostream OS(Out);
  unsigned Hole = 0;
  for (const sql::Text::Piece &Piece : Text.Text.pieces())
    if (Piece.Hole)
      OS << '{' << ++Hole << '}';
    else
      OS.write_escaped(Text.Text.bytes(Piece.Where));
  constexpr size_t MaxStatement = 300;
  if (Out.size() > MaxStatement)
    Out = Out.substr(0, MaxStatement) + "...";
  return Out;
}
