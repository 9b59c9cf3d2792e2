//===- Effects/Program.h - The effect program -------------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a C++ function does to a database, above SQL and below C++: pure value
// expressions, instructions for what has an effect, blocks, and a tree of
// regions. Every stage after lowering works on this form alone. It prints
// (Effects/Printer.h) and reads back (Effects/Parser.h).
//
// Ownership: expressions, instructions and strings live in the arena of their
// Program and are never freed one by one. Expressions are immutable.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_EFFECTS_PROGRAM_H
#define ROWLOCK_EFFECTS_PROGRAM_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/StringSaver.h"
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace rowlock::effects {

/// A place in a source file. `File` indexes Program::Files. Lines and columns
/// count from 1 (0: no place); offsets are bytes from the start of the file.
/// The text form keeps only file, line and column.
struct SourceSpan {
  unsigned File = 0;
  unsigned Line = 0;
  unsigned Column = 0;
  unsigned Begin = 0;
  unsigned End = 0;
  /// The range is spelled in the file itself, not in a macro: it may be edited.
  bool Editable = false;

  bool isValid() const { return Line != 0; }
};

/// A run of bytes of a text literal that stands in the source byte for byte:
/// no escape, no end of a literal token in between. Text that no segment covers
/// cannot be edited.
struct LiteralSegment {
  unsigned TextBegin = 0;
  unsigned Length = 0;
  unsigned SourceBegin = 0;
  /// Within R"(...)": inserted text needs no escapes.
  bool Raw = false;
};

class Instruction;

/// Of Compute: how many bytes a text has, or elements a list.
constexpr llvm::StringLiteral SizeOf("size");
/// The field of a map that is the list of its entries, each a key and a value.
constexpr llvm::StringLiteral Entries("[*entries]");
/// The field of a pointer that is what it points to, where that is one value.
constexpr llvm::StringLiteral Pointee("*");
/// Why a returned number is not known: it failed. What the unknown value is
/// made of are the numbers that say something else.
constexpr llvm::StringLiteral AnotherCode("another code");
/// Before the position of a column in a flat array of cells.
constexpr llvm::StringLiteral FlatColumn("+");
/// The name of a column that stands for each column in turn.
constexpr llvm::StringLiteral EachColumn("*");

enum class ExprKind {
  Integer,   ///< Spelling: the digits.
  Real,      ///< Spelling as written.
  Boolean,   ///< Spelling: true or false.
  Null,      ///< nullptr, nullopt, SQL null.
  Text,      ///< Spelling: the bytes of a literal.
  Parameter, ///< Spelling: the name, without '%'.
  Result,    ///< The value of an instruction.
  Variable,  ///< A mutable variable; Spelling: a name unique in the function.
  This,      ///< The object a member function runs on.
  Field,     ///< Operand 0, then Spelling: a member, or "[n]" for an element.
  Element,   ///< Operand 0 at operand 1: a number, or the key of a map.
  Address,   ///< A reference or pointer to the place that operand 0 names.
  Compute,   ///< Spelling: an operator or function; any number of operands.
  Preserve,  ///< A conversion of operand 0 that keeps the value.
  Quote,     ///< Operand 0 for use in SQL text, as a literal of SQL.
  Change,    ///< A conversion of operand 0 that may change the value.
  Select,    ///< Operand 0 ? operand 1 : operand 2.
  Concat,    ///< Text: the operands one behind the other.
  Format,    ///< Spelling: the style; operand 0 the format, then arguments.
  List,      ///< A sequence with known elements.
  Record,    ///< Spelling: names with commas between; operands: their values.
  Closure,   ///< Spelling: the function that it calls; operands: captures.
  Unknown,   ///< Spelling: why it is not known.
};

/// A pure value: it may be evaluated any number of times at the instruction
/// that uses it. What has an effect is an Instruction, whose value is referred
/// to by Result.
///
/// Variable, This, Parameter, Field and Element chains name places; used as
/// operands they stand for the value that is there when the instruction runs.
class Expr {
public:
  ExprKind Kind = ExprKind::Unknown;
  llvm::StringRef Spelling;
  llvm::ArrayRef<const Expr *> Operands;
  /// Result only.
  const Instruction *Source = nullptr;
  /// The role of a library type, where the static type has one: "connection",
  /// "transaction", "transaction<serializable>", "autocommit", "statement",
  /// "result", "row", "field". Empty otherwise.
  llvm::StringRef Type;
  /// Where the C++ expression stands.
  SourceSpan Span;
  /// Text only; in order of TextBegin.
  llvm::ArrayRef<LiteralSegment> Segments;

  const Expr *operand(unsigned I) const {
    return I < Operands.size() ? Operands[I] : nullptr;
  }
  /// Names a place that can be stored to.
  bool isPlace() const {
    return Kind == ExprKind::Variable || Kind == ExprKind::This ||
           Kind == ExprKind::Field || Kind == ExprKind::Element ||
           Kind == ExprKind::Parameter;
  }
};

#define ROWLOCK_OPCODES(X)                                                     \
  /* C++ */                                                                    \
  X(Let, "let")     /* value: names a value */                                 \
  X(Store, "store") /* target, value */                                        \
  X(Call, "call")   /* name: callee; on: object; values: arguments; effect= */ \
  X(Leave, "leave") /* on: an object whose scope ends */                       \
  /* Connections and transactions */                                           \
  X(Connect, "connect")            /* value: what is connected to */           \
  X(ConnectionOf, "connection_of") /* on: any handle */                        \
  X(Begin, "begin")       /* on[, level][, mode]; or level=, mode=; leave= */  \
  X(Commit, "commit")     /* on */                                             \
  X(Rollback, "rollback") /* on */                                             \
  X(Savepoint, "savepoint")          /* on, name; leave= */                    \
  X(Release, "release")              /* on, name */                            \
  X(RollbackTo, "rollback_to")       /* on, name */                            \
  X(SetIsolation, "set_isolation")   /* on, level or level= */                 \
  X(SetAutocommit, "set_autocommit") /* on, value: whether it is on */         \
  /* Statements */                                                             \
  X(Prepare, "prepare")  /* on[, text][, name]; again=yes: `on` itself */      \
  X(Bind, "bind")        /* on, value[, index (0 based) or name]: the next */  \
  X(BindAll, "bind_all") /* on, values; by=, member= */                        \
  X(BindOutput, "bind_output")       /* on, values: places; member= */         \
  X(ClearBindings, "clear_bindings") /* on */                                  \
  X(Reset, "reset")                  /* on */                                  \
  X(Execute, "execute")              /* on[, text | name][, values] */         \
  X(Fetch, "fetch")                  /* on: executes once, moves on; found */  \
  X(PendingResult, "pending_result") /* on: a connection */                    \
  X(Row, "row")                      /* on[, index] */                         \
  X(NextRow, "next_row")             /* on: moves on; found */                 \
  X(Column, "column")                /* on, index (0 based) or name */         \
  X(Outcome, "outcome")              /* on; kind= */                           \
  X(Append, "append")                /* on: a list; values */                  \
  /* Locks outside the database */                                             \
  X(LockMutex, "lock_mutex")     /* on, value: the mutex; leave= */            \
  X(UnlockMutex, "unlock_mutex") /* on */                                      \
  /* Ends of a block */                                                        \
  X(Jump, "jump")                                                              \
  X(Branch, "branch") /* value: the condition; two targets */                  \
  X(Switch, "switch") /* value; case values beside the targets */              \
  X(Return, "return")                                                          \
  X(Throw, "throw")                                                            \
  X(Unreachable, "unreachable")

enum class Opcode {
#define X(ID, SPELLING) ID,
  ROWLOCK_OPCODES(X)
#undef X
};

llvm::StringRef spelling(Opcode Op);

/// What an operand is to its instruction.
#define ROWLOCK_SLOTS(X)                                                       \
  X(On, "on")                                                                  \
  X(Text, "text")                                                              \
  X(Name, "name")                                                              \
  X(Index, "index")                                                            \
  X(Value, "value")                                                            \
  X(Values, "values")                                                          \
  X(Target, "target")                                                          \
  X(Level, "level")                                                            \
  X(Mode, "mode")

enum class Slot {
#define X(ID, SPELLING) ID,
  ROWLOCK_SLOTS(X)
#undef X
};

llvm::StringRef spelling(Slot S);

struct Operand {
  Slot S = Slot::Value;
  const Expr *Value = nullptr;
};

/// A word about an instruction: level, mode, leave, fails, returns, kind, ...
struct Attribute {
  llvm::StringRef Key;
  llvm::StringRef Value;
};

/// How a repair is spelled at a call, from the library's model: replace Where
/// (an insertion if it is empty) by Text. Like offsets, not part of the text
/// form.
struct Spelling {
  /// "immediate", "serializable", ...
  llvm::StringRef Repair;
  SourceSpan Where;
  llvm::StringRef Text;
};

class Instruction {
public:
  Opcode Op = Opcode::Let;
  /// Unique in the function; empty where nothing uses the value.
  llvm::StringRef Name;
  llvm::SmallVector<Operand, 3> Operands;
  llvm::SmallVector<Attribute, 2> Attributes;
  /// The library that gives the instruction its meaning: a name of
  /// Program::Interfaces, empty for C++ itself.
  llvm::StringRef Library;
  llvm::SmallVector<Spelling, 0> Spellings;
  SourceSpan Span;
  /// Jump: 1, Branch: then and else, Switch: cases, then the default.
  llvm::SmallVector<unsigned, 2> Targets;

  const Expr *get(Slot S) const {
    for (const Operand &O : Operands)
      if (O.S == S)
        return O.Value;
    return nullptr;
  }
  llvm::StringRef attribute(llvm::StringRef Key) const {
    for (const Attribute &A : Attributes)
      if (A.Key == Key)
        return A.Value;
    return {};
  }
  bool isTerminator() const { return Op >= Opcode::Jump; }
};

enum class RegionKind { Function, Scope, Loop, Try, Handler };

llvm::StringRef spelling(RegionKind K);

/// Region 0 of a function is the function itself; the parent of any other
/// region has a smaller index.
struct Region {
  RegionKind Kind = RegionKind::Function;
  unsigned Parent = 0;
};

/// A block ends with exactly one terminator. Block 0 is the entry.
struct Block {
  unsigned Region = 0;
  std::vector<Instruction *> Instructions;

  const Instruction *terminator() const {
    return Instructions.empty() || !Instructions.back()->isTerminator()
               ? nullptr
               : Instructions.back();
  }
};

struct Parameter {
  llvm::StringRef Name;
  /// As Expr::Type.
  llvm::StringRef Type;
};

/// What a residual program knows of the object that a parameter is, or leads
/// to: only that constructor can have made it.
struct Object {
  llvm::StringRef Parameter;
  llvm::StringRef Constructor;
};

struct Function {
  llvm::StringRef Name;
  std::vector<Parameter> Parameters;
  std::vector<Region> Regions{Region()};
  std::vector<Block> Blocks;
  SourceSpan Span;
  /// Every call of the function is in this unit.
  bool Internal = false;
  /// What was left out, and why: a construct, a bound that was hit.
  std::vector<std::string> Skipped;
  /// Of a residual program.
  std::vector<Object> Objects;
  /// Of a residual program: functions that it had spliced into it, of which
  /// nothing remains.
  std::vector<llvm::StringRef> Entered;
};

/// What an SQL text means to the library that executes it.
struct Interface {
  llvm::StringRef Library;
  /// A name of lib/Databases, or "unknown".
  llvm::StringRef Database;
  /// Placeholder styles: dollar, question, colon, at, printf, percent, braces.
  llvm::SmallVector<llvm::StringRef, 3> Placeholders;
};

/// A class of which there are objects, as far as virtual calls need it: for
/// each virtual function that is called, the one that runs.
struct Class {
  llvm::StringRef Name;
  struct Overrider {
    llvm::StringRef Called;
    llvm::StringRef Runs;
  };
  std::vector<Overrider> Overriders;
};

class Program {
public:
  std::vector<std::string> Files;
  std::vector<Interface> Interfaces;
  std::vector<Class> Classes;
  std::deque<Function> Functions;

  Program() : Strings(Arena) {}
  Program(const Program &) = delete;
  Program &operator=(const Program &) = delete;

  llvm::StringRef save(llvm::StringRef S) { return Strings.save(S); }
  const Interface *interface(llvm::StringRef Library) const;
  Function *find(llvm::StringRef Name);
  const Function *find(llvm::StringRef Name) const;
  unsigned file(llvm::StringRef Path);

  /// A copy of \p E that lives as long as the program.
  const Expr *make(const Expr &E);
  const Expr *make(ExprKind Kind, llvm::StringRef Spelling = {},
                   llvm::ArrayRef<const Expr *> Operands = {},
                   SourceSpan Span = {});
  const Expr *result(const Instruction &I, SourceSpan Span = {});
  Instruction *instruction(Opcode Op, SourceSpan Span = {});

private:
  llvm::BumpPtrAllocator Arena;
  llvm::UniqueStringSaver Strings;
  std::deque<Instruction> Instructions;
};

/// Whether \p E, or something in it, is a place that a store may change.
bool mentionsPlace(const Expr &E);

} // namespace rowlock::effects

#endif // ROWLOCK_EFFECTS_PROGRAM_H
