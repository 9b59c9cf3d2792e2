//===- Explain.cpp - rowlock explain --------------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Explain.h"
#include "Models/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Unicode.h"

using namespace rowlock;
using llvm::StringRef;

namespace {
struct CheckPage {
  StringRef Name;
  StringRef Summary;
  StringRef Page;
};

constexpr CheckPage Checks[] = {
#define ROWLOCK_CHECK(Id, Name, Summary, Anchor, Group, Since, Repairs, Page)  \
  {Name, Summary, Page},
#include "Checks.def"
#undef ROWLOCK_CHECK
};

struct Page {
  StringRef Name;
  StringRef Text;
};
constexpr Page Pages[] = {
#include "Pages.inc"
};

constexpr size_t Width = 80;

size_t columns(StringRef Text) {
  int Columns = llvm::sys::unicode::columnWidthUTF8(Text);
  return Columns < 0 ? Text.size() : static_cast<size_t>(Columns);
}

/// [words](address) becomes words, `code` and **words** lose their marks.
std::string plain(StringRef Text) {
  std::string Result;
  while (!Text.empty()) {
    if (Text.starts_with("`")) {
      size_t End = Text.find('`', 1);
      if (End != StringRef::npos) {
        Result += Text.slice(1, End);
        Text = Text.drop_front(End + 1);
        continue;
      }
    }
    if (Text.consume_front("**"))
      continue;
    size_t Close = Text.starts_with("[") ? Text.find("](") : StringRef::npos;
    if (Close != StringRef::npos && Text.find(')', Close) != StringRef::npos) {
      Result += plain(Text.slice(1, Close));
      Text = Text.drop_front(Text.find(')', Close) + 1);
      continue;
    }
    Result += Text.front();
    Text = Text.drop_front();
  }
  return Result;
}

/// Words up to the width, from the second line on behind \p Indent blanks.
void wrap(StringRef Text, StringRef First, size_t Indent,
          llvm::raw_ostream &OS) {
  llvm::SmallVector<StringRef, 64> Words;
  Text.split(Words, ' ', -1, /*KeepEmpty=*/false);
  OS << First;
  size_t At = columns(First);
  bool Begins = true;
  for (StringRef Word : Words) {
    size_t Long = columns(Word);
    if (!Begins && At + 1 + Long > Width) {
      OS << '\n';
      OS.indent(Indent);
      At = Indent;
      Begins = true;
    }
    if (!Begins) {
      OS << ' ';
      ++At;
    }
    OS << Word;
    At += Long;
    Begins = false;
  }
  OS << '\n';
}

llvm::SmallVector<std::string, 4> cells(StringRef Row) {
  llvm::SmallVector<StringRef, 4> Parts;
  Row = Row.trim();
  Row.consume_front("|");
  Row.consume_back("|");
  llvm::SmallVector<std::string, 4> Cells;
  // A bar within code is no border.
  bool Code = false;
  std::string Cell;
  for (char C : Row) {
    Code ^= C == '`';
    if (C == '|' && !Code) {
      Cells.push_back(plain(StringRef(Cell).trim()));
      Cell.clear();
    } else {
      Cell += C;
    }
  }
  Cells.push_back(plain(StringRef(Cell).trim()));
  return Cells;
}

/// In columns if it fits, else a paragraph for each row.
void printTable(llvm::ArrayRef<StringRef> Rows, llvm::raw_ostream &OS) {
  std::vector<llvm::SmallVector<std::string, 4>> Table;
  for (auto [Index, Row] : llvm::enumerate(Rows))
    if (Index != 1)
      Table.push_back(cells(Row));
  size_t Count = Table.front().size();
  std::vector<size_t> Widths(Count);
  for (auto &Row : Table) {
    Row.resize(Count);
    for (size_t I = 0; I != Count; ++I)
      Widths[I] = std::max(Widths[I], columns(Row[I]));
  }
  size_t Total = 2 * (Count - 1);
  for (size_t Each : Widths)
    Total += Each;
  if (Total <= Width) {
    for (const auto &Row : Table) {
      std::string Line;
      for (size_t I = 0; I != Count; ++I) {
        Line += Row[I];
        if (I + 1 != Count)
          Line.append(Widths[I] - columns(Row[I]) + 2, ' ');
      }
      OS << StringRef(Line).rtrim() << '\n';
    }
    return;
  }
  bool Heads =
      llvm::any_of(Table.front(), [](StringRef Cell) { return !Cell.empty(); });
  for (const auto &Row : llvm::ArrayRef(Table).drop_front()) {
    wrap(Row.front(), "- ", 2, OS);
    for (size_t I = 1; I != Count; ++I) {
      if (Row[I].empty())
        continue;
      std::string Head;
      if (Heads && Count > 2 && !Table.front()[I].empty())
        Head = Table.front()[I] + ": ";
      wrap(Head + Row[I], "    ", 4, OS);
    }
  }
}

/// How far the mark of a list item reaches: "- ", " 12. ". 0 if it is none.
size_t itemMark(StringRef Line) {
  StringRef Rest = Line.ltrim(' ');
  StringRef Before = Rest;
  if (Rest.consume_front("- ") || Rest.consume_front("* "))
    return Line.size() - Rest.size();
  Rest = Rest.ltrim("0123456789");
  if (Rest.size() != Before.size() && Rest.consume_front(". "))
    return Line.size() - Rest.size();
  return 0;
}

const CheckPage *find(StringRef Name) {
  const CheckPage *It = llvm::find_if(Checks, [&](const CheckPage &C) {
    return C.Name == Name || C.Name.drop_front(strlen("rowlock-")) == Name;
  });
  return It == std::end(Checks) ? nullptr : It;
}

int list(llvm::raw_ostream &OS) {
  for (const CheckPage &C : Checks) {
    OS << C.Name << '\n';
    wrap(C.Summary, "    ", 4, OS);
  }
  return 0;
}
} // namespace

