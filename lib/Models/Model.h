//===- Model.h - What is known about a library ------------------*- C++ -*-===//
//
// A library model says what the classes and functions of a C++ library mean for
// a database: which call begins a transaction, which argument is the SQL text,
// what the returned value is. It is data. The structures below are plain
// aggregates over StringRef and ArrayRef, so that the built-in models are
// constant tables (written by rowlock-model-compiler at build time) and a
// user's models, read from YAML at run time, are of the very same type.
//
// Names: a *qualified name* has no leading "::", no template arguments, and no
// inline namespaces ("std::basic_string::append", never
// "std::__cxx11::basic_string<char>::append"). Enumerators of an unscoped enum
// are named without the enum, as C++ itself would: "somedb::serializable".
//
// Positions are 0 based unless `Base` says otherwise.
//
// docs/models.md is the reference of the language; Vocabulary.def holds its
// words.
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_MODELS_MODEL_H
#define ROWLOCK_MODELS_MODEL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace rowlock::models {

enum class Slot : uint8_t {
#define SLOT(Identifier, Word, Meaning) Identifier,
#include "Models/Vocabulary.def"
};

/// What kind of thing a role is about; see RoleInfo.
enum class RoleGroup : uint8_t {
  Connection,
  Transaction,
  Statement,
  Result,
  Value,
  List,
  Lock,
  Control
};

enum class Role : uint8_t {
#define ROLE(Identifier, Word, Group, Required, Optional, Meaning) Identifier,
#include "Models/Vocabulary.def"
};

enum class TypeRole : uint8_t {
#define TYPE_ROLE(Identifier, Word, Meaning) Identifier,
#include "Models/Vocabulary.def"
};

enum class ScopeExit : uint8_t {
#define SCOPE_EXIT(Identifier, Word, Meaning) Identifier,
#include "Models/Vocabulary.def"
};

/// What the returned value is. `ByRole` (the default): the handle, list, value
/// or answer that the role makes, if its `Makes` is the returned value.
enum class Returns : uint8_t {
#define RETURNS(Identifier, Word, Meaning) Identifier,
#include "Models/Vocabulary.def"
};

enum class Fails : uint8_t {
#define FAILS(Identifier, Word, Meaning) Identifier,
#include "Models/Vocabulary.def"
};

/// How many rows a call insists on; any other number is a failure (see Fails).
enum class Expects : uint8_t {
#define EXPECTS(Identifier, Word, Meaning) Identifier,
#include "Models/Vocabulary.def"
};

enum class Passes : uint8_t {
#define PASSES(Identifier, Word, Meaning) Identifier,
#include "Models/Vocabulary.def"
};

enum class Meaning : uint8_t {
#define MEANING(Identifier, Word) Identifier,
#include "Models/Vocabulary.def"
};

enum class ErrorClass : uint8_t {
#define ERROR_CLASS(Identifier, Word) Identifier,
#include "Models/Vocabulary.def"
};

enum class Placeholder : uint8_t {
#define PLACEHOLDER(Identifier, Word, Example) Identifier,
#include "Models/Vocabulary.def"
};

/// `None`: no database library at all (strings, mutexes). `Unknown`: a library
/// for several databases; which one is decided elsewhere.
enum class Database : uint8_t {
#define DATABASE(Identifier, Word) Identifier,
#include "Models/Vocabulary.def"
};

enum class CodeMeaning : uint8_t {
#define CODE_MEANING(Identifier, Word) Identifier,
#include "Models/Vocabulary.def"
};

enum class EffectKind : uint8_t {
#define EFFECT_KIND(Identifier, Word, Meaning) Identifier,
#include "Models/Vocabulary.def"
};

enum class TimeUnit : uint8_t {
#define TIME_UNIT(Identifier, Word, PerSecond) Identifier,
#include "Models/Vocabulary.def"
};

enum class RepairKind : uint8_t {
#define REPAIR(Identifier, Word, Meaning) Identifier,
#include "Models/Vocabulary.def"
};

/// Where a role finds one of its operands. An argument that is not written at
/// the call (missing or defaulted) is no operand, whatever the model says; nor
/// is the object of a function that has none.
enum class OperandKind : uint8_t {
  None,
  This,             ///< the object of a method, the new object of a constructor
  Return,           ///< the returned value
  Argument,         ///< argument Index
  Arguments,        ///< arguments Index, Index + 1, ... (a parameter pack)
  OutArgument,      ///< what argument Index points or refers to, after the call
  TemplateArgument, ///< template argument Index (of the function, or of the
                    ///< class where a TypeModel or a constructor names it)
  TemplateArguments, ///< template arguments Index, Index + 1, ...
  Constant           ///< the constant Text, the same at every call
};

