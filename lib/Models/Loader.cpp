//===- Loader.cpp - From YAML to a library model --------------------------===//

#include "Models/Loader.h"
#include "Models/Reader.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace rowlock::models {

namespace {

/// What a library says once for all its functions.
struct Defaults {
  uint8_t BindBase = 0;
  uint8_t ColumnBase = 0;
  Fails Failure = Fails::Throws;
};

class LibraryLoader {
public:
  LibraryLoader(Reader &R) : R(R), Result(R.arena().makeLibrary()) {}

  const Library *load(const YamlNode &Root);

private:
  void functions(const YamlNode &N);
  void function(const YamlNode &N);
  void operands(const YamlNode &Entry, ArrayRef<const YamlNode *> Keys,
                FunctionModel &F);
  void fillDefaults(const YamlNode &Entry, FunctionModel &F,
                    SmallVectorImpl<SlotOperand> &Operands);
  void checkTogether(const YamlNode &Entry, const FunctionModel &F);
  void addNames(const YamlNode &Names, FunctionModel F);
  void type(const YamlNode &N);
  std::optional<Operand> level(const YamlNode &N);
  void constants(const YamlNode &N);

  Reader &R;
  Library &Result;
  Defaults Default;
  SmallVector<FunctionModel, 0> Functions;
  SmallVector<TypeModel, 0> Types;
  SmallVector<ConstantModel, 0> Constants;
  /// Lines of what was described, by its spelling, to find repetitions.
  StringMap<unsigned> Described;
};

constexpr StringRef LibraryKeys[] = {
    "library",    "versions",  "database",  "placeholders", "headers",
    "namespaces", "fails",     "bind-base", "column-base",  "types",
    "functions",  "constants", "ignore"};

constexpr StringRef FunctionKeys[] = {
    "function", "constructor", "conversion", "role",   "when",
    "returns",  "fails",       "expects",    "passes", "base",
    "by",       "shared",      "style",      "codes",  "repairs"};

constexpr StringRef TypeKeys[] = {
    "type", "role", "scope-exit", "isolation", "access", "autocommit", "error"};

} // namespace

const Library *LibraryLoader::load(const YamlNode &Root) {
  Result.File = R.keep(R.file());
  const YamlNode *FunctionList = nullptr;
  const YamlNode *TypeList = nullptr;
  SmallVector<Placeholder, 4> Placeholders;
  SmallVector<StringRef, 4> Headers, Namespaces, Ignored;

  auto Texts = [&](const YamlNode &N, StringRef What,
                   SmallVectorImpl<StringRef> &List) {
    R.each(N, [&](const YamlNode &Item) {
      if (std::optional<StringRef> Text = R.scalar(Item, What))
        List.push_back(R.keep(*Text));
    });
  };

  bool IsMap = R.eachKey(
      Root, "a model", [&](const YamlNode &Key, const YamlNode &Value) {
        StringRef Name = Key.Text;
        if (Name == "library") {
          if (auto Text = R.scalar(Value, "the library's name"))
            Result.Name = R.keep(*Text);
        } else if (Name == "versions") {
          if (auto Text = R.scalar(Value, "a text such as \"6.4, 7.x\""))
            Result.Versions = R.keep(*Text);
        } else if (Name == "database") {
          if (auto Word = R.wordOf<Database>(Value))
            Result.System = *Word;
        } else if (Name == "placeholders") {
          R.each(Value, [&](const YamlNode &Item) {
            if (auto Word = R.wordOf<Placeholder>(Item))
              Placeholders.push_back(*Word);
          });
        } else if (Name == "headers") {
          Texts(Value, "a header such as \"pqxx/*\"", Headers);
        } else if (Name == "namespaces") {
          Texts(Value, "a namespace", Namespaces);
        } else if (Name == "ignore") {
          R.each(Value, [&](const YamlNode &Item) {
            if (auto Text = R.qualifiedName(Item, "a variable's name"))
              Ignored.push_back(R.keep(*Text));
          });
        } else if (Name == "fails") {
          if (auto Word = R.wordOf<Fails>(Value))
            Default.Failure = *Word;
        } else if (Name == "bind-base") {
          if (auto Number = R.integer(Value, "bind-base", 0, 1))
            Default.BindBase = uint8_t(*Number);
        } else if (Name == "column-base") {
          if (auto Number = R.integer(Value, "column-base", 0, 1))
            Default.ColumnBase = uint8_t(*Number);
        } else if (Name == "constants") {
          constants(Value);
        } else if (Name == "functions") {
          FunctionList = &Value;
        } else if (Name == "types") {
          TypeList = &Value;
        } else {
          R.failUnknown(Key, "key", LibraryKeys);
        }
      });
  if (!IsMap)
    return nullptr;
  if (Result.Name.empty() && !R.failed())
    R.fail(Root, "a model begins with 'library: NAME'");

  // After the loop, because the library's defaults may stand below its lists.
  auto Entries = [&](const YamlNode *List, StringRef What,
                     function_ref<void(const YamlNode &)> F) {
    if (!List || List->What == YamlNode::Null)
      return;
    if (List->What != YamlNode::Sequence)
      return R.fail(*List, "expected a list of " + What +
                               ", each beginning with '- '");
    for (const YamlNode *Item : List->Items)
      F(*Item);
  };
  Entries(TypeList, "types", [&](const YamlNode &N) { type(N); });
  Entries(FunctionList, "functions", [&](const YamlNode &N) { function(N); });
  if (Functions.empty() && Types.empty() && !R.failed())
    R.fail(Root, "the model describes neither types nor functions");
  if (R.failed())
    return nullptr;

  Result.Placeholders = R.keep(Placeholders);
  Result.Headers = R.keep(Headers);
  Result.Namespaces = R.keep(Namespaces);
  Result.Ignored = R.keep(Ignored);
  Result.Types = R.keep(Types);
  Result.Functions = R.keep(Functions);
  Result.Constants = R.keep(Constants);
  return &Result;
}

