//===- FunctionLoader.cpp - One entry of `functions` ----------------------===//

#include "Models/FunctionLoader.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace rowlock::models {

static constexpr StringRef Keys[] = {
    "function", "constructor", "conversion",   "role",   "when",
    "returns",  "fails",       "expects",      "passes", "base",
    "by",       "shared",      "style",        "codes",  "repairs",
    "kind",     "strict",      "asynchronous", "unit",   "member"};

void FunctionLoader::load(const YamlNode &N, const Library &Home) {
  Entry = &N;
  F.Home = &Home;
  if (!R.eachKey(
          N, "a function",
          [&](const YamlNode &Key, const YamlNode &Value) { key(Key, Value); }))
    return;
  if (!Names)
    return R.fail(N, "a function begins with 'function: QUALIFIED::NAME', "
                     "'constructor: CLASS' or 'conversion: CLASS'");
  if (!HasRole)
    return R.fail(N, "the function has no role");
  if (!RoleKnown)
    return; // told already; its operands cannot be judged
  operands();
  F.Operands = R.keep(Operands);
  F.When = R.keep(When);
  F.Codes = R.keep(Codes);
  F.Repairs = R.keep(Repairs);
  decideFailure();
  decideBase();
  checkTogether();
  addNames();
}

void FunctionLoader::key(const YamlNode &Key, const YamlNode &Value) {
  // Stores the word of a key, if it is one.
  auto Store = [](auto Word, auto &Target) {
    if (Word)
      Target = *Word;
  };
  StringRef Name = Key.Text;
  if (Name == "function")
    return name(FunctionKind::Function, Key, Value);
  if (Name == "constructor")
    return name(FunctionKind::Constructor, Key, Value);
  if (Name == "conversion")
    return name(FunctionKind::Conversion, Key, Value);
  if (Name == "role") {
    HasRole = true;
    std::optional<Role> Word = R.wordOf<Role>(Value);
    RoleKnown = Word.has_value();
    return Store(Word, F.Role);
  }
  if (Name == "when")
    return conditions(Value);
  if (Name == "returns")
    return Store(R.wordOf<Returns>(Value), F.Returns);
  if (Name == "fails")
    return Store(R.wordOf<Fails>(Value), Failure);
  if (Name == "expects")
    return Store(R.wordOf<Expects>(Value), F.Expects);
  if (Name == "passes")
    return Store(R.wordOf<Passes>(Value), F.Passes);
  if (Name == "member") {
    if (auto Text = R.scalar(Value, "the name of a member"))
      F.Member = R.keep(*Text);
    return;
  }
  if (Name == "style")
    return Store(R.wordOf<Placeholder>(Value), F.Style);
  if (Name == "shared")
    return Store(R.boolean(Value, "shared"), F.Shared);
  if (Name == "kind") {
    HasKind = true;
    return Store(R.wordOf<EffectKind>(Value), F.Effect);
  }
  if (Name == "strict")
    return Store(R.boolean(Value, "strict"), F.Strict);
  if (Name == "asynchronous")
    return Store(R.boolean(Value, "asynchronous"), F.Asynchronous);
  if (Name == "unit")
    return Store(R.wordOf<TimeUnit>(Value), F.Unit);
  if (Name == "codes")
    return codes(Value);
  if (Name == "repairs")
    return repairs(Value);
  if (Name == "base") {
    Base = &Value;
    return;
  }
  if (Name == "by") {
    std::optional<StringRef> Text = R.scalar(Value, "value or reference");
    F.ByReference = Text == StringRef("reference");
    if (Text && *Text != "reference" && *Text != "value")
      R.failUnknown(Value, "way to bind", {"value", "reference"});
    return;
  }
  ArrayRef<StringRef> Slots = wordList<Slot>().Words;
  if (is_contained(Slots, Name)) {
    OperandKeys.push_back(&Key);
    OperandKeys.push_back(&Value);
    return;
  }
  SmallVector<StringRef, 48> Valid(std::begin(Keys), std::end(Keys));
  append_range(Valid, Slots);
  R.failUnknown(Key, "key", Valid);
}

void FunctionLoader::name(FunctionKind Kind, const YamlNode &Key,
                          const YamlNode &Value) {
  if (NameKey)
    return R.fail(Key, "the entry already names a " + NameKey->Text +
                           "; make a second entry");
  F.Kind = Kind;
  NameKey = &Key;
  Names = &Value;
}

