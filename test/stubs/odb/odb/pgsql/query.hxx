#pragma once
#include <odb/forward.hxx>

namespace odb {
namespace pgsql {

template <typename T> struct val_bind {
  explicit val_bind(const T &);
};
template <typename T> struct ref_bind {
  explicit ref_bind(const T &);
};
template <typename T> struct query_column;

class query_base {
public:
  query_base();
  explicit query_base(bool v);
  explicit query_base(const char *native);
  explicit query_base(const std::string &native);
  template <typename T> explicit query_base(val_bind<T>);
  query_base(const query_base &);
  template <typename T> static val_bind<T> _val(const T &x);
  template <typename T> static ref_bind<T> _ref(const T &x);
  query_base &operator+=(const std::string &);
};
query_base operator&&(const query_base &, const query_base &);
query_base operator||(const query_base &, const query_base &);
query_base operator!(const query_base &);
query_base operator+(const query_base &, const query_base &);
query_base operator+(const query_base &, const std::string &);
query_base operator+(const std::string &, const query_base &);
template <typename T> query_base operator+(const std::string &, val_bind<T>);
template <typename T> query_base operator+(const query_base &, val_bind<T>);

template <typename T> struct query_column {
  typedef const T &decayed_type;
  query_column(const char *table, const char *column);
  query_base is_null() const;
  query_base is_not_null() const;
  query_base in(decayed_type, decayed_type) const;
  template <typename I> query_base in_range(I begin, I end) const;
  query_base like(decayed_type pattern) const;
#define OPERATOR(SYMBOL)                                                       \
  friend query_base operator SYMBOL(const query_column &c, decayed_type v) {   \
    return query_base(true);                                                   \
  }                                                                            \
  friend query_base operator SYMBOL(const query_column &c, val_bind<T> v) {    \
    return query_base(true);                                                   \
  }                                                                            \
  friend query_base operator SYMBOL(const query_column &c, ref_bind<T> v) {    \
    return query_base(true);                                                   \
  }
  OPERATOR(==)
  OPERATOR(!=)
  OPERATOR(<)
  OPERATOR(<=)
  OPERATOR(>)
  OPERATOR(>=)
#undef OPERATOR
};

template <typename T>
class query : public query_base,
              public query_selector<T, id_pgsql>::columns_type {
public:
  query();
  query(bool v);
  query(const char *q);
  query(const std::string &q);
  query(const query_base &q);
};

} // namespace pgsql

template <typename T>
class query<T, pgsql::query_base> : public pgsql::query<T> {
public:
  query();
  query(bool v);
  query(const char *q);
  query(const std::string &q);
  query(const pgsql::query_base &q);
};

} // namespace odb
