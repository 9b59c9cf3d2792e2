//===- Glob.cpp - Header patterns -----------------------------------------===//

#include "Models/Glob.h"

using namespace llvm;

namespace rowlock::models {

static char slashed(char C) { return C == '\\' ? '/' : C; }

/// The usual matcher that only ever goes back to the last '*'.
static bool matchesWhole(StringRef Glob, StringRef Text) {
  size_t G = 0, T = 0;
  size_t Star = StringRef::npos, Mark = 0;
  while (T < Text.size()) {
    if (G < Glob.size() && Glob[G] == '*') {
      Star = G++;
      Mark = T;
    } else if (G < Glob.size() && Glob[G] == slashed(Text[T])) {
      ++G;
      ++T;
    } else if (Star != StringRef::npos) {
      G = Star + 1;
      T = ++Mark;
    } else {
      return false;
    }
  }
  while (G < Glob.size() && Glob[G] == '*')
    ++G;
  return G == Glob.size();
}

bool globMatches(StringRef Glob, StringRef Text) {
  return matchesWhole(Glob, Text);
}

bool headerMatches(StringRef Glob, StringRef Path) {
  for (size_t Start = 0; Start < Path.size(); ++Start) {
    bool AtComponent = Start == 0 || slashed(Path[Start - 1]) == '/';
    // Nearly every component differs from the pattern in its first letter.
    if (AtComponent && !Glob.empty() &&
        (Glob[0] == '*' || Glob[0] == slashed(Path[Start])) &&
        matchesWhole(Glob, Path.substr(Start)))
      return true;
  }
  return false;
}

} // namespace rowlock::models
