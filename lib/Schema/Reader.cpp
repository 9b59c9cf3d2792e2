//===- Schema/Reader.cpp - DDL text to tables -----------------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Schema/Reader.h"
#include "Schema/Definer.h"
#include "Schema/Script.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace rowlock::schema;
using llvm::StringRef;
using rowlock::databases::Product;
namespace databases = rowlock::databases;
namespace sql = rowlock::sql;

void Definer::unread(const llvm::Twine &What) {
  if (!Learning)
    Into.note(Note::Kind::Unread, At, What.str());
}

void Definer::contradicts(const llvm::Twine &What) {
  if (!Learning)
    Into.note(Note::Kind::Contradicts, At, What.str());
}

//===----------------------------------------------------------------------===//
// CREATE
//===----------------------------------------------------------------------===//

void Definer::addTable(Table T, bool IfNotExists) {
  Table *Old = Into.find(T.Name, T.Schema);
  if (Learning && (Old || Into.isView(T.Name))) {
    // Which of the two the database has nobody knows.
    if (Old && Old->Learned)
      Old->Incomplete = true;
    return;
  }
  T.Learned = Learning;
  if (Old &&
      (Old->Schema.empty() || T.Schema.empty() || Old->Schema == T.Schema)) {
    auto Differs = [&] {
      return Old->Columns.size() != T.Columns.size() ||
             llvm::any_of(T.Columns, [&](const Column &C) {
               return !Old->column(C.Name);
             });
    };
    // The database keeps the table that it has.
    if (IfNotExists) {
      if (Differs())
        contradicts("table '" + T.Name +
                    "' is already there with other columns, which stay");
      return;
    }
    if (Differs())
      contradicts("table '" + T.Name + "' is created again with other columns");
    Into.erase(*Old);
  }
  llvm::erase_if(Into.Views, [&](const View &V) { return V.Name == T.Name; });
  Into.add(std::move(T));
}

/// Behind the elements.
void Definer::tableOptions(Words W, Table &T) {
  for (; !W.done(); W.skip()) {
    if (W.are("without rowid")) {
      T.WithoutRowid = true;
    } else if (W.is("engine")) {
      Words Next = W.behind();
      Next.takeOp("=");
      T.Engine = Next.spelled().lower();
    } else if (W.is("inherits")) {
      Words Parents = W.behind().takeBracket();
      while (!Parents.done()) {
        Words Item = Parents.takeItem();
        sql::Name In;
        sql::Name From = Item.takePath(In);
        copyTable(From, In, /*WithKeys=*/false, T);
      }
    } else if ((W.is("as") && W.behind().isAny({"select", "with", "values"})) ||
               W.is("select")) {
      T.Incomplete = T.ColumnsIncomplete = true;
      return;
    }
  }
}

/// A table that is made from another: LIKE, OF, AS SELECT.
void Definer::createTableFrom(Words &W, Table &T) {
  if (W.take("partition of")) {
    sql::Name In;
    sql::Name From = W.takePath(In);
    copyTable(From, In, /*WithKeys=*/true, T);
    return;
  }
  if (W.take("like")) {
    sql::Name In;
    sql::Name From = W.takePath(In);
    copyTable(From, In, /*WithKeys=*/true, T);
    return;
  }
  T.Incomplete = T.ColumnsIncomplete = true;
}

bool Definer::createTable(Words W, bool Temporary, bool OrReplace) {
  bool IfNotExists = W.take("if not exists");
  Table T;
  sql::Name In;
  sql::Name Name = W.takePath(In);
  if (!Name.known() || Name.Text.empty()) {
    unread("CREATE TABLE");
    return true;
  }
  T.Name = fold(Name);
  T.Spelled = Name.Text;
  T.Schema = In.present() ? fold(In) : std::string();
  T.At = At;
  T.Temporary = Temporary || StringRef(T.Name).starts_with("#");
  if (W.take("using")) { // a virtual table
    T.Incomplete = T.ColumnsIncomplete = true;
    addTable(std::move(T), IfNotExists);
    return true;
  }
  bool IsBody = W.isOp("(") && !W.behind().is("select");
  // CREATE TABLE t (LIKE other) is MySQL's too.
  if (!IsBody) {
    createTableFrom(W, T);
  } else {
    Words Body = W.takeBracket();
    tableOptions(W, T);
    while (!Body.done())
      element(Body.takeItem(), T);
    settle(T);
  }
  if (OrReplace)
    if (Table *Old = Into.find(T.Name, T.Schema))
      Into.erase(*Old);
  addTable(std::move(T), IfNotExists);
  return true;
}

