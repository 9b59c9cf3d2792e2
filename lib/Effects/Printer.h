//===- Effects/Printer.h - Text of an effect program ------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Writes the text form that Effects/Parser.h reads; docs/effects.md is its
// reference. A program that verifies (Effects/Verifier.h) reads back, and what
// was read back prints the same text.
//
// Not in the text: byte offsets, the places of expressions, the segments of
// literals. So edits cannot be made from a program that was read.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_EFFECTS_PRINTER_H
#define ROWLOCK_EFFECTS_PRINTER_H

#include "Effects/Program.h"
#include "llvm/Support/raw_ostream.h"

namespace rowlock::effects {

/// Results that have no name but are used get numbers, unique in the function;
/// the program is not changed.
void print(const Program &P, llvm::raw_ostream &OS);
void print(const Function &F, const Program &P, llvm::raw_ostream &OS);

/// For messages and debugging: outside of its function an unnamed result is
/// spelled '%?', and a location does not name its file.
void print(const Instruction &I, llvm::raw_ostream &OS);
void print(const Expr &E, llvm::raw_ostream &OS);

} // namespace rowlock::effects

#endif // ROWLOCK_EFFECTS_PRINTER_H
