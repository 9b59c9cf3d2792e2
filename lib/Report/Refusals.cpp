//===- Report/Refusals.cpp - What is no conflict, in words ----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Refusals.h"
#include "Report/Words.h"

using namespace rowlock::report;
using namespace rowlock::transactions;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::effects::SourceSpan;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
using rowlock::hazards::Refusal;
using Reason = rowlock::hazards::Refusal::Reason;
namespace flow = rowlock::flow;
namespace sql = rowlock::sql;

namespace {
/// The part of a value that nothing is known about; null if there is none.
const Value *unknownPart(const Value &V) {
  const Value *Found = nullptr;
  flow::visit(&V, [&](const Value &Part) {
    bool Unknown =
        Part.Kind == ValueKind::Unknown || Part.Kind == ValueKind::Forgotten ||
        (Part.Kind == ValueKind::Result && Part.Source->Op == Opcode::Call);
    if (Unknown && !Found)
      Found = &Part;
    return !Found;
  });
  return Found;
}

/// Where a value was made; no place if nobody knows.
SourceSpan placeOf(const Value &V, const Operations &Ops) {
  if (V.Source && V.Source->Span.isValid())
    return V.Source->Span;
  if (V.Origin && V.Origin->Span.isValid())
    return V.Origin->Span;
  for (const flow::Step &S : Ops.evaluation().steps())
    if (S.Result == &V && S.Instr->Span.isValid())
      return S.Instr->Span;
  return {};
}

std::string notTold(const Value &Column, const Operations &Ops) {
  auto Reads = Ops.of(Column.operand(0));
  if (Reads.empty())
    return "from where is not known";
  for (const Operation *Op : Reads) {
    if (!Op->Statement)
      return "the text of that statement is not known";
    sql::ItemLookup Lookup = Op->item(Column.Spelling);
    if (Lookup.Found == sql::Answer::No)
      return "the select list has no such column";
    if (!Lookup.Item)
      continue;
    switch (Lookup.Item->What) {
    case sql::SelectItem::Kind::Star:
      return "which column of '*' that is, only the schema tells";
    case sql::SelectItem::Kind::Aggregate:
      return "that is the aggregate '" + Lookup.Item->Function +
             "': this is for rowlock-aggregate-write-back";
    case sql::SelectItem::Kind::Constant:
      return "that is a constant";
    case sql::SelectItem::Kind::Hole:
      return "a part of its select list is not known";
    case sql::SelectItem::Kind::Exists:
      return "that is a test whether there are rows: decisions are for "
             "rowlock-check-then-act";
    case sql::SelectItem::Kind::Column:
    case sql::SelectItem::Kind::Other:
      return "which table's column that is, cannot be told";
    }
  }
  return "which column that is, cannot be told";
}

std::string quoted(llvm::StringRef Column) {
  return Column.empty() ? "a column" : "'" + Column.str() + "'";
}

std::string inStatement(const Refusal &R, const Operation &W) {
  std::string Set = quoted(R.Column) + " is set to ";
  if (!R.NewValue)
    return Set + "a value that is not written in the statement";
  switch (R.NewValue->What) {
  case sql::Operand::Kind::Constant:
    return Set + "the constant " + W.Source->Text.escaped(R.NewValue->Where);
  case sql::Operand::Kind::Null:
    return Set + "NULL";
  case sql::Operand::Kind::Default:
    return Set + "its default";
  case sql::Operand::Kind::NewRow:
    return Set + "the inserted value, which is not one that is known";
  default:
    return Set + "what the database computes: " +
           W.Source->Text.escaped(R.NewValue->Where);
  }
}

std::string notRead(const Refusal &R, const Operations &Ops) {
  std::string What = words(*R.Value, Ops);
  if (unknownPart(*R.Value))
    return "what " + quoted(R.Column) + " is set to is not known: " + What;
  return quoted(R.Column) + " is set to " + What +
         ": nothing that was read goes into it";
}

std::string copied(const Refusal &R) {
  return quoted(R.Column) + " is written as " + quoted(R.Read.Column) +
         " of '" + R.Read.TableName + "' was read: nothing is computed";
}

std::string computedFrom(const Refusal &R, const Operations &Ops) {
  return quoted(R.Column) + " is computed from " + words(*R.Origin, Ops);
}

/// How near to a conflict it came, and how much it hides.
unsigned rank(Reason Why) {
  switch (Why) {
  case Reason::TableUnknown:
    return 12;
  case Reason::OtherRow:
    return 11;
  case Reason::ReadNotTold:
    return 10;
  case Reason::Key:
    return 9;
  case Reason::OtherTable:
    return 8;
  case Reason::SameStatement:
    return 7;
  case Reason::NoBinding:
  case Reason::ColumnUnknown:
    return 6;
  case Reason::Copied:
    return 5;
  case Reason::NoRead:
    return 4;
  case Reason::Relative:
    return 3;
  case Reason::InStatement:
    return 2;
  }
  return 0;
}

unsigned rank(const Refusal &R) {
  bool Hidden = R.Why == Reason::NoRead && unknownPart(*R.Value);
  return Hidden ? rank(Reason::NoBinding) : rank(R.Why);
}
} // namespace

