//===- FunctionLoader.h - One entry of `functions` --------------*- C++ -*-===//

#ifndef ROWLOCK_MODELS_FUNCTIONLOADER_H
#define ROWLOCK_MODELS_FUNCTIONLOADER_H

#include "Models/Reader.h"
#include "llvm/ADT/StringMap.h"

namespace rowlock::models {

/// What a library says once for all its functions.
struct FunctionDefaults {
  uint8_t BindBase = 0;
  uint8_t ColumnBase = 0;
  Fails Failure = Fails::Throws;
};

/// Reads one entry and appends a model for each name that it has. Faults go to
/// the reader.
class FunctionLoader {
public:
  /// Described holds the lines of what was described so far, by its spelling.
  FunctionLoader(Reader &R, const FunctionDefaults &Default,
                 llvm::StringMap<unsigned> &Described,
                 llvm::SmallVectorImpl<FunctionModel> &Functions)
      : R(R), Default(Default), Described(Described), Functions(Functions) {}

  void load(const YamlNode &Entry, const Library &Home);

private:
  void key(const YamlNode &Key, const YamlNode &Value);
  void name(FunctionKind Kind, const YamlNode &Key, const YamlNode &Value);
  void conditions(const YamlNode &N);
  void codes(const YamlNode &N);
  void repairs(const YamlNode &N);
  void operands();
  void fillDefaults();
  void decideFailure();
  void decideBase();
  void checkTogether();
  void addNames();
  bool has(Slot Which) const;

  Reader &R;
  const FunctionDefaults &Default;
  llvm::StringMap<unsigned> &Described;
  llvm::SmallVectorImpl<FunctionModel> &Functions;

  // The entry that is being read.
  const YamlNode *Entry = nullptr;
  const YamlNode *NameKey = nullptr;
  const YamlNode *Names = nullptr;
  const YamlNode *Base = nullptr;
  bool HasRole = false;
  bool RoleKnown = false;
  bool HasKind = false;
  std::optional<Fails> Failure;
  FunctionModel F;
  llvm::SmallVector<SlotOperand, 8> Operands;
  llvm::SmallVector<Condition, 2> When;
  llvm::SmallVector<ReturnCode, 4> Codes;
  llvm::SmallVector<RepairSpelling, 2> Repairs;
  /// Key, value, key, value, ...: read when the role is known.
  llvm::SmallVector<const YamlNode *, 16> OperandKeys;
};

} // namespace rowlock::models

#endif // ROWLOCK_MODELS_FUNCTIONLOADER_H
