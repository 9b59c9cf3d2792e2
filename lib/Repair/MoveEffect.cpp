//===- Repair/MoveEffect.cpp - Behind the commit --------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A statement may be moved behind the commit if nothing can tell the
// difference, as long as the commit succeeds: the commit follows in the same
// block, what stands in between only executes statements, and what is moved
// leaves nothing behind that those could see.
//
//===----------------------------------------------------------------------===//

#include "Repair/MoveEffect.h"
#include "Flow/Unwinding.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace rowlock::repair;
using rowlock::effects::Expr;
using rowlock::effects::ExprKind;
using rowlock::effects::Instruction;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::effects::SourceSpan;
using rowlock::hazards::Judgement;
using rowlock::hazards::SideEffect;
namespace effects = rowlock::effects;

namespace {
void visit(const Expr *E, llvm::function_ref<void(const Expr &)> F) {
  if (!E)
    return;
  F(*E);
  for (const Expr *Op : E->Operands)
    visit(Op, F);
}

/// The variable, parameter or `this` that a place is part of.
std::string root(const Expr *Place) {
  while (Place && !Place->Operands.empty() &&
         (Place->Kind == ExprKind::Field || Place->Kind == ExprKind::Element ||
          Place->Kind == ExprKind::Address ||
          Place->Kind == ExprKind::Preserve))
    Place = Place->operand(0);
  if (!Place)
    return {};
  switch (Place->Kind) {
  case ExprKind::This:
    return "this";
  case ExprKind::Variable:
    return "$" + Place->Spelling.str();
  case ExprKind::Parameter:
    return "%" + Place->Spelling.str();
  default:
    return {};
  }
}

/// Reads values, or executes a statement: changes no object of the program.
bool onlyExecutes(const Instruction &I) {
  switch (I.Op) {
  case Opcode::Let:
  case Opcode::Row:
  case Opcode::Column:
  case Opcode::Outcome:
  case Opcode::ConnectionOf:
  case Opcode::Prepare:
  case Opcode::Bind:
  case Opcode::BindAll:
  case Opcode::Execute:
    return true;
  default:
    return false;
  }
}

/// Lines of a function's text. Offsets are those of the file.
class Lines {
public:
  Lines(llvm::StringRef Text, unsigned Begin) : Text(Text), Begin(Begin) {}

  struct Line {
    unsigned Begin = 0;
    /// Behind the line's end mark.
    unsigned End = 0;
    llvm::StringRef Code;
    bool IsComment = false;
  };

  Line at(unsigned Offset) const {
    size_t Inner = Offset - Begin;
    size_t First = Text.rfind('\n', Inner);
    First = First == llvm::StringRef::npos ? 0 : First + 1;
    size_t Last = Text.find('\n', Inner);
    Last = Last == llvm::StringRef::npos ? Text.size() : Last + 1;
    Line L;
    L.Begin = Begin + First;
    L.End = Begin + Last;
    llvm::StringRef Whole = Text.slice(First, Last).trim();
    L.IsComment = Whole.starts_with("//");
    L.Code = Whole.split("//").first.rtrim();
    return L;
  }

  llvm::StringRef slice(unsigned From, unsigned To) const {
    return Text.slice(From - Begin, To - Begin);
  }
  bool isFirst(unsigned Offset) const { return Offset <= Begin; }

private:
  llvm::StringRef Text;
  unsigned Begin;
};

class Mover {
public:
  Mover(const SideEffect &H, const Judgement &J, SourceText Source)
      : H(H), J(J), Source(Source) {}