void LibraryLoader::constants(const YamlNode &N) {
  R.eachKey(N, "constants", [&](const YamlNode &Key, const YamlNode &Value) {
    auto Name = R.qualifiedName(Key, "the name of an enumerator");
    auto Means = R.wordOf<Meaning>(Value);
    if (Name && Means)
      Constants.push_back({R.keep(*Name), *Means});
  });
}

std::optional<Operand> LibraryLoader::level(const YamlNode &N) {
  std::optional<StringRef> Text = R.scalar(N, "a level or template argument N");
  if (!Text)
    return std::nullopt;
  if (Text->starts_with("template argument"))
    return R.operand(N);
  if (std::optional<Meaning> Word = R.wordOf<Meaning>(N))
    return Operand{OperandKind::Constant, 0, -1, word(*Word)};
  return std::nullopt;
}

void LibraryLoader::type(const YamlNode &N) {
  TypeModel T;
  T.Home = &Result;
  T.Line = N.Line;
  const YamlNode *Names = nullptr;
  bool HasRole = false;
  bool IsMap =
      R.eachKey(N, "a type", [&](const YamlNode &Key, const YamlNode &Value) {
        StringRef Name = Key.Text;
        if (Name == "type") {
          Names = &Value;
        } else if (Name == "role") {
          HasRole = true;
          if (auto Word = R.wordOf<TypeRole>(Value))
            T.Role = *Word;
        } else if (Name == "scope-exit") {
          if (auto Word = R.wordOf<ScopeExit>(Value))
            T.Exit = *Word;
        } else if (Name == "isolation") {
          T.Isolation = level(Value).value_or(Operand());
        } else if (Name == "access") {
          T.Access = level(Value).value_or(Operand());
        } else if (Name == "autocommit") {
          T.Autocommit = R.boolean(Value, "autocommit").value_or(false);
        } else if (Name == "error") {
          if (auto Word = R.wordOf<ErrorClass>(Value))
            T.Error = *Word;
        } else {
          R.failUnknown(Key, "key of a type", TypeKeys);
        }
      });
  if (!IsMap)
    return;
  if (!Names)
    return R.fail(N, "a type begins with 'type: QUALIFIED::NAME'");
  if (!HasRole)
    R.fail(N, "the type has no role");
  R.each(*Names, [&](const YamlNode &Item) {
    auto Name = R.qualifiedName(Item, "a class's qualified name");
    if (!Name)
      return;
    auto [Entry, IsNew] =
        Described.try_emplace("type " + Name->str(), Item.Line);
    if (!IsNew)
      return R.fail(Item, "type '" + *Name + "' is already described in line " +
                              Twine(Entry->second));
    T.Name = R.keep(*Name);
    Types.push_back(T);
  });
}

