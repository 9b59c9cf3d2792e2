//===- SqlDump.h - rowlock dump --sql ---------------------------*- C++ -*-===//
//
// Part of Rowlock, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_TOOLS_SQLDUMP_H
#define ROWLOCK_TOOLS_SQLDUMP_H

#include "Sql/Rewrite.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace rowlock {

struct SqlDumpOptions {
  sql::ParseOptions Parse;
  /// Print rewritten texts instead of facts; in this order, each on its own:
  ///   lock[:TABLE]  relative:COLUMN:+  narrow:COLUMN,...  condition:TEXT
  ///   immediate
  std::vector<std::string> Rewrites;
  /// Print only whether the text is SQL.
  bool OnlyJudge = false;
};

/// Reads `--database=`, `--placeholders=` (a list of style names, `native` or
/// `none`), `--rewrite=`, `--judge`, `--reaches-database`. False for an option
/// that is not one of these; a wrong value is reported in \p Error.
bool parseSqlDumpOption(llvm::StringRef Argument, SqlDumpOptions &Options,
                        std::string &Error);

/// Dumps the texts of the files ("-" is standard input). A file holds one text,
/// or several under lines `-- sql: TITLE`; a hole is written {{N}}. The end of
/// a text loses its line break. Gives the exit code.
int dumpSqlMain(llvm::ArrayRef<std::string> Files,
                const SqlDumpOptions &Options);

} // namespace rowlock

#endif // ROWLOCK_TOOLS_SQLDUMP_H
