//===- Engine/WhyStatement.cpp - Why a statement is not reported ----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine/WhyStatement.h"
#include "Report/Refusals.h"
#include "Report/Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace rowlock::engine;
using rowlock::effects::Instruction;
using rowlock::effects::SourceSpan;
using rowlock::hazards::Confidence;
using rowlock::hazards::Conflict;
using rowlock::hazards::Doubt;
using rowlock::hazards::Judgement;
using rowlock::hazards::Protection;
using rowlock::hazards::Refusal;
using rowlock::report::Finding;
using rowlock::report::Message;
using rowlock::transactions::Operation;
namespace effects = rowlock::effects;
namespace hazards = rowlock::hazards;
namespace report = rowlock::report;
namespace sql = rowlock::sql;

namespace {
constexpr size_t MaxCallers = 4;

bool samePlace(const SourceSpan &A, const SourceSpan &B) {
  return std::tie(A.File, A.Line, A.Column) ==
         std::tie(B.File, B.Line, B.Column);
}

void add(Explanation &E, Message Fact) {
  bool Known = llvm::any_of(E.Facts, [&](const Message &M) {
    return M.Text == Fact.Text && samePlace(M.At, Fact.At);
  });
  if (!Known)
    E.Facts.push_back(std::move(Fact));
}

std::string atLine(const SourceSpan &At) {
  return " (line " + std::to_string(At.Line) + ")";
}

bool isUnderstood(const sql::Statement &S) {
  return S.Kind != sql::StatementKind::Unknown &&
         S.Kind != sql::StatementKind::Fragment &&
         S.Kind != sql::StatementKind::Other;
}

/// The words for a statement that changes or controls something, but overwrites
/// nothing that was read.
std::string otherKind(const Operation &Op) {
  switch (Op.Statement->Kind) {
  case sql::StatementKind::Insert:
    return "a new row overwrites nothing, and no decision that may become "
           "untrue lets it in";
  case sql::StatementKind::Delete:
    return "it writes no value, and no decision that may become untrue "
           "governs it";
  case sql::StatementKind::Merge:
    return "what MERGE writes is not looked at yet";
  case sql::StatementKind::Call:
  case sql::StatementKind::Block:
    return "what happens within the database is not looked into";
  default:
    return isUnderstood(*Op.Statement) ? std::string("it writes no row")
                                       : "its text is not understood: " +
                                             report::textWithHoles(*Op.Source);
  }
}

/// The first reason why it is no more than possible, where it is.
std::string doubt(const Conflict &C) {
  for (const Doubt &D : C.Doubts)
    if (D.AtMost == Confidence::Possible)
      return D.Why;
  return {};
}

/// The instruction of a step before splicing.
const Instruction *original(const Judgement &J, unsigned StepIndex) {
  const auto &Step = J.evaluation().steps()[StepIndex];
  return J.spliced().Sites.find(Step.Instr)->second.Original;
}

/// What a caller passes may make another answer of it.
bool dependsOnCaller(const Refusal &R) {
  bool Passed = R.Why == Refusal::Reason::TableUnknown;
  if (R.Why == Refusal::Reason::NoRead)
    rowlock::flow::visit(R.Value, [&](const rowlock::flow::Value &Part) {
      Passed |= Part.Kind == rowlock::flow::ValueKind::Parameter;
      return !Passed;
    });
  return Passed;
}

const Operation &mainOf(llvm::ArrayRef<Operation> Ops) {
  for (const Operation &Op : Ops)
    if (hazards::setsColumns(Op))
      return Op;
  for (const Operation &Op : Ops)
    if (Op.writes())
      return Op;
  return Ops.front();
}
} // namespace