void FunctionLoader::conditions(const YamlNode &N) {
  R.eachKey(N, "a condition", [&](const YamlNode &What, const YamlNode &Asked) {
    if (std::optional<Condition> C = R.condition(What, Asked))
      When.push_back(*C);
  });
}

void FunctionLoader::codes(const YamlNode &N) {
  R.eachKey(N, "codes", [&](const YamlNode &Code, const YamlNode &Means) {
    std::optional<int64_t> Number =
        R.integer(Code, "a code", INT32_MIN, INT32_MAX);
    std::optional<CodeMeaning> Word = R.wordOf<CodeMeaning>(Means);
    if (Number && Word)
      Codes.push_back({*Number, *Word});
  });
}

void FunctionLoader::repairs(const YamlNode &N) {
  R.eachKey(N, "repairs", [&](const YamlNode &Kind, const YamlNode &Spelling) {
    std::optional<RepairKind> Word = R.wordOf<RepairKind>(Kind);
    R.eachKey(Spelling, "a repair, such as {argument 1: TEXT}",
              [&](const YamlNode &Where, const YamlNode &Text) {
                // The name of the function that is called has no operand.
                std::optional<Operand> What =
                    Where.Text == "function" ? Operand() : R.operand(Where);
                auto Value = R.scalar(Text, "the text of the argument");
                if (!Word || !What || !Value)
                  return;
                if (What->Kind != OperandKind::Argument &&
                    What->Kind != OperandKind::None)
                  return R.fail(Where, "a repair changes an argument or the "
                                       "function; expected argument N or "
                                       "function");
                Repairs.push_back({*Word, *What, R.keep(*Value)});
              });
  });
}

bool FunctionLoader::has(Slot Which) const {
  return any_of(Operands,
                [&](const SlotOperand &S) { return S.Which == Which; });
}

void FunctionLoader::operands() {
  ArrayRef<StringRef> Words = wordList<Slot>().Words;
  const RoleInfo &About = info(F.Role);
  bool AllRead = true;
  for (size_t I = 0; I < OperandKeys.size(); I += 2) {
    const YamlNode &Key = *OperandKeys[I];
    Slot Which = Slot(find(Words, StringRef(Key.Text)) - Words.begin());
    if (!(About.Allowed & bit(Which))) {
      SmallVector<StringRef, 8> Taken;
      for (auto [Index, Word] : enumerate(Words))
        if (About.Allowed & bit(Slot(Index)))
          Taken.push_back(Word);
      R.fail(
          Key,
          "role '" + About.Word + "' has no operand '" + Key.Text + "'; " +
              (Taken.empty() ? "it has none" : "it has: " + join(Taken, ", ")));
      AllRead = false;
      continue;
    }
    R.each(*OperandKeys[I + 1], [&](const YamlNode &Item) {
      if (std::optional<Operand> What = R.operand(Item))
        Operands.push_back({Which, *What});
      else
        AllRead = false;
    });
  }
  if (AllRead)
    fillDefaults();
}

void FunctionLoader::fillDefaults() {
  const RoleInfo &About = info(F.Role);
  auto Allows = [&](Slot Which) { return About.Allowed & bit(Which); };
  auto Needs = [&](Slot Which) { return About.Required & bit(Which); };
  auto Add = [&](Slot Which, OperandKind Kind) {
    if (!has(Which))
      Operands.insert(Operands.begin(), {Which, {Kind, 0, -1, ""}});
  };

  bool IsConstructor = F.Kind == FunctionKind::Constructor;
  // `open()` on an existing connection, and preparing under a name, make no
  // new handle; nor does a call whose returned value is said to be another.
  bool MakesNothing = F.Returns != Returns::ByRole ||
                      (F.Role == Role::OpenConnection && has(Slot::On)) ||
                      (F.Role == Role::Prepare && has(Slot::Name));
  if (Allows(Slot::Makes) && IsConstructor)
    Add(Slot::Makes, OperandKind::This);
  else if (Allows(Slot::Makes) && makesByDefault(F.Role) && !MakesNothing)
    Add(Slot::Makes, OperandKind::Return);

  if (!IsConstructor && Allows(Slot::On) && F.Role != Role::OpenConnection)
    Add(Slot::On, OperandKind::This);
  if (!IsConstructor && Needs(Slot::Locks))
    Add(Slot::Locks, OperandKind::This);
  if (F.Kind == FunctionKind::Conversion && Needs(Slot::Value))
    Add(Slot::Value, OperandKind::This);

  for (auto [Index, Word] : enumerate(wordList<Slot>().Words))
    if (Needs(Slot(Index)) && !has(Slot(Index)))
      R.fail(*Entry,
             "role '" + About.Word + "' needs the operand '" + Word + "'");
}

