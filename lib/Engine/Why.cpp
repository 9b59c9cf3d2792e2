//===- Engine/Why.cpp - Why a line is reported, or is not -----------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/Why.h"
#include "Engine/Print.h"
#include "Engine/WhyEffect.h"
#include "Engine/WhyStatement.h"
#include "Report/Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::engine;
using rowlock::effects::Function;
using rowlock::effects::Instruction;
using rowlock::effects::Opcode;
using rowlock::effects::Slot;
using rowlock::effects::SourceSpan;
using rowlock::flow::Step;
using rowlock::hazards::Judgement;
using rowlock::report::Message;
using rowlock::transactions::Operation;
namespace effects = rowlock::effects;
namespace report = rowlock::report;

namespace {
/// Statements behind one call that are explained one by one.
constexpr size_t MaxStatements = 8;

/// An instruction of a function, as it was before splicing.
struct Target {
  const Function *F = nullptr;
  const Instruction *I = nullptr;
};

bool isStatement(const Instruction &I) {
  return I.Op == Opcode::Execute || I.Op == Opcode::Fetch;
}

/// It says something by itself, or leads to a statement.
bool isOfInterest(const Instruction &I) {
  switch (I.Op) {
  case Opcode::Let:
  case Opcode::Store:
  case Opcode::Leave:
  case Opcode::Outcome:
  case Opcode::Append:
    return false;
  default:
    return !I.isTerminator() && I.Span.isValid();
  }
}

bool startsThere(const SourceSpan &S, const Question &Q) {
  return S.File == Q.File && S.Line == Q.Line &&
         (Q.Column == 0 || S.Column == Q.Column);
}

bool covers(const SourceSpan &S, const Question &Q) {
  return S.File == Q.File && S.isValid() && S.Begin < S.End && Q.End != 0 &&
         S.Begin < Q.End && Q.Begin < S.End;
}

class Explainer {
public:
  Explainer(effects::Program &Unit, const Configuration &C,
            rowlock::repair::SourceText Source, const Question &Q)
      : Unit(Unit), Q(Q), Judge(Unit, C, Source), Findings(Judge.findings()),
        Transactions(Judge, Unit, C, Source) {}

  std::vector<Explanation> run() {
    for (const Target &T : targets())
      explain(T);
    // The instantiations of a template say the same.
    for (size_t I = 0; I < All.size(); ++I)
      for (size_t K = All.size(); --K > I;)
        if (isSame(All[I], All[K]))
          All.erase(All.begin() + K);
    return std::move(All);
  }

private:
  static bool isSame(const Explanation &A, const Explanation &B) {
    auto Same = [](const Message &X, const Message &Y) {
      return X.Text == Y.Text && X.At.Line == Y.At.Line &&
             X.At.Column == Y.At.Column;
    };
    return Same(A.Headline, B.Headline) && llvm::equal(A.Facts, B.Facts, Same);
  }

  /// What begins in the line; without a statement among it also the innermost
  /// call that began above and ends below.
  std::vector<Target> targets() const {
    std::vector<Target> Starting;
    std::vector<Target> Around;
    for (const Function &F : Unit.Functions)
      for (const effects::Block &B : F.Blocks)
        for (const Instruction *I : B.Instructions) {
          if (!isOfInterest(*I))
            continue;
          if (startsThere(I->Span, Q))
            Starting.push_back({&F, I});
          else if (covers(I->Span, Q))
            Around.push_back({&F, I});
        }
    if (llvm::none_of(Starting,
                      [&](const Target &T) { return leadsToStatement(T); }))
      llvm::append_range(Starting, innermost(Around));
    // What a statement consists of is told with it.
    auto Rank = [&](const Target &T) {
      if (leadsToStatement(T) || rowlock::hazards::isSideEffect(*T.I))
        return 0;
      return T.I->Op == Opcode::Call ? 2 : 1;
    };
    int Best = 3;
    for (const Target &T : Starting)
      Best = std::min(Best, Rank(T));
    llvm::erase_if(Starting, [&](const Target &T) { return Rank(T) != Best; });
    return Starting;
  }