bool Definer::createIndex(Words W, bool Unique) {
  W.take("concurrently");
  W.take("if not exists");
  Key K;
  K.Unique = Unique;
  sql::Name In;
  if (!W.is("on"))
    K.Name = fold(W.takePath(In));
  if (W.is("using")) // MySQL: CREATE INDEX i USING BTREE ON t
    W = W.behind().behind();
  if (!W.take("on")) {
    unread("CREATE INDEX '" + K.Name + "'");
    return true;
  }
  W.take("only");
  sql::Name TableIn;
  sql::Name Name = W.takePath(TableIn);
  if (W.is("using"))
    W = W.behind().behind();
  // What is not unique says nothing here.
  if (!Unique)
    return true;
  Table *T = Name.known() ? Into.find(fold(Name), fold(TableIn)) : nullptr;
  if (!T) {
    contradicts("index '" + K.Name + "' is on '" + Name.Text +
                "', which nothing defines");
    return true;
  }
  if (Learning && !T->Learned)
    return true;
  if (!W.isOp("(")) {
    unread("CREATE UNIQUE INDEX '" + K.Name + "'");
    T->Incomplete = true;
    return true;
  }
  keyColumns(W.takeBracket(), *T, K);
  keyTail(W, *T, K);
  addKey(*T, std::move(K));
  return true;
}

bool Definer::createView(Words W) {
  if (Learning)
    return true;
  W.take("if not exists");
  sql::Name In;
  sql::Name Name = W.takePath(In);
  if (!Name.known())
    return true;
  std::string Folded = fold(Name);
  // mysqldump has a table stand in for the view until all tables are there.
  if (Table *T = Into.find(Folded, fold(In)))
    Into.erase(*T);
  llvm::erase_if(Into.Views, [&](const View &V) { return V.Name == Folded; });
  Into.Views.push_back({Folded, At});
  return true;
}

bool Definer::createTrigger(Words W) {
  W.take("if not exists");
  sql::Name In;
  Trigger Made;
  Made.Name = fold(W.takePath(In));
  Made.At = At;
  while (!W.done() && !W.is("on") && !W.is("begin"))
    W.skip();
  if (W.take("on"))
    Made.Table = fold(W.takePath(In));
  llvm::erase_if(Into.Triggers,
                 [&](const Trigger &T) { return T.Name == Made.Name; });
  Into.Triggers.push_back(std::move(Made));
  return true;
}

bool Definer::create(Words W) {
  bool Temporary = false, Unique = false, OrReplace = false;
  // What may stand between CREATE and what is created.
  for (unsigned I = 0; I != 24 && !W.done(); ++I) {
    if (W.take("table") || W.take("foreign table"))
      return createTable(W, Temporary, OrReplace);
    if (W.take("index"))
      return createIndex(W, Unique);
    if (W.take("view"))
      return createView(W);
    if (W.take("trigger"))
      return createTrigger(W);
    if (W.isAny({"sequence",     "type",        "function",  "schema",
                 "database",     "procedure",   "extension", "domain",
                 "role",         "user",        "event",     "aggregate",
                 "operator",     "policy",      "server",    "publication",
                 "subscription", "rule",        "cast",      "collation",
                 "language",     "statistics",  "synonym",   "package",
                 "tablespace",   "login",       "access",    "text",
                 "conversion",   "assembly",    "queue",     "directory",
                 "partition",    "xml",         "fulltext",  "spatial",
                 "columnstore",  "certificate", "library",   "context",
                 "profile",      "transform",   "message",   "application"}) &&
        !(W.isAny({"fulltext", "spatial", "columnstore"}) &&
          W.behind().is("index")))
      return true;
    if (W.take("or replace")) {
      OrReplace = true;
      continue;
    }
    Temporary |= W.isAny({"temporary", "temp"});
    Unique |= W.is("unique");
    W.skip();
  }
  return false;
}

