//===- Report/SideEffects.cpp - Effects in transactions, in words ---------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/SideEffects.h"
#include "Report/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::report;
using rowlock::databases::Product;
using rowlock::hazards::EffectRefusal;
using rowlock::hazards::SideEffect;
namespace effects = rowlock::effects;
namespace hazards = rowlock::hazards;
namespace repair = rowlock::repair;

namespace {
/// What people say of a kind of effect.
struct Phrases {
  llvm::StringRef Kind;
  /// "this ..."
  llvm::StringRef Does;
  /// "... if the transaction is rolled back"
  llvm::StringRef Stays;
  /// "row locks are held until ..."
  llvm::StringRef Until;
  /// "the database forgets what it wrote, and ..."
  llvm::StringRef Damage;
};

constexpr Phrases All[] = {
    {"request", "sends a request", "the request is not taken back",
     "it is answered",
     "the other side has done what was asked of it for a change that never "
     "happened"},
    {"mail", "sends a mail", "the mail is not taken back", "it is sent",
     "the mail tells of something that never happened"},
    {"message", "publishes a message", "the message is not taken back",
     "it is delivered",
     "those who read the message act on a change that never happened"},
    {"process", "starts another program", "the program has run all the same",
     "it has ended", "the program has acted on a change that never happened"},
    {"socket", "sends to another machine", "what was sent is not taken back",
     "it is sent", "the other side acts on a change that never happened"},
    {"file-removal", "removes, renames or cuts off a file",
     "the file does not come back", "it is gone",
     "the rows that came back name a file that is gone"},
    {"dialog", "waits for a person", "", "the person has answered", ""},
    {"sleep", "sleeps", "", "it wakes up", ""},
    {"file-write", "writes a file", "the file stays as it was written",
     "it is written", "the file is left behind"},
    {"cache", "changes a cache", "the cache keeps the change",
     "the cache has answered",
     "the cache has what the database does not have; and before the commit "
     "another reader may fill it with the old row again"},
    {"work", "hands work to another thread", "the work is done all the same",
     "it is taken over",
     "the work, which may begin before the commit, was done for nothing"},
    {"wait", "waits for something else", "", "that has happened", ""},
    {"signal", "calls whoever listens", "the listeners have acted all the same",
     "they return", "the listeners have seen what never happened"},
};

const Phrases &phrases(llvm::StringRef Kind) {
  for (const Phrases &Each : All)
    if (Each.Kind == Kind)
      return Each;
  return All[0];
}

/// The words for one effect.
class Story {
public:
  explicit Story(const SideEffect &H) : H(H), Words(phrases(H.Kind)) {}

  std::string warning() const {
    llvm::SmallVector<std::string, 3> Parts;
    if (H.Stays)
      Parts.push_back(Words.Stays.str() + " if that is rolled back");
    if (H.Waits)
      Parts.push_back(locks() + (H.Stays ? " " : " ") + "until " +
                      Words.Until.str());
    if (H.Retried)
      Parts.push_back("it happens again at each try");
    return "this " + Words.Does.str() + " inside of the transaction " +
           (H.BeginAnchor
                ? "of line " + std::to_string(H.BeginAnchor->Span.Line)
                : "of its caller") +
           ": " + joined(Parts);
  }

  std::vector<Message> notes() const {
    std::vector<Message> Notes;
    if (H.BeginAnchor)
      Notes.push_back({H.BeginAnchor->Span, "the transaction begins here"});
    if (H.Write)
      Notes.push_back({H.Write->span(),
                       title(*H.Write) + (H.WroteBefore ? ": from here on it "
                                                          "holds locks"
                                                        : " is part of it")});
    if (H.Anchor != H.Original)
      Notes.push_back({H.Original->Span, calls() + " here"});
    Notes.push_back({H.Anchor->Span, sequence()});
    if (H.EndAnchor)
      Notes.push_back(
          {H.EndAnchor->Span,
           "the transaction is committed here: behind this line what it wrote "
           "is sure to stay, and nobody waits for it any more"});
    return Notes;
  }

private:
  static std::string joined(llvm::ArrayRef<std::string> Parts) {
    std::string Out;
    for (auto [Index, Part] : llvm::enumerate(Parts))
      Out += (Index == 0                  ? ""
              : Index + 1 == Parts.size() ? ", and "
                                          : ", ") +
             Part;
    return Out;
  }

  bool isSQLite() const {
    return H.Write && H.Write->Db.Kind == Product::SQLite;
  }

  std::string locks() const {
    if (!H.WroteBefore)
      return "the transaction stays open";
    return isSQLite() ? "the database is locked for all other writers"
                      : "the rows that it has changed are locked";
  }

  std::string calls() const {
    return H.Callee.empty() ? "this " + Words.Does.str()
                            : "'" + H.Callee.str() + "' is called";
  }

  std::string line(const effects::Instruction *I) const {
    return "line " + std::to_string(I->Span.Line);
  }

  /// What goes wrong, step by step.
  std::string sequence() const {
    std::string Writes =
        H.Write ? "line " + std::to_string(H.Write->span().Line) + " writes"
                : "a statement writes";
    if (!H.Stays) {
      if (!H.WroteBefore)
        return "two at a time: A begins and waits here, its connection cannot "
               "be used by anybody else, and what it reads grows old";
      return "two at a time: A has written in line " +
             std::to_string(H.Write->span().Line) +
             " and waits here, B wants to " +
             (isSQLite() ? std::string("write anything")
                         : std::string("change the same row")) +
             " and waits as long, or gives up";
    }
    std::string Out = "one after another: ";
    Out += H.WroteBefore ? Writes + ", this " + Words.Does.str()
                         : "this " + Words.Does.str() + ", " + Writes;
    Out +=
        H.EndAnchor
            ? ", then something fails up to the commit in " + line(H.EndAnchor)
            : std::string(", then something fails before the commit");
    Out += ", the database forgets what was written, and " + Words.Damage.str();
    if (H.Retried)
      Out += "; the next try does it once more";
    return Out;
  }

  const SideEffect &H;
  const Phrases &Words;
};
} // namespace

Finding rowlock::report::describe(const SideEffect &H,
                                  std::vector<repair::Repair> Repairs) {
  Story S(H);
  Finding F;
  F.Check = hazards::SideEffectCheck.str();
  F.Sure = H.Sure;
  F.Warning = {H.Anchor->Span, S.warning()};
  F.Notes = S.notes();
  F.Repairs = std::move(Repairs);
  return F;
}

std::string rowlock::report::effectInWords(llvm::StringRef Kind) {
  return phrases(Kind).Does.str();
}

std::string rowlock::report::words(EffectRefusal Why) {
  switch (Why) {
  case EffectRefusal::OnlyStrict:
    return "an effect of this kind is told only in strict mode (SideEffects: "
           "strict)";
  case EffectRefusal::ShortSleep:
    return "so short a sleep keeps nobody waiting";
  case EffectRefusal::SleepUnknown:
    return "how long it sleeps is not known, which is told only in strict "
           "mode (SideEffects: strict)";
  case EffectRefusal::NoTransaction:
    return "no transaction is open here";
  case EffectRefusal::ReadOnly:
    return "the transaction is read only";
  case EffectRefusal::OnlyReads:
    return "the transaction writes nothing on any path through it";
  case EffectRefusal::RolledBack:
    return "every path from here rolls the transaction back";
  }
  llvm_unreachable("all refusals are listed");
}