  static std::vector<Target> innermost(const std::vector<Target> &Around) {
    unsigned Least = ~0u;
    for (const Target &T : Around)
      Least = std::min(Least, T.I->Span.End - T.I->Span.Begin);
    std::vector<Target> Found;
    for (const Target &T : Around)
      if (T.I->Span.End - T.I->Span.Begin == Least)
        Found.push_back(T);
    return Found;
  }

  bool leadsToStatement(const Target &T) const {
    return isStatement(*T.I) || !statements(T).empty();
  }

  /// The steps of the function that execute a statement because of \p T: at
  /// that call, or later on a handle that it prepares or binds to.
  std::vector<unsigned> statements(const Target &T) const {
    std::vector<unsigned> Found;
    const Judgement *J = Judge.judgement(*T.F);
    if (!J)
      return Found;
    for (auto [Index, S] : llvm::enumerate(J->evaluation().steps())) {
      if (!isStatement(*S.Instr))
        continue;
      const auto &Site = J->spliced().Sites.find(S.Instr)->second;
      const Instruction *Outermost =
          Site.Calls.empty() ? Site.Original : Site.Calls.front();
      if (Outermost == T.I)
        Found.push_back(Index);
    }
    return Found;
  }

  /// The step of \p T itself; null if it is never reached.
  static const Step *stepOf(const Judgement &J, const Instruction &I) {
    for (const Step &S : J.evaluation().steps()) {
      auto It = J.spliced().Sites.find(S.Instr);
      if (It != J.spliced().Sites.end() && It->second.Calls.empty() &&
          It->second.Original == &I)
        return &S;
    }
    return nullptr;
  }

  void explain(const Target &T) {
    const Judgement &J = *Judge.judgement(*T.F);
    std::vector<unsigned> Steps = statements(T);
    size_t First = All.size();
    std::vector<Explanation> Effects =
        explainEffects(Judge, Transactions, J, *T.I);
    llvm::move(Effects, std::back_inserter(All));
    if (!Steps.empty())
      statementsOf(T, J, Steps);
    else if (!Effects.empty())
      return;
    else if (!stepOf(J, *T.I))
      All.push_back(
          {{T.I->Span, "not reported: this is never reached, as a condition "
                       "that is constant leads elsewhere"},
           {}});
    else if (T.I->Op == Opcode::Call)
      call(T, J);
    else
      other(T, J);
    for (size_t I = First; I < All.size(); ++I)
      bounds(J, All[I]);
  }

  void statementsOf(const Target &T, const Judgement &J,
                    std::vector<unsigned> Steps) {
    StatementExplainer Words(Judge, Findings, J, *T.I);
    // Behind a call that leads to many, the writes are what is asked for.
    if (Steps.size() > 1) {
      auto Writes = [&](unsigned Index) {
        return llvm::any_of(J.operations().of(Index), [](const Operation &Op) {
          return Op.writes() || !Op.Statement;
        });
      };
      if (llvm::any_of(Steps, Writes))
        llvm::erase_if(Steps, [&](unsigned Index) { return !Writes(Index); });
    }
    size_t Left = Steps.size();
    for (unsigned Index : Steps) {
      if (Steps.size() - Left == MaxStatements)
        break;
      --Left;
      All.push_back(Words.explain(Index));
    }
    if (Left != 0)
      All.push_back(
          {{T.I->Span, "and " + std::to_string(Left) + " more statements"},
           {}});
  }