  /// Nothing if the statement cannot be moved; \p Why says so then.
  std::optional<std::vector<SourceEdit>> run(llvm::StringRef &Why) {
    Why = "no commit follows it in the same block";
    if (!H.EndAnchor || !findBlock())
      return std::nullopt;
    Why = "what ends the transaction may also roll it back";
    if (!commitsSurely())
      return std::nullopt;
    const SourceSpan &Body = H.AnchorIn->Span;
    const SourceSpan &Call = H.Anchor->Span;
    const SourceSpan &Commit = H.EndAnchor->Span;
    Why = "it is no statement of its own";
    if (!Call.Editable || !Commit.Editable || Call.File != Body.File ||
        Commit.File != Body.File || Call.Begin < Body.Begin ||
        Commit.End > Body.End || Call.End > Commit.Begin)
      return std::nullopt;
    llvm::StringRef Text = Source(Body);
    if (Text.size() != Body.End - Body.Begin)
      return std::nullopt;
    Lines In(Text, Body.Begin);
    auto Moved = statement(Call, In, /*WithComments=*/true);
    auto End = statement(Commit, In, /*WithComments=*/false);
    if (Moved && !End)
      Why = "the commit is no statement of its own";
    if (!Moved || !End || Moved->second > End->first)
      return std::nullopt;
    Why = "what stands between it and the commit may not stay the same";
    llvm::StringRef Between = In.slice(Moved->second, End->first);
    // Lines without their end marks, behind the end marks of others: whoever
    // makes the edits must not take the indentation for what is left over.
    unsigned From = Moved->first - 1, To = Moved->second - 1;
    std::string Chunk = In.slice(From, To).str();
    if (helperThrows()) {
      Why = "where it fails it throws, and the transaction is rolled back";
      return std::nullopt;
    }
    if (Between.find_first_of("{}#") != llvm::StringRef::npos ||
        namesTransaction(Chunk) || !isUnobserved(Moved->first, Moved->second))
      return std::nullopt;
    return std::vector<SourceEdit>{
        {Body.File, From, To, ""},
        {Body.File, End->second - 1, End->second - 1, Chunk}};
  }

private:
  bool findBlock() {
    for (const effects::Block &B : H.AnchorIn->Blocks) {
      auto Call = llvm::find(B.Instructions, H.Anchor);
      auto Commit = llvm::find(B.Instructions, H.EndAnchor);
      if (Call == B.Instructions.end() || Commit == B.Instructions.end())
        continue;
      Block = &B;
      return Call < Commit;
    }
    return false;
  }

  /// The whole lines of the statement that the call is, if it is one.
  static std::optional<std::pair<unsigned, unsigned>>
  statement(const SourceSpan &Call, const Lines &In, bool WithComments) {
    Lines::Line First = In.at(Call.Begin);
    llvm::StringRef Ahead = In.slice(First.Begin, Call.Begin).trim();
    if (!Ahead.empty() && Ahead != "(void)")
      return std::nullopt;
    unsigned Semicolon = Call.End;
    Lines::Line Last = In.at(Semicolon);
    llvm::StringRef Rest = In.slice(Semicolon, Last.End).trim();
    if (!Rest.consume_front(";"))
      return std::nullopt;
    Rest = Rest.trim();
    if (!Rest.empty() && !Rest.starts_with("//"))
      return std::nullopt;
    // What stands in front must be the end of a statement, or a brace.
    unsigned Begin = First.Begin;
    bool Touches = WithComments;
    while (!In.isFirst(Begin)) {
      Lines::Line Above = In.at(Begin - 1);
      if (Above.Code.empty()) {
        Touches &= Above.IsComment;
        if (Touches)
          First.Begin = Above.Begin;
        Begin = Above.Begin;
        continue;
      }
      char End = Above.Code.back();
      if (End != ';' && End != '{' && End != '}')
        return std::nullopt;
      return std::make_pair(First.Begin, Last.End);
    }
    return std::nullopt;
  }

  /// Whatever the object is asked for: behind the commit it may say no.
  bool namesTransaction(llvm::StringRef Text) const {
    llvm::StringRef Name = H.OriginalBegin ? H.OriginalBegin->Name : "";
    auto IsPart = [&](size_t At) {
      return At < Text.size() && (llvm::isAlnum(Text[At]) || Text[At] == '_');
    };
    for (size_t At = Name.empty() ? llvm::StringRef::npos : Text.find(Name);
         At != llvm::StringRef::npos; At = Text.find(Name, At + 1))
      if ((At == 0 || !IsPart(At - 1)) && !IsPart(At + Name.size()))
        return true;
    return false;
  }