//===----------------------------------------------------------------------===//
// DROP, RENAME
//===----------------------------------------------------------------------===//

void Definer::dropTables(Words W) {
  bool IfExists = W.take("if exists");
  do {
    sql::Name In;
    sql::Name Name = W.takePath(In);
    Table *T = Name.known() ? Into.find(fold(Name), fold(In)) : nullptr;
    if (T) {
      llvm::erase_if(Into.Triggers, [&](const Trigger &Each) {
        return Each.Table == T->Name;
      });
      Into.erase(*T);
    } else if (!IfExists) {
      contradicts("table '" + Name.Text +
                  "' is dropped, but nothing defines "
                  "it");
    }
  } while (W.takeOp(","));
}

void Definer::dropIndex(Words W) {
  W.take("concurrently");
  W.take("if exists");
  do {
    sql::Name In;
    std::string Name = fold(W.takePath(In));
    std::string On;
    if (W.take("on")) {
      sql::Name OnIn;
      On = fold(W.takePath(OnIn));
    }
    for (std::optional<Table> &T : Into.Tables)
      if (T && (On.empty() || T->Name == On))
        llvm::erase_if(T->Keys, [&](const Key &K) { return K.Name == Name; });
  } while (W.takeOp(","));
}

bool Definer::drop(Words W) {
  // A program drops what it makes again.
  if (Learning)
    return true;
  W.take("temporary");
  W.take("foreign");
  if (W.take("table")) {
    dropTables(W);
  } else if (W.take("index")) {
    dropIndex(W);
  } else if (W.take("view") || W.take("materialized view")) {
    W.take("if exists");
    do {
      sql::Name In;
      std::string Name = fold(W.takePath(In));
      llvm::erase_if(Into.Views, [&](const View &V) { return V.Name == Name; });
    } while (W.takeOp(","));
  } else if (W.take("trigger")) {
    W.take("if exists");
    sql::Name In;
    std::string Name = fold(W.takePath(In));
    llvm::erase_if(Into.Triggers,
                   [&](const Trigger &T) { return T.Name == Name; });
  }
  // Nothing else that can be dropped has columns or keys.
  return true;
}

Table &Definer::renameTable(Table &T, const sql::Name &To) {
  std::string New = fold(To);
  std::string Old = T.Name;
  if (!To.known() || New == Old)
    return T;
  if (Table *There = Into.find(New, T.Schema)) {
    contradicts("'" + T.Name + "' is renamed to '" + To.Text +
                "', which is already there");
    Into.erase(*There);
  }
  Table Moved = T;
  Into.erase(T);
  Moved.Name = New;
  Moved.Spelled = To.Text;
  for (std::optional<Table> &Other : Into.Tables)
    if (Other)
      for (ForeignKey &F : Other->References)
        if (F.Table == Old)
          F.Table = New;
  for (Trigger &Each : Into.Triggers)
    if (Each.Table == Old)
      Each.Table = New;
  return Into.add(std::move(Moved));
}