  void call(const Target &T, const Judgement &J) {
    llvm::StringRef Name = report::calleeName(*T.I);
    Explanation E{{T.I->Span, {}}, {}};
    std::string &Text = E.Headline.Text;
    std::string Called =
        ("not reported: this calls '" + report::plainName(Name) + "', ").str();
    const Function *Callee = Name.empty() ? nullptr : Unit.find(Name);
    if (Name.empty())
      Text = "not reported: what is called here is chosen at run time";
    else if (!Callee)
      Text = Called + "which no library model describes and whose body is not "
                      "in this unit: nothing is known about it";
    else if (Callee->Blocks.empty())
      Text = Called + "which was left out" +
             (Callee->Skipped.empty() ? "" : ": " + Callee->Skipped.front());
    else if (llvm::any_of(J.spliced().Body.Skipped, [&](llvm::StringRef Why) {
               return Why.starts_with(("call of " + Name + " ").str());
             }))
      Text = Called + "which is not followed here";
    else
      Text = Called + "which executes no statement";
    if (!Callee || Callee->Blocks.empty())
      E.Facts.push_back(
          {{}, "what it does to a database can be told in a library model"});
    All.push_back(std::move(E));
  }

  /// What belongs to a statement that is executed elsewhere, or to none.
  void other(const Target &T, const Judgement &J) {
    const Step &S = *stepOf(J, *T.I);
    Explanation E{{T.I->Span, doing(*T.I)}, {}};
    llvm::SmallVector<unsigned, 2> Related = related(S, J);
    if (Related.empty()) {
      All.push_back(std::move(E));
      return;
    }
    const Step &Executes = J.evaluation().steps()[Related.front()];
    const auto &Site = J.spliced().Sites.find(Executes.Instr)->second;
    const Instruction &At =
        Site.Calls.empty() ? *Site.Original : *Site.Calls.front();
    E.Headline.Text += " of the statement that line " +
                       std::to_string(At.Span.Line) + " executes";
    All.push_back(std::move(E));
    StatementExplainer Words(Judge, Findings, J, At);
    for (unsigned Index : Related)
      All.push_back(Words.explain(Index));
  }

  /// The statements that run on the handle of \p S.
  static llvm::SmallVector<unsigned, 2> related(const Step &S,
                                                const Judgement &J) {
    llvm::SmallVector<unsigned, 2> Found;
    const rowlock::flow::Value *Handle =
        S.Instr->Op == Opcode::Prepare ? S.Result : S.get(Slot::On);
    bool Belongs =
        S.Instr->Op == Opcode::Prepare || S.Instr->Op == Opcode::Bind ||
        S.Instr->Op == Opcode::BindAll || S.Instr->Op == Opcode::BindOutput ||
        S.Instr->Op == Opcode::Reset || S.Instr->Op == Opcode::ClearBindings;
    if (S.Instr->Op == Opcode::Column || S.Instr->Op == Opcode::Row ||
        S.Instr->Op == Opcode::PendingResult) {
      const auto *Cursor = S.Result && S.Instr->Op == Opcode::Column
                               ? S.Result->operand(0)
                               : S.Result;
      if (Cursor)
        for (const Operation *Op : J.operations().of(Cursor))
          if (!llvm::is_contained(Found, Op->StepIndex))
            Found.push_back(Op->StepIndex);
      return Found;
    }
    if (!Belongs || !Handle)
      return Found;
    for (auto [Index, Other] : llvm::enumerate(J.evaluation().steps()))
      if (isStatement(*Other.Instr) && Other.get(Slot::On) == Handle &&
          !Other.Instr->get(Slot::Text))
        Found.push_back(Index);
    return Found;
  }

  static std::string doing(const Instruction &I) {
    switch (I.Op) {
    case Opcode::Connect:
    case Opcode::ConnectionOf:
      return "this gets a connection";
    case Opcode::Begin:
      return "this begins a transaction; a transaction alone is no finding";
    case Opcode::Commit:
      return "this commits; a commit is no finding";
    case Opcode::Rollback:
      return "this rolls back; a rollback is no finding";
    case Opcode::Savepoint:
    case Opcode::Release:
    case Opcode::RollbackTo:
      return "this is about a savepoint, which is no finding";
    case Opcode::SetIsolation:
      return "this sets the isolation level, which is no finding";
    case Opcode::Prepare:
      return "this prepares the text";
    case Opcode::Bind:
    case Opcode::BindAll:
      return "this binds a value";
    case Opcode::BindOutput:
      return "this says where the columns go";
    case Opcode::ClearBindings:
    case Opcode::Reset:
      return "this resets the handle";
    case Opcode::PendingResult:
    case Opcode::Row:
    case Opcode::NextRow:
    case Opcode::Column:
      return "this takes a value from the result";
    case Opcode::LockMutex:
    case Opcode::UnlockMutex:
      return "this is about a mutex, which is no finding";
    default:
      return "this acts on no row";
    }
  }

