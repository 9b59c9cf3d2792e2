//===- Recogniser.cpp - Ranges, names and clauses -------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Recogniser.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace rowlock::sql {

llvm::StringRef Recogniser::spelled(uint32_t I) const {
  const Token &Tok = at(I);
  return T.flattened().slice(Tok.Begin, Tok.End);
}

bool Recogniser::word(uint32_t I, llvm::StringRef Text) const {
  const Token &Tok = at(I);
  return Tok.What == Token::Kind::Word && !Tok.HasHole &&
         spelled(I).equals_insensitive(Text);
}

bool Recogniser::wordIn(uint32_t I,
                        llvm::ArrayRef<llvm::StringLiteral> Texts) const {
  return llvm::any_of(Texts,
                      [&](llvm::StringRef Text) { return word(I, Text); });
}

bool Recogniser::op(uint32_t I, llvm::StringRef Text) const {
  return at(I).What == Token::Kind::Operator && spelled(I) == Text;
}

/// A hole, or a format item, which puts text into the statement just as well.
bool Recogniser::isHole(uint32_t I) const {
  const Token &Tok = at(I);
  return Tok.What == Token::Kind::Hole ||
         (Tok.What == Token::Kind::Parameter && Tok.HasHole);
}

bool Recogniser::isName(uint32_t I) const {
  const Token &Tok = at(I);
  switch (Tok.What) {
  case Token::Kind::Word:
    return !Tok.Reserved;
  case Token::Kind::QuotedName:
    return true;
  default:
    return isHole(I);
  }
}

bool Recogniser::endsValue(uint32_t I) const {
  const Token &Tok = at(I);
  switch (Tok.What) {
  case Token::Kind::End:
    return false;
  case Token::Kind::Word:
    // A value follows these, and only a name of that spelling ends one.
    if (wordIn(I, {"limit", "offset"}) && !op(I - 1, ".") && !op(I - 1, ","))
      return false;
    return !Tok.Reserved || word(I, "end") || word(I, "null") ||
           word(I, "true") || word(I, "false") || word(I, "asc") ||
           word(I, "desc") || word(I, "isnull") || word(I, "notnull");
  case Token::Kind::Operator:
    return op(I, ")") || op(I, "]") ||
           // The star of a select list, not of a product.
           (op(I, "*") && (I == 0 || !endsValue(I - 1)));
  default:
    return true;
  }
}

bool Recogniser::beginsQuery(uint32_t I) const {
  return word(I, "select") || word(I, "with") ||
         (word(I, "values") && op(I + 1, "(")) ||
         (op(I, "(") && (word(I + 1, "select") || word(I + 1, "with")));
}

uint32_t Recogniser::next(uint32_t I, uint32_t End) const {
  uint32_t Match = Tokens.match(I);
  if (Match != TokenList::NoMatch && Match > I && Match < End)
    return Match + 1;
  return I + 1;
}

bool Recogniser::bracketed(Range R) const {
  return R.size() >= 2 && op(R.Begin, "(") &&
         Tokens.match(R.Begin) == R.End - 1;
}

Range Recogniser::peeled(Range R) const {
  while (bracketed(R))
    R = {R.Begin + 1, R.End - 1};
  return R;
}

Span Recogniser::span(Range R) const {
  if (!R.empty())
    return {at(R.Begin).Begin, at(R.End - 1).End};
  // Behind the last token, not before the next: a comment may lie between.
  uint32_t Place = R.Begin ? at(R.Begin - 1).End : at(0).Begin;
  return {Place, Place};
}

void Recogniser::noteDepth(uint32_t Where) {
  if (!DepthNoted)
    Out.Notes.push_back(
        {at(Where).where(), "nesting deeper than 60: not read"});
  DepthNoted = true;
}

bool Recogniser::tooDeep(uint32_t Open) {
  if (Tokens.level(Open) < MaxDepth)
    return false;
  noteDepth(Open);
  return true;
}

llvm::SmallVector<Range, 8> Recogniser::split(Range R) const {
  llvm::SmallVector<Range, 8> Parts;
  if (R.empty())
    return Parts;
  uint32_t Begin = R.Begin;
  for (uint32_t I = R.Begin; I < R.End; I = next(I, R.End))
    if (op(I, ",")) {
      Parts.push_back({Begin, I});
      Begin = I + 1;
    }
  Parts.push_back({Begin, R.End});
  return Parts;
}

