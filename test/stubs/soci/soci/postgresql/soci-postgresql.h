#ifndef ROWLOCK_TEST_SOCI_POSTGRESQL
#define ROWLOCK_TEST_SOCI_POSTGRESQL

#include "soci/soci.h"

namespace soci {

class postgresql_soci_error : public soci_error {
public:
  postgresql_soci_error(std::string const &, char const *);
  std::string sqlstate() const;
};

class postgresql_backend_factory : public backend_factory {};
extern postgresql_backend_factory const postgresql;

} // namespace soci

#endif