void rowlock::printPlain(StringRef Markdown, llvm::raw_ostream &OS) {
  llvm::SmallVector<StringRef, 0> Lines;
  Markdown.rtrim().split(Lines, '\n');
  for (size_t I = 0; I < Lines.size();) {
    StringRef Line = Lines[I];
    if (Line.trim().starts_with("```")) {
      for (++I; I < Lines.size() && !Lines[I].trim().starts_with("```"); ++I)
        OS << (Lines[I].empty() ? "" : "    ") << Lines[I] << '\n';
      ++I;
    } else if (Line.starts_with("#")) {
      std::string Title = plain(Line.ltrim('#').trim());
      OS << Title << '\n'
         << std::string(columns(Title), Line.starts_with("##") ? '-' : '=')
         << '\n';
      ++I;
    } else if (Line.starts_with("|")) {
      size_t Begin = I;
      while (I < Lines.size() && Lines[I].starts_with("|"))
        ++I;
      printTable(llvm::ArrayRef(Lines).slice(Begin, I - Begin), OS);
    } else if (Line.trim().empty()) {
      OS << '\n';
      ++I;
    } else {
      size_t Mark = itemMark(Line);
      std::string First = Line.take_front(Mark).str();
      std::string Text = Line.drop_front(Mark).trim().str();
      auto GoesOn = [&](StringRef Next) {
        return !Next.trim().empty() && !Next.starts_with("#") &&
               !Next.starts_with("|") && !Next.trim().starts_with("```") &&
               !itemMark(Next);
      };
      for (++I; I < Lines.size() && GoesOn(Lines[I]); ++I)
        Text += " " + Lines[I].trim().str();
      wrap(plain(Text), First, Mark, OS);
    }
  }
}

int rowlock::explainMain(llvm::ArrayRef<std::string> Arguments,
                         llvm::raw_ostream &OS) {
  if (Arguments.size() != 1) {
    llvm::errs() << "rowlock: explain needs the name of one check, or --list\n";
    return 2;
  }
  StringRef Name = Arguments.front();
  if (Name == "--list")
    return list(OS);
  if (Name.starts_with("-")) {
    llvm::errs() << "rowlock: unknown option '" << Name
                 << "' of explain; expected --list\n";
    return 2;
  }
  if (const CheckPage *Check = find(Name)) {
    for (const Page &P : Pages)
      if (P.Name == Check->Page)
        printPlain(P.Text, OS);
    return 0;
  }
  llvm::SmallVector<StringRef, 0> Names;
  for (const CheckPage &C : Checks)
    Names.push_back(Name.starts_with("rowlock-")
                        ? C.Name
                        : C.Name.drop_front(strlen("rowlock-")));
  StringRef Nearest = models::nearest(Name, Names);
  llvm::errs() << "rowlock: there is no check '" << Name << "'"
               << (Nearest.empty() ? "; rowlock explain --list has them all"
                                   : "; did you mean '" + Nearest.str() + "'?")
               << '\n';
  return 1;
}
