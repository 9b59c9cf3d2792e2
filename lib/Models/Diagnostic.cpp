//===- Diagnostic.cpp - A fault in a model file ---------------------------===//

#include "Models/Diagnostic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace rowlock::models {

void print(const Diagnostic &D, raw_ostream &OS) {
  OS << D.File << ':';
  if (D.Line)
    OS << D.Line << ':' << D.Column << ':';
  OS << " error: " << D.Message << '\n';
}

} // namespace rowlock::models
