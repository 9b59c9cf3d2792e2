//===- HostGuard.cpp - Refuses a host of another version ------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A plugin that was built for another LLVM major than the clang-tidy that loads
// it may load without a word, list its checks, match nothing and let the run
// exit with 0: classes differ in layout, symbols do not differ in name. A
// passed run that looked at nothing is the worst a linter can do. So this
// object compares the two majors as soon as the plugin is loaded, before the
// module registers, and ends the process with a line that says why.
//
// It can do nothing where loading itself fails: a missing file, or a host that
// lacks a symbol while binding is not lazy (checks/CMakeLists.txt sees to the
// latter). For those, run the checks once on code with a known finding.
//
// Nothing here may depend on how LLVM's classes are laid out: only the one call
// below, C strings and C streams.
//
//===----------------------------------------------------------------------===//

#include "clang/Basic/Version.h"
#include "llvm/Config/llvm-config.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

/// The exit code for a wrong configuration, EX_CONFIG of sysexits.h. Neither
/// clang-tidy nor a shell uses it for something else.
constexpr int WrongHostExitCode = 78;

/// The number after "version" in "Debian clang version 19.1.7 (3~deb12u1)";
/// 0 if there is none.
int majorOf(const std::string &FullVersion) {
  static constexpr char Marker[] = "version ";
  const char *Found = std::strstr(FullVersion.c_str(), Marker);
  return Found ? std::atoi(Found + sizeof(Marker) - 1) : 0;
}

struct HostGuard {
  HostGuard() {
    std::string Host = clang::getClangFullVersion();
    if (majorOf(Host) == LLVM_VERSION_MAJOR)
      return;
    std::fprintf(stderr,
                 "rowlock: built for LLVM %d, but this clang-tidy is \"%s\"\n",
                 LLVM_VERSION_MAJOR, Host.c_str());
    std::fflush(stderr);
    // Not exit(): the host's own static objects must not be torn down by a
    // library that disagrees with it about their layout.
    std::_Exit(WrongHostExitCode);
  }
};

// The lowest priority number that programs may use: constructed before every
// other static object of the plugin, the module's registration among them.
[[gnu::init_priority(101)]] HostGuard Guard;

} // namespace