void LibraryLoader::function(const YamlNode &N) {
  FunctionModel F;
  F.Home = &Result;
  F.Line = N.Line;
  const YamlNode *Names = nullptr;
  const YamlNode *NameKey = nullptr;
  const YamlNode *Base = nullptr;
  std::optional<Fails> Failure;
  bool HasRole = false, RoleKnown = false;
  SmallVector<Condition, 2> When;
  SmallVector<ReturnCode, 4> Codes;
  SmallVector<RepairSpelling, 2> Repairs;
  SmallVector<const YamlNode *, 16> OperandKeys;

  auto Named = [&](FunctionKind Kind, const YamlNode &Key,
                   const YamlNode &Value) {
    if (NameKey)
      return R.fail(Key, "the entry already names a " + NameKey->Text +
                             "; make a second entry");
    F.Kind = Kind;
    NameKey = &Key;
    Names = &Value;
  };

  bool IsMap = R.eachKey(
      N, "a function", [&](const YamlNode &Key, const YamlNode &Value) {
        StringRef Name = Key.Text;
        if (Name == "function") {
          Named(FunctionKind::Function, Key, Value);
        } else if (Name == "constructor") {
          Named(FunctionKind::Constructor, Key, Value);
        } else if (Name == "conversion") {
          Named(FunctionKind::Conversion, Key, Value);
        } else if (Name == "role") {
          HasRole = true;
          if (auto Word = R.wordOf<Role>(Value)) {
            F.Role = *Word;
            RoleKnown = true;
          }
        } else if (Name == "when") {
          R.eachKey(Value, "a condition",
                    [&](const YamlNode &What, const YamlNode &Asked) {
                      if (auto C = R.condition(What, Asked))
                        When.push_back(*C);
                    });
        } else if (Name == "returns") {
          if (auto Word = R.wordOf<Returns>(Value))
            F.Returns = *Word;
        } else if (Name == "fails") {
          Failure = R.wordOf<Fails>(Value);
        } else if (Name == "expects") {
          if (auto Word = R.wordOf<Expects>(Value))
            F.Expects = *Word;
        } else if (Name == "passes") {
          if (auto Word = R.wordOf<Passes>(Value))
            F.Passes = *Word;
        } else if (Name == "base") {
          Base = &Value;
        } else if (Name == "by") {
          if (auto Text = R.scalar(Value, "value or reference")) {
            F.ByReference = *Text == "reference";
            if (*Text != "reference" && *Text != "value")
              R.failUnknown(Value, "way to bind", {"value", "reference"});
          }
        } else if (Name == "shared") {
          F.Shared = R.boolean(Value, "shared").value_or(false);
        } else if (Name == "style") {
          if (auto Word = R.wordOf<Placeholder>(Value))
            F.Style = *Word;
        } else if (Name == "codes") {
          R.eachKey(
              Value, "codes", [&](const YamlNode &Code, const YamlNode &Means) {
                auto Number = R.integer(Code, "a code", INT32_MIN, INT32_MAX);
                auto Word = R.wordOf<CodeMeaning>(Means);
                if (Number && Word)
                  Codes.push_back({*Number, *Word});
              });
        } else if (Name == "repairs") {
          R.eachKey(
              Value, "repairs",
              [&](const YamlNode &Kind, const YamlNode &Spelling) {
                auto Word = R.wordOf<RepairKind>(Kind);
                R.eachKey(
                    Spelling, "a repair, such as {argument 1: TEXT}",
                    [&](const YamlNode &Where, const YamlNode &Text) {
                      auto What = R.operand(Where);
                      auto Value = R.scalar(Text, "the text of the argument");
                      if (!Word || !What || !Value)
                        return;
                      if (What->Kind != OperandKind::Argument)
                        return R.fail(Where, "a repair changes an argument; "
                                             "expected argument N");
                      Repairs.push_back({*Word, *What, R.keep(*Value)});
                    });
              });
        } else if (is_contained(wordList<Slot>().Words, Name)) {
          OperandKeys.push_back(&Key);
          OperandKeys.push_back(&Value);
        } else {
          SmallVector<StringRef, 32> Valid(std::begin(FunctionKeys),
                                           std::end(FunctionKeys));
          append_range(Valid, wordList<Slot>().Words);
          R.failUnknown(Key, "key", Valid);
        }
      });
  if (!IsMap)
    return;
  if (!Names)
    return R.fail(N, "a function begins with 'function: QUALIFIED::NAME', "
                     "'constructor: CLASS' or 'conversion: CLASS'");
  if (!HasRole)
    return R.fail(N, "the function has no role");
  if (!RoleKnown)
    return; // told already; its operands cannot be judged
  F.When = R.keep(When);
  F.Codes = R.keep(Codes);
  F.Repairs = R.keep(Repairs);
  operands(N, OperandKeys, F);

  bool CanFail = touchesDatabase(F.Role) &&
                 (info(F.Role).Group != RoleGroup::Result ||
                  F.Expects != Expects::Any || F.Role == Role::ExpectRows);
  CanFail |= F.Role == Role::Retry || F.Role == Role::Callback;
  F.Fails = Failure.value_or(CanFail ? Default.Failure : Fails::Never);
  bool IsBind = info(F.Role).Group == RoleGroup::Statement;
  F.Base = IsBind ? Default.BindBase : Default.ColumnBase;
  if (F.Role == Role::Row || F.Role == Role::Element)
    F.Base = 0;
  if (Base)
    if (auto Number = R.integer(*Base, "base", 0, 1))
      F.Base = uint8_t(*Number);
  checkTogether(N, F);
  addNames(*Names, F);
}

