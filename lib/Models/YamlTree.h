//===- YamlTree.h - A YAML document with positions --------------*- C++ -*-===//
//
// yaml-cpp's own node type has no positions for keys and silently keeps the
// last of two equal keys; this small tree has the first and shows the second.
// Anchors, aliases and further documents are refused: a model needs none, and
// aliases are the way to make a small file huge.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_MODELS_YAMLTREE_H
#define ROWLOCK_MODELS_YAMLTREE_H

#include "Models/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <deque>
#include <string>
#include <vector>

namespace rowlock::models {

struct YamlNode {
  enum Kind { Null, Scalar, Sequence, Map };
  Kind What = Null;
  unsigned Line = 0; ///< from 1
  unsigned Column = 0;
  std::string Text;              ///< Scalar
  std::vector<YamlNode *> Items; ///< Sequence; Map: key, value, key, value, ...
};

/// Owns the nodes.
class YamlTree {
public:
  /// Largest file, in bytes.
  static constexpr size_t MaxSize = 1 << 20;
  static constexpr unsigned MaxDepth = 32;

  /// Parses one document. Returns its root, or null if there are faults; then
  /// at least one has been appended to Diagnostics. Throws nothing.
  /// \p What the file is, for messages. Only a model may not be empty: others
  /// then have no root, and no fault.
  const YamlNode *parse(llvm::StringRef File, llvm::StringRef Content,
                        llvm::SmallVectorImpl<Diagnostic> &Diagnostics,
                        llvm::StringRef What = "a model");

private:
  class Handler;
  std::deque<YamlNode> Nodes;
};

} // namespace rowlock::models

#endif // ROWLOCK_MODELS_YAMLTREE_H
