//===- Lowering/Spans.cpp - Places in the source
//----------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering/Spans.h"
#include "clang/Lex/Lexer.h"

using namespace rowlock::lowering;
using rowlock::effects::SourceSpan;

SourceSpan SpanTable::span(clang::SourceRange Range) {
  SourceSpan S;
  if (Range.isInvalid())
    return S;
  clang::SourceLocation First = SM.getFileLoc(Range.getBegin());
  clang::SourceLocation Last =
      Range.getEnd().isFileID() ? Range.getEnd()
                                : SM.getExpansionRange(Range.getEnd()).getEnd();
  auto [File, Begin] = SM.getDecomposedLoc(First);
  auto [LastFile, End] = SM.getDecomposedLoc(Last);
  S.File = file(File);
  S.Begin = Begin;
  S.End = Begin;
  if (File == LastFile && End >= Begin)
    S.End = End + clang::Lexer::MeasureTokenLength(Last, SM, Language);
  S.Line = SM.getLineNumber(File, Begin);
  S.Column = SM.getColumnNumber(File, Begin);
  S.Editable = Range.getBegin().isFileID() && Range.getEnd().isFileID() &&
               File == LastFile;
  return S;
}

SourceSpan SpanTable::behind(clang::SourceLocation Token) {
  SourceSpan S = span(Token);
  S.Begin = S.End;
  auto File = SM.getFileID(SM.getFileLoc(Token));
  S.Line = SM.getLineNumber(File, S.Begin);
  S.Column = SM.getColumnNumber(File, S.Begin);
  return S;
}

unsigned SpanTable::file(clang::FileID File) {
  auto [Known, IsNew] = Indices.try_emplace(File, 0);
  if (!IsNew)
    return Known->second;
  llvm::StringRef Path = "<unknown>";
  if (auto Entry = SM.getFileEntryRefForID(File))
    Path = Entry->getName();
  unsigned Index = P.file(Path);
  // A header that is read twice is two FileIDs with one text.
  if (Index >= Files.size())
    Files.resize(Index + 1);
  if (Files[Index].isInvalid())
    Files[Index] = File;
  Known->second = Index;
  return Index;
}

llvm::StringRef SourceTexts::text(const SourceSpan &S) const {
  return S.isValid() ? text(S.File, S.Begin, S.End) : llvm::StringRef();
}

llvm::StringRef SourceTexts::text(unsigned File, unsigned Begin,
                                  unsigned End) const {
  if (!SM || File >= Files.size())
    return {};
  llvm::StringRef Buffer =
      SM->getBufferDataOrNone(Files[File]).value_or(llvm::StringRef());
  return Begin <= End && End <= Buffer.size() ? Buffer.slice(Begin, End)
                                              : llvm::StringRef();
}

clang::SourceLocation SourceTexts::location(unsigned File,
                                            unsigned Offset) const {
  if (!SM || File >= Files.size() || Files[File].isInvalid())
    return {};
  return SM->getComposedLoc(Files[File], Offset);
}