bool Recogniser::cutTail(Range &R) const {
  bool Cut = false;
  while (R.size() >= 2 && isHole(R.End - 1) && endsValue(R.End - 2)) {
    // Two holes that touch are one value.
    bool Touches = at(R.End - 2).End == at(R.End - 1).Begin;
    if (Touches && isHole(R.End - 2))
      break;
    --R.End;
    Cut = true;
  }
  return Cut;
}

bool Recogniser::openTail(Range R) const {
  if (R.empty())
    return false;
  // What was not read may be the WHERE clause.
  if (T.size() > MaxTextSize && R.End == Tokens.size())
    return true;
  uint32_t Last = R.End - 1;
  const Token &Tok = at(Last);
  // `t` and a hole that touches it: a longer name, or the next clause.
  if (Tok.What == Token::Kind::Word && Tok.HasHole) {
    if (T.holeAt(Tok.End - 1))
      return true;
    auto It = llvm::lower_bound(Out.Placeholders, Tok.Begin,
                                [](const Placeholder &P, uint32_t Begin) {
                                  return P.Where.Begin < Begin;
                                });
    for (; It != Out.Placeholders.end() && It->Where.Begin < Tok.End; ++It)
      if (It->Where.End == Tok.End)
        return true;
    return false;
  }
  if (!isHole(Last))
    return false;
  if (Last == R.Begin)
    return true;
  static constexpr llvm::StringLiteral Openers[] = {
      "where", "and",    "or",     "on",    "having",     "by",
      "set",   "values", "select", "begin", "transaction"};
  if (wordIn(Last - 1, Openers))
    return true;
  bool Touches = at(Last - 1).End == Tok.Begin;
  return endsValue(Last - 1) && !(Touches && isHole(Last - 1));
}

