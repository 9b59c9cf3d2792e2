//===- Loader.h - From YAML to a library model ------------------*- C++ -*-===//

#ifndef ROWLOCK_MODELS_LOADER_H
#define ROWLOCK_MODELS_LOADER_H

#include "Models/Diagnostic.h"
#include "Models/Model.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Allocator.h"
#include <algorithm>
#include <type_traits>

namespace rowlock::models {

/// Owns what models that were read at run time point to.
class ModelArena {
public:
  // Not StringSaver: it is compiled into LLVM, and a build with the address
  // sanitizer must not share an arena with code that does not unpoison it.
  llvm::StringRef keep(llvm::StringRef Text) { return Text.copy(Memory); }

  template <typename T> llvm::ArrayRef<T> keep(llvm::ArrayRef<T> List) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (List.empty())
      return {};
    T *Copy = Memory.Allocate<T>(List.size());
    std::uninitialized_copy(List.begin(), List.end(), Copy);
    return {Copy, List.size()};
  }

  Library &makeLibrary() { return *new (Memory.Allocate<Library>()) Library(); }

private:
  llvm::BumpPtrAllocator Memory;
};

/// Reads a model. Every fault is appended to Diagnostics; with any fault the
/// result is null. File is the name for messages and for Library::File.
const Library *loadLibrary(llvm::StringRef File, llvm::StringRef Content,
                           ModelArena &Arena,
                           llvm::SmallVectorImpl<Diagnostic> &Diagnostics);

/// The same for the file at Path, which must be a readable plain file of at
/// most YamlTree::MaxSize bytes.
const Library *loadLibraryFile(llvm::StringRef Path, ModelArena &Arena,
                               llvm::SmallVectorImpl<Diagnostic> &Diagnostics);

} // namespace rowlock::models

#endif // ROWLOCK_MODELS_LOADER_H