/// MySQL: RENAME TABLE a TO b, c TO d. Oracle: RENAME a TO b.
bool Definer::rename(Words W) {
  if (W.is("user") || Learning)
    return true;
  W.take("tables");
  W.take("table");
  do {
    sql::Name In, ToIn;
    sql::Name From = W.takePath(In);
    if (!W.take("to"))
      return false;
    sql::Name To = W.takePath(ToIn);
    Table *T = From.known() ? Into.find(fold(From), fold(In)) : nullptr;
    if (T)
      renameTable(*T, To);
    else
      contradicts("table '" + From.Text +
                  "' is renamed, but nothing defines it");
  } while (W.takeOp(","));
  return true;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

bool Definer::define(const sql::Text &Statement) {
  sql::ParseOptions Options;
  Options.Db = P;
  Options.Styles = {};
  sql::Parsed Ignored;
  sql::TokenList Tokens = sql::tokenize(Statement, Options, Ignored);
  Words W(Tokens, Statement.flattened(), P);
  bool IsTable = W.is("create") || W.is("alter");
  if (IsTable && Statement.size() > sql::MaxTextSize)
    unread("what stands behind the first 200 KB of a statement");
  if (W.take("create"))
    return create(W);
  if (W.take("alter"))
    return alter(W);
  if (W.take("drop"))
    return drop(W);
  if (W.take("rename"))
    return rename(W);
  return false;
}

/// SQL Server needs no semicolon between statements: one may begin at the
/// beginning of a line. Bodies of routines are left alone.
static void splitAtLines(StringRef Text,
                         llvm::function_ref<void(StringRef, size_t)> Each) {
  static constexpr llvm::StringLiteral Heads[] = {
      "create table ", "alter table ", "create unique ",      "create index ",
      "drop table ",   "insert into ", "create nonclustered "};
  auto IsHead = [&](StringRef Line) {
    return llvm::any_of(Heads, [&](StringRef Head) {
      return Line.starts_with_insensitive(Head);
    });
  };
  size_t Begin = 0;
  bool Open = IsHead(Text);
  for (size_t At = Text.find('\n'); Open && At != StringRef::npos;
       At = Text.find('\n', At + 1)) {
    StringRef Behind = Text.substr(At + 1);
    if (!IsHead(Behind))
      continue;
    Each(Text.slice(Begin, At + 1), Begin);
    Begin = At + 1;
  }
  Each(Text.substr(Begin), Begin);
}

bool Definer::learn(Schema &Into, StringRef Text, databases::Database Db,
                    StringRef FileName, unsigned Line) {
  if (!Into.Db.known() && Into.tables().empty())
    Into.Db = Db;
  if (Into.Files.empty() || Into.Files.back() != FileName)
    Into.Files.push_back(FileName.str());
  Place At{static_cast<unsigned>(Into.Files.size() - 1), Line};
  bool Any = false;
  Script Statements(Text, Db.Kind);
  while (auto Piece = Statements.next([](size_t, StringRef) {})) {
    Definer One(Into, Db.Kind, At);
    One.Learning = true;
    Any |= One.define(sql::Text(Piece->Text.take_front(sql::MaxTextSize)));
  }
  return Any;
}

void Reader::readText(StringRef Text, StringRef FileName) {
  unsigned File = Made.Files.size();
  Made.Files.push_back(FileName.str());
  Product P = guessProduct(Text);
  // MariaDB reads what MySQL writes, and the other way round.
  bool SameFamily =
      Made.Db.mysqlFamily() && databases::Database(P).mysqlFamily();
  if (P == Product::Unknown || SameFamily)
    P = Made.Db.Kind;
  if (!Made.Db.known() && Made.tables().empty())
    Made.Db = P;
  Script Statements(Text, P);
  // Found on the way to the next statement, told with its line behind it.
  llvm::SmallVector<std::pair<size_t, std::string>, 2> Problems;
  auto Tell = [&](size_t Offset, StringRef What) {
    Problems.push_back({Offset, What.str()});
  };
  auto Flush = [&] {
    for (auto &[Offset, What] : Problems)
      Made.note(Note::Kind::Unread, {File, Statements.line(Offset)}, What);
    Problems.clear();
  };
  while (auto Piece = Statements.next(Tell)) {
    Flush();
    splitAtLines(Piece->Text, [&](StringRef Part, size_t Offset) {
      Place At{File, Statements.line(Piece->Offset + Offset)};
      // The tokenizer reads no more than that, and takes a copy.
      sql::Text Copy(Part.take_front(sql::MaxTextSize + 1));
      if (Definer(Made, P, At).define(Copy))
        return;
      StringRef Line = Part.ltrim().take_until(
          [](char C) { return C == '\n' || C == '\r'; });
      if (!Line.starts_with_insensitive("insert into"))
        Made.note(Note::Kind::Unread, At,
                  "'" + Line.take_front(60).str() + "'");
    });
  }
  Flush();
}

bool rowlock::schema::learn(Schema &Into, const sql::Text &Statement,
                            databases::Database Db, StringRef FileName,
                            unsigned Line) {
  for (const sql::Text::Piece &Piece : Statement.pieces())
    if (Piece.Hole)
      return false;
  return Definer::learn(Into, Statement.flattened(), Db, FileName, Line);
}