void LibraryLoader::operands(const YamlNode &Entry,
                             ArrayRef<const YamlNode *> Keys,
                             FunctionModel &F) {
  SmallVector<SlotOperand, 8> Operands;
  const RoleInfo &About = info(F.Role);
  bool AllRead = true;
  for (size_t I = 0; I < Keys.size(); I += 2) {
    const YamlNode &Key = *Keys[I];
    auto Words = wordList<Slot>().Words;
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
    R.each(*Keys[I + 1], [&](const YamlNode &Item) {
      if (std::optional<Operand> What = R.operand(Item))
        Operands.push_back({Which, *What});
      else
        AllRead = false;
    });
  }
  if (AllRead)
    fillDefaults(Entry, F, Operands);
  F.Operands = R.keep(Operands);
}

void LibraryLoader::fillDefaults(const YamlNode &Entry, FunctionModel &F,
                                 SmallVectorImpl<SlotOperand> &Operands) {
  const RoleInfo &About = info(F.Role);
  auto Has = [&](Slot Which) {
    return any_of(Operands,
                  [&](const SlotOperand &S) { return S.Which == Which; });
  };
  auto Add = [&](Slot Which, OperandKind Kind) {
    Operands.insert(Operands.begin(), {Which, {Kind, 0, -1, ""}});
  };
  auto Allows = [&](Slot Which) { return About.Allowed & bit(Which); };
  auto Needs = [&](Slot Which) { return About.Required & bit(Which); };

  bool IsConstructor = F.Kind == FunctionKind::Constructor;
  bool GivenOn = Has(Slot::On);
  if (!Has(Slot::Makes) && Allows(Slot::Makes)) {
    if (IsConstructor) {
      Add(Slot::Makes, OperandKind::This);
    } else if (makesByDefault(F.Role) && F.Returns == Returns::ByRole &&
               !(F.Role == Role::OpenConnection && GivenOn) &&
               !(F.Role == Role::Prepare && Has(Slot::Name))) {
      Add(Slot::Makes, OperandKind::Return);
    }
  }
  if (!IsConstructor) {
    if (!GivenOn && Allows(Slot::On) && F.Role != Role::OpenConnection)
      Add(Slot::On, OperandKind::This);
    if (!Has(Slot::Locks) && Needs(Slot::Locks))
      Add(Slot::Locks, OperandKind::This);
    if (!Has(Slot::Value) && Needs(Slot::Value) &&
        F.Kind == FunctionKind::Conversion)
      Add(Slot::Value, OperandKind::This);
  }
  for (auto [Index, Word] : enumerate(wordList<Slot>().Words))
    if (Needs(Slot(Index)) && !Has(Slot(Index)))
      R.fail(Entry,
             "role '" + About.Word + "' needs the operand '" + Word + "'");
}

