#pragma once
#include <odb/forward.hxx>

namespace odb {
class transaction_impl;

namespace details {
template <typename T> class shared_ptr {
public:
  T *operator->() const;
  T &operator*() const;
  T *get() const;
};
} // namespace details

class connection {
public:
  odb::database &database();
  virtual transaction_impl *begin() = 0;
  unsigned long long execute(const char *statement);
  unsigned long long execute(const std::string &statement);
};
typedef details::shared_ptr<connection> connection_ptr;
} // namespace odb