Explanation StatementExplainer::explain(unsigned StepIndex) {
  llvm::ArrayRef<Operation> Ops = J.operations().of(StepIndex);
  const Operation &Op = mainOf(Ops);
  Explanation E;
  E.Headline.At = Asked.Span;
  E.Headline.Text = report::title(Op);
  const auto &Site = J.spliced().Sites.find(Op.Step->Instr)->second;
  if (!Site.Callees.empty())
    E.Headline.Text += (" in '" + Site.Callees.back()->Name + "'").str() +
                       atLine(Site.Original->Span);
  E.Headline.Text += ": ";

  bool Reads =
      Op.Statement && (Op.Statement->Kind == sql::StatementKind::Select ||
                       (Op.reads() && !Op.writes()));
  // A text that only callers know may be in a conflict there.
  if (hazards::setsColumns(Op) ||
      !conflicts(StepIndex, /*AsWrite=*/true).empty()) {
    write(E, StepIndex);
  } else if (Reads || !conflicts(StepIndex, /*AsWrite=*/false).empty()) {
    read(E, StepIndex);
  } else if (!Op.Statement) {
    unknownText(E, Op);
  } else {
    std::string Here = otherKind(Op);
    E.Headline.Text += "not reported: " + Here;
    report::appendHoles(Op, J.operations(), E.Facts);
    if (!isUnderstood(*Op.Statement))
      tellCallers(E, StepIndex, Here, /*AsksCallers=*/true);
  }
  if (Ops.size() > 1 && Op.Alternatives > 1)
    add(E, {{},
            "its text is one of " + std::to_string(Op.Alternatives) +
                "; each was looked at"});
  tellDecisions(E, Op);
  tellProtected(E, StepIndex);
  tellNotes(E, Op);
  return E;
}

/// What a fact comes to that makes no finding.
static std::string harmless(const hazards::Weighed &Each) {
  using Kind = hazards::ActRelation::Kind;
  switch (Each.Is.What) {
  case Kind::NoOp:
    return "it only leaves out a write that would change nothing";
  case Kind::Repeated:
    return "the WHERE clause of the write asks again";
  default:
    break;
  }
  if (Each.Asked.What == hazards::Fact::Kind::Found)
    return "where no row was found the write would match nothing, or the row "
           "is only referred to";
  return "it is not about what this writes";
}

/// What decides whether the statement runs, and why that is no hazard.
void StatementExplainer::tellDecisions(Explanation &E,
                                       const Operation &Op) const {
  if (!Op.writes())
    return;
  for (const hazards::Weighed &Each : hazards::weigh(J.operations(), Op)) {
    if (Each.Is.What == hazards::ActRelation::Kind::Hazard)
      continue;
    std::string Asked = Each.Asked.Name.empty()
                            ? std::string("whether there is a row")
                            : "'" + Each.Asked.Name + "'";
    add(E, {Each.Asked.Read->span(), Asked +
                                         " is read here and decides whether "
                                         "this runs: " +
                                         harmless(Each)});
  }
}

/// What the statement does for others.
void StatementExplainer::tellProtected(Explanation &E,
                                       unsigned StepIndex) const {
  const Instruction *Original = original(J, StepIndex);
  for (const auto &Other : Unit.judgements())
    for (const Conflict &C : Other->conflicts())
      for (const Protection &P : C.Protections)
        if (P.By && P.By != C.Read && P.By != C.Write &&
            original(*Other, P.By->StepIndex) == Original)
          add(E, {C.WriteAt, "this protects the " + report::title(*C.Write) +
                                 (P.Holds ? ": " : ", but not well enough: ") +
                                 P.Reason});
}

/// What the parser did not read.
void StatementExplainer::tellNotes(Explanation &E, const Operation &Op) const {
  if (!Op.Source)
    return;
  for (const sql::Note &Each : Op.Source->Parsed.Notes)
    add(E, {{}, "in the SQL text: " + Each.Message});
}

void StatementExplainer::unknownText(Explanation &E, const Operation &Op) {
  std::string Here = report::unknownText(Op, J.operations());
  report::appendHoles(Op, J.operations(), E.Facts);
  tellCallers(E, Op.StepIndex, Here, /*AsksCallers=*/true);
  E.Headline.Text += "not reported: " + Here;
}

//===----------------------------------------------------------------------===//
// Conflicts
//===----------------------------------------------------------------------===//

bool StatementExplainer::passesAsked(const Judgement &Other,
                                     const Operation &Op) const {
  const auto &Site = Other.spliced().Sites.find(Op.Step->Instr)->second;
  return Site.Original == &Asked || llvm::is_contained(Site.Calls, &Asked);
}

