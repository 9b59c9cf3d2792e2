//===- Values.cpp - Operands and what they mention ------------------------===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sql/Recogniser.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace rowlock::sql {

bool isAggregate(llvm::StringRef F) {
  static constexpr llvm::StringLiteral Names[] = {"count",
                                                  "sum",
                                                  "min",
                                                  "max",
                                                  "avg",
                                                  "total",
                                                  "group_concat",
                                                  "string_agg",
                                                  "array_agg",
                                                  "json_agg",
                                                  "jsonb_agg",
                                                  "json_object_agg",
                                                  "bool_and",
                                                  "bool_or",
                                                  "every",
                                                  "bit_and",
                                                  "bit_or",
                                                  "bit_xor",
                                                  "stddev",
                                                  "variance",
                                                  "listagg",
                                                  "count_big",
                                                  "any_value",
                                                  "json_arrayagg",
                                                  "std",
                                                  "stdev",
                                                  "var_pop",
                                                  "var_samp",
                                                  "stddev_pop",
                                                  "stddev_samp",
                                                  "approx_count_distinct"};
  return llvm::is_contained(Names, F);
}

namespace {

/// Words of expressions that are no columns although they are not reserved.
bool isPseudo(llvm::StringRef Lower) {
  static constexpr llvm::StringLiteral Words[] = {"current_timestamp",
                                                  "current_date",
                                                  "current_time",
                                                  "localtime",
                                                  "localtimestamp",
                                                  "sysdate",
                                                  "systimestamp",
                                                  "utc_timestamp",
                                                  "current_user",
                                                  "session_user",
                                                  "unbounded",
                                                  "preceding",
                                                  "following",
                                                  "rows",
                                                  "range",
                                                  "interval",
                                                  "binary",
                                                  "div",
                                                  "separator",
                                                  "ignore",
                                                  "nulls",
                                                  "default",
                                                  "array",
                                                  "row",
                                                  "filter",
                                                  "within",
                                                  "unknown",
                                                  "prior"};
  return llvm::is_contained(Words, Lower);
}

/// Type names that put a string into a value: DATE '2024-01-01'.
bool isTypeBeforeString(llvm::StringRef Lower) {
  return Lower == "date" || Lower == "time" || Lower == "timestamp" ||
         Lower == "timestamptz" || Lower == "interval" || Lower == "binary" ||
         Lower == "json" || Lower == "jsonb" || Lower == "numeric" ||
         Lower.starts_with("_");
}

/// The last part; Oracle's packages keep theirs, or REQUEST would be a lock.
std::string functionName(llvm::ArrayRef<Name> Path) {
  std::string Result = llvm::StringRef(Path.back().Text).lower();
  if (Path.size() > 1 && llvm::StringRef(Path[Path.size() - 2].Text)
                             .equals_insensitive("dbms_lock"))
    return "dbms_lock." + Result;
  return Result;
}

} // namespace

void Recogniser::merge(Operand &Into, const Operand &From) const {
  // A new-row column mentioned inside a larger expression is not listed.
  if (From.What != Operand::Kind::NewRow)
    Into.Columns.append(From.Columns.begin(), From.Columns.end());
  Into.Placeholders.append(From.Placeholders.begin(), From.Placeholders.end());
  Into.Holes.append(From.Holes.begin(), From.Holes.end());
  Into.Functions.append(From.Functions.begin(), From.Functions.end());
  Into.HasSubquery |= From.HasSubquery;
}

bool Recogniser::isNewRow(const Statement &S,
                          llvm::ArrayRef<Name> Parts) const {
  if (Parts.size() != 2)
    return false;
  if (llvm::StringRef(Parts[0].Text).equals_insensitive("excluded"))
    return true;
  return S.Insert.RowAlias.present() &&
         sameName(Parts[0], S.Insert.RowAlias, P) == Answer::Yes;
}

