#pragma once
#include <odb/database.hxx>
#include <odb/pgsql/query.hxx>

namespace odb {
namespace pgsql {
class database : public odb::database {
public:
  database(const std::string &user, const std::string &password,
           const std::string &db);
  transaction_impl *begin() override;
};
} // namespace pgsql
} // namespace odb
