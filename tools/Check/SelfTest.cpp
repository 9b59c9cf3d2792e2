//===- SelfTest.cpp - rowlock self-test -----------------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check/SelfTest.h"
#include "Check/Subprocess.h"
#include "Check/Tidy.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace rowlock::check;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
namespace report = rowlock::report;

/// As much of SQLite's interface as the source uses, so that no library need be
/// installed. The checks know the library by the names.
static constexpr char Header[] = R"(#pragma once
struct sqlite3;
struct sqlite3_stmt;
extern "C" {
int sqlite3_prepare_v2(sqlite3 *db, const char *sql, int size,
                       sqlite3_stmt **statement, const char **tail);
int sqlite3_bind_int(sqlite3_stmt *statement, int index, int value);
int sqlite3_step(sqlite3_stmt *statement);
int sqlite3_column_int(sqlite3_stmt *statement, int column);
int sqlite3_finalize(sqlite3_stmt *statement);
}
)";

/// The first function loses a sale; the second one does not.
static constexpr char Source[] = R"(#include "sqlite3.h"

void sellsInMemory(sqlite3 *db, int event, int tickets) {
  sqlite3_stmt *query = nullptr;
  sqlite3_prepare_v2(db, "SELECT sold FROM event WHERE id = ?", -1, &query,
                     nullptr);
  sqlite3_bind_int(query, 1, event);
  sqlite3_step(query);
  int sold = sqlite3_column_int(query, 0);
  sqlite3_finalize(query);
  sqlite3_stmt *update = nullptr;
  sqlite3_prepare_v2(db, "UPDATE event SET sold = ? WHERE id = ?", -1, &update,
                     nullptr);
  sqlite3_bind_int(update, 1, sold + tickets);
  sqlite3_bind_int(update, 2, event);
  sqlite3_step(update); // the finding
  sqlite3_finalize(update);
}

void sellsInTheDatabase(sqlite3 *db, int event, int tickets) {
  sqlite3_stmt *update = nullptr;
  sqlite3_prepare_v2(db, "UPDATE event SET sold = sold + ? WHERE id = ?", -1,
                     &update, nullptr);
  sqlite3_bind_int(update, 1, tickets);
  sqlite3_bind_int(update, 2, event);
  sqlite3_step(update);
  sqlite3_finalize(update);
}
)";

static constexpr llvm::StringLiteral Expected = "rowlock-read-modify-write";

static unsigned expectedLine() {
  llvm::StringRef Text(Source);
  return Text.take_front(Text.find("// the finding")).count('\n') + 1;
}

static int passed(const llvm::Twine &What) {
  llvm::outs() << "rowlock self-test: passed: " << What
               << " finds what it must\n";
  return 0;
}

static int failed(const llvm::Twine &Why) {
  llvm::errs() << "rowlock self-test: failed: " << Why << "\n";
  return 2;
}

/// Nothing is read from the disk.
static int testOwnChecks() {
  auto Files = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  const std::string Folder = "/rowlock-self-test";
  auto Add = [&](llvm::StringRef Name, llvm::StringRef Text) {
    Files->addFile(Folder + "/" + Name, 0,
                   llvm::MemoryBuffer::getMemBuffer(Text));
  };
  Add("sqlite3.h", Header);
  Add("sells.cpp", Source);
  UnitRequest Request;
  Request.File = Folder + "/sells.cpp";
  Request.Directory = Folder;
  Request.Arguments = {"clang++", "-std=c++17", "-c", Request.File};
  // No configuration file of this machine has a say.
  Request.Options.Config = "{}";
  report::UnitResult Unit = runTidy(Request, Files, [](llvm::StringRef) {});
  if (!Unit.Failure.empty())
    return failed(Unit.Failure);
  if (!Unit.Configuration.empty())
    return failed(Unit.Configuration.front());
  if (Unit.Results.size() != 1 || Unit.Results.front().Check != Expected ||
      Unit.Results.front().At.Line != expectedLine())
    return failed("the known finding was not made, or others were");
  return passed("this program");
}

