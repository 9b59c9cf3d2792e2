//===- Reader.cpp - Checked access to a YAML tree -------------------------===//

#include "Models/Reader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace rowlock::models {

/// Models may hold what they like; a message shows a readable part of it.
static std::string shown(StringRef Text) {
  constexpr size_t Longest = 60;
  std::string Result;
  for (char C : Text.take_front(Longest))
    Result += isPrint(C) || (C & 0x80) ? C : '?';
  return Text.size() > Longest ? Result + "..." : Result;
}

void Reader::fail(const YamlNode &At, const Twine &Message) {
  if (++Faults <= MaxFaults)
    Diagnostics.push_back({File.str(), At.Line, At.Column, Message.str()});
}

void Reader::failUnknown(const YamlNode &At, StringRef What,
                         ArrayRef<StringRef> Valid) {
  std::string Message = ("unknown " + What + " '" + shown(At.Text) + "'").str();
  StringRef Nearest = nearest(At.Text, Valid);
  if (!Nearest.empty())
    fail(At, Message + "; did you mean '" + Nearest + "'?");
  else
    fail(At, Message + "; expected one of: " + join(Valid, ", "));
}

std::optional<StringRef> Reader::scalar(const YamlNode &N, StringRef What) {
  if (N.What == YamlNode::Scalar && !N.Text.empty())
    return StringRef(N.Text);
  switch (N.What) {
  case YamlNode::Scalar:
  case YamlNode::Null:
    fail(N, "expected " + What + ", found nothing");
    break;
  case YamlNode::Sequence:
    fail(N, "expected " + What + ", found a list");
    break;
  case YamlNode::Map:
    fail(N, "expected " + What + ", found a map");
    break;
  }
  return std::nullopt;
}

std::optional<bool> Reader::boolean(const YamlNode &N, StringRef What) {
  std::optional<StringRef> Text = scalar(N, What);
  if (!Text)
    return std::nullopt;
  if (*Text == "true")
    return true;
  if (*Text == "false")
    return false;
  fail(N,
       "expected true or false for " + What + ", found '" + shown(*Text) + "'");
  return std::nullopt;
}

std::optional<int64_t> Reader::integer(const YamlNode &N, StringRef What,
                                       int64_t Low, int64_t High) {
  std::optional<StringRef> Text = scalar(N, What);
  if (!Text)
    return std::nullopt;
  int64_t Value;
  if (!Text->getAsInteger(10, Value) && Value >= Low && Value <= High)
    return Value;
  fail(N, "expected a number from " + Twine(Low) + " to " + Twine(High) +
              " for " + What + ", found '" + shown(*Text) + "'");
  return std::nullopt;
}

void Reader::each(const YamlNode &N,
                  function_ref<void(const YamlNode &)> F) const {
  if (N.What != YamlNode::Sequence)
    return F(N);
  for (const YamlNode *Item : N.Items)
    F(*Item);
}

bool Reader::eachKey(const YamlNode &N, StringRef What,
                     function_ref<void(const YamlNode &, const YamlNode &)> F) {
  if (N.What != YamlNode::Map) {
    fail(N, "expected " + What + ": a map of keys and values");
    return false;
  }
  StringMap<unsigned> Lines;
  for (size_t I = 0; I + 1 < N.Items.size(); I += 2) {
    const YamlNode &Key = *N.Items[I];
    if (Key.What != YamlNode::Scalar) {
      fail(Key, "expected a key of " + What);
      continue;
    }
    auto [Entry, IsNew] = Lines.try_emplace(Key.Text, Key.Line);
    if (IsNew)
      F(Key, *N.Items[I + 1]);
    else
      fail(Key, "key '" + shown(Key.Text) + "' is already there in line " +
                    Twine(Entry->second));
  }
  return true;
}

std::optional<unsigned> Reader::wordIndex(const YamlNode &N,
                                          const WordList &List) {
  std::optional<StringRef> Text = scalar(N, ("a " + List.What).str());
  if (!Text)
    return std::nullopt;
  for (auto [Index, Word] : enumerate(List.Words))
    if (Word == *Text)
      return Index;
  failUnknown(N, List.What, List.Words);
  return std::nullopt;
}

std::optional<StringRef> Reader::qualifiedName(const YamlNode &N,
                                               StringRef What) {
  std::optional<StringRef> Text = scalar(N, What);
  if (!Text)
    return std::nullopt;
  if (Text->starts_with("::")) {
    fail(N, "write '" + shown(Text->drop_front(2)) +
                "': names have no leading '::'");
    return std::nullopt;
  }
  size_t LastColons = Text->rfind("::");
  StringRef Last =
      LastColons == StringRef::npos ? *Text : Text->substr(LastColons + 2);
  StringRef Scope = LastColons == StringRef::npos
                        ? StringRef()
                        : Text->take_front(LastColons);
  auto IsWord = [](StringRef Part) {
    return !Part.empty() && !isDigit(Part.front()) &&
           all_of(Part, [](char C) { return isAlnum(C) || C == '_'; });
  };
  bool IsOperator = Last.starts_with("operator") &&
                    Last.size() > strlen("operator") && !IsWord(Last) &&
                    !Last.contains(' ');
  if (Text->contains('<') && !(IsOperator && !Scope.contains('<'))) {
    fail(N, "write '" +
                shown(Text->take_until([](char C) { return C == '<'; })) +
                "': names have no template arguments");
    return std::nullopt;
  }
  SmallVector<StringRef, 8> Parts;
  if (!Scope.empty())
    Scope.split(Parts, "::");
  // "*::Stub::*": a class that generated code has in a namespace of its own.
  bool AnyScope = Parts.size() == 2 && Parts.front() == "*" && Last == "*";
  if (all_of(drop_begin(Parts, AnyScope), IsWord) &&
      (IsWord(Last) || IsOperator || Last == "*"))
    return Text;
  fail(N, "'" + shown(*Text) + "' is no qualified C++ name");
  return std::nullopt;
}

