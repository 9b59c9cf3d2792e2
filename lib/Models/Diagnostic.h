//===- Diagnostic.h - A fault in a model file -------------------*- C++ -*-===//

#ifndef ROWLOCK_MODELS_DIAGNOSTIC_H
#define ROWLOCK_MODELS_DIAGNOSTIC_H

#include <string>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace rowlock::models {

/// A fault in a model file. Line and Column count from 1; 0 means the file as a
/// whole (missing, too large).
struct Diagnostic {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
  std::string Message;
};

/// Prints "file:line:column: error: message".
void print(const Diagnostic &D, llvm::raw_ostream &OS);

} // namespace rowlock::models

#endif // ROWLOCK_MODELS_DIAGNOSTIC_H
