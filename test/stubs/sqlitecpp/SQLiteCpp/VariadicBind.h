// Not part of SQLiteCpp's umbrella header.
#ifndef ROWLOCK_TEST_SQLITECPP_VARIADICBIND
#define ROWLOCK_TEST_SQLITECPP_VARIADICBIND

#include <SQLiteCpp/SQLiteCpp.h>
#include <tuple>

namespace SQLite {

template <class... Args> void bind(SQLite::Statement &, const Args &...);
template <typename... Types>
void bind(SQLite::Statement &, const std::tuple<Types...> &);

} // namespace SQLite

#endif // ROWLOCK_TEST_SQLITECPP_VARIADICBIND