struct Operand {
  OperandKind Kind = OperandKind::None;
  uint8_t Index = 0;
  /// Element of the list that the operand is, or -1 for the operand itself.
  int8_t Element = -1;
  /// Constant: its text. Empty otherwise.
  llvm::StringRef Text;

  constexpr explicit operator bool() const { return Kind != OperandKind::None; }
};

/// One operand of a role. A slot may occur several times (`values: [this,
/// argument 0]`); the order counts.
struct SlotOperand {
  Slot Which = Slot::On;
  Operand What;
};

/// What a condition asks about an operand.
enum class ConditionKind : uint8_t {
  Type,     ///< its class, or a base of it, is Text; references, pointers and
            ///< const removed; of This: the static type of the object
  Present,  ///< the argument is written at the call
  Absent,   ///< the argument does not exist or is defaulted
  Text,     ///< it is a text (string class, view, or character pointer)
  Number,   ///< it is of an arithmetic or enumeration type
  Callable, ///< it is a function, lambda or function object
  Member,   ///< it is a pointer to a member
  Constant, ///< it is the constant Text: number, true, false, text, enumerator
  Function, ///< it is the function (a manipulator) whose qualified name is Text
  Begins,   ///< it is a literal text that begins with Text, case ignored
  Mentions  ///< the word Text stands in its spelling: a macro, an enumerator
};

/// A model whose conditions do not all hold is passed over for the next one.
/// Of an argument that is not written at the call only Absent holds, and every
/// negated condition but that of Absent. What cannot be told (a dependent type)
/// does not hold, nor does its negation.
struct Condition {
  Operand What;
  ConditionKind Kind = ConditionKind::Present;
  bool Negated = false;
  llvm::StringRef Text;
};

struct ReturnCode {
  int64_t Value = 0;
  CodeMeaning Means = CodeMeaning::Ok;
};

/// How to spell a repair at a call: make Where (an Argument, or None: the name
/// of the function that is called) read Text. If the
/// argument is missing or defaulted it is added after those before it, which
/// must be written; if it is written it is replaced.
struct RepairSpelling {
  RepairKind Kind = RepairKind::Immediate;
  Operand Where;
  llvm::StringRef Text;
};

struct Library;

enum class FunctionKind : uint8_t {
  Function,    ///< a method or free function
  Constructor, ///< any constructor of the class Scope; Name is empty
  Conversion   ///< any conversion operator of the class Scope; Name is empty
};

struct FunctionModel {
  FunctionKind Kind = FunctionKind::Function;
  /// Qualified name of the class or namespace; empty for the global namespace.
  llvm::StringRef Scope;
  /// Unqualified name ("exec", "operator<<"), or "*": every function of Scope
  /// that no other model names. With "*" the scope may be "*::Name": a class of
  /// that name in any namespace, as code generators make them.
  llvm::StringRef Name;
  rowlock::models::Role Role = rowlock::models::Role::Pure;
  llvm::ArrayRef<SlotOperand> Operands;
  llvm::ArrayRef<Condition> When;
  rowlock::models::Returns Returns = rowlock::models::Returns::ByRole;
  rowlock::models::Fails Fails = rowlock::models::Fails::Throws;
  rowlock::models::Expects Expects = rowlock::models::Expects::Any;
  /// Callback, Retry, EachRow, Execute with a callback: what it receives.
  rowlock::models::Passes Passes = rowlock::models::Passes::Nothing;
  /// Number of the first position that Slot::Index may name (0 or 1).
  uint8_t Base = 0;
  /// Bind and Binding: the value that counts is the variable's at execution.
  bool ByReference = false;
  /// BindAll, BindOutputAll, Column: the values are records, of which this
  /// member is the value, or points to it. Empty: they are none.
  llvm::StringRef Member;
  /// Locks: taken together with other readers.
  bool Shared = false;
  /// SideEffect: what it does; whether only those who ask for it want to be
  /// told; whether the call returns before it is done.
  EffectKind Effect = EffectKind::Request;
  bool Strict = false;
  bool Asynchronous = false;
  /// SideEffect: of the Target of a sleep; the argument's type tells where it
  /// is a duration.
  TimeUnit Unit = TimeUnit::Milliseconds;
  /// Format: how the format marks its values.
  Placeholder Style = Placeholder::Printf;
  llvm::ArrayRef<ReturnCode> Codes;
  llvm::ArrayRef<RepairSpelling> Repairs;
  const Library *Home = nullptr;
  unsigned Line = 0; ///< in Home's file

