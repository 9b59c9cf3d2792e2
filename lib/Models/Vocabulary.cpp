//===- Vocabulary.cpp - The words of the model language -------------------===//

#include "Models/Model.h"
#include "Models/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;

namespace rowlock::models {

namespace {

constexpr uint32_t slots(std::initializer_list<Slot> List) {
  uint32_t Bits = 0;
  for (Slot S : List)
    Bits |= bit(S);
  return Bits;
}

constexpr RoleInfo RoleInfos[] = {
#define ROLE(Identifier, Word, Group, Required, Optional, Meaning)             \
  {Word, RoleGroup::Group, slots(Required), slots(Required) | slots(Optional), \
   Meaning},
#include "Models/Vocabulary.def"
};

} // namespace

const RoleInfo &info(Role R) { return RoleInfos[unsigned(R)]; }

// Defines word() and wordList() of one enumeration from two arrays.
#define DEFINE_WORDS(Enum, What)                                               \
  template <> const WordList &wordList<Enum>() {                               \
    static constexpr WordList List{What, #Enum, Enum##Words,                   \
                                   Enum##Identifiers};                         \
    return List;                                                               \
  }                                                                            \
  StringRef word(Enum Value) { return Enum##Words[unsigned(Value)]; }

static constexpr StringRef SlotWords[] = {
#define SLOT(Identifier, Word, Meaning) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef SlotIdentifiers[] = {
#define SLOT(Identifier, Word, Meaning) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(Slot, "operand")
static_assert(std::size(SlotWords) <= 32, "RoleInfo keeps slots in 32 bits");

static constexpr StringRef RoleWords[] = {
#define ROLE(Identifier, Word, Group, Required, Optional, Meaning) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef RoleIdentifiers[] = {
#define ROLE(Identifier, Word, Group, Required, Optional, Meaning) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(Role, "role")

static constexpr StringRef TypeRoleWords[] = {
#define TYPE_ROLE(Identifier, Word, Meaning) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef TypeRoleIdentifiers[] = {
#define TYPE_ROLE(Identifier, Word, Meaning) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(TypeRole, "role of a type")

static constexpr StringRef ScopeExitWords[] = {
#define SCOPE_EXIT(Identifier, Word, Meaning) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef ScopeExitIdentifiers[] = {
#define SCOPE_EXIT(Identifier, Word, Meaning) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(ScopeExit, "scope exit")

static constexpr StringRef ReturnsWords[] = {
#define RETURNS(Identifier, Word, Meaning) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef ReturnsIdentifiers[] = {
#define RETURNS(Identifier, Word, Meaning) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(Returns, "returned value")

static constexpr StringRef FailsWords[] = {
#define FAILS(Identifier, Word, Meaning) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef FailsIdentifiers[] = {
#define FAILS(Identifier, Word, Meaning) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(Fails, "way to fail")

static constexpr StringRef ExpectsWords[] = {
#define EXPECTS(Identifier, Word, Meaning) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef ExpectsIdentifiers[] = {
#define EXPECTS(Identifier, Word, Meaning) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(Expects, "expected number of rows")

static constexpr StringRef PassesWords[] = {
#define PASSES(Identifier, Word, Meaning) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef PassesIdentifiers[] = {
#define PASSES(Identifier, Word, Meaning) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(Passes, "thing to pass to a callback")

static constexpr StringRef MeaningWords[] = {
#define MEANING(Identifier, Word) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef MeaningIdentifiers[] = {
#define MEANING(Identifier, Word) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(Meaning, "meaning of a constant")

static constexpr StringRef ErrorClassWords[] = {
#define ERROR_CLASS(Identifier, Word) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef ErrorClassIdentifiers[] = {
#define ERROR_CLASS(Identifier, Word) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(ErrorClass, "kind of error")

static constexpr StringRef PlaceholderWords[] = {
#define PLACEHOLDER(Identifier, Word, Example) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef PlaceholderIdentifiers[] = {
#define PLACEHOLDER(Identifier, Word, Example) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(Placeholder, "placeholder style")

static constexpr StringRef DatabaseWords[] = {
#define DATABASE(Identifier, Word) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef DatabaseIdentifiers[] = {
#define DATABASE(Identifier, Word) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(Database, "database")

static constexpr StringRef CodeMeaningWords[] = {
#define CODE_MEANING(Identifier, Word) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef CodeMeaningIdentifiers[] = {
#define CODE_MEANING(Identifier, Word) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(CodeMeaning, "meaning of a code")

static constexpr StringRef EffectKindWords[] = {
#define EFFECT_KIND(Identifier, Word, Meaning) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef EffectKindIdentifiers[] = {
#define EFFECT_KIND(Identifier, Word, Meaning) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(EffectKind, "kind of side effect")

static constexpr StringRef TimeUnitWords[] = {
#define TIME_UNIT(Identifier, Word, PerSecond) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef TimeUnitIdentifiers[] = {
#define TIME_UNIT(Identifier, Word, PerSecond) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(TimeUnit, "unit of time")

static constexpr StringRef RepairKindWords[] = {
#define REPAIR(Identifier, Word, Meaning) Word,
#include "Models/Vocabulary.def"
};
static constexpr StringRef RepairKindIdentifiers[] = {
#define REPAIR(Identifier, Word, Meaning) #Identifier,
#include "Models/Vocabulary.def"
};
DEFINE_WORDS(RepairKind, "repair")

bool makesByDefault(Role R) {
  switch (R) {
  case Role::OpenConnection:
  case Role::NamedConnection:
  case Role::ConnectionOf:
  case Role::Begin:
  case Role::Savepoint:
  case Role::Prepare:
  case Role::PreparedStatement:
  case Role::Binding:
  case Role::OutputBinding:
  case Role::StatementOf:
  case Role::PendingResult:
  case Role::Row:
  case Role::EachRow:
  case Role::RowsEnd:
  case Role::Column:
  case Role::Columns:
  case Role::EachColumn:
  case Role::SameValue:
  case Role::ChangedValue:
  case Role::Quote:
  case Role::Escape:
  case Role::QuoteName:
  case Role::Concatenate:
  case Role::Fragment:
  case Role::Compare:
  case Role::Construct:
  case Role::Format:
  case Role::List:
  case Role::Element:
  case Role::MutexGuard:
  case Role::MutexGuardOpen:
    return true;
  default:
    return false;
  }
}

StringRef nearest(StringRef Word, ArrayRef<StringRef> Words) {
  // A third of the letters may be wrong; more would be guessing.
  unsigned Best = std::max<unsigned>(Word.size() / 3, 1) + 1;
  StringRef Found;
  for (StringRef Candidate : Words) {
    unsigned Distance = Word.edit_distance(Candidate, true, Best);
    if (Distance < Best) {
      Best = Distance;
      Found = Candidate;
    }
  }
  if (!Found.empty() || Word.size() < 3)
    return Found;
  // An abbreviation: the shortest word that begins with it.
  for (StringRef Candidate : Words)
    if (Candidate.starts_with(Word) &&
        (Found.empty() || Candidate.size() < Found.size()))
      Found = Candidate;
  return Found;
}

StringRef lookupName(const FunctionModel &F) {
  if (F.Kind == FunctionKind::Function)
    return F.Name;
  size_t Colons = F.Scope.rfind("::");
  return Colons == StringRef::npos ? F.Scope : F.Scope.substr(Colons + 2);
}

std::string spell(const Operand &O) {
  auto WithIndex = [&](const Twine &Head, StringRef Tail = "") {
    std::string Result = (Head + Twine(unsigned(O.Index)) + Tail).str();
    if (O.Element >= 0)
      Result += (" element " + Twine(int(O.Element))).str();
    return Result;
  };
  switch (O.Kind) {
  case OperandKind::None:
    return "none";
  case OperandKind::This:
    return "this";
  case OperandKind::Return:
    return "return";
  case OperandKind::Argument:
    return WithIndex("argument ");
  case OperandKind::Arguments:
    return WithIndex("arguments ", "..");
  case OperandKind::OutArgument:
    return WithIndex("out argument ");
  case OperandKind::TemplateArgument:
    return WithIndex("template argument ");
  case OperandKind::TemplateArguments:
    return WithIndex("template arguments ", "..");
  case OperandKind::Constant:
    return ("constant \"" + O.Text + "\"").str();
  }
  return "";
}

std::string spell(const Condition &C) {
  std::string Not = C.Negated ? "not " : "";
  switch (C.Kind) {
  case ConditionKind::Type:
    return Not + C.Text.str();
  case ConditionKind::Present:
    return Not + "present";
  case ConditionKind::Absent:
    return Not + "absent";
  case ConditionKind::Text:
    return Not + "text";
  case ConditionKind::Number:
    return Not + "number";
  case ConditionKind::Member:
    return Not + "member";
  case ConditionKind::Callable:
    return Not + "callable";
  case ConditionKind::Constant:
    return Not + ("constant \"" + C.Text + "\"").str();
  case ConditionKind::Function:
    return Not + ("function " + C.Text).str();
  case ConditionKind::Begins:
    return Not + ("begins \"" + C.Text + "\"").str();
  case ConditionKind::Mentions:
    return Not + ("mentions \"" + C.Text + "\"").str();
  }
  return "";
}

std::string spell(const FunctionModel &F) {
  switch (F.Kind) {
  case FunctionKind::Constructor:
    return ("constructor " + F.Scope).str();
  case FunctionKind::Conversion:
    return ("conversion " + F.Scope).str();
  case FunctionKind::Function:
    break;
  }
  std::string Separator = F.Scope.empty() ? "" : "::";
  return "function " + F.Scope.str() + Separator + F.Name.str();
}

} // namespace rowlock::models
