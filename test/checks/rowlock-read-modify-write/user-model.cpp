// A library that nobody has heard of, described in nine lines.
// RUN: %check %s --config='{CheckOptions: {rowlock.Models: "%S/Inputs/acme/acme.yaml"}}' -- -I %S/Inputs
// RUN: %check %s --config='{CheckOptions: {rowlock-read-modify-write.Models: "%S/Inputs/acme/acme.yaml"}}' -- -I %S/Inputs
//
// Without its model it is unknown, and unknown code makes no warnings.
// RUN: rowlock-tidy --quiet --checks='-*,rowlock-*' %s -- -std=c++17 -I %S/Inputs | count 0
//
// The command takes the same model.
// RUN: rowlock dump --findings --model=%S/Inputs/acme/acme.yaml %s -- -std=c++17 -I %S/Inputs | FileCheck %s
// RUN: rowlock check-models %S/Inputs/acme/acme.yaml

#include <acme/db.h>

void bad_increment(acme::Db &db, long id) {
  acme::Unit unit(db);
  long n = db.one("SELECT n FROM counter WHERE id = $1", id).num("n");
  // CHECK-FIXES: db.run("UPDATE counter SET n = n + $1 WHERE id = $2", 1, id);
  db.run("UPDATE counter SET n = $1 WHERE id = $2", n + 1, id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'n' of 'counter' between line [[#@LINE-3]] and this write is overwritten
  // CHECK: user-model.cpp:[[#@LINE-2]]:3: a concurrent change to 'n' of 'counter' between line [[#@LINE-4]] and this write is overwritten [rowlock-read-modify-write, certain]
}

void bad_autocommit(acme::Db &db, long id) {
  acme::Row row = db.one("SELECT n, m FROM counter WHERE id = $1", id);
  db.run("UPDATE counter SET m = $1 WHERE id = $2", row.num("n") + row.num("m"), id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'm' of 'counter' between line
  // CHECK: user-model.cpp:[[#@LINE-2]]:3: a concurrent change to 'm' of 'counter' between line
}

void good_lock(acme::Db &db, long id) {
  acme::Unit unit(db);
  long n = db.one("SELECT n FROM counter WHERE id = $1 FOR UPDATE", id).num("n");
  db.run("UPDATE counter SET n = $1 WHERE id = $2", n * 2, id);
  // CHECK: user-model.cpp:[[#@LINE-1]]:3: silent: row lock
}

bool good_compare_and_set(acme::Db &db, long id) {
  long n = db.one("SELECT n FROM counter WHERE id = $1", id).num("n");
  return db.run("UPDATE counter SET n = $1 WHERE id = $2 AND n = $3", n * 2, id, n) == 1;
  // CHECK: user-model.cpp:[[#@LINE-1]]:10: silent: compare-and-set
}

void good_increment(acme::Db &db, long id) {
  db.run("UPDATE counter SET n = n + 1 WHERE id = $1", id);
  // CHECK-NOT: user-model.cpp
}