/// `x::type`, CAST(x AS type), CONVERT: gives the range of x.
Range Recogniser::peelCasts(Range R, bool &HasCast) const {
  while (true) {
    R = peeled(R);
    if (R.size() >= 4 && op(R.Begin + 1, "(") &&
        Tokens.match(R.Begin + 1) == R.End - 1) {
      Range Arguments = inside(R.Begin + 1);
      if (wordIn(R.Begin, {"cast", "try_cast"})) {
        uint32_t I = Arguments.Begin;
        while (I < Arguments.End && !word(I, "as"))
          I = next(I, Arguments.End);
        if (I == Arguments.End)
          return R;
        HasCast = true;
        R = {Arguments.Begin, I};
        continue;
      }
      if (word(R.Begin, "convert")) {
        llvm::SmallVector<Range, 8> Parts = split(Arguments);
        if (Parts.size() < 2)
          return R;
        HasCast = true;
        // SQL Server: CONVERT(type, x); MySQL: CONVERT(x, type).
        R = P == databases::Product::SQLServer ? Parts[1] : Parts[0];
        continue;
      }
      return R;
    }
    // One value, then :: and nothing but words and brackets.
    uint32_t I = R.Begin;
    llvm::SmallVector<Name, 4> Path;
    uint32_t BehindPath = readPath(I, R.End, Path);
    I = Path.empty() ? next(I, R.End) : BehindPath;
    // f(x)::type
    if (!Path.empty() && I < R.End && op(I, "("))
      I = next(I, R.End);
    if (I >= R.End || !op(I, "::"))
      return R;
    Range Value = {R.Begin, I};
    for (uint32_t J = I; J < R.End; J = next(J, R.End))
      if (at(J).What == Token::Kind::Operator && !op(J, "::") && !op(J, "(") &&
          !op(J, "[") && !op(J, "."))
        return R;
      else if (at(J).What == Token::Kind::Hole ||
               at(J).What == Token::Kind::Parameter)
        return R;
    HasCast = true;
    R = Value;
  }
}

/// Where a string's text begins and ends: without prefix, quotes and tags.
Span Recogniser::insideQuotes(uint32_t I) const {
  Span Where = at(I).where();
  llvm::StringRef Text = spelled(I);
  size_t Open = Text.find_first_of("'\"$");
  if (Open == llvm::StringRef::npos)
    return Where;
  uint32_t Close = 1;
  if (Text[Open] == '$') {
    size_t Tag = Text.find('$', Open + 1);
    Close = Tag == llvm::StringRef::npos ? 1 : Tag - Open + 1;
    Open += Close - 1;
  } else if (Open && (Text[Open - 1] == 'q' || Text[Open - 1] == 'Q') &&
             databases::dialect(P).QuoteOperator) {
    Close = 2; // q'[...]'
    ++Open;
  }
  Where.Begin = std::min<uint32_t>(Where.Begin + Open + 1, Where.End);
  // A string that is never closed has no end to strip.
  if (Where.size() >= Close &&
      (Text.back() == '\'' || Text.back() == '"' || Text.back() == '$'))
    Where.End -= Close;
  return Where;
}

std::string Recogniser::stringValue(uint32_t I) const {
  llvm::StringRef Text = spelled(I), Inside = T.bytes(insideQuotes(I));
  char Quote = Text.back();
  bool Prefixed = Text.starts_with_insensitive("e'");
  bool Backslash = Prefixed || databases::dialect(P).BackslashEscapes;
  std::string Result;
  for (size_t C = 0; C < Inside.size(); ++C) {
    if (Backslash && Inside[C] == '\\' && C + 1 < Inside.size()) {
      ++C;
      Result += Inside[C] == 'n' ? '\n' : Inside[C] == 't' ? '\t' : Inside[C];
      continue;
    }
    Result += Inside[C];
    if (Quote != '$' && Inside[C] == Quote && C + 1 < Inside.size() &&
        Inside[C + 1] == Quote)
      ++C;
  }
  return Result;
}

