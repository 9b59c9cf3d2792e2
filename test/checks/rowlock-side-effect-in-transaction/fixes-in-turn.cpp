// RUN: %check %s -- -isystem %stubs/sqlitecpp
// RUN: %check %s --
#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdio>
#include <cstdlib>

// The last one can go; the other one the next time.
void moved_one_by_one(SQLite::Database &db) {
  SQLite::Transaction tx(db);
  db.exec("UPDATE job SET running = 1");
  std::remove("job.lock");
  std::system("run-job");
  tx.commit();
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: this removes, renames or cuts off a file
// CHECK-MESSAGES: note: possible repair: do it behind the commit; what stands between it and the commit may not stay the same
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: this starts another program
// CHECK-MESSAGES: note: repair: do it behind the commit
