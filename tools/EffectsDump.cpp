//===- EffectsDump.cpp - rowlock dump --effects ---------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EffectsDump.h"
#include "Effects/Parser.h"
#include "Effects/Printer.h"
#include "Effects/Verifier.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace rowlock;
using namespace rowlock::effects;

/// Problems of the program are shown where they stand in the text.
static void report(const Problem &Each, const std::string &File,
                   const TextMap &Map) {
  TextPosition At;
  if (Each.I)
    At = Map.Instructions.lookup(Each.I);
  if (!At.Line && Each.F)
    At = Map.Functions.lookup(Each.F);
  llvm::errs() << File;
  if (At.Line)
    llvm::errs() << ':' << At.Line << ':' << At.Column;
  llvm::errs() << ": error: " << Each << '\n';
}

static bool dump(const std::string &File, llvm::raw_ostream &OS) {
  auto Buffer = llvm::MemoryBuffer::getFileOrSTDIN(File);
  if (!Buffer) {
    llvm::errs() << File << ": error: " << Buffer.getError().message() << '\n';
    return false;
  }
  TextMap Map;
  auto Print = [](const TextError &E) { llvm::errs() << E << '\n'; };
  auto Read = parse((*Buffer)->getBuffer(), File, Print, &Map);
  if (!Read)
    return false;
  std::vector<Problem> Problems = verify(*Read);
  for (const Problem &Each : Problems)
    report(Each, File, Map);
  if (!Problems.empty())
    return false;
  print(*Read, OS);
  return true;
}

int rowlock::dumpEffectsMain(llvm::ArrayRef<std::string> Files,
                             llvm::raw_ostream &OS) {
  bool Good = true;
  for (const std::string &File : Files)
    Good &= dump(File, OS);
  return Good ? 0 : 1;
}
