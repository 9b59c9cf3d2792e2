//===- Reader.h - Checked access to a YAML tree -----------------*- C++ -*-===//
//
// The part of the loader that knows words and operands, but no roles.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_MODELS_READER_H
#define ROWLOCK_MODELS_READER_H

#include "Models/Loader.h"
#include "Models/Words.h"
#include "Models/YamlTree.h"
#include "llvm/ADT/Twine.h"
#include <optional>

namespace rowlock::models {

class Reader {
public:
  Reader(llvm::StringRef File, ModelArena &Arena,
         llvm::SmallVectorImpl<Diagnostic> &Diagnostics)
      : File(File), Arena(Arena), Diagnostics(Diagnostics) {}

  void fail(const YamlNode &At, const llvm::Twine &Message);

  /// "unknown WHAT 'GIVEN'", with the nearest valid word or all of them.
  void failUnknown(const YamlNode &At, llvm::StringRef What,
                   llvm::ArrayRef<llvm::StringRef> Valid);

  /// The text of a scalar; for anything else a fault that names What.
  std::optional<llvm::StringRef> scalar(const YamlNode &N,
                                        llvm::StringRef What);
  std::optional<bool> boolean(const YamlNode &N, llvm::StringRef What);
  std::optional<int64_t> integer(const YamlNode &N, llvm::StringRef What,
                                 int64_t Low, int64_t High);

  /// Calls F for the node, or for each item if it is a sequence.
  void each(const YamlNode &N,
            llvm::function_ref<void(const YamlNode &)> F) const;

  /// Calls F for each key of a map with its value; tells about keys that are no
  /// plain words and about keys that occur twice. False if N is no map.
  bool eachKey(
      const YamlNode &N, llvm::StringRef What,
      llvm::function_ref<void(const YamlNode &Key, const YamlNode &Value)> F);

  template <typename Enum> std::optional<Enum> wordOf(const YamlNode &N) {
    const WordList &List = wordList<Enum>();
    if (std::optional<unsigned> Value = wordIndex(N, List))
      return Enum(*Value);
    return std::nullopt;
  }

  /// A qualified name, checked for the form that Model.h asks for.
  std::optional<llvm::StringRef> qualifiedName(const YamlNode &N,
                                               llvm::StringRef What);

  /// `this`, `return`, `argument N`, `argument N element M`, `arguments N..`,
  /// `out argument N`, `template argument N`, `template arguments N..`,
  /// `constant "..."`.
  std::optional<Operand> operand(const YamlNode &N);

  /// One entry of `when`.
  std::optional<Condition> condition(const YamlNode &Key,
                                     const YamlNode &Value);

  llvm::StringRef keep(llvm::StringRef Text) { return Arena.keep(Text); }
  template <typename T>
  llvm::ArrayRef<T> keep(const llvm::SmallVectorImpl<T> &List) {
    return Arena.keep(llvm::ArrayRef<T>(List));
  }
  bool failed() const { return Faults; }
  /// Faults were left out because there are so many.
  bool hadTooMany() const { return Faults > MaxFaults; }
  ModelArena &arena() { return Arena; }
  llvm::StringRef file() const { return File; }

private:
  std::optional<unsigned> wordIndex(const YamlNode &N, const WordList &List);

  llvm::StringRef File;
  ModelArena &Arena;
  llvm::SmallVectorImpl<Diagnostic> &Diagnostics;
  /// Faults told so far. After MaxFaults a file is beyond repair by reading on.
  unsigned Faults = 0;
  static constexpr unsigned MaxFaults = 100;
};

} // namespace rowlock::models

#endif // ROWLOCK_MODELS_READER_H
