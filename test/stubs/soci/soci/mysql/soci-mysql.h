#ifndef ROWLOCK_TEST_SOCI_MYSQL
#define ROWLOCK_TEST_SOCI_MYSQL

#include "soci/soci.h"

namespace soci {

class mysql_soci_error : public soci_error {
public:
  mysql_soci_error(std::string const &, int);
  unsigned int err_num_;
};

class mysql_backend_factory : public backend_factory {};
extern mysql_backend_factory const mysql;

} // namespace soci

#endif
