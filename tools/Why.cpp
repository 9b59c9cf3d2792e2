//===- Why.cpp - rowlock why ----------------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Why.h"
#include "Engine/Why.h"
#include "Lowering/PlaceFacts.h"
#include "UnitInput.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <optional>

using namespace rowlock;
using lowering::PlaceFacts;

namespace {

/// FILE:LINE[:COLUMN]
struct Place {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
};

/// The bytes of a line.
struct Range {
  size_t Begin = 0;
  size_t End = 0;
};

int fail(const llvm::Twine &Message, int Status) {
  llvm::errs() << "rowlock: " << Message << '\n';
  return Status;
}

std::optional<Place> parsePlace(llvm::StringRef Text) {
  auto Number = [](llvm::StringRef &Rest, unsigned &N) {
    auto [Head, Last] = Rest.rsplit(':');
    if (Last.empty() || Head.size() == Rest.size() ||
        !llvm::all_of(Last, llvm::isDigit) || Last.getAsInteger(10, N))
      return false;
    Rest = Head;
    return true;
  };
  Place P;
  unsigned Last = 0;
  if (!Number(Text, Last))
    return std::nullopt;
  unsigned Before = 0;
  if (Number(Text, Before)) {
    P.Line = Before;
    P.Column = Last;
    if (P.Column == 0)
      return std::nullopt;
  } else {
    P.Line = Last;
  }
  P.File = Text.str();
  return P.File.empty() ? std::nullopt : std::optional(P);
}

/// \returns nothing, and says why, if there is no such place.
std::optional<Range> findPlace(llvm::StringRef Text, const Place &P) {
  size_t Begin = 0;
  unsigned Lines = 1;
  for (; Lines != P.Line; ++Lines) {
    size_t End = Text.find('\n', Begin);
    if (End == llvm::StringRef::npos || End + 1 == Text.size())
      break;
    Begin = End + 1;
  }
  if (P.Line == 0 || Lines != P.Line) {
    fail("there is no line " + llvm::Twine(P.Line) + " in " + P.File +
             (P.Line == 0 ? ": lines count from 1"
                          : ", which has " + std::to_string(Lines) +
                                (Lines == 1 ? " line" : " lines")),
         1);
    return std::nullopt;
  }
  size_t End = std::min(Text.find('\n', Begin), Text.size());
  if (P.Column > End - Begin && P.Column != 1) {
    fail("there is no column " + llvm::Twine(P.Column) + " in line " +
             llvm::Twine(P.Line) + " of " + P.File + ", which has " +
             llvm::Twine(End - Begin) +
             "; leave it out to ask about all of the "
             "line",
         1);
    return std::nullopt;
  }
  return P.Column == 0 ? Range{Begin, End + 1}
                       : Range{Begin + P.Column - 1, Begin + P.Column};
}

/// A NOLINT comment that speaks to us.
bool silences(llvm::StringRef Line, llvm::StringRef Word) {
  for (size_t At = Line.find(Word); At != llvm::StringRef::npos;
       At = Line.find(Word, At + 1)) {
    llvm::StringRef Rest = Line.substr(At + Word.size());
    if (Rest.consume_front("(")) {
      llvm::StringRef Checks = Rest.take_until([](char C) { return C == ')'; });
      return Checks.contains("rowlock") || Checks.contains('*');
    }
    if (Rest.empty() || !llvm::isAlpha(Rest.front()))
      return true;
  }
  return false;
}

bool isSilenced(llvm::StringRef Text, unsigned Line) {
  llvm::SmallVector<llvm::StringRef, 0> Lines;
  Text.split(Lines, '\n');
  bool Within = false;
  for (unsigned I = 0; I + 1 < Line; ++I) {
    Within |= silences(Lines[I], "NOLINTBEGIN");
    Within &= !silences(Lines[I], "NOLINTEND");
  }
  return Within || silences(Lines[Line - 1], "NOLINT") ||
         (Line > 1 && silences(Lines[Line - 2], "NOLINTNEXTLINE"));
}

class Asker {
public:
  Asker(const Place &P, Range Where, llvm::StringRef Text,
        const InputOptions &Options, llvm::raw_ostream &OS)
      : P(P), Where(Where), Text(Text), Options(Options), OS(OS) {}

  bool answer(const InputUnit &Unit) {
    engine::Question Q;
    Q.Line = P.Line;
    Q.Column = P.Column;
    if (Unit.Map) {
      Q.File = takeOwnPlaces(Unit);
    } else {
      if (!findFile(Unit)) {
        fail(P.File + " is not read by this unit; name a source that includes "
                      "it with --unit=SOURCE",
             1);
        return false;
      }
      Q.File = Unit.Program.file(FileName);
      Q.Begin = Where.Begin;
      Q.End = Where.End;
    }
    if (Unit.WithoutDatabase) {
      head() << "not reported: the unit includes no header of a database "
                "library that is known, so nothing in it is looked at\n"
                "  the known libraries: rowlock dump --models; others are "
                "described with --model=FILE\n";
      return Answered = true;
    }
    auto Parts =
        engine::explain(Unit.Program, Options.Configuration, Unit.Source, Q);
    if (Parts.empty() && Unit.Context && !isLowered(Unit, Q))
      return Answered = true;
    if (Parts.empty())
      Parts = engine::explainAbsence(Unit.Program, Q);
    for (const engine::Explanation &Each : Parts)
      engine::print(Each, Unit.Program, OS);
    if (isSilenced(Text, P.Line))
      OS << "  a NOLINT comment silences warnings of this line\n";
    return Answered = true;
  }