/// Takes a number from the front of Text; false if there is none below Limit.
static bool takeNumber(StringRef &Text, unsigned Limit, unsigned &Value) {
  return !Text.consumeInteger(10, Value) && Value < Limit;
}

static std::optional<Operand> parseOperand(StringRef Text) {
  Text = Text.trim();
  if (Text == "this")
    return Operand{OperandKind::This, 0, -1, ""};
  if (Text == "return")
    return Operand{OperandKind::Return, 0, -1, ""};
  if (Text.consume_front("constant ")) {
    Text = Text.trim();
    if (Text.size() >= 2 && Text.front() == '"' && Text.back() == '"')
      Text = Text.drop_front().drop_back();
    return Operand{OperandKind::Constant, 0, -1, Text};
  }
  Operand Result;
  bool IsPack = false;
  if (Text.consume_front("argument "))
    Result.Kind = OperandKind::Argument;
  else if (Text.consume_front("out argument "))
    Result.Kind = OperandKind::OutArgument;
  else if (Text.consume_front("template argument "))
    Result.Kind = OperandKind::TemplateArgument;
  else if (Text.consume_front("arguments ")) {
    Result.Kind = OperandKind::Arguments;
    IsPack = true;
  } else if (Text.consume_front("template arguments ")) {
    Result.Kind = OperandKind::TemplateArguments;
    IsPack = true;
  } else
    return std::nullopt;
  unsigned Number;
  if (!takeNumber(Text, 256, Number))
    return std::nullopt;
  Result.Index = uint8_t(Number);
  if (IsPack)
    return Text == ".." ? std::optional(Result) : std::nullopt;
  if (Text.consume_front(" element ")) {
    if (!takeNumber(Text, 128, Number))
      return std::nullopt;
    Result.Element = int8_t(Number);
  }
  return Text.empty() ? std::optional(Result) : std::nullopt;
}

std::optional<Operand> Reader::operand(const YamlNode &N) {
  std::optional<StringRef> Text = scalar(N, "an operand");
  if (!Text)
    return std::nullopt;
  std::optional<Operand> Result = parseOperand(*Text);
  if (!Result) {
    fail(N, "'" + shown(*Text) +
                "' is no operand; expected this, return, argument N, argument "
                "N element M, arguments N.., out argument N, template argument "
                "N, template arguments N.. or constant \"...\"");
    return std::nullopt;
  }
  Result->Text = keep(Result->Text);
  return Result;
}

std::optional<Condition> Reader::condition(const YamlNode &Key,
                                           const YamlNode &Value) {
  std::optional<Operand> What = operand(Key);
  std::optional<StringRef> Text = scalar(Value, "a condition");
  if (!What || !Text)
    return std::nullopt;
  Condition Result;
  Result.What = *What;
  StringRef Rest = *Text;
  Result.Negated = Rest.consume_front("not ");
  Rest = Rest.trim();
  static constexpr std::pair<StringRef, ConditionKind> Words[] = {
      {"present", ConditionKind::Present},   {"absent", ConditionKind::Absent},
      {"text", ConditionKind::Text},         {"number", ConditionKind::Number},
      {"callable", ConditionKind::Callable}, {"member", ConditionKind::Member}};
  for (auto [Word, Kind] : Words)
    if (Rest == Word) {
      Result.Kind = Kind;
      return Result;
    }
  if (Rest.starts_with("constant ")) {
    Result.Kind = ConditionKind::Constant;
    Result.Text = keep(parseOperand(Rest)->Text);
    return Result;
  }
  for (auto [Word, Kind] : {std::pair("begins ", ConditionKind::Begins),
                            std::pair("mentions ", ConditionKind::Mentions)})
    if (Rest.consume_front(Word)) {
      Rest = Rest.trim();
      if (Rest.size() >= 2 && Rest.front() == '"' && Rest.back() == '"')
        Rest = Rest.drop_front().drop_back();
      Result.Kind = Kind;
      Result.Text = keep(Rest);
      return Result;
    }
  Result.Kind = Rest.consume_front("function ") ? ConditionKind::Function
                                                : ConditionKind::Type;
  YamlNode Name = Value;
  Name.Text = Rest.trim().str();
  std::optional<StringRef> Qualified = qualifiedName(
      Name,
      "a class name, or present, absent, text, number, "
      "callable, member, constant \"...\", begins \"...\", mentions \"...\" "
      "or function NAME");
  if (!Qualified)
    return std::nullopt;
  Result.Text = keep(*Qualified);
  return Result;
}

} // namespace rowlock::models