/// Reading a value that was fetched, and computing in memory, does not fail
/// unless the model says so.
void FunctionLoader::decideFailure() {
  bool CanFail = touchesDatabase(F.Role) || F.Role == Role::Retry ||
                 F.Role == Role::Callback || F.Role == Role::SideEffect;
  if (info(F.Role).Group == RoleGroup::Result)
    CanFail = F.Expects != Expects::Any || F.Role == Role::ExpectRows;
  F.Fails = Failure.value_or(CanFail ? Default.Failure : Fails::Never);
}

void FunctionLoader::decideBase() {
  if (info(F.Role).Group == RoleGroup::Statement)
    F.Base = Default.BindBase;
  else if (F.Role == Role::Column || F.Role == Role::IsNull)
    F.Base = Default.ColumnBase;
  if (Base)
    if (std::optional<int64_t> Number = R.integer(*Base, "base", 0, 1))
      F.Base = uint8_t(*Number);
}

void FunctionLoader::checkTogether() {
  auto Refuse = [&](bool Wrong, const char *Message) {
    if (Wrong)
      R.fail(*Entry, Message);
  };
  Refuse((F.Returns == Returns::Code || F.Fails == Fails::Code) &&
             F.Codes.empty(),
         "'code' needs 'codes', such as {0: ok, 100: found}");
  Refuse(F.Expects == Expects::Count && !F.has(Slot::Count),
         "'expects: count' needs the operand 'count'");
  Refuse(F.Role == Role::ExpectRows && F.Expects == Expects::Any,
         "role 'expect-rows' needs 'expects'");
  Refuse(F.Passes != Passes::Nothing && !F.has(Slot::Callback),
         "'passes' needs the operand 'callback'");
  Refuse(F.ByReference && F.Role != Role::Bind && F.Role != Role::BindAll &&
             F.Role != Role::Binding,
         "'by: reference' is for roles that bind");
  Refuse(!F.Member.empty() && F.Role != Role::BindAll &&
             F.Role != Role::BindOutputAll && F.Role != Role::Column,
         "'member' is for roles that bind several values, and for columns");
  Refuse(F.Passes == Passes::ContextRow && !F.has(Slot::Context),
         "'passes: context-and-row' needs the operand 'context'");
  Refuse(!F.Repairs.empty() && F.Role != Role::Begin &&
             F.Role != Role::Fragment && F.Role != Role::SaveEntity,
         "'repairs' is for roles 'begin', 'fragment' and 'save-entity'");
  bool IsEffect = F.Role == Role::SideEffect;
  Refuse(IsEffect && !HasKind,
         "role 'side-effect' needs 'kind', such as request or mail");
  Refuse(!IsEffect && (HasKind || F.Strict || F.Asynchronous),
         "'kind', 'strict' and 'asynchronous' are for role 'side-effect'");
  Refuse(F.Shared && info(F.Role).Group != RoleGroup::Lock,
         "'shared' is for in-process locks");
}

void FunctionLoader::addNames() {
  R.each(*Names, [&](const YamlNode &Item) {
    std::optional<StringRef> Name = R.qualifiedName(Item, "a qualified name");
    if (!Name)
      return;
    size_t Colons = Name->rfind("::");
    if (F.Kind != FunctionKind::Function) {
      F.Scope = R.keep(*Name);
    } else if (Colons != StringRef::npos) {
      F.Scope = R.keep(Name->take_front(Colons));
      F.Name = R.keep(Name->drop_front(Colons + 2));
    } else {
      F.Scope = "";
      F.Name = R.keep(*Name);
    }
    F.Line = Item.Line;
    if (F.Scope.empty() && F.Name == "*")
      return R.fail(Item, "'*' needs a class or namespace before it");

    // An entry without conditions takes every call; what follows is dead.
    std::string Spelled = spell(F);
    auto Always = Described.find(Spelled);
    if (Always != Described.end())
      return R.fail(Item, "'" + *Name +
                              "' is never reached: the entry in line " +
                              Twine(Always->second) +
                              " has no condition and takes every call");
    if (F.When.empty())
      Described[Spelled] = Item.Line;
    Functions.push_back(F);
  });
}

} // namespace rowlock::models
