#pragma once
#include <odb/transaction.hxx>

namespace odb {
namespace pgsql {
class transaction : public odb::transaction {
public:
  explicit transaction(transaction_impl *, bool make_current = true);
};
} // namespace pgsql
} // namespace odb
