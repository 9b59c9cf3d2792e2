//===- Effects/Parser.cpp - Effect programs read from text ----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Recursive descent, one token ahead. Functions that return bool have reported
// an error if they return false; the caller then goes on with the next line.
//
//===----------------------------------------------------------------------===//

#include "Effects/Parser.h"
#include "Effects/ExpressionParser.h"
#include "Effects/Syntax.h"
#include "Effects/Verifier.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace rowlock::effects;
using llvm::StringRef;
using llvm::Twine;

static constexpr StringRef TopLevelWords[] = {"file", "library", "class",
                                              "func", "internal"};

static constexpr Opcode Opcodes[] = {
#define X(ID, SPELLING) Opcode::ID,
    ROWLOCK_OPCODES(X)
#undef X
};
static constexpr Slot Slots[] = {
#define X(ID, SPELLING) Slot::ID,
    ROWLOCK_SLOTS(X)
#undef X
};
static constexpr RegionKind RegionKinds[] = {
    RegionKind::Function, RegionKind::Scope, RegionKind::Loop, RegionKind::Try,
    RegionKind::Handler};

/// What \p Word spells.
template <typename Kind>
static std::optional<Kind> lookUp(StringRef Word, llvm::ArrayRef<Kind> All) {
  for (Kind K : All)
    if (spelling(K) == Word)
      return K;
  return std::nullopt;
}

template <typename Kind>
static llvm::SmallVector<StringRef, 40> spellings(llvm::ArrayRef<Kind> All) {
  llvm::SmallVector<StringRef, 40> Words;
  for (Kind K : All)
    Words.push_back(spelling(K));
  return Words;
}

namespace {

class Parser : ExpressionParser {
public:
  Parser(StringRef Text, StringRef FileName, TextErrorSink Report, Program &P,
         TextMap *Map)
      : ExpressionParser(Text, FileName, Report, P), Map(Map) {}

  bool program();

private:
  bool file();
  bool library();
  bool classTable();
  bool functionName(StringRef &Name);
  bool function();
  bool header(Function &F);
  bool parameters(Function &F);
  bool bodyLine(Function &F);
  bool region(Function &F);
  bool skipped(Function &F);
  bool object(Function &F);
  bool entered(Function &F);
  bool blockLabel(Function &F);
  bool instruction(Block &B);
  bool items(Instruction &I);
  bool item(Instruction &I, bool First);
  bool targets(Instruction &I);
  bool target(Instruction &I);
  bool cases(Instruction &I);
  bool via(Instruction &I);
  bool location(SourceSpan &Span, std::optional<unsigned> File);
  void resolveTargets();

