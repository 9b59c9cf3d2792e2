//===- Effects/Syntax.h - What printer, parser and verifier share -*- C++ -*-=//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_EFFECTS_SYNTAX_H
#define ROWLOCK_EFFECTS_SYNTAX_H

#include "Effects/Lexer.h"
#include "Effects/Program.h"
#include <optional>

namespace rowlock::effects {

/// The operand that may stand first without its word: 'let 1', 'return %n'.
inline std::optional<Slot> bareSlot(Opcode Op) {
  switch (Op) {
  case Opcode::Let:
  case Opcode::Connect:
  case Opcode::Branch:
  case Opcode::Switch:
  case Opcode::Return:
  case Opcode::Throw:
    return Slot::Value;
  case Opcode::Store:
    return Slot::Target;
  default:
    return std::nullopt;
  }
}

/// A callee that is written 'call @name': a text without anything else to it.
inline bool isPlainCallee(const Instruction &I, const Operand &O) {
  return I.Op == Opcode::Call && O.S == Slot::Name && O.Value &&
         O.Value->Kind == ExprKind::Text && O.Value->Type.empty() &&
         !O.Value->Spelling.empty();
}

/// Whether a field's spelling is an element that is written '[n]', not '.n'.
inline bool isElement(llvm::StringRef Spelling) {
  return Spelling.consume_front("[") && Spelling.consume_back("]") &&
         (isInteger(Spelling) || isBareWord(Spelling) || Spelling == "*");
}

/// The role that results of such instructions have unless they say otherwise.
inline llvm::StringRef resultRole(Opcode Op) {
  switch (Op) {
  case Opcode::Connect:
  case Opcode::ConnectionOf:
    return "connection";
  case Opcode::Begin:
    return "transaction";
  case Opcode::Prepare:
    return "statement";
  case Opcode::Execute:
  case Opcode::PendingResult:
    return "result";
  case Opcode::Row:
    return "row";
  case Opcode::Column:
    return "field";
  default:
    return {};
  }
}

} // namespace rowlock::effects

#endif // ROWLOCK_EFFECTS_SYNTAX_H