StatementExplainer::Judged StatementExplainer::judge(const Conflict &C) const {
  if (C.guard())
    return {&C, Fate::Guarded};
  if (!hazards::isReported(C.What))
    return {&C, Fate::Elsewhere};
  if (Unit.isGuardedByCallers(C))
    return {&C, Fate::GuardedByCallers};
  if (Unit.isUndoneByCallers(C))
    return {&C, Fate::UndoneByCallers};
  if (Unit.sure(C, C.Sure) > Confidence::Likely)
    return {&C, Fate::TooUnsure};
  return {&C, Fate::Reported};
}

/// The conflicts that the step is an end of, each as its frame sees it: the
/// frame may be this function, one that it calls, or one that calls it.
std::vector<StatementExplainer::Judged>
StatementExplainer::conflicts(unsigned StepIndex, bool AsWrite) const {
  std::vector<Judged> Found;
  auto Add = [&](const Conflict &C) {
    for (const Judged &Known : Found)
      if (Known.C->Frame == C.Frame &&
          Known.C->OriginalRead == C.OriginalRead &&
          Known.C->OriginalWrite == C.OriginalWrite &&
          !Known.C->guard() == !C.guard())
        return;
    Found.push_back(judge(C));
  };
  auto End = [&](const Conflict &C) { return AsWrite ? C.Write : C.Read; };
  for (const Conflict &C : J.conflicts()) {
    if (End(C)->StepIndex != StepIndex)
      continue;
    const Judgement *Frame = C.Frame == &J.function() || !Unit.isOfFrame(C)
                                 ? nullptr
                                 : Unit.judgement(*C.Frame);
    if (!Frame) {
      Add(C);
      continue;
    }
    for (const Conflict &Own : Frame->conflicts())
      if (Own.Frame == C.Frame && Own.OriginalRead == C.OriginalRead &&
          Own.OriginalWrite == C.OriginalWrite)
        Add(Own);
  }
  const Instruction *Original = original(J, StepIndex);
  for (const auto &Other : Unit.judgements())
    if (Other.get() != &J)
      for (const Conflict &C : Other->conflicts()) {
        const auto *Mine = AsWrite ? C.OriginalWrite : C.OriginalRead;
        bool Told = C.Frame == &Other->function() || !Unit.isOfFrame(C);
        if (Mine == Original && Told && passesAsked(*Other, *End(C)))
          Add(C);
      }
  // The worst first; the others stay in their order.
  auto Worst = std::min_element(
      Found.begin(), Found.end(),
      [](const Judged &A, const Judged &B) { return A.What < B.What; });
  if (Worst != Found.end())
    std::rotate(Found.begin(), Worst, std::next(Worst));
  return Found;
}

/// Its own reason for being only possible, or that of a place that its frame is
/// called from.
std::string StatementExplainer::doubts(const Conflict &C) const {
  std::string Why = doubt(C);
  for (const Context &Caller : Unit.contexts(C))
    if (Why.empty() && !Caller.Guarded)
      Why = doubt(*Caller.Seen);
  return Why;
}

std::string StatementExplainer::fateInWords(const Judged &Each) const {
  const Conflict &C = *Each.C;
  switch (Each.What) {
  case Fate::Reported:
    return ("reported by " + hazards::checkName(C.What) + ", " +
            hazards::spelling(Unit.sure(C, C.Sure)))
        .str();
  case Fate::TooUnsure:
    return "not reported, as it is only possible: " + doubts(C) +
           " (MinimumConfidence: possible shows it)";
  case Fate::Guarded:
    return ("not reported, as it is protected (" +
            hazards::spelling(C.guard()->What) + "): " + C.guard()->Reason)
        .str();
  case Fate::GuardedByCallers:
    return ("not reported: every known caller of '" + C.Frame->Name +
            "' protects it")
        .str();
  case Fate::UndoneByCallers:
    return ("not reported: all callers of '" + C.Frame->Name +
            "' are known, and with what they pass there is no conflict")
        .str();
  case Fate::Elsewhere:
    return ("it belongs to " + hazards::checkName(C.What) +
            ", which speaks of it where the lock or the begin stands")
        .str();
  }
  llvm_unreachable("all fates are listed");
}

