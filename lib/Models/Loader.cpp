//===- Loader.cpp - From YAML to a library model --------------------------===//

#include "Models/Loader.h"
#include "Models/FunctionLoader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace rowlock::models {

namespace {

class LibraryLoader {
public:
  LibraryLoader(Reader &R) : R(R), Result(R.arena().makeLibrary()) {}

  const Library *load(const YamlNode &Root);

private:
  void type(const YamlNode &N);
  std::optional<Operand> level(const YamlNode &N);
  void constants(const YamlNode &N);
  void evidence(const YamlNode &N);

  Reader &R;
  Library &Result;
  FunctionDefaults Default;
  SmallVector<FunctionModel, 0> Functions;
  SmallVector<TypeModel, 0> Types;
  SmallVector<ConstantModel, 0> Constants;
  SmallVector<EvidenceModel, 0> Evidence;
  /// Lines of what was described, by its spelling, to find repetitions.
  StringMap<unsigned> Described;
};

constexpr StringRef LibraryKeys[] = {
    "library",    "versions",  "database",  "placeholders", "headers",
    "namespaces", "fails",     "bind-base", "column-base",  "types",
    "functions",  "constants", "ignore",    "evidence"};

constexpr StringRef TypeKeys[] = {
    "type",  "role",  "scope-exit", "isolation", "access",  "autocommit",
    "error", "reads", "writes",     "key",       "version", "generated"};

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
          Texts(Value, "a header such as \"acme/db.h\"", Headers);
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
        } else if (Name == "evidence") {
          R.each(Value, [&](const YamlNode &Item) { evidence(Item); });
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
  Entries(FunctionList, "functions", [&](const YamlNode &N) {
    FunctionLoader(R, Default, Described, Functions).load(N, Result);
  });
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
  Result.Evidence = R.keep(Evidence);
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

void LibraryLoader::evidence(const YamlNode &N) {
  static constexpr StringRef Keys[] = {"header", "address", "database"};
  EvidenceModel E;
  R.eachKey(N, "evidence", [&](const YamlNode &Key, const YamlNode &Value) {
    if (Key.Text == "database") {
      if (auto Word = R.wordOf<Database>(Value))
        E.System = *Word;
    } else if (Key.Text == "header" || Key.Text == "address") {
      E.Kind =
          Key.Text == "header" ? EvidenceKind::Header : EvidenceKind::Address;
      if (auto Text = R.scalar(Value, "a pattern such as \"postgresql://*\""))
        E.Pattern = R.keep(*Text);
    } else {
      R.failUnknown(Key, "key of evidence", Keys);
    }
  });
  if (E.Pattern.empty() || E.System == Database::Unknown)
    return R.fail(N, "evidence is a header or an address, and a database");
  Evidence.push_back(E);
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
        } else if (Name == "reads" || Name == "writes") {
          if (auto Text = R.scalar(Value, "the name of a static function"))
            (Name == "reads" ? T.Reads : T.Writes) = R.keep(*Text);
        } else if (Name == "key" || Name == "version" || Name == "generated") {
          if (auto Text = R.scalar(Value, "the name of a static member"))
            (Name == "key"       ? T.Key
             : Name == "version" ? T.Version
                                 : T.Generated) = R.keep(*Text);
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
  if ((T.Role == TypeRole::Mapping) != !(T.Reads.empty() && T.Writes.empty()))
    R.fail(N, "'reads' and 'writes' are what a mapping has");
  if ((T.Role == TypeRole::EntityTraits) == T.Key.empty())
    R.fail(N, "'key' is what entity traits have");
  if (T.Role != TypeRole::EntityTraits &&
      !(T.Version.empty() && T.Generated.empty()))
    R.fail(N, "'version' and 'generated' are what entity traits may have");
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

const Library *loadLibrary(StringRef File, StringRef Content, ModelArena &Arena,
                           SmallVectorImpl<Diagnostic> &Diagnostics) {
  YamlTree Tree;
  const YamlNode *Root = Tree.parse(File, Content, Diagnostics);
  if (!Root)
    return nullptr;
  size_t Before = Diagnostics.size();
  Reader R(File, Arena, Diagnostics);
  const Library *Result = LibraryLoader(R).load(*Root);
  // Told in the order of the file, whatever order it was read in.
  sort(MutableArrayRef<Diagnostic>(Diagnostics).drop_front(Before),
       [](const Diagnostic &A, const Diagnostic &B) {
         return std::tie(A.Line, A.Column, A.Message) <
                std::tie(B.Line, B.Column, B.Message);
       });
  if (R.hadTooMany())
    Diagnostics.push_back(
        {File.str(), 0, 0, "too many errors; further ones are not shown"});
  return Result;
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