static bool write(llvm::StringRef Folder, llvm::StringRef Name,
                  llvm::StringRef Text) {
  std::error_code Error;
  llvm::raw_fd_ostream OS((Folder + "/" + Name).str(), Error);
  if (Error)
    return false;
  OS << Text;
  OS.close();
  return !OS.has_error();
}

static int testClangTidy(const std::string &Plugin,
                         const std::string &Program) {
  if (!Plugin.empty() && !fs::exists(Plugin))
    return failed("there is no plugin '" + Plugin + "'");
  llvm::SmallString<128> Folder;
  if (fs::createUniqueDirectory("rowlock-self-test", Folder))
    return failed("no temporary folder can be made");
  auto Clean = llvm::make_scope_exit([&] { fs::remove_directories(Folder); });
  std::string File = (Folder + "/sells.cpp").str();
  if (!write(Folder, "sqlite3.h", Header) ||
      !write(Folder, "sells.cpp", Source))
    return failed("cannot write to '" + Folder + "'");

  std::vector<std::string> Command = {Program, "--config={}",
                                      "--checks=-*,rowlock-*", File};
  llvm::SmallString<256> Absolute(Plugin);
  if (!Plugin.empty()) {
    fs::make_absolute(Absolute);
    Command.insert(Command.begin() + 1, ("--load=" + Absolute).str());
  }
  Command.insert(Command.end(), {"--", "-std=c++17"});
  std::string Finding = ":" + std::to_string(expectedLine()) + ":3: warning: ";
  unsigned Warnings = 0;
  bool Found = false;
  std::string First, Error;
  int Status = runWithOutput(
      Command, {},
      [&](llvm::StringRef Line) {
        if (First.empty())
          First = Line.str();
        Warnings += Line.contains(": warning: ");
        Found |= Line.contains(Finding) &&
                 Line.contains(("[" + Expected + "]").str());
      },
      Error);
  std::string With =
      "'" + Program + "'" +
      (Plugin.empty() ? ""
                      : " with '" + std::string(path::filename(Plugin)) + "'");
  if (Status < 0)
    return failed("'" + Program + "' cannot be run: " + Error);
  if (Status != 0)
    return failed(With + " ended with " + llvm::Twine(Status) + ": " + First);
  if (!Found || Warnings != 1)
    return failed(With + ": the known finding was not made, or others were");
  return passed(With);
}

int rowlock::check::selfTestMain(llvm::ArrayRef<std::string> Arguments) {
  std::string Plugin, Program;
  for (size_t I = 0; I < Arguments.size(); ++I) {
    auto [Name, Value] = llvm::StringRef(Arguments[I]).split('=');
    if (Name == "--help" || Name == "-h") {
      llvm::outs()
          << "usage: rowlock self-test [--plugin FILE] [--clang-tidy PROGRAM]\n"
             "\nProves with a known finding that the checks are alive: those "
             "of this program, or\nthose of a plugin in a clang-tidy "
             "(default: clang-tidy-19), or of a program such as\n"
             "rowlock-tidy. Exit status: 0, or 2 if the finding was not "
             "made.\n";
      return 0;
    }
    std::string *Text = llvm::StringSwitch<std::string *>(Name)
                            .Case("--plugin", &Plugin)
                            .Case("--clang-tidy", &Program)
                            .Default(nullptr);
    if (!Text)
      return failed("unknown option '" + Arguments[I] +
                    "'; see rowlock self-test --help");
    if (Arguments[I].find('=') == std::string::npos) {
      if (++I == Arguments.size())
        return failed("option '" + Name + "' needs a value");
      Value = Arguments[I];
    }
    *Text = Value.str();
  }
  if (Plugin.empty() && Program.empty())
    return testOwnChecks();
  for (llvm::StringRef Name : {"clang-tidy-19", "clang-tidy"})
    if (Program.empty() && llvm::sys::findProgramByName(Name))
      Program = Name.str();
  if (Program.empty())
    return failed("there is no clang-tidy-19; name one with --clang-tidy");
  return testClangTidy(Plugin, Program);
}
