// Not part of SQLiteCpp's umbrella header.
#ifndef ROWLOCK_TEST_SQLITECPP_EXECUTEMANY
#define ROWLOCK_TEST_SQLITECPP_EXECUTEMANY

#include <SQLiteCpp/SQLiteCpp.h>

namespace SQLite {

template <typename Arg, typename... Types>
void execute_many(Database &, const char *, Arg &&, Types &&...);

} // namespace SQLite

#endif // ROWLOCK_TEST_SQLITECPP_EXECUTEMANY