void StatementExplainer::tellReported(Explanation &E, const Conflict &C) const {
  for (const Finding &F : Findings) {
    auto Told = [&](const effects::SourceSpan &At) {
      return samePlace(F.Warning.At, At);
    };
    if (F.Check != hazards::checkName(C.What) ||
        (Unit.isToldAtCalls(C)
             ? llvm::none_of(Unit.contexts(C),
                             [&](const Context &Each) { return Told(Each.At); })
             : !Told(C.WriteAt)))
      continue;
    bool Here = F.Warning.At.File == Asked.Span.File &&
                F.Warning.At.Line == Asked.Span.Line;
    add(E, {F.Warning.At, (Here ? "warning: " : "the warning stands here: ") +
                              F.Warning.Text});
    return;
  }
}

/// All that was looked at for one conflict.
void StatementExplainer::tell(Explanation &E, const Judged &Each) const {
  const Conflict &C = *Each.C;
  if (Each.What == Fate::Reported)
    tellReported(E, C);
  if (C.Decided)
    add(E, {C.ReadAt, "what is read here of '" + C.Decided->ReadTable +
                          "' decides whether this runs"});
  std::string Names;
  for (const hazards::WrittenColumn &Column : C.Columns)
    for (const std::string &Name : Column.FromNames)
      Names += (Names.empty() ? "'" : ", '") + Name + "'";
  if (!Names.empty())
    add(E, {C.ReadAt, Names + " of '" + C.Table +
                          "' is read here, and the write depends on it"});
  if (Each.What == Fate::Guarded || Each.What == Fate::Elsewhere) {
    if (const Protection *P = C.guard(); P && P->By)
      add(E, {P->By->span(), "the protection"});
  }
  for (const Protection &P : C.Protections)
    if (!P.Holds)
      add(E,
          {P.By ? P.By->span() : SourceSpan(),
           ("does not protect (" + hazards::spelling(P.What) + "): " + P.Reason)
               .str()});
  if (Each.What == Fate::Reported || Each.What == Fate::TooUnsure)
    for (const Doubt &D : C.Doubts)
      add(E, {{},
              ("no surer than " + hazards::spelling(D.AtMost) + ": " + D.Why)
                  .str()});
  for (const Context &Caller : Unit.contexts(C)) {
    const Protection *P = Caller.Seen->guard();
    std::string Name = ("called by '" + Caller.Caller->function().Name).str();
    add(E, {Caller.At,
            Name + (P                ? "' here, protected: " + P->Reason
                    : Caller.Guarded ? "' here: belongs to another check"
                                     : "' here, unprotected")});
    if (Caller.Guarded)
      continue;
    for (const Doubt &D : Caller.Seen->Doubts)
      add(E, {Caller.At,
              ("no surer than " + hazards::spelling(D.AtMost) + ": " + D.Why)
                  .str()});
  }
}

//===----------------------------------------------------------------------===//
// Writes
//===----------------------------------------------------------------------===//

void StatementExplainer::write(Explanation &E, unsigned StepIndex) {
  std::vector<Judged> All = conflicts(StepIndex, /*AsWrite=*/true);
  if (!All.empty()) {
    E.Headline.Text += fateInWords(All.front());
    for (const Judged &Each : All) {
      if (&Each != &All.front() && Each.What != All.front().What)
        add(E, {Each.C->WriteAt, "another pair: " + fateInWords(Each)});
      tell(E, Each);
    }
    return;
  }
  llvm::ArrayRef<Operation> Ops = J.operations().of(StepIndex);
  std::string First;
  bool AsksCallers = false;
  for (const Operation &Op : Ops) {
    if (!hazards::setsColumns(Op))
      continue;
    std::vector<Refusal> Refused = hazards::refusals(J.operations(), Op);
    const Refusal *Nearest = report::nearest(Refused);
    if (First.empty()) {
      First = Nearest ? report::words(*Nearest, Op, J.operations())
                      : "which columns it sets is not known";
      AsksCallers = Nearest && dependsOnCaller(*Nearest);
    }
    tellRefusals(E, Op);
  }
  // The headline has said it.
  llvm::erase_if(E.Facts, [&](const Message &M) { return M.Text == First; });
  tellCallers(E, StepIndex, First, AsksCallers);
  E.Headline.Text += "not reported: " + First;
}

