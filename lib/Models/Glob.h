//===- Glob.h - Header patterns ---------------------------------*- C++ -*-===//

#ifndef ROWLOCK_MODELS_GLOB_H
#define ROWLOCK_MODELS_GLOB_H

#include "llvm/ADT/StringRef.h"

namespace rowlock::models {

/// Whether Path, or what follows one of its '/', matches Glob, in which '*'
/// stands for any text. "somedb/*" matches "/usr/include/somedb/connection" and
/// "somedb/detail/x.hpp", but not "libsomedb/x.h". A '\' in Path counts as
/// '/'. Time is the product of the lengths at worst.
bool headerMatches(llvm::StringRef Glob, llvm::StringRef Path);

/// Whether the whole Text matches Glob.
bool globMatches(llvm::StringRef Glob, llvm::StringRef Text);

} // namespace rowlock::models

#endif // ROWLOCK_MODELS_GLOB_H
