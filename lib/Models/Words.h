//===- Words.h - The words of each enumeration ------------------*- C++ -*-===//
//
// Internal to lib/Models: what the loader checks words against and what the
// table writer names enumerators with.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_MODELS_WORDS_H
#define ROWLOCK_MODELS_WORDS_H

#include "Models/Model.h"

namespace rowlock::models {

/// Words of an enumeration, indexed by its values; and the C++ names of its
/// enumerators, likewise.
struct WordList {
  llvm::StringRef What;     ///< "role", "way to fail": for messages
  llvm::StringRef TypeName; ///< "Role"
  llvm::ArrayRef<llvm::StringRef> Words;
  llvm::ArrayRef<llvm::StringRef> Identifiers;
};

template <typename Enum> const WordList &wordList();
template <> const WordList &wordList<Slot>();
template <> const WordList &wordList<Role>();
template <> const WordList &wordList<TypeRole>();
template <> const WordList &wordList<ScopeExit>();
template <> const WordList &wordList<Returns>();
template <> const WordList &wordList<Fails>();
template <> const WordList &wordList<Expects>();
template <> const WordList &wordList<Passes>();
template <> const WordList &wordList<Meaning>();
template <> const WordList &wordList<ErrorClass>();
template <> const WordList &wordList<Placeholder>();
template <> const WordList &wordList<Database>();
template <> const WordList &wordList<CodeMeaning>();
template <> const WordList &wordList<EffectKind>();
template <> const WordList &wordList<TimeUnit>();
template <> const WordList &wordList<RepairKind>();

constexpr uint32_t bit(Slot S) { return uint32_t(1) << unsigned(S); }

/// A call of the role results in a new handle, value or list, which is the
/// returned value unless the model says otherwise.
bool makesByDefault(Role R);

/// The word in Words that Word was probably meant to be, or empty.
llvm::StringRef nearest(llvm::StringRef Word,
                        llvm::ArrayRef<llvm::StringRef> Words);

/// The name that a function is looked up by: its own, or for a constructor or
/// conversion operator the unqualified name of its class.
llvm::StringRef lookupName(const FunctionModel &F);

/// An operand, a condition's requirement and a model's name as they are
/// written.
std::string spell(const Operand &O);
std::string spell(const Condition &C);
std::string spell(const FunctionModel &F);

} // namespace rowlock::models

#endif // ROWLOCK_MODELS_WORDS_H
