#pragma once
#include <odb/transaction.hxx>

namespace odb {
namespace sqlite {
class transaction : public odb::transaction {
public:
  explicit transaction(transaction_impl *, bool make_current = true);
};
} // namespace sqlite
} // namespace odb
