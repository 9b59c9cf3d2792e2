// Not part of SQLiteCpp's umbrella header.
#ifndef ROWLOCK_TEST_SQLITECPP_SAVEPOINT
#define ROWLOCK_TEST_SQLITECPP_SAVEPOINT

#include <SQLiteCpp/SQLiteCpp.h>

namespace SQLite {

class Savepoint {
public:
  Savepoint(Database &, const std::string &);
  Savepoint(const Savepoint &) = delete;
  Savepoint &operator=(const Savepoint &) = delete;
  ~Savepoint();
  void release();
  void rollback();
};

} // namespace SQLite

#endif // ROWLOCK_TEST_SQLITECPP_SAVEPOINT