void Recogniser::collectParameters(Range R, Operand &O) const {
  if (R.empty())
    return;
  Span Where = span(R);
  T.holesIn(Where, O.Holes);
  auto It = llvm::lower_bound(Out.Placeholders, Where.Begin,
                              [](const Placeholder &P, uint32_t Begin) {
                                return P.Where.Begin < Begin;
                              });
  for (; It != Out.Placeholders.end() && It->Where.Begin < Where.End; ++It)
    O.Placeholders.push_back(It - Out.Placeholders.begin());
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

Name Recogniser::nameAt(uint32_t I) const {
  Name Result;
  const Token &Tok = at(I);
  Result.Where = Tok.where();
  Result.HasHole = Tok.HasHole;
  llvm::StringRef Text = spelled(I);
  if (Tok.What == Token::Kind::QuotedName) {
    Result.Quoted = true;
    char Close = Text.front() == '[' ? ']' : Text.front();
    Text = Text.drop_front();
    if (!Text.empty() && Text.back() == Close)
      Text = Text.drop_back();
    for (size_t C = 0; C < Text.size(); ++C) {
      Result.Text += Text[C];
      if (Text[C] == Close && C + 1 < Text.size() && Text[C + 1] == Close)
        ++C;
    }
  } else {
    Result.Text = Text.str();
  }
  if (Result.HasHole)
    llvm::erase(Result.Text, Text::HoleByte);
  return Result;
}

uint32_t Recogniser::readPath(uint32_t I, uint32_t End,
                              llvm::SmallVectorImpl<Name> &Parts) const {
  while (I < End && isName(I)) {
    Parts.push_back(nameAt(I));
    ++I;
    // SQL Server: db..table.
    bool Dots = I < End && op(I, "..");
    if (!Dots && (I >= End || !op(I, ".")))
      break;
    if (I + 1 >= End || !isName(I + 1))
      break;
    ++I;
  }
  return I;
}

uint32_t Recogniser::readTableName(uint32_t I, uint32_t End,
                                   TableRef &Table) const {
  llvm::SmallVector<Name, 4> Parts;
  uint32_t Begin = I;
  I = readPath(I, End, Parts);
  if (Parts.empty())
    return Begin;
  Table.Table = Parts.back();
  if (Parts.size() > 1)
    Table.Schema = Parts[Parts.size() - 2];
  Table.Where = span({Begin, I});
  // PostgreSQL's old "and its children", Oracle's database link.
  if (I < End && op(I, "*"))
    ++I;
  if (I + 1 < End && op(I, "@") && isName(I + 1))
    I += 2;
  return I;
}

ColumnRef Recogniser::columnFrom(llvm::ArrayRef<Name> Parts) const {
  ColumnRef Result;
  if (Parts.empty())
    return Result;
  Result.Column = Parts.back();
  if (Parts.size() > 1)
    Result.Qualifier = Parts[Parts.size() - 2];
  Result.Where = {Parts.front().Where.Begin, Parts.back().Where.End};
  return Result;
}

void Recogniser::readNames(Range R, llvm::SmallVectorImpl<Name> &Names) const {
  for (Range Part : split(R)) {
    llvm::SmallVector<Name, 4> Parts;
    readPath(Part.Begin, Part.End, Parts);
    if (!Parts.empty())
      Names.push_back(Parts.back());
  }
}

//===----------------------------------------------------------------------===//
// Clauses
//===----------------------------------------------------------------------===//

std::optional<Clause> Recogniser::clauseAt(uint32_t I, uint32_t &Body) const {
  if (at(I).What != Token::Kind::Word || at(I).HasHole)
    return std::nullopt;
  // A word that something is done to is a name: limit = 3, t.offset.
  if (op(I + 1, "=") || op(I + 1, ",") || op(I + 1, ".") || op(I + 1, "::") ||
      (I && (op(I - 1, ".") || word(I - 1, "as"))))
    return std::nullopt;
  Body = I + 1;
  switch (llvm::toLower(spelled(I).front())) {
  case 'c':
    if (word(I, "connect") && word(I + 1, "by"))
      return Clause::ConnectBy;
    break;
  case 'f':
    if (word(I, "from")) {
      bool Comparison = I >= 2 && word(I - 1, "distinct") &&
                        (word(I - 2, "is") || word(I - 2, "not"));
      if (!Comparison)
        return Clause::From;
    }
    if (word(I, "fetch") && (word(I + 1, "first") || word(I + 1, "next")))
      return Clause::Fetch;
    if (word(I, "for") &&
        (word(I + 1, "update") || word(I + 1, "share") || word(I + 1, "no") ||
         word(I + 1, "key") || word(I + 1, "read") || word(I + 1, "xml") ||
         word(I + 1, "json") || word(I + 1, "browse") || isHole(I + 1)))
      return Clause::Lock;
    break;
  case 'g':
    if (word(I, "group") && word(I + 1, "by")) {
      Body = I + 2;
      return Clause::GroupBy;
    }
    break;
  case 'h':
    if (word(I, "having"))
      return Clause::Having;
    break;
  case 'i':
    if (word(I, "into"))
      return Clause::Into;
    break;
  case 'l':
    if (word(I, "limit"))
      return Clause::Limit;
    if (word(I, "lock") && word(I + 1, "in") && word(I + 2, "share")) {
      return Clause::Lock;
    }
    break;
  case 'o':
    if (word(I, "order") && word(I + 1, "by")) {
      Body = I + 2;
      return Clause::OrderBy;
    }
    if (word(I, "offset") && at(I + 1).What != Token::Kind::Operator &&
        at(I + 1).What != Token::Kind::End && !word(I + 1, "from"))
      return Clause::Offset;
    if (word(I, "output") &&
        ((wordIn(I + 1, {"inserted", "deleted"}) && op(I + 2, ".")) ||
         op(I + 1, "$")))
      return Clause::Output;
    if (word(I, "option") && op(I + 1, "("))
      return Clause::Option;
    break;
  case 'r':
    if (word(I, "returning"))
      return Clause::Returning;
    break;
  case 's':
    if (word(I, "set"))
      return Clause::Set;
    if (word(I, "start") && word(I + 1, "with"))
      return Clause::ConnectBy;
    break;
  case 'u':
    if (word(I, "using"))
      return Clause::Using;
    break;
  case 'w':
    if (word(I, "where"))
      return Clause::Where;
    if (word(I, "window") && isName(I + 1) && word(I + 2, "as"))
      return Clause::Window;
    break;
  default:
    break;
  }
  return std::nullopt;
}

Clauses Recogniser::findClauses(Range R, ClauseSet Wanted) const {
  Clauses Result;
  Result.Head = R;
  uint32_t I = R.Begin;
  while (I < R.End) {
    uint32_t Body = 0;
    std::optional<Clause> C = clauseAt(I, Body);
    if (!C || !Wanted.has(*C)) {
      I = next(I, R.End);
      continue;
    }
    if (Result.List.empty())
      Result.Head.End = I;
    else
      Result.List.back().Body.End = I;
    Body = std::min(Body, R.End);
    Result.List.push_back({*C, I, {Body, R.End}});
    I = Body;
    // The second word of FOR UPDATE, and a hole behind FOR.
    if (*C == Clause::Lock)
      I = std::min(Body + 1, R.End);
  }
  return Result;
}

} // namespace rowlock::sql
