//===- Effects/Parser.h - Effect programs read from text --------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads what Effects/Printer.h writes and people write by hand; docs/effects.md
// is the reference. Any bytes may be given: the time is linear in their number,
// the depth of recursion is bounded.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_EFFECTS_PARSER_H
#define ROWLOCK_EFFECTS_PARSER_H

#include "Effects/Program.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <string>

namespace rowlock::effects {

/// A place in the text of a program. Both count from 1, columns in bytes.
struct TextPosition {
  unsigned Line = 0;
  unsigned Column = 0;
};

/// What is wrong with a text. The message is lower case and has no full stop.
struct TextError {
  std::string File;
  TextPosition Position;
  std::string Message;
};

/// As compilers write it: "file:line:column: error: message".
llvm::raw_ostream &operator<<(llvm::raw_ostream &OS, const TextError &E);

using TextErrorSink = llvm::function_ref<void(const TextError &)>;

/// Where the parts of a program stand in its text.
struct TextMap {
  llvm::DenseMap<const Function *, TextPosition> Functions;
  llvm::DenseMap<const Instruction *, TextPosition> Instructions;
};

/// Gives nothing if there is an error; several are reported, but no more than
/// MaxTextErrors and a last word that there are more. A program that is given
/// is well-formed text, not yet a well-formed program: see Effects/Verifier.h.
/// \p FileName is for messages;
/// \p Map, where given, is filled.
std::unique_ptr<Program> parse(llvm::StringRef Text, llvm::StringRef FileName,
                               TextErrorSink Report, TextMap *Map = nullptr);

constexpr unsigned MaxTextErrors = 20;

} // namespace rowlock::effects

#endif // ROWLOCK_EFFECTS_PARSER_H
