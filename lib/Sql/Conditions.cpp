//===- Conditions.cpp - WHERE, ON, HAVING as atoms ------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Recogniser.h"
#include "llvm/ADT/STLExtras.h"

namespace rowlock::sql {

void Recogniser::readCondition(Statement &S, uint32_t Keyword, Range R,
                               Condition &C) {
  C.Keyword = at(Keyword).where();
  C.Where = R.empty() ? Span{C.Keyword.End, C.Keyword.End} : span(R);
  if (R.empty()) {
    C.Complete = Answer::Unknown;
    return;
  }
  readConjuncts(S, R, C);
}

void Recogniser::readConjuncts(Statement &S, Range R, Condition &C) {
  // Where the tail may go on with OR, the atoms do not bind.
  if (cutTail(R)) {
    C.OpenEnd = true;
    C.Complete = Answer::Unknown;
  }
  bool Stripped = bracketed(R);
  while (bracketed(R)) {
    if (tooDeep(R.Begin)) {
      opaque(S, R, C, false);
      return;
    }
    if (beginsQuery(R.Begin + 1))
      break;
    R = {R.Begin + 1, R.End - 1};
  }
  // BETWEEN takes the next AND of its level.
  llvm::SmallVector<Range, 8> Parts;
  uint32_t Begin = R.Begin;
  bool Between = false;
  bool Or = false;
  for (uint32_t I = R.Begin; I < R.End; I = next(I, R.End)) {
    if (word(I, "between")) {
      Between = true;
    } else if (word(I, "or") || word(I, "xor")) {
      Or = true;
      break;
    } else if (word(I, "and") || (Options.Db.mysqlFamily() && op(I, "&&"))) {
      if (Between) {
        Between = false;
        continue;
      }
      Parts.push_back({Begin, I});
      Begin = I + 1;
    }
  }
  if (Or) {
    C.HasOr |= !Stripped;
    opaque(S, R, C, false);
    return;
  }
  Parts.push_back({Begin, R.End});
  if (Parts.size() == 1) {
    readAtom(S, R, C);
    return;
  }
  for (Range Part : Parts) {
    if (Part.empty()) {
      C.Complete = Answer::Unknown;
      continue;
    }
    if (!bracketed(Part)) {
      if (cutTail(Part)) {
        C.OpenEnd = true;
        C.Complete = Answer::Unknown;
      }
      readAtom(S, Part, C);
      continue;
    }
    // An OR inside these brackets is not on the condition's own level.
    Condition Inner;
    readConjuncts(S, Part, Inner);
    if (Inner.Complete != Answer::Yes)
      C.Complete = Answer::Unknown;
    for (Atom &A : Inner.Atoms)
      C.Atoms.push_back(std::move(A));
  }
}

void Recogniser::opaque(Statement &S, Range R, Condition &C, bool Negated) {
  Atom A;
  A.What = Atom::Kind::Opaque;
  A.Negated = Negated;
  A.Where = span(R);
  Operand O;
  O.What = Operand::Kind::Other;
  O.Where = O.Core = A.Where;
  collectParameters(R, O);
  if (R.size() == 1 && isHole(R.Begin))
    O.What = at(R.Begin).What == Token::Kind::Hole ? Operand::Kind::Hole
                                                   : Operand::Kind::Placeholder;
  else if (!bracketed(R) || !tooDeep(R.Begin))
    collect(S, R, O);
  A.Operands.push_back(std::move(O));
  C.Atoms.push_back(std::move(A));
  C.Complete = Answer::Unknown;
}

bool Recogniser::readExists(Statement &S, Range R, Condition &C, bool Negated) {
  if (!word(R.Begin, "exists") || !op(R.Begin + 1, "(") ||
      Tokens.match(R.Begin + 1) != R.End - 1)
    return false;
  Atom A;
  A.What = Atom::Kind::Exists;
  A.Negated = Negated;
  A.Where = span(R);
  A.Operands.push_back(readOperand(S, {R.Begin + 1, R.End}));
  C.Atoms.push_back(std::move(A));
  C.Complete = Answer::Unknown;
  return true;
}

void Recogniser::readAtom(Statement &S, Range R, Condition &C) {
  Range Whole = R;
  bool Negated = false;
  if (word(R.Begin, "current") && word(R.Begin + 1, "of")) {
    // A cursor's row: no column is mentioned.
    Atom A;
    A.Where = span(R);
    A.Operands.emplace_back();
    A.Operands.back().What = Operand::Kind::Other;
    A.Operands.back().Where = A.Operands.back().Core = A.Where;
    C.Atoms.push_back(std::move(A));
    C.Complete = Answer::Unknown;
    return;
  }
  while (word(R.Begin, "not") && R.size() > 1) {
    Negated = !Negated;
    ++R.Begin;
  }
  if (bracketed(R) && Negated && !tooDeep(R.Begin)) {
    // NOT (a AND b) is no conjunction.
    opaque(S, Whole, C, true);
    return;
  }
  if (readExists(S, R, C, Negated))
    return;
  // Oracle's outer join mark.
  for (uint32_t I = R.Begin; I < R.End; I = next(I, R.End))
    if (op(I, "(") && op(I + 1, "+") && op(I + 2, ")")) {
      if (!S.Tables.empty() && S.Tables.back().Nullable == Answer::No)
        for (TableRef &Table : S.Tables)
          Table.Nullable = Answer::Unknown;
      opaque(S, Whole, C, Negated);
      return;
    }

  static constexpr llvm::StringLiteral Comparisons[] = {
      "=", "==", "<>", "!=", "<", "<=", ">", ">=", "<=>"};
  static constexpr llvm::StringLiteral Patterns[] = {"~", "~*", "!~", "!~*"};
  static constexpr llvm::StringLiteral Words[] = {
      "is",     "in",    "between", "like",  "ilike",  "glob",
      "regexp", "rlike", "similar", "match", "isnull", "notnull"};
  std::optional<uint32_t> Operator;
  bool IsWord = false, Several = false;
  for (uint32_t I = R.Begin; I < R.End; I = next(I, R.End)) {
    bool Symbol = at(I).What == Token::Kind::Operator &&
                  (llvm::is_contained(Comparisons, spelled(I)) ||
                   llvm::is_contained(Patterns, spelled(I)));
    bool Named = I > R.Begin && at(I).What == Token::Kind::Word &&
                 wordIn(I, Words) && !op(I - 1, ".");
    if (!Symbol && !Named)
      continue;
    // The = of IS DISTINCT FROM's right side and the like.
    if (Operator)
      Several = true;
    else {
      Operator = I;
      IsWord = Named || llvm::is_contained(Patterns, spelled(I));
    }
  }
  // SQLite: column NOT NULL.
  if (!Operator && R.size() >= 3 && word(R.End - 1, "null") &&
      word(R.End - 2, "not")) {
    Operator = R.End - 2;
    IsWord = true;
  }
  if (!Operator) {
    Operand O = readOperand(S, R);
    Atom A;
    A.Negated = Negated;
    A.Where = span(Whole);
    if (O.What == Operand::Kind::Column) {
      A.What = Atom::Kind::Truth;
      A.Column = O.Columns.front();
    } else if (O.What == Operand::Kind::Constant) {
      A.What = Atom::Kind::Constant;
    } else {
      A.What = Atom::Kind::Opaque;
      C.Complete = Answer::Unknown;
    }
    A.Operands.push_back(std::move(O));
    C.Atoms.push_back(std::move(A));
    return;
  }
  Range Left = {R.Begin, *Operator};
  if (IsWord && Left.size() > 1 && word(Left.End - 1, "not")) {
    --Left.End;
    Negated = !Negated;
  }
  if (Several) {
    opaque(S, Whole, C, Negated);
    return;
  }
  if (IsWord) {
    readPredicate(S, Left, *Operator, {Whole.Begin, R.End}, C, Negated);
    return;
  }
  if (Negated) {
    opaque(S, Whole, C, true);
    return;
  }
  readComparison(S, Left, *Operator, {*Operator + 1, R.End}, span(Whole), C);
}

namespace {

llvm::StringRef turned(llvm::StringRef Op) {
  if (Op == "<")
    return ">";
  if (Op == "<=")
    return ">=";
  if (Op == ">")
    return "<";
  if (Op == ">=")
    return "<=";
  return Op;
}

/// Both sides of something that is no column comparison, as one value.
Operand both(Operand A, const Operand &B) {
  A.What = Operand::Kind::Other;
  if (B.Where.valid())
    A.Where = A.Where.valid() ? Span{std::min(A.Where.Begin, B.Where.Begin),
                                     std::max(A.Where.End, B.Where.End)}
                              : B.Where;
  A.Core = A.Where;
  A.Columns.append(B.Columns.begin(), B.Columns.end());
  A.Placeholders.append(B.Placeholders.begin(), B.Placeholders.end());
  A.Holes.append(B.Holes.begin(), B.Holes.end());
  A.Functions.append(B.Functions.begin(), B.Functions.end());
  A.HasSubquery |= B.HasSubquery;
  A.Elements.clear();
  A.Text.clear();
  return A;
}

} // namespace

void Recogniser::readComparison(Statement &S, Range Left, uint32_t Operator,
                                Range Right, Span Where, Condition &C) {
  llvm::StringRef Op = spelled(Operator);
  if (Op == "==")
    Op = "=";
  if (Op == "!=")
    Op = "<>";
  Operand A = readOperand(S, Left);

  // = ANY (...): a list, an array from outside, or a sub-select.
  bool Any = wordIn(Right.Begin, {"any", "some"}) && op(Right.Begin + 1, "(") &&
             Tokens.match(Right.Begin + 1) == Right.End - 1;
  Operand B = readOperand(S, Any ? Range{Right.Begin + 1, Right.End} : Right);
  Atom New;
  New.Where = Where;
  if (Any && Op == "=" && A.What == Operand::Kind::Column) {
    New.What = Atom::Kind::In;
    New.Column = A.Columns.front();
    if (B.What == Operand::Kind::List)
      New.Operands.append(B.Elements.begin(), B.Elements.end());
    else
      New.Operands.push_back(std::move(B));
    C.Atoms.push_back(std::move(New));
    return;
  }
  // (a, b) = (1, 2)
  if (Op == "=" && A.What == Operand::Kind::List &&
      B.What == Operand::Kind::List && A.Elements.size() == B.Elements.size() &&
      llvm::all_of(A.Elements, [](const Operand &E) {
        return E.What == Operand::Kind::Column;
      })) {
    for (auto [Column, Value] : llvm::zip(A.Elements, B.Elements)) {
      Atom Part;
      Part.What = Atom::Kind::Compare;
      Part.Op = "=";
      Part.Where = Where;
      Part.Column = Column.Columns.front();
      Part.Operands.push_back(Value);
      C.Atoms.push_back(std::move(Part));
    }
    return;
  }
  bool Missing = !A.present() || !B.present();
  if (!Missing && !Any && A.What == Operand::Kind::Column) {
    New.What = Atom::Kind::Compare;
    New.Op = Op.str();
    New.Column = A.Columns.front();
    New.Operands.push_back(std::move(B));
  } else if (!Missing && !Any && B.What == Operand::Kind::Column) {
    New.What = Atom::Kind::Compare;
    New.Op = turned(Op).str();
    New.Column = B.Columns.front();
    New.Operands.push_back(std::move(A));
  } else if (A.What == Operand::Kind::Constant &&
             B.What == Operand::Kind::Constant && Op == "=" &&
             A.Text == B.Text) {
    New.What = Atom::Kind::Constant;
    New.Operands.push_back(std::move(A));
  } else {
    New.What = Atom::Kind::Opaque;
    New.Operands.push_back(both(std::move(A), B));
    C.Complete = Answer::Unknown;
  }
  C.Atoms.push_back(std::move(New));
}

/// IS, IN, BETWEEN, LIKE and their kin; \p I is the word, \p R the whole atom.
void Recogniser::readPredicate(Statement &S, Range Left, uint32_t I, Range R,
                               Condition &C, bool Negated) {
  Atom New;
  New.Negated = Negated;
  New.Where = span(R);
  Operand A = readOperand(S, Left);
  Range Right = {I + 1, R.End};
  llvm::SmallVector<Operand, 2> Values;
  bool Understood = true;

  if (word(I, "not")) {
    New.What = Atom::Kind::IsNull;
    New.Negated = !New.Negated;
  } else if (word(I, "isnull") || word(I, "notnull")) {
    New.What = Atom::Kind::IsNull;
    New.Negated ^= word(I, "notnull");
    Understood = Right.empty();
  } else if (word(I, "is")) {
    if (word(Right.Begin, "not") && Right.size() > 1) {
      New.Negated = !New.Negated;
      ++Right.Begin;
    }
    if (Right.size() == 1 && word(Right.Begin, "null")) {
      New.What = Atom::Kind::IsNull;
    } else if (word(Right.Begin, "distinct") && word(Right.Begin + 1, "from")) {
      // IS NOT DISTINCT FROM is an equality that NULL takes part in.
      New.What = Atom::Kind::Compare;
      New.Op = New.Negated ? "<=>" : "<>";
      New.Negated = false;
      Values.push_back(readOperand(S, {Right.Begin + 2, Right.End}));
    } else if (Right.size() == 1 && word(Right.Begin, "true")) {
      New.What = Atom::Kind::Truth;
    } else if (Right.size() == 1 && word(Right.Begin, "false")) {
      New.What = Atom::Kind::Truth;
      New.Negated = !New.Negated;
    } else {
      // SQLite's IS with any value.
      New.What = Atom::Kind::Compare;
      New.Op = New.Negated ? "<>" : "<=>";
      New.Negated = false;
      Values.push_back(readOperand(S, Right));
      Understood =
          P == databases::Product::SQLite || P == databases::Product::Unknown;
    }
  } else if (word(I, "in")) {
    New.What = Atom::Kind::In;
    Operand B = readOperand(S, Right);
    if (B.What == Operand::Kind::List)
      for (Operand &Element : B.Elements)
        Values.push_back(std::move(Element));
    else
      Values.push_back(std::move(B));
  } else if (word(I, "between")) {
    New.What = Atom::Kind::Between;
    uint32_t And = Right.Begin;
    while (And < Right.End && !word(And, "and"))
      And = next(And, Right.End);
    Values.push_back(readOperand(S, {Right.Begin, And}));
    Values.push_back(readOperand(S, {std::min(And + 1, Right.End), Right.End}));
    Understood = Values[0].present() && Values[1].present();
  } else {
    New.What = Atom::Kind::Like;
    New.Op = spelled(I).upper();
    uint32_t End = Right.Begin;
    while (End < Right.End && !word(End, "escape"))
      End = next(End, Right.End);
    Values.push_back(readOperand(S, {Right.Begin, End}));
  }

  if (A.What == Operand::Kind::Column && Understood) {
    New.Column = A.Columns.front();
    New.Operands.append(std::make_move_iterator(Values.begin()),
                        std::make_move_iterator(Values.end()));
  } else {
    for (const Operand &V : Values)
      A = both(std::move(A), V);
    A.What = Operand::Kind::Other;
    New.What = Atom::Kind::Opaque;
    New.Operands.push_back(std::move(A));
    C.Complete = Answer::Unknown;
  }
  C.Atoms.push_back(std::move(New));
}

} // namespace rowlock::sql
