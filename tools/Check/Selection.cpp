//===- Selection.cpp - The units that files are checked through -----------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/Selection.h"
#include "Check/IncludeScan.h"
#include "Check/NinjaRun.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace rowlock::check;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {
class Chooser {
public:
  Chooser(llvm::ArrayRef<Unit> All, llvm::StringRef State)
      : All(All), State(State) {}

  void add(const std::string &File) {
    bool IsSource = false;
    for (auto [Index, Each] : llvm::enumerate(All))
      if (Each.File == File) {
        Chosen.insert(Index);
        IsSource = true;
      }
    if (IsSource)
      return;
    if (const Unit *Through = through(File))
      Chosen.insert(Through - All.data());
    else
      Out.Unknown.push_back(File);
  }

  Selection take() {
    for (size_t Index : Chosen)
      Out.Units.push_back(All[Index]);
    return std::move(Out);
  }

private:
  const Unit *through(const std::string &Header) {
    if (!fs::exists(Header))
      return nullptr;
    // The source of the same name is the one that belongs to it.
    std::vector<const Unit *> InOrder;
    for (const Unit &Each : All)
      InOrder.push_back(&Each);
    auto Belongs = [&](const Unit *U) {
      return path::stem(U->File) == path::stem(Header);
    };
    std::vector<const Unit *> Sorted;
    llvm::copy_if(InOrder, std::back_inserter(Sorted), Belongs);
    llvm::copy_if(InOrder, std::back_inserter(Sorted),
                  [&](const Unit *U) { return !Belongs(U); });
    for (const Unit *Each : Sorted)
      if (hasRead(*Each, Header))
        return Each;
    for (const Unit *Each : Sorted)
      if (Scan.includes(*Each, Header))
        return Each;
    return nullptr;
  }

  bool hasRead(const Unit &Each, const std::string &Header) const {
    auto Inputs = llvm::MemoryBuffer::getFile(filesOf(Each, State).Inputs);
    return Inputs && (*Inputs)->getBuffer().contains(" " + Header + "\n");
  }

  llvm::ArrayRef<Unit> All;
  llvm::StringRef State;
  IncludeScan Scan;
  std::set<size_t> Chosen;
  Selection Out;
};
} // namespace

Selection rowlock::check::select(llvm::ArrayRef<Unit> All,
                                 llvm::ArrayRef<std::string> Files,
                                 llvm::StringRef State) {
  Chooser C(All, State);
  for (const std::string &File : Files)
    C.add(File);
  return C.take();
}