void LibraryLoader::checkTogether(const YamlNode &Entry,
                                  const FunctionModel &F) {
  if ((F.Returns == Returns::Code || F.Fails == Fails::Code) && F.Codes.empty())
    R.fail(Entry, "'code' needs 'codes', such as {0: ok, 100: found}");
  if (F.Expects == Expects::Count && !F.has(Slot::Count))
    R.fail(Entry, "'expects: count' needs the operand 'count'");
  if (F.Passes != Passes::Nothing && !F.has(Slot::Callback))
    R.fail(Entry, "'passes' needs the operand 'callback'");
  if (F.ByReference && F.Role != Role::Bind && F.Role != Role::BindAll &&
      F.Role != Role::Binding)
    R.fail(Entry, "'by: reference' is for roles that bind");
  if (!F.Repairs.empty() && F.Role != Role::Begin)
    R.fail(Entry, "'repairs' is for role 'begin'");
  if (F.Shared && info(F.Role).Group != RoleGroup::Lock)
    R.fail(Entry, "'shared' is for in-process locks");
}

void LibraryLoader::addNames(const YamlNode &Names, FunctionModel F) {
  R.each(Names, [&](const YamlNode &Item) {
    auto Name = R.qualifiedName(Item, "a qualified name");
    if (!Name)
      return;
    size_t Colons = Name->rfind("::");
    if (F.Kind != FunctionKind::Function) {
      F.Scope = R.keep(*Name);
    } else if (Colons == StringRef::npos) {
      if (*Name == "*")
        return R.fail(Item, "'*' needs a class or namespace before it");
      F.Scope = "";
      F.Name = R.keep(*Name);
    } else {
      F.Scope = R.keep(Name->take_front(Colons));
      F.Name = R.keep(Name->drop_front(Colons + 2));
    }
    F.Line = Item.Line;

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

const Library *loadLibrary(StringRef File, StringRef Content, ModelArena &Arena,
                           SmallVectorImpl<Diagnostic> &Diagnostics) {
  YamlTree Tree;
  const YamlNode *Root = Tree.parse(File, Content, Diagnostics);
  if (!Root)
    return nullptr;
  Reader R(File, Arena, Diagnostics);
  return LibraryLoader(R).load(*Root);
}

const Library *loadLibraryFile(StringRef Path, ModelArena &Arena,
                               SmallVectorImpl<Diagnostic> &Diagnostics) {
  auto Fail = [&](const Twine &Message) {
    Diagnostics.push_back({Path.str(), 0, 0, Message.str()});
    return nullptr;
  };
  sys::fs::file_status Status;
  if (std::error_code Error = sys::fs::status(Path, Status))
    return Fail("cannot read the model: " + Error.message());
  // A pipe or a device could be endless.
  if (Status.type() != sys::fs::file_type::regular_file)
    return Fail("cannot read the model: not a plain file");
  if (Status.getSize() > YamlTree::MaxSize)
    return Fail("the file has " + Twine(Status.getSize()) +
                " bytes; a model may have at most " + Twine(YamlTree::MaxSize));
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return Fail("cannot read the model: " + Buffer.getError().message());
  return loadLibrary(Path, (*Buffer)->getBuffer(), Arena, Diagnostics);
}

} // namespace rowlock::models