  bool answered() const { return Answered; }

private:
  llvm::raw_ostream &head() {
    return OS << P.File << ':' << P.Line << ':' << std::max(P.Column, 1u)
              << ": ";
  }

  bool findFile(const InputUnit &Unit) {
    clang::SourceManager &SM = Unit.Context->getSourceManager();
    auto Entry = SM.getFileManager().getOptionalFileRef(P.File);
    if (!Entry)
      return false;
    File = SM.translateFile(*Entry);
    if (File.isInvalid())
      return false;
    // As the program spells it.
    FileName = SM.getFileEntryRefForID(File)->getName().str();
    return true;
  }

  /// A program in text form is asked about by its own lines, whatever places it
  /// gives to its instructions.
  unsigned takeOwnPlaces(const InputUnit &Unit) const {
    unsigned File = Unit.Program.file(P.File);
    auto Own = [&](effects::TextPosition At) {
      effects::SourceSpan S;
      S.File = File;
      S.Line = At.Line;
      S.Column = At.Column;
      return S;
    };
    for (effects::Function &F : Unit.Program.Functions) {
      F.Span = Own(Unit.Map->Functions.lookup(&F));
      for (effects::Block &B : F.Blocks)
        for (effects::Instruction *I : B.Instructions)
          I->Span = Own(Unit.Map->Instructions.lookup(I));
    }
    return File;
  }

  /// \returns whether the function there was lowered; if not, says why.
  bool isLowered(const InputUnit &Unit, const engine::Question &Q) {
    PlaceFacts Facts = lowering::describePlace(
        *Unit.Context, Unit.Functions, Unit.Models, File, Q.Begin, Q.End);
    std::string Name = "'" + Facts.Function + "'";
    switch (Facts.What) {
    case PlaceFacts::Status::Reached:
    case PlaceFacts::Status::NoCode:
      return true;
    case PlaceFacts::Status::NoFunction:
      head() << "not reported: no body of a function is here\n";
      return false;
    case PlaceFacts::Status::NotInstantiated:
      head() << "not reported: " << Name
             << " is a template that this unit does not instantiate, and only "
                "instances are looked at\n";
      return false;
    case PlaceFacts::Status::SystemHeader:
      head() << "not reported: " << Name
             << " stands in a system header, where nothing is looked at\n";
      return false;
    case PlaceFacts::Status::NoDatabase:
      head() << "not reported: no call of a database library can be reached "
                "from "
             << Name << " within this unit\n";
      tellCalls(Facts);
      return false;
    }
    llvm_unreachable("all states are covered");
  }

  void tellCalls(const PlaceFacts &Facts) {
    for (const PlaceFacts::Call &Call : Facts.Calls) {
      OS << "  it calls '" << Call.Name << "'";
      if (!Call.DeclaredIn.empty())
        OS << " of " << Call.DeclaredIn;
      OS << (Call.Modelled  ? ", which is no matter of a database"
             : Call.HasBody ? ", which leads to no database either"
                            : ", whose body is not looked at and which no "
                              "library model describes")
         << '\n';
    }
  }

  const Place &P;
  Range Where;
  llvm::StringRef Text;
  const InputOptions &Options;
  llvm::raw_ostream &OS;
  clang::FileID File;
  std::string FileName;
  bool Answered = false;
};

} // namespace

int rowlock::whyMain(llvm::ArrayRef<std::string> Arguments,
                     llvm::raw_ostream &OS) {
  constexpr llvm::StringLiteral Form(
      "FILE:LINE or FILE:LINE:COLUMN, counted from 1");
  InputOptions Options;
  std::string Unit;
  std::vector<std::string> Asked;
  auto Own = readCompilerArguments(Arguments, Options);
  for (size_t I = 0; I != Own.size(); ++I) {
    llvm::StringRef Each = Own[I];
    if (Each == "-p" && I + 1 != Own.size()) {
      Options.BuildPath = Own[++I];
      continue;
    }
    if (Each.consume_front("--unit=")) {
      Unit = Each.str();
      continue;
    }
    OptionRead Read = readInputOption(Each, Options);
    if (Read == OptionRead::Wrong)
      return 2;
    if (Read == OptionRead::Yes)
      continue;
    if (Each.starts_with("-"))
      return fail("unknown option '" + Each + "' of why; see rowlock --help",
                  2);
    Asked.push_back(Each.str());
  }
  if (Asked.size() != 1)
    return fail("why needs one place: " + Form, 2);
  std::optional<Place> P = parsePlace(Asked.front());
  if (!P)
    return fail("'" + llvm::Twine(Asked.front()) + "' is no place: expected " +
                    Form,
                2);
  if (llvm::sys::fs::is_directory(P->File))
    return fail(P->File + " is a folder; name a file in it", 1);
  auto Buffer = llvm::MemoryBuffer::getFile(P->File);
  if (!Buffer)
    return fail("cannot read " + llvm::Twine(P->File) + ": " +
                    Buffer.getError().message() +
                    "; paths are looked for from the current folder",
                1);
  llvm::StringRef Text = (*Buffer)->getBuffer();
  std::optional<Range> Where = findPlace(Text, *P);
  if (!Where)
    return 1;
  engine::Configurations Shared;
  // A fault of the configuration is told; the answer is of use all the same.
  bool Good = true;
  Options = configured(Options, Unit.empty() ? P->File : Unit, Shared, Good);
  models::ModelSet Models;
  if (!loadModels(Options, Models))
    return 1;
  Asker Ask(*P, *Where, Text, Options, OS);
  readUnit(Unit.empty() ? P->File : Unit, Models, Options,
           [&](const InputUnit &Read) { return Ask.answer(Read); });
  return Ask.answered() ? 0 : 1;
}