  /// Where the analysis of the function gave up.
  static void bounds(const Judgement &J, Explanation &E) {
    for (const std::string &Skip : J.spliced().Body.Skipped)
      E.Facts.push_back({{}, "not looked at: " + Skip});
    if (J.evaluation().incomplete())
      E.Facts.push_back(
          {{},
           ("'" + J.function().Name +
            "' is not followed to the end, as it is too large: nothing in "
            "it is more than possible")
               .str()});
  }

  effects::Program &Unit;
  const Question &Q;
  UnitJudge Judge;
  std::vector<report::Finding> Findings;
  TransactionJudge Transactions;
  std::vector<Explanation> All;
};

/// The innermost function that the place stands in, as far as the program has
/// it; in text form, where ends are not known, the last one that begins above.
const Function *functionAt(const effects::Program &Unit, const Question &Q) {
  const Function *Best = nullptr;
  for (const Function &F : Unit.Functions) {
    const SourceSpan &S = F.Span;
    if (S.File != Q.File || !S.isValid())
      continue;
    bool Within = Q.End != 0 && S.Begin < S.End
                      ? covers(S, Q) || S.Line == Q.Line
                      : Q.End == 0 && S.Line <= Q.Line;
    if (Within && (!Best || S.Line >= Best->Span.Line))
      Best = &F;
  }
  return Best;
}
} // namespace

std::vector<Explanation> rowlock::engine::explain(effects::Program &Unit,
                                                  const Configuration &C,
                                                  repair::SourceText Source,
                                                  const Question &Q) {
  return Explainer(Unit, C, Source, Q).run();
}

std::vector<Explanation>
rowlock::engine::explainAbsence(const effects::Program &Unit,
                                const Question &Q) {
  SourceSpan Here;
  Here.File = Q.File;
  Here.Line = Q.Line;
  Here.Column = std::max(Q.Column, 1u);
  Explanation E;
  E.Headline.At = Here;
  const Function *F = functionAt(Unit, Q);
  if (F && F->Blocks.empty()) {
    E.Headline.Text = ("not reported: '" + F->Name + "' is left out").str() +
                      (F->Skipped.empty() ? "" : ": " + F->Skipped.front());
    return {E};
  }
  E.Headline.Text = "not reported: nothing here acts on a database";
  // The nearest statements on either side.
  const Instruction *Before = nullptr;
  const Instruction *After = nullptr;
  for (const Function &Each : Unit.Functions)
    for (const effects::Block &B : Each.Blocks)
      for (const Instruction *I : B.Instructions) {
        if (!isStatement(*I) || I->Span.File != Q.File || !I->Span.isValid())
          continue;
        if (I->Span.Line <= Q.Line &&
            (!Before || I->Span.Line >= Before->Span.Line))
          Before = I;
        if (I->Span.Line > Q.Line &&
            (!After || I->Span.Line < After->Span.Line))
          After = I;
      }
  for (const Instruction *I : {Before, After})
    if (I)
      E.Facts.push_back(
          {I->Span, "the nearest statement " +
                        std::string(I == Before ? "above" : "below")});
  return {E};
}

void rowlock::engine::print(const Explanation &E, const effects::Program &Unit,
                            llvm::raw_ostream &OS) {
  printPlace(E.Headline.At, Unit, OS);
  OS << ": " << E.Headline.Text << '\n';
  for (const Message &Fact : E.Facts) {
    OS << "  ";
    if (Fact.At.isValid()) {
      printPlace(Fact.At, Unit, OS);
      OS << ": ";
    }
    OS << Fact.Text << '\n';
  }
}
