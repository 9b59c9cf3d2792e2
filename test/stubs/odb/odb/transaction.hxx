#pragma once
#include <odb/forward.hxx>

namespace odb {
class transaction_impl;
class connection;

class transaction {
public:
  explicit transaction(transaction_impl *, bool make_current = true);
  transaction();
  transaction(const transaction &) = delete;
  ~transaction();
  void reset(transaction_impl *, bool make_current = true);
  void commit();
  void rollback();
  odb::database &database();
  odb::connection &connection();
  bool finalized() const;
  static bool has_current();
  static transaction &current();

  static const unsigned short event_commit = 0x01;
  typedef void (*callback_type)(unsigned short event, void *key,
                                unsigned long long data);
  void callback_register(callback_type, void *key, unsigned short event = 3,
                         unsigned long long data = 0, transaction **state = 0);
};
} // namespace odb
