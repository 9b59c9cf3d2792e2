//===- Transactions/LevelAndMode.cpp - How a transaction is to begin ------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transactions/LevelAndMode.h"

using rowlock::effects::Slot;
using rowlock::flow::Step;
using rowlock::flow::Value;
using rowlock::flow::ValueKind;
namespace databases = rowlock::databases;

namespace {
std::optional<databases::TransactionMode> parseMode(llvm::StringRef Word) {
  if (Word == "immediate")
    return databases::TransactionMode::Immediate;
  if (Word == "exclusive")
    return databases::TransactionMode::Exclusive;
  if (Word == "deferred")
    return databases::TransactionMode::Plain;
  return std::nullopt;
}

/// Of what a value may be, as \p Parse understands it, the weakest. \p Open
/// becomes true where the choice is, or where something is not understood.
template <typename T>
T weakest(const Value *V, T Unknown,
          llvm::function_ref<std::optional<T>(llvm::StringRef)> Parse,
          bool &Open) {
  constexpr unsigned MaxAlternatives = 8;
  bool Complete = true;
  std::optional<T> Weakest;
  for (const Value *Each :
       rowlock::flow::alternatives(V, MaxAlternatives, Complete)) {
    std::optional<T> Known =
        Each->Kind == ValueKind::Text ? Parse(Each->Spelling) : std::nullopt;
    Open |= !Known || (Weakest && *Weakest != *Known);
    if (Known)
      Weakest = Weakest ? std::min(*Weakest, *Known) : *Known;
  }
  Open |= !Complete;
  return Weakest.value_or(Unknown);
}
} // namespace

databases::IsolationLevel rowlock::transactions::levelOf(const Step &S,
                                                         bool &Open) {
  using databases::IsolationLevel;
  if (const Value *V = S.get(Slot::Level))
    return weakest<IsolationLevel>(V, IsolationLevel::Unknown,
                                   databases::parseIsolationLevel, Open);
  llvm::StringRef Word = S.Instr->attribute("level");
  auto Known = databases::parseIsolationLevel(Word);
  Open |= !Known && !Word.empty();
  return Known.value_or(IsolationLevel::Unknown);
}

databases::TransactionMode rowlock::transactions::modeOf(const Step &S,
                                                         bool &Open) {
  using databases::TransactionMode;
  if (const Value *V = S.get(Slot::Mode))
    return weakest<TransactionMode>(V, TransactionMode::Plain, parseMode, Open);
  llvm::StringRef Word = S.Instr->attribute("mode");
  auto Known = parseMode(Word);
  Open |= !Known && !Word.empty();
  return Known.value_or(TransactionMode::Plain);
}