  /// Nothing behind the end's anchor decides against the commit.
  bool commitsSurely() const {
    const auto &E = J.evaluation();
    for (auto [Index, S] : llvm::enumerate(E.steps())) {
      auto Site = J.spliced().Sites.find(S.Instr);
      if (Site == J.spliced().Sites.end() ||
          (Site->second.Original != H.EndAnchor &&
           !llvm::is_contained(Site->second.Calls, H.EndAnchor)))
        continue;
      const Expr *Condition =
          S.Instr->Op == Opcode::Branch ? S.Instr->get(Slot::Value) : nullptr;
      bool Decides = (Condition && !E.isDecided(S.Block) &&
                      Condition->Spelling != rowlock::flow::AnException) ||
                     S.Instr->Op == Opcode::Switch;
      if (Decides || S.Instr->Op == Opcode::Rollback ||
          llvm::any_of(J.operations().of(Index), [](const auto &Op) {
            return !Op.Statement ||
                   Op.Statement->Kind == rowlock::sql::StatementKind::Rollback;
          }))
        return false;
    }
    return true;
  }

  static bool isWithin(const SourceSpan &S, unsigned Begin, unsigned End) {
    return S.isValid() && Begin <= S.Begin && S.End <= End;
  }

  /// What is moved does not see what runs in between, nor the other way round.
  bool isUnobserved(unsigned Begin, unsigned End) {
    llvm::StringSet<> Changed;
    llvm::StringSet<> Read;
    bool Moves = false;
    for (const Instruction *I : Block->Instructions) {
      if (I == H.EndAnchor)
        break;
      bool IsMoved = isWithin(I->Span, Begin, End) || I == H.Anchor;
      if (IsMoved) {
        Moves = true;
        if (!mayMove(*I, Changed, Read))
          return false;
      } else if (Moves) {
        if (!mayStay(*I, Changed, Read))
          return false;
      }
    }
    return Moves && helperIsInnocent();
  }

  /// No statement runs in it, and it does not need the transaction.
  bool mayMove(const Instruction &I, llvm::StringSet<> &Changed,
               llvm::StringSet<> &Read) const {
    bool Plain = I.Op == Opcode::Let || I.Op == Opcode::Row ||
                 I.Op == Opcode::Column || I.Op == Opcode::Outcome ||
                 I.Op == Opcode::Call;
    bool UsesTransaction = false;
    for (const effects::Operand &O : I.Operands)
      visit(O.Value, [&](const Expr &E) {
        UsesTransaction |= E.Type.starts_with("transaction") ||
                           (E.Source && E.Source->Op == Opcode::Begin);
        if (E.Kind == ExprKind::Address)
          Changed.insert(root(&E));
        else if (E.isPlace())
          Read.insert(root(&E));
      });
    return Plain && !UsesTransaction;
  }

  bool mayStay(const Instruction &I, const llvm::StringSet<> &Changed,
               const llvm::StringSet<> &Read) const {
    if (I.Op == Opcode::Store) {
      std::string Target = root(I.get(Slot::Target));
      // Anything but a local variable may be reached by other names.
      if (Target.empty() || Target.front() != '$' ||
          Target.rfind("$::", 0) == 0 || Read.contains(Target) ||
          Changed.contains(Target))
        return false;
    } else if (!onlyExecutes(I)) {
      return false;
    }
    bool Sees = false;
    for (const effects::Operand &O : I.Operands)
      visit(O.Value, [&](const Expr &E) {
        Sees |= E.isPlace() && Changed.contains(root(&E));
      });
    return !Sees;
  }

  /// The helper that is called decides that the transaction shall not be.
  bool helperThrows() const {
    return llvm::any_of(J.evaluation().steps(), [&](const auto &S) {
      auto Site = J.spliced().Sites.find(S.Instr);
      return S.Instr->Op == Opcode::Throw && Site != J.spliced().Sites.end() &&
             llvm::is_contained(Site->second.Calls, H.Anchor);
    });
  }

  /// A helper that is moved as a whole executes nothing and changes no object
  /// that somebody else has.
  bool helperIsInnocent() const {
    if (H.Anchor == H.Original)
      return true;
    for (const auto &S : J.evaluation().steps()) {
      auto Site = J.spliced().Sites.find(S.Instr);
      if (Site == J.spliced().Sites.end() ||
          !llvm::is_contained(Site->second.Calls, H.Anchor))
        continue;
      switch (S.Instr->Op) {
      case Opcode::Let:
      case Opcode::Call:
      case Opcode::LockMutex:
      case Opcode::UnlockMutex:
      case Opcode::Leave:
        continue;
      case Opcode::Store: {
        // Names of the helper's own variables have its activation in front.
        std::string Target = root(S.Instr->get(Slot::Target));
        if (Target.empty() || Target.front() != '$' ||
            Target.find('.') == std::string::npos)
          return false;
        continue;
      }
      default:
        if (!S.Instr->isTerminator())
          return false;
      }
    }
    return true;
  }

