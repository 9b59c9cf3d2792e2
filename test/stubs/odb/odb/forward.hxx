// The parts of libodb 2.5 that the tests use: the same names, namespaces and
// template parameters as in the real headers, without bodies.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace odb {

enum database_id {
  id_mysql,
  id_sqlite,
  id_pgsql,
  id_oracle,
  id_mssql,
  id_common
};
enum class_kind { class_object, class_view, class_composite, class_other };

template <typename T> struct class_traits {
  static const class_kind kind = class_other;
};

class access {
public:
  template <typename T> class object_traits {};
  template <typename T, database_id DB> class object_traits_impl;
};

template <typename T> class object_traits : public access::object_traits<T> {};
template <typename T, database_id DB>
class object_traits_impl : public access::object_traits_impl<T, DB> {};

class database;
class transaction;
class section;
template <typename T> class result;

// Queries
template <typename T, database_id DB, typename A> struct query_columns;
template <typename T, database_id DB> struct query_selector {
  typedef typename object_traits_impl<T, DB>::query_base_type base_type;
  typedef query_columns<T, DB, access::object_traits_impl<T, DB>> columns_type;
};
template <typename T,
          typename B = typename query_selector<T, id_common>::base_type>
class query;

} // namespace odb
