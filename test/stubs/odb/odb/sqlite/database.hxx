#pragma once
#include <odb/database.hxx>
#include <odb/sqlite/query.hxx>

namespace odb {
namespace sqlite {
class connection : public odb::connection {
public:
  transaction_impl *begin() override;
  transaction_impl *begin_immediate();
  transaction_impl *begin_exclusive();
};
typedef details::shared_ptr<connection> connection_ptr;

// The real class declares the functions of its base anew.
class database : public odb::database {
public:
  database(const std::string &name, int flags = 2);
  template <typename T> typename object_traits<T>::id_type persist(T &object);
  template <typename T>
  typename object_traits<T>::pointer_type
  load(const typename object_traits<T>::id_type &id);
  template <typename T>
  typename object_traits<T>::pointer_type
  find(const typename object_traits<T>::id_type &id);
  template <typename T> void update(T &object);
  template <typename T, template <typename> class P>
  void update(const P<T> &object);
  template <typename T, template <typename> class P> void update(P<T> &object);
  transaction_impl *begin() override;
  transaction_impl *begin_immediate();
  transaction_impl *begin_exclusive();
  connection_ptr connection();
};
} // namespace sqlite
} // namespace odb
