//===- YamlTree.cpp - A YAML document with positions ----------------------===//

#include "Models/YamlTree.h"
#include "llvm/ADT/Twine.h"
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

using namespace llvm;

namespace rowlock::models {

namespace {

/// Ends the parse from inside a handler; never leaves YamlTree::parse.
struct TooDeep {
  YAML::Mark Where;
};

} // namespace

class YamlTree::Handler : public YAML::EventHandler {
public:
  Handler(YamlTree &Tree, StringRef File,
          SmallVectorImpl<Diagnostic> &Diagnostics, StringRef What)
      : What(What), Tree(Tree), File(File), Diagnostics(Diagnostics) {}

  StringRef What;
  const YamlNode *Root = nullptr;
  bool Failed = false;

  void fail(const YAML::Mark &Where, const Twine &Message) {
    Failed = true;
    bool Known = !Where.is_null();
    Diagnostics.push_back({File.str(), Known ? unsigned(Where.line) + 1 : 0,
                           Known ? unsigned(Where.column) + 1 : 0,
                           Message.str()});
  }

  void OnDocumentStart(const YAML::Mark &) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark &Where, YAML::anchor_t Anchor) override {
    anchor(Where, Anchor);
    add(Where, YamlNode::Null);
  }
  void OnAlias(const YAML::Mark &Where, YAML::anchor_t) override {
    fail(Where, "aliases ('*name') are not allowed in " + What +
                    "; write the value out");
    add(Where, YamlNode::Null);
  }
  void OnScalar(const YAML::Mark &Where, const std::string &,
                YAML::anchor_t Anchor, const std::string &Value) override {
    anchor(Where, Anchor);
    add(Where, YamlNode::Scalar).Text = Value;
  }
  void OnSequenceStart(const YAML::Mark &Where, const std::string &,
                       YAML::anchor_t Anchor,
                       YAML::EmitterStyle::value) override {
    anchor(Where, Anchor);
    open(Where, YamlNode::Sequence);
  }
  void OnSequenceEnd() override { Open.pop_back(); }
  void OnMapStart(const YAML::Mark &Where, const std::string &,
                  YAML::anchor_t Anchor, YAML::EmitterStyle::value) override {
    anchor(Where, Anchor);
    open(Where, YamlNode::Map);
  }
  void OnMapEnd() override { Open.pop_back(); }

private:
  void anchor(const YAML::Mark &Where, YAML::anchor_t Anchor) {
    if (Anchor)
      fail(Where, "anchors ('&name') are not allowed in " + What);
  }

  YamlNode &add(const YAML::Mark &Where, YamlNode::Kind Kind) {
    Tree.Nodes.emplace_back();
    YamlNode &Node = Tree.Nodes.back();
    Node.What = Kind;
    Node.Line = Where.line + 1;
    Node.Column = Where.column + 1;
    if (Open.empty())
      Root = &Node;
    else
      Open.back()->Items.push_back(&Node);
    return Node;
  }

  void open(const YAML::Mark &Where, YamlNode::Kind Kind) {
    if (Open.size() >= MaxDepth)
      throw TooDeep{Where};
    Open.push_back(&add(Where, Kind));
  }

  YamlTree &Tree;
  StringRef File;
  SmallVectorImpl<Diagnostic> &Diagnostics;
  std::vector<YamlNode *> Open;
};

const YamlNode *YamlTree::parse(StringRef File, StringRef Content,
                                SmallVectorImpl<Diagnostic> &Diagnostics,
                                StringRef What) {
  Handler Events(*this, File, Diagnostics, What);
  if (Content.size() > MaxSize) {
    Events.fail(YAML::Mark::null_mark(),
                "the file has " + Twine(Content.size()) + " bytes; " + What +
                    " may have at most " + Twine(MaxSize));
    return nullptr;
  }
  try {
    std::istringstream Input(Content.str());
    YAML::Parser Parser(Input);
    Parser.HandleNextDocument(Events);
    if (!Events.Root && !Events.Failed && What != "a model")
      return nullptr;
    if (!Events.Root && !Events.Failed)
      Events.fail(YAML::Mark::null_mark(),
                  "the file is empty; expected a model, beginning with "
                  "'library: NAME'");
    YamlNode *First = const_cast<YamlNode *>(Events.Root);
    if (!Events.Failed && Parser.HandleNextDocument(Events)) {
      Diagnostics.push_back(
          {File.str(), Events.Root->Line, Events.Root->Column,
           (What + " is a single document; this is a second").str()});
      return nullptr;
    }
    Events.Root = First;
  } catch (const TooDeep &Error) {
    Events.fail(Error.Where,
                "nested more than " + Twine(MaxDepth) + " levels deep");
  } catch (const YAML::Exception &Error) {
    Events.fail(Error.mark, "broken YAML: " + Twine(Error.msg));
  } catch (const std::exception &Error) {
    Events.fail(YAML::Mark::null_mark(), "broken YAML: " + Twine(Error.what()));
  }
  return Events.Failed ? nullptr : Events.Root;
}

} // namespace rowlock::models
