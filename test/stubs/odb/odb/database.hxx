#pragma once
#include <odb/connection.hxx>
#include <odb/exceptions.hxx>
#include <odb/forward.hxx>
#include <odb/result.hxx>
#include <odb/section.hxx>

namespace odb {

class database {
public:
  virtual ~database();

  template <typename T> typename object_traits<T>::id_type persist(T &object);
  template <typename T>
  typename object_traits<T>::id_type persist(const T &object);
  template <typename T> typename object_traits<T>::id_type persist(T *object);
  template <typename T, template <typename> class P>
  typename object_traits<T>::id_type persist(const P<T> &object);
  template <typename T, template <typename> class P>
  typename object_traits<T>::id_type persist(P<T> &object);

  template <typename T>
  typename object_traits<T>::pointer_type
  load(const typename object_traits<T>::id_type &id);
  template <typename T>
  void load(const typename object_traits<T>::id_type &id, T &object);
  template <typename T> void load(T &object, section &);
  template <typename T> void reload(T &object);
  template <typename T> void reload(T *object);
  template <typename T, template <typename> class P>
  void reload(const P<T> &object);
  template <typename T>
  typename object_traits<T>::pointer_type
  find(const typename object_traits<T>::id_type &id);
  template <typename T>
  bool find(const typename object_traits<T>::id_type &id, T &object);

  template <typename T> void update(T &object);
  template <typename T> void update(T *object);
  template <typename T, template <typename> class P>
  void update(const P<T> &object);
  template <typename T, template <typename> class P> void update(P<T> &object);
  template <typename T, typename A1, template <typename, typename> class P>
  void update(const P<T, A1> &object);
  template <typename T, typename A1, template <typename, typename> class P>
  void update(P<T, A1> &object);
  template <typename T> void update(const T &object, const section &);

  template <typename T>
  void erase(const typename object_traits<T>::id_type &id);
  template <typename T> void erase(T &object);
  template <typename T> void erase(T *object);
  template <typename T, template <typename> class P>
  void erase(const P<T> &object);
  template <typename T> unsigned long long erase_query(const char *);
  template <typename T> unsigned long long erase_query(const std::string &);
  template <typename T> unsigned long long erase_query(const odb::query<T> &);

  template <typename T> result<T> query(bool cache = true);
  template <typename T> result<T> query(const char *, bool cache = true);
  template <typename T> result<T> query(const std::string &, bool cache = true);
  template <typename T>
  result<T> query(const odb::query<T> &, bool cache = true);
  template <typename T>
  typename result<T>::pointer_type query_one(const char *);
  template <typename T>
  typename result<T>::pointer_type query_one(const std::string &);
  template <typename T>
  typename result<T>::pointer_type query_one(const odb::query<T> &);
  template <typename T> bool query_one(const odb::query<T> &, T &object);
  template <typename T> T query_value(const odb::query<T> &);

  unsigned long long execute(const char *statement);
  unsigned long long execute(const std::string &statement);
  virtual transaction_impl *begin() = 0;
  connection_ptr connection();
};

} // namespace odb