  TextMap *Map;
  llvm::StringMap<unsigned> Files;
  llvm::StringSet<> Libraries;
  /// Of the function that is being read.
  std::optional<unsigned> FunctionFile;
  llvm::StringMap<unsigned> Blocks;
  struct Use {
    Instruction *I;
    unsigned Target;
    Token Label;
  };
  std::vector<Use> Uses;
};

bool Parser::program() {
  while (!Now.is(TokenKind::End) && !tooMany()) {
    bool Good = false;
    bool OneLine =
        Now.isWord("file") || Now.isWord("library") || Now.isWord("class");
    beginStatement();
    if (Now.isWord("file"))
      Good = file();
    else if (Now.isWord("library"))
      Good = library();
    else if (Now.isWord("class"))
      Good = classTable();
    else if (Now.isWord("func") || Now.isWord("internal"))
      Good = function();
    else if (Now.is(TokenKind::Word))
      unknownWord("declaration", TopLevelWords);
    else
      expected("'file', 'library', 'class' or 'func'");
    if (Good)
      continue;
    skipLine();
    if (OneLine)
      continue;
    // What is left of a function that has no beginning says nothing.
    while (!Now.is(TokenKind::End) &&
           !(Now.StartsLine && Now.is(TokenKind::Word) &&
             llvm::is_contained(TopLevelWords, Now.Value)))
      advance();
  }
  return !hasErrors();
}

bool Parser::file() {
  advance();
  if (!Now.is(TokenKind::String))
    return expected("the name of a file in quotes");
  if (!Files.try_emplace(Now.Value, P.Files.size()).second)
    return error(Now, "the file '" + shown(Now.Value) + "' is listed twice");
  P.Files.push_back(Now.Value.str());
  advance();
  return endOfLine();
}

bool Parser::library() {
  advance();
  Interface I;
  if (!wordOrString("the name of a library", I.Library))
    return false;
  if (!Libraries.insert(I.Library).second)
    return error(Before,
                 "the library '" + shown(I.Library) + "' is listed twice");
  bool More = accept(':');
  while (More) {
    if (Now.isWord("database") && I.Database.empty()) {
      advance();
      if (!wordOrString("the name of a database", I.Database))
        return false;
      More = accept(',');
    } else if (Now.isWord("placeholders") && I.Placeholders.empty()) {
      advance();
      do {
        StringRef Style;
        if (!wordOrString("a style of placeholders", Style))
          return false;
        I.Placeholders.push_back(Style);
      } while (accept(','));
      More = false;
    } else
      return expected("'database' or 'placeholders'");
  }
  P.Interfaces.push_back(I);
  return endOfLine();
}

bool Parser::functionName(StringRef &Name) {
  if (!Now.is(TokenKind::At))
    return expected("the name of a function, such as '@f'");
  Name = P.save(Now.Value);
  advance();
  return true;
}

bool Parser::classTable() {
  advance();
  if (!Now.is(TokenKind::At))
    return expected("the name of a class, such as '@C'");
  Class New;
  New.Name = P.save(Now.Value);
  advance();
  if (!acceptWord("runs"))
    return expected("'runs' and a function");
  do {
    Class::Overrider Each;
    if (!functionName(Each.Runs))
      return false;
    if (!acceptWord("for"))
      return expected("'for' and the function that is called");
    if (!functionName(Each.Called))
      return false;
    New.Overriders.push_back(Each);
  } while (accept(','));
  P.Classes.push_back(std::move(New));
  return endOfLine();
}

bool Parser::function() {
  Function &F = P.Functions.emplace_back();
  Blocks.clear();
  Uses.clear();
  clearNames();
  FunctionFile.reset();
  if (Map)
    Map->Functions[&F] = position(Now);
  if (!header(F)) {
    // The body is worth reading nevertheless, if there is one.
    skipLine();
    if (!Before.is('{'))
      return false;
  }
  while (!Now.is('}') && !tooMany()) {
    beginStatement();
    bool NextDeclaration = Now.StartsLine && Now.is(TokenKind::Word) &&
                           llvm::is_contained(TopLevelWords, Now.Value);
    if (Now.is(TokenKind::End) || NextDeclaration) {
      // Going on with the next declaration, not with the line behind it.
      expected("'}' at the end of the function");
      return true;
    }
    if (!bodyLine(F))
      skipLine();
  }
  advance();
  resolveTargets();
  reportUndefined();
  return endOfLine();
}

bool Parser::header(Function &F) {
  if (Now.isWord("internal")) {
    F.Internal = true;
    advance();
  }
  if (!acceptWord("func"))
    return expected("'func'");
  if (!Now.is(TokenKind::At))
    return expected("the name of the function, such as '@f'");
  F.Name = P.save(Now.Value);
  advance();
  if (!expect('(') || !parameters(F) || !expect('{') ||
      !location(F.Span, std::nullopt))
    return false;
  if (F.Span.isValid())
    FunctionFile = F.Span.File;
  return endOfLine();
}

bool Parser::parameters(Function &F) {
  if (accept(')'))
    return true;
  do {
    if (!Now.is(TokenKind::Percent))
      return expected("a parameter, such as '%id'");
    Parameter New;
    New.Name = P.save(Now.Value);
    Token Name = Now;
    advance();
    if (Now.is(':') && !role(New.Type))
      return false;
    F.Parameters.push_back(New);
    if (!declareParameter(New, Name))
      return false;
  } while (accept(','));
  return expect(')');
}

bool Parser::bodyLine(Function &F) {
  if (Now.is(TokenKind::Caret))
    return blockLabel(F);
  if (Now.isWord("region"))
    return region(F);
  if (Now.isWord("skipped"))
    return skipped(F);
  if (Now.isWord("object"))
    return object(F);
  if (Now.isWord("entered"))
    return entered(F);
  if (F.Blocks.empty())
    return expected("a block, such as '^0:'");
  return instruction(F.Blocks.back());
}

bool Parser::region(Function &F) {
  if (!F.Blocks.empty())
    return error(Now, "regions stand before the first block");
  advance();
  unsigned Index = 0;
  Token At = Now;
  if (!integer("the number of the region", Index))
    return false;
  if (Index != F.Regions.size())
    return error(At, "expected region " + Twine(F.Regions.size()) + ", found " +
                         Twine(Index));
  Region New;
  if (!expect(':'))
    return false;
  auto Kind = lookUp<RegionKind>(Now.Value, RegionKinds);
  if (!Now.is(TokenKind::Word) || !Kind)
    return unknownWord("kind of region", spellings<RegionKind>(RegionKinds));
  New.Kind = *Kind;
  advance();
  if (!acceptWord("in"))
    return expected("'in' and the region around it");
  At = Now;
  if (!integer("the number of the region around it", New.Parent))
    return false;
  if (New.Parent >= Index)
    return error(At, "region " + Twine(Index) +
                         " must be in a region with a smaller number");
  F.Regions.push_back(New);
  return endOfLine();
}

bool Parser::skipped(Function &F) {
  if (!F.Blocks.empty())
    return error(Now, "what was skipped stands before the first block");
  advance();
  if (!Now.is(TokenKind::String))
    return expected("what was skipped, in quotes");
  F.Skipped.push_back(Now.Value.str());
  advance();
  return endOfLine();
}

bool Parser::object(Function &F) {
  if (!F.Blocks.empty())
    return error(Now, "objects stand before the first block");
  advance();
  if (!Now.is(TokenKind::Percent))
    return expected("a parameter, such as '%id'");
  Object New;
  New.Parameter = P.save(Now.Value);
  advance();
  if (!acceptWord("by"))
    return expected("'by' and a constructor");
  if (!functionName(New.Constructor))
    return false;
  F.Objects.push_back(New);
  return endOfLine();
}

bool Parser::entered(Function &F) {
  if (!F.Blocks.empty())
    return error(Now, "what was entered stands before the first block");
  advance();
  StringRef Name;
  if (!functionName(Name))
    return false;
  F.Entered.push_back(Name);
  return endOfLine();
}

bool Parser::blockLabel(Function &F) {
  unsigned Index = F.Blocks.size();
  Block &New = F.Blocks.emplace_back();
  Token Label = Now;
  if (isInteger(Label.Value) && Label.Value != llvm::utostr(Index))
    return error(Label, "expected block ^" + Twine(Index) + " here, found ^" +
                            shown(Label.Value));
  if (!Blocks.try_emplace(Label.Value, Index).second)
    return error(Label, "there are two blocks '^" + shown(Label.Value) + "'");
  advance();
  if (acceptWord("in")) {
    Token At = Now;
    if (!integer("the number of a region", New.Region))
      return false;
    if (New.Region >= F.Regions.size())
      return error(At, "there is no region " + Twine(New.Region));
  }
  return expect(':') && endOfLine();
}

bool Parser::instruction(Block &B) {
  Token First = Now;
  Instruction *I = nullptr;
  if (Now.is(TokenKind::Percent)) {
    I = define(Now);
    if (!I)
      return false;
    advance();
    if (!expect('='))
      return false;
  }
  auto Op = lookUp<Opcode>(Now.Value, Opcodes);
  if (!Now.is(TokenKind::Word) || !Op)
    return unknownWord("instruction", spellings<Opcode>(Opcodes));
  if (!I)
    I = P.instruction(*Op);
  I->Op = *Op;
  if (Map)
    Map->Instructions[I] = position(First);
  B.Instructions.push_back(I);
  advance();
  return items(*I) && via(*I) && location(I->Span, FunctionFile) && endOfLine();
}

bool Parser::items(Instruction &I) {
  bool Targeted =
      I.Op == Opcode::Jump || I.Op == Opcode::Branch || I.Op == Opcode::Switch;
  if (Targeted) {
    if (!targets(I))
      return false;
    if (!accept(','))
      return true;
  } else if (atEndOfLine() || Now.is('!') || Now.isWord("via")) {
    return true;
  }
  bool First = !Targeted;
  do {
    if (!item(I, First))
      return false;
    First = false;
  } while (accept(','));
  return true;
}

bool Parser::item(Instruction &I, bool First) {
  // `store this = e` has no attribute.
  bool IsTarget = First && bareSlot(I.Op) == Slot::Target;
  if (Now.is(TokenKind::Word) && !IsTarget && Lex.peek() == '=') {
    Attribute A;
    A.Key = P.save(Now.Value);
    advance();
    advance();
    bool Word = Now.is(TokenKind::Integer) && !atEndOfLine();
    if (Word) {
      A.Value = P.save(Now.Value);
      advance();
    } else if (!wordOrString("a word or a text in quotes", A.Value))
      return false;
    I.Attributes.push_back(A);
    return true;
  }
  if (Now.is(TokenKind::At) && I.Op == Opcode::Call) {
    I.Operands.push_back({Slot::Name, P.make(ExprKind::Text, Now.Value)});
    advance();
    return true;
  }
  auto S =
      Now.is(TokenKind::Word) ? lookUp<Slot>(Now.Value, Slots) : std::nullopt;
  bool Bare = !S && First && bareSlot(I.Op);
  if (S)
    advance();
  else if (Bare)
    S = bareSlot(I.Op);
  else if (Now.is(TokenKind::Word))
    return unknownWord("operand", spellings<Slot>(Slots));
  else
    return expected(
        "an operand ('on', 'text', 'name', 'index', 'value', "
        "'values', 'target', 'level', 'mode') or an attribute (word=word)");
  const Expr *E = expression();
  if (!E)
    return false;
  I.Operands.push_back({*S, E});
  if (!Bare || I.Op != Opcode::Store)
    return true;
  if (!expect('=') || !(E = expression()))
    return false;
  I.Operands.push_back({Slot::Value, E});
  return true;
}

bool Parser::targets(Instruction &I) {
  if (I.Op == Opcode::Jump)
    return target(I);
  const Expr *Value = expression();
  if (!Value)
    return false;
  I.Operands.push_back({Slot::Value, Value});
  if (I.Op == Opcode::Switch)
    return cases(I);
  return expect('?') && target(I) && expect(':') && target(I);
}

bool Parser::target(Instruction &I) {
  if (!Now.is(TokenKind::Caret))
    return expected("a block, such as '^1'");
  Uses.push_back({&I, static_cast<unsigned>(I.Targets.size()), Now});
  I.Targets.push_back(0);
  advance();
  return true;
}

bool Parser::cases(Instruction &I) {
  if (!expect('['))
    return false;
  llvm::SmallVector<const Expr *, 8> Values;
  while (!acceptWord("default")) {
    const Expr *Case = expression();
    if (!Case)
      return false;
    Values.push_back(Case);
    if (!expect(':') || !target(I))
      return false;
    if (!accept(','))
      return expected("',' and the next case; the last one is 'default: ^0'");
  }
  if (!expect(':') || !target(I) || !expect(']'))
    return false;
  I.Operands.push_back({Slot::Values, P.make(ExprKind::List, {}, Values)});
  return true;
}

bool Parser::via(Instruction &I) {
  if (atEndOfLine() || !acceptWord("via"))
    return true;
  if (!wordOrString("the name of a library", I.Library))
    return false;
  if (Libraries.contains(I.Library))
    return true;
  llvm::SmallVector<StringRef, 8> Known;
  for (const Interface &Each : P.Interfaces)
    Known.push_back(Each.Library);
  return error(Before, "no library is called '" + shown(I.Library) + "'" +
                           nearest(I.Library, Known));
}

bool Parser::location(SourceSpan &Span, std::optional<unsigned> File) {
  if (atEndOfLine() || !accept('!'))
    return true;
  if (Now.is(TokenKind::String)) {
    auto [It, New] = Files.try_emplace(Now.Value, P.Files.size());
    if (New)
      P.Files.push_back(Now.Value.str());
    Span.File = It->second;
    advance();
    if (!expect(':'))
      return false;
  } else if (File) {
    Span.File = *File;
  } else {
    return expected("a file, as in !\"a.cpp\":1:2: the function has none");
  }
  if (!Now.is(TokenKind::Integer) || Now.Value == "0")
    return expected("a line, counted from 1");
  if (!integer("a line", Span.Line))
    return false;
  return !accept(':') || integer("a column", Span.Column);
}

void Parser::resolveTargets() {
  llvm::SmallVector<StringRef, 8> Known;
  for (const auto &Each : Blocks)
    Known.push_back(Each.first());
  for (const Use &Each : Uses) {
    auto It = Blocks.find(Each.Label.Value);
    if (It != Blocks.end())
      Each.I->Targets[Each.Target] = It->second;
    else
      error(Each.Label, "no block is called '^" + shown(Each.Label.Value) +
                            "'" + nearest(Each.Label.Value, Known, "^"));
  }
}

} // namespace

llvm::raw_ostream &rowlock::effects::operator<<(llvm::raw_ostream &OS,
                                                const TextError &E) {
  return OS << E.File << ':' << E.Position.Line << ':' << E.Position.Column
            << ": error: " << E.Message;
}

std::unique_ptr<Program> rowlock::effects::parse(StringRef Text,
                                                 StringRef FileName,
                                                 TextErrorSink Report,
                                                 TextMap *Map) {
  auto P = std::make_unique<Program>();
  if (!Parser(Text, FileName, Report, *P, Map).program())
    return nullptr;
  return P;
}
