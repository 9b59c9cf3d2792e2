// Which database a library for several of them speaks to: the address of a
// connection tells, else the headers of back ends, if they agree.
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/soci -DADDRESS='"sqlite3://shop.db"' | FileCheck %s --check-prefix=SQLITE
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/soci -DADDRESS='"mysql://db=shop user=" + user' | FileCheck %s --check-prefix=MYSQL
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/soci -DADDRESS='"postgresql", "dbname=shop"' -DMYSQL | FileCheck %s --check-prefix=POSTGRESQL
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/soci -DADDRESS=user -DMYSQL | FileCheck %s --check-prefix=MYSQL
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/soci -DADDRESS=user -DMYSQL -DSQLITE | FileCheck %s --check-prefix=UNKNOWN
// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %S/../stubs/soci -DADDRESS=user | FileCheck %s --check-prefix=UNKNOWN

// SQLITE: library soci: database sqlite,
// MYSQL: library soci: database mysql,
// POSTGRESQL: library soci: database postgresql,
// UNKNOWN: library soci: database unknown,

#include <soci/soci.h>
#include <string>
#ifdef MYSQL
#include <soci/mysql/soci-mysql.h>
#endif
#ifdef SQLITE
#include <soci/sqlite3/soci-sqlite3.h>
#endif

void connect(const std::string &user) {
  soci::session sql(ADDRESS);
  sql << "DELETE FROM log";
}