std::string rowlock::report::words(const Refusal &R, const Operation &W,
                                   const Operations &Ops) {
  switch (R.Why) {
  case Reason::TableUnknown:
    return "the name of the table is not known";
  case Reason::ColumnUnknown:
    return "the name of a column that it sets is not known";
  case Reason::Relative:
    return quoted(R.Column) +
           " is computed by the database from its current value";
  case Reason::InStatement:
    return inStatement(R, W);
  case Reason::NoBinding:
    return "what " + quoted(R.Column) + " is set to is not known: " +
           (W.Step->BindingsIncomplete
                ? "some values are bound to placeholders that are not known"
                : "nothing is bound to its placeholder");
  case Reason::NoRead:
    return notRead(R, Ops);
  case Reason::ReadNotTold:
    return computedFrom(R, Ops) + "; " + notTold(*R.Origin, Ops);
  case Reason::Copied:
    return copied(R);
  case Reason::SameStatement:
    return computedFrom(R, Ops) + ", which this very statement returned";
  case Reason::OtherTable:
    return computedFrom(R, Ops) + ", another table";
  case Reason::Key:
    return computedFrom(R, Ops) +
           ", which chooses the row that is written: a key does not change";
  case Reason::OtherRow:
    return computedFrom(R, Ops) +
           ", but that row is not shown to be the one that is written";
  }
  return {};
}

void rowlock::report::appendFacts(const Refusal &R, const Operation &W,
                                  const Operations &Ops,
                                  std::vector<Message> &Facts) {
  if (R.Why == Reason::NoRead)
    if (const Value *Part = unknownPart(*R.Value))
      if (SourceSpan At = placeOf(*Part, Ops); At.isValid())
        Facts.push_back({At, "the value comes from here"});
  if (R.Why == Reason::ReadNotTold)
    for (const Operation *Op : Ops.of(R.Origin->operand(0)))
      Facts.push_back({Op->span(), "it is read here"});
  if (R.Why != Reason::OtherRow)
    return;
  Facts.push_back({R.Read.Read->span(), "read: " + words(R.ReadRows, Ops)});
  Facts.push_back({W.span(), "written: " + words(R.WrittenRows, Ops)});
  if (!R.Unmatched.empty())
    Facts.push_back(
        {{},
         "the two values of '" + R.Unmatched + "' are not shown to be one"});
  else if (R.WrittenRows.WholeTable)
    Facts.push_back({{}, "all rows are written, and only some were read"});
  else if (R.WrittenRows.Equalities.empty())
    Facts.push_back({{}, "the write has no key that is understood"});
  else
    Facts.push_back(
        {{},
         "the read has no condition on a key of the write, and no key of "
         "the write is a column that was read"});
}

const Refusal *rowlock::report::nearest(llvm::ArrayRef<Refusal> All) {
  const Refusal *Best = nullptr;
  for (const Refusal &R : All)
    if (!Best || rank(R) > rank(*Best))
      Best = &R;
  return Best;
}

std::string rowlock::report::unknownText(const Operation &Op,
                                         const Operations &Ops) {
  const flow::Step &S = *Op.Step;
  if (Op.Source)
    return "its text is not understood: " + textWithHoles(*Op.Source);
  if (const Value *Name = S.get(Slot::Name)) {
    if (Name->Kind == ValueKind::Text)
      return "its text is not known: this unit prepares nothing under the "
             "name " +
             words(*Name, Ops) + ", or several texts";
    return "its text is not known: the name that it was prepared under is " +
           words(*Name, Ops);
  }
  if (const Value *On = S.get(Slot::On))
    return "its text is not known: it executes " + words(*On, Ops) +
           ", and what was prepared there is not seen";
  return "its text is not known";
}

void rowlock::report::appendHoles(const Operation &Op, const Operations &Ops,
                                  std::vector<Message> &Facts) {
  if (!Op.Source)
    return;
  unsigned Number = 0;
  for (const sql::Text::Piece &Piece : Op.Source->Text.pieces()) {
    if (!Piece.Hole)
      continue;
    ++Number;
    const Value *V = *Piece.Hole < Op.Source->Pieces.size()
                         ? Op.Source->Pieces[*Piece.Hole]
                         : nullptr;
    if (!V)
      continue;
    std::string Said = "{" + std::to_string(Number) + "} is " + words(*V, Ops);
    if (V->Kind == ValueKind::Phi || V->Kind == ValueKind::Select)
      Said += ": too many texts to follow, or one that grows in a loop";
    Facts.push_back({placeOf(*V, Ops), std::move(Said)});
  }
}