/// Values of one token or one name. False for anything longer.
bool Recogniser::readSimple(Statement &S, Range R, Operand &O) {
  const Token &Tok = at(R.Begin);
  if (R.size() == 2 && (op(R.Begin, "-") || op(R.Begin, "+")) &&
      at(R.Begin + 1).What == Token::Kind::Number) {
    O.What = Operand::Kind::Constant;
    O.Text = (spelled(R.Begin) + spelled(R.Begin + 1)).str();
    return true;
  }
  if (R.size() == 1) {
    switch (Tok.What) {
    case Token::Kind::Parameter:
      O.What = Operand::Kind::Placeholder;
      return true;
    case Token::Kind::Hole:
      O.What = Operand::Kind::Hole;
      return true;
    case Token::Kind::Number:
      O.What = Operand::Kind::Constant;
      O.Text = spelled(R.Begin).str();
      return true;
    case Token::Kind::QuotedName:
      // MySQL and SQLite (and who knows) take "x" for a string where a value
      // from outside is put between the quotes.
      if (!Tok.HasHole || spelled(R.Begin).front() != '"' ||
          (P != databases::Product::Unknown && P != databases::Product::SQLite))
        break;
      [[fallthrough]];
    case Token::Kind::String: {
      Span Core = insideQuotes(R.Begin);
      O.InString = true;
      if (!Tok.HasHole) {
        O.What = Operand::Kind::Constant;
        O.Text = stringValue(R.Begin);
        return true;
      }
      O.What = Operand::Kind::Other;
      if (Core.size() == 1 && T.holeAt(Core.Begin))
        O.What = Operand::Kind::Hole;
      else if (O.Placeholders.size() == 1 && O.Holes.empty() &&
               Out.Placeholders[O.Placeholders[0]].Where == Core)
        O.What = Operand::Kind::Placeholder;
      if (O.What != Operand::Kind::Other)
        O.Core = Core;
      return true;
    }
    default:
      break;
    }
    if (word(R.Begin, "null")) {
      O.What = Operand::Kind::Null;
      return true;
    }
    if (word(R.Begin, "default")) {
      O.What = Operand::Kind::Default;
      return true;
    }
    if (word(R.Begin, "true") || word(R.Begin, "false")) {
      O.What = Operand::Kind::Constant;
      O.Text = spelled(R.Begin).upper();
      return true;
    }
    if (Tok.What == Token::Kind::Word && !Tok.HasHole &&
        isPseudo(spelled(R.Begin).lower()))
      return false;
  }
  // MySQL's VALUES(column) in ON DUPLICATE KEY UPDATE.
  if (R.size() == 4 && wordIn(R.Begin, {"values", "value"}) &&
      op(R.Begin + 1, "(") && isName(R.Begin + 2)) {
    O.What = Operand::Kind::NewRow;
    O.Columns.push_back(columnFrom(nameAt(R.Begin + 2)));
    return true;
  }
  llvm::SmallVector<Name, 4> Path;
  if (readPath(R.Begin, R.End, Path) != R.End || Path.empty())
    return false;
  O.What = isNewRow(S, Path) ? Operand::Kind::NewRow : Operand::Kind::Column;
  O.Columns.push_back(columnFrom(Path));
  return true;
}

Operand Recogniser::readOperand(Statement &S, Range R) {
  Operand O;
  if (R.empty())
    return O;
  O.Where = span(R);
  if (bracketed(R) && tooDeep(R.Begin)) {
    O.What = Operand::Kind::Other;
    collectParameters(R, O);
    return O;
  }
  Range Core = peelCasts(R, O.HasCast);
  O.Core = span(Core);
  if (Core.empty()) {
    O.What = Operand::Kind::List; // ()
    return O;
  }
  if (beginsQuery(Core.Begin) && !op(Core.Begin, "(") &&
      !(wordIn(Core.Begin, {"values"}) && Core.size() == 4)) {
    O.What = Operand::Kind::Subquery;
    O.HasSubquery = true;
    collectParameters(Core, O);
    addSubquery(S, Subquery::Role::Expression, Core);
    return O;
  }
  // A list in brackets, or ARRAY[...]: each element for itself.
  Range Elements = Core;
  bool Array = word(Core.Begin, "array") && op(Core.Begin + 1, "[") &&
               Tokens.match(Core.Begin + 1) == Core.End - 1;
  bool Row = word(Core.Begin, "row") && op(Core.Begin + 1, "(") &&
             Tokens.match(Core.Begin + 1) == Core.End - 1;
  if (Array || Row)
    Elements = inside(Core.Begin + 1);
  llvm::SmallVector<Range, 8> Parts = split(Elements);
  if (Array || Row || Parts.size() > 1) {
    O.What = Operand::Kind::List;
    bool Deep = (Array || Row) && tooDeep(Core.Begin + 1);
    if (Deep)
      collectParameters(Core, O);
    for (Range Part : Parts) {
      if (Deep || Part.empty())
        continue;
      O.Elements.push_back(readOperand(S, Part));
      merge(O, O.Elements.back());
    }
    return O;
  }
  collectParameters(Core, O);
  if (readSimple(S, Core, O))
    return O;
  O.What = Operand::Kind::Other;
  collect(S, Core, O);
  return O;
}

/// Columns, functions and sub-selects in a range, read flat.
void Recogniser::collect(Statement &S, Range R, Operand &O) {
  uint32_t I = R.Begin;
  while (I < R.End) {
    const Token &Tok = at(I);
    if (Tok.What == Token::Kind::Operator && op(I, "(") &&
        (word(I + 1, "select") || word(I + 1, "with")) &&
        next(I, R.End) > I + 1) {
      addSubquery(S, Subquery::Role::Expression, inside(I));
      O.HasSubquery = true;
      I = next(I, R.End);
    } else if (op(I, "::")) {
      llvm::SmallVector<Name, 4> Type;
      I = std::max(readPath(I + 1, R.End, Type), I + 1);
      while (I < R.End &&
             wordIn(I, {"precision", "varying", "without", "time", "zone"}))
        ++I;
    } else if (Tok.What == Token::Kind::Word ||
               Tok.What == Token::Kind::QuotedName) {
      I = collectWord(S, I, R.End, O);
    } else {
      ++I;
    }
  }
}