void StatementExplainer::tellRefusals(Explanation &E,
                                      const Operation &Op) const {
  for (const Refusal &R : hazards::refusals(J.operations(), Op)) {
    add(E, {{}, report::words(R, Op, J.operations())});
    std::vector<Message> Facts;
    report::appendFacts(R, Op, J.operations(), Facts);
    for (Message &Fact : Facts)
      add(E, std::move(Fact));
  }
  if (Op.Statement->AssignmentsComplete == sql::Answer::Unknown)
    add(E, {{},
            "there may be more columns that it sets: a part of its text is "
            "not known"});
  report::appendHoles(Op, J.operations(), E.Facts);
}

/// The answer with what a caller passes; empty if that is a conflict, of which
/// is told elsewhere.
static std::string inCaller(const Judgement &Caller, const Operation &Op) {
  if (!Op.Statement)
    return report::unknownText(Op, Caller.operations());
  if (!hazards::setsColumns(Op))
    return otherKind(Op);
  std::vector<Refusal> Refused = hazards::refusals(Caller.operations(), Op);
  const Refusal *Nearest = report::nearest(Refused);
  return Nearest ? report::words(*Nearest, Op, Caller.operations())
                 : std::string();
}

/// What a caller passes may change the answer.
void StatementExplainer::tellCallers(Explanation &E, unsigned StepIndex,
                                     llvm::StringRef Here,
                                     bool AsksCallers) const {
  size_t Count = 0;
  for (const auto &Other : Unit.judgements()) {
    if (Other.get() == &J)
      continue;
    for (const Operation &Op : Other->operations().all()) {
      const auto &Site = Other->spliced().Sites.find(Op.Step->Instr)->second;
      if (Site.Original != original(J, StepIndex) || Site.Calls.empty() ||
          !passesAsked(*Other, Op) ||
          &Op != Other->operations().of(Op.StepIndex).begin())
        continue;
      if (++Count > MaxCallers)
        return;
      std::string There = inCaller(*Other, Op);
      std::string Name =
          ("called by '" + Other->function().Name + "' here").str();
      add(E, {Site.Calls.front()->Span, There == Here || There.empty()
                                            ? Name + ": the same"
                                            : Name + ": " + There});
    }
  }
  if (Count == 0 && AsksCallers && !J.function().Parameters.empty())
    add(E, {{},
            ("no caller of '" + J.function().Name + "' is known in this unit")
                .str()});
}

//===----------------------------------------------------------------------===//
// Reads
//===----------------------------------------------------------------------===//

void StatementExplainer::read(Explanation &E, unsigned StepIndex) {
  std::vector<Judged> All = conflicts(StepIndex, /*AsWrite=*/false);
  for (const Judged &Each : All) {
    add(E, {Each.C->WriteAt,
            report::title(*Each.C->Write) + ": " + fateInWords(Each)});
  }
  const Operation *Last = nullptr;
  for (const Operation &W : J.operations().all()) {
    if (!W.writes() || W.StepIndex == StepIndex ||
        (Last && Last->StepIndex == W.StepIndex) ||
        llvm::any_of(All, [&](const Judged &Each) {
          return Each.C->OriginalWrite == original(J, W.StepIndex);
        }))
      continue;
    Last = &W;
    if (!hazards::setsColumns(W)) {
      add(E, {W.span(), report::title(W) + ": " + otherKind(W)});
      continue;
    }
    std::vector<Refusal> Mine = hazards::refusals(J.operations(), W);
    std::vector<Refusal> About;
    for (const Refusal &R : Mine)
      if (R.Origin && llvm::any_of(J.operations().of(R.Origin->operand(0)),
                                   [&](const Operation *Op) {
                                     return Op->StepIndex == StepIndex;
                                   }))
        About.push_back(R);
    const Refusal *Nearest = report::nearest(About);
    add(E,
        {W.span(), report::title(W) + ": " +
                       (Nearest ? report::words(*Nearest, W, J.operations())
                                : "nothing that is read here goes into it")});
    if (Nearest)
      report::appendFacts(*Nearest, W, J.operations(), E.Facts);
  }
  bool Hazard = !All.empty() && All.front().What == Fate::Reported;
  E.Headline.Text += Hazard         ? "a write that depends on it is reported"
                     : !All.empty() ? "no write that depends on it is reported"
                     : E.Facts.empty()
                         ? "a read alone loses nothing, and no write is with it"
                         : "no write depends on it";
}