  /// The operand in a slot, with the defaults of the language filled in by the
  /// loader (`On` and `Makes`, see docs/models.md); Kind None if there is none.
  constexpr Operand operand(Slot Which) const {
    for (const SlotOperand &Entry : Operands)
      if (Entry.Which == Which)
        return Entry.What;
    return {};
  }
  constexpr bool has(Slot Which) const { return bool(operand(Which)); }
  /// Calls F for each operand in a slot, in order.
  void each(Slot Which, llvm::function_ref<void(const Operand &)> F) const {
    for (const SlotOperand &Entry : Operands)
      if (Entry.Which == Which)
        F(Entry.What);
  }
};

struct TypeModel {
  llvm::StringRef Name; ///< qualified name of the class or class template
  TypeRole Role = TypeRole::Wrapper;
  ScopeExit Exit = ScopeExit::Nothing;
  /// Transactions: a TemplateArgument whose enumerator is listed in the
  /// library's constants, or a Constant whose Text is a Meaning word.
  Operand Isolation;
  Operand Access;
  /// Transactions that are none: every statement stands alone.
  bool Autocommit = false;
  /// Errors.
  ErrorClass Error = ErrorClass::Any;
  /// Mappings: the static functions that make an object of a row, and bind an
  /// object to a statement. Which parameter is which their types tell.
  llvm::StringRef Reads;
  llvm::StringRef Writes;
  /// Entity traits: the static functions that give the key and the version of
  /// an object, and the static constant that is true if the database makes the
  /// key.
  llvm::StringRef Key;
  llvm::StringRef Version;
  llvm::StringRef Generated;
  const Library *Home = nullptr;
  unsigned Line = 0;
};

struct ConstantModel {
  llvm::StringRef
      Name; ///< qualified name of an enumerator, constant or tag type
  Meaning Means = Meaning::ReadCommitted;
};

enum class EvidenceKind : uint8_t {
  Header, ///< a header that the unit reads
  Address ///< the constant address of a connection
};

/// What tells which database a library for several of them speaks to.
struct EvidenceModel {
  EvidenceKind Kind = EvidenceKind::Header;
  llvm::StringRef Pattern;
  Database System = Database::Unknown;
};

struct Library {
  llvm::StringRef Name;
  llvm::StringRef File;     ///< where it was read from; built-in: the base name
  llvm::StringRef Versions; ///< of the library, as people write it
  Database System = Database::Unknown;
  llvm::ArrayRef<Placeholder> Placeholders;
  /// Headers that show that the library is used: "somedb/*", "somedb.h".
  llvm::ArrayRef<llvm::StringRef> Headers;
  llvm::ArrayRef<llvm::StringRef> Namespaces;
  llvm::ArrayRef<TypeModel> Types;
  llvm::ArrayRef<FunctionModel> Functions;
  llvm::ArrayRef<ConstantModel> Constants;
  /// Variables of no interest, whatever is done to them: "std::cout".
  llvm::ArrayRef<llvm::StringRef> Ignored;
  /// Where System is Unknown.
  llvm::ArrayRef<EvidenceModel> Evidence;

  /// False for strings, mutexes and the like, which alone cost nothing.
  constexpr bool isDatabaseLibrary() const { return System != Database::None; }
};

/// What the language says about a role.
struct RoleInfo {
  llvm::StringRef Word;
  RoleGroup Group;
  uint32_t Required; ///< bit 1 << Slot
  uint32_t Allowed;  ///< includes Required
  llvm::StringRef Description;
};
const RoleInfo &info(Role R);

/// The words of the language.
llvm::StringRef word(Slot S);
llvm::StringRef word(Role R);
llvm::StringRef word(TypeRole R);
llvm::StringRef word(ScopeExit S);
llvm::StringRef word(Returns R);
llvm::StringRef word(Fails F);
llvm::StringRef word(Expects E);
llvm::StringRef word(Passes P);
llvm::StringRef word(Meaning M);
llvm::StringRef word(ErrorClass E);
llvm::StringRef word(Placeholder P);
llvm::StringRef word(Database D);
llvm::StringRef word(CodeMeaning C);
llvm::StringRef word(EffectKind K);
llvm::StringRef word(TimeUnit U);
llvm::StringRef word(RepairKind R);

/// The role works on a database: connection, transaction, statement or result.
/// A function from which none of these can be reached need not be lowered.
inline bool touchesDatabase(Role R) {
  RoleGroup Group = info(R).Group;
  return Group == RoleGroup::Connection || Group == RoleGroup::Transaction ||
         Group == RoleGroup::Statement || Group == RoleGroup::Result;
}

/// The result stands for the operand: SameValue and the quoting roles.
constexpr bool preservesValue(Role R) {
  return R == Role::SameValue || R == Role::Quote || R == Role::Escape ||
         R == Role::QuoteName;
}

} // namespace rowlock::models

#endif // ROWLOCK_MODELS_MODEL_H
