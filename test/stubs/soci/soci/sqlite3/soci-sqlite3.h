#ifndef ROWLOCK_TEST_SOCI_SQLITE3
#define ROWLOCK_TEST_SOCI_SQLITE3

#include "soci/soci.h"

namespace soci {

class sqlite3_soci_error : public soci_error {
public:
  sqlite3_soci_error(std::string const &, int);
  int result() const;
};

class sqlite3_backend_factory : public backend_factory {};
extern sqlite3_backend_factory const sqlite3;

} // namespace soci

#endif