  const SideEffect &H;
  const Judgement &J;
  SourceText Source;
  const effects::Block *Block = nullptr;
};

/// \p V comes from what the effect gave, also by calls that nothing is known
/// about: `status.ok()`.
bool comesFrom(const rowlock::flow::Value *V, const SideEffect &H,
               llvm::ArrayRef<rowlock::flow::Step> Steps, unsigned Depth = 0) {
  using rowlock::flow::ValueKind;
  constexpr unsigned MaxDepth = 4;
  const rowlock::flow::Step &Effect = Steps[H.StepIndex];
  bool Found = false;
  rowlock::flow::visit(V, [&](const rowlock::flow::Value &Part) {
    Found = Found || &Part == Effect.Result ||
            (Part.Kind == ValueKind::Forgotten && Part.Source == Effect.Instr);
    if (!Found && Part.Kind == ValueKind::Result && Depth != MaxDepth &&
        Part.Source->Op == Opcode::Call)
      for (const rowlock::flow::Step &S : Steps)
        if (S.Instr == Part.Source)
          for (const rowlock::flow::Value *Passed : S.Operands)
            Found = Found || comesFrom(Passed, H, Steps, Depth + 1);
    return !Found;
  });
  return Found;
}

/// Its value, or what it stores through an argument, is what the transaction
/// goes on with.
bool isAnswerUsed(const SideEffect &H, const Judgement &J) {
  const auto &Steps = J.evaluation().steps();
  auto Uses = [&](const rowlock::flow::Step &S) {
    return llvm::any_of(S.Operands, [&](const rowlock::flow::Value *V) {
      return comesFrom(V, H, Steps);
    });
  };
  // What a helper makes of it is the helper's.
  auto IsInside = [&](const rowlock::flow::Step &S) {
    auto Site = J.spliced().Sites.find(S.Instr);
    return H.Anchor != H.Original && Site != J.spliced().Sites.end() &&
           llvm::is_contained(Site->second.Calls, H.Anchor);
  };
  return llvm::any_of(Steps, [&](const rowlock::flow::Step &S) {
    bool Decides =
        S.Instr->Op == Opcode::Execute || S.Instr->Op == Opcode::Fetch ||
        S.Instr->Op == Opcode::Bind || S.Instr->Op == Opcode::Branch ||
        S.Instr->Op == Opcode::Switch;
    return Decides && !IsInside(S) && Uses(S);
  });
}
} // namespace

std::vector<Repair> rowlock::repair::propose(const SideEffect &H,
                                             const Judgement &J,
                                             SourceText Source) {
  Repair R;
  if (H.Kind == "file-write") {
    R.Title = "write to a name of its own before the transaction begins, and "
              "give the file its name behind the commit";
    return {R};
  }
  if (H.Kind == "file-removal" && isAnswerUsed(H, J)) {
    R.Title = "do it behind the commit";
    R.Caution = "the transaction goes on with its answer: what could not be "
                "removed can be removed later, what is gone cannot be had back";
    return {R};
  }
  if (isAnswerUsed(H, J)) {
    R.Title = "do it before the transaction begins, and keep what it answered";
    R.Caution = "the transaction goes on with its answer";
    return {R};
  }
  llvm::StringRef Why;
  if (H.isHanded())
    R.Caution = "the transaction is a caller's";
  else if (auto Edits = Mover(H, J, Source).run(Why))
    R.Edits = std::move(*Edits);
  else
    R.Caution = Why.str();
  R.How = R.Edits.empty() ? Safety::Advice : Safety::Safe;
  R.Title = "do it behind the commit";
  std::vector<Repair> All{std::move(R)};
  if (All.front().How == Safety::Advice &&
      (H.Kind == "request" || H.Kind == "mail" || H.Kind == "message")) {
    Repair Outbox;
    Outbox.Title = "insert what is to be sent into a table in this "
                   "transaction, and send it from there once it is committed";
    All.push_back(std::move(Outbox));
  }
  return All;
}