uint32_t Recogniser::collectWord(Statement &S, uint32_t I, uint32_t End,
                                 Operand &O) {
  if (at(I).Reserved) {
    // CAST(x AS type), COLLATE "de_DE".
    if (word(I, "as")) {
      uint32_t J = I + 1;
      while (J < End && !op(J, ")") && !op(J, ",") && !isHole(J))
        J = next(J, End);
      return J;
    }
    if (word(I, "collate"))
      return I + 2;
    // LEFT(x, 1), RIGHT(x, 1), VALUES(v), EXISTS (SELECT ...).
    if (!op(I + 1, "(") || I + 1 >= End)
      return I + 1;
    if (word(I, "values"))
      return next(I + 1, End);
    if (word(I, "left") || word(I, "right"))
      O.Functions.push_back(spelled(I).lower());
    return I + 1;
  }
  bool Plain = at(I).What == Token::Kind::Word && !at(I).HasHole;
  if (Plain) {
    std::string Lower = spelled(I).lower();
    if (at(I + 1).What == Token::Kind::String && isTypeBeforeString(Lower)) {
      // INTERVAL '1' DAY: the unit is no column.
      bool Unit = Lower == "interval" && I + 2 < End &&
                  at(I + 2).What == Token::Kind::Word && !at(I + 2).Reserved;
      return I + (Unit ? 3 : 2);
    }
    if (Lower == "interval" && I + 2 < End &&
        at(I + 2).What == Token::Kind::Word &&
        at(I + 1).What != Token::Kind::Word)
      return I + 3; // INTERVAL ? DAY
    if (Lower == "at" && word(I + 1, "time") && word(I + 2, "zone"))
      return I + 3;
    if (isPseudo(Lower) && !op(I + 1, ".") && !(op(I + 1, "(") && I + 1 < End))
      return I + 1;
  }
  llvm::SmallVector<Name, 4> Path;
  uint32_t Behind = readPath(I, End, Path);
  if (Path.empty())
    return I + 1;
  if (Behind < End && op(Behind, "(") && at(I).What == Token::Kind::Word)
    return collectCall(S, I, Behind, End, functionName(Path), O);
  // t.* inside COUNT(t.*).
  if (Behind + 1 < End && op(Behind, ".") && op(Behind + 1, "*"))
    return Behind + 2;
  if (!isNewRow(S, Path))
    O.Columns.push_back(columnFrom(Path));
  return Behind;
}

/// Behind a function's name. Gives where collecting goes on: inside the
/// brackets, or behind them where the arguments have been dealt with.
uint32_t Recogniser::collectCall(Statement &S, uint32_t Name, uint32_t Open,
                                 uint32_t End, llvm::StringRef Function,
                                 Operand &O) {
  O.Functions.push_back(Function.str());
  uint32_t Behind = next(Open, End);
  bool Closed = Behind > Open + 1;
  if (isAdvisory(Function) && Closed && !tooDeep(Open)) {
    readAdvisory(S, span({Name, Behind}), Function, inside(Open), O);
    return Behind;
  }
  if (Closed && word(Behind, "over")) {
    S.Windowed = Answer::Yes;
  } else if (isAggregate(Function) && Closed) {
    // SQLite's MAX(a, b) is a function of one row.
    bool Scalar = (Function == "max" || Function == "min") &&
                  split(inside(Open)).size() > 1;
    if (!Scalar)
      S.Aggregated = Answer::Yes;
  }
  // EXTRACT(DAY FROM x), TRIM(BOTH FROM x): the first word is no column.
  if ((Function == "extract" || Function == "trim" ||
       Function == "timestampdiff" || Function == "timestampadd" ||
       Function == "dateadd" || Function == "datediff" ||
       Function == "datepart") &&
      at(Open + 1).What == Token::Kind::Word && !op(Open + 2, ")") &&
      (word(Open + 2, "from") || op(Open + 2, ",")) && Function != "trim")
    return Open + 2;
  if (Function == "trim" && wordIn(Open + 1, {"both", "leading", "trailing"}))
    return Open + 2;
  if (Function == "convert" && P == databases::Product::SQLServer && Closed) {
    uint32_t I = Open + 1;
    while (I < Behind && !op(I, ","))
      I = next(I, Behind);
    return I;
  }
  return Open + 1;
}

} // namespace rowlock::sql
