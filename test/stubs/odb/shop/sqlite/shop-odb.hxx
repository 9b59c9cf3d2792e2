// What the compiler of ODB makes of shop.hxx, as far as it matters here.
#pragma once

#include "shop.hxx"
#include <odb/database.hxx>
#include <odb/sqlite/query.hxx>

namespace odb {

template <> struct class_traits<::Account> {
  static const class_kind kind = class_object;
};
template <> class access::object_traits<::Account> {
public:
  typedef ::Account object_type;
  typedef std::shared_ptr<::Account> pointer_type;
  typedef unsigned long id_type;
  static const bool auto_id = true;
  static id_type id(const object_type &);
};
inline access::object_traits<::Account>::id_type
access::object_traits<::Account>::id(const object_type &o) {
  return o.id_;
}
template <>
class access::object_traits_impl<::Account, id_sqlite>
    : public access::object_traits<::Account> {
public:
  typedef sqlite::query_base query_base_type;
  static const char table_name[];
};
template <>
class access::object_traits_impl<::Account, id_common>
    : public access::object_traits_impl<::Account, id_sqlite> {};
template <typename A> struct query_columns<::Account, id_sqlite, A> {
  typedef sqlite::query_column<unsigned long> id_type_;
  static const id_type_ id;
  typedef sqlite::query_column<std::string> owner_type_;
  static const owner_type_ owner;
  typedef sqlite::query_column<int> balance_type_;
  static const balance_type_ balance;
  typedef sqlite::query_column<std::string> state_type_;
  static const state_type_ state;
};
template <typename A>
const typename query_columns<::Account, id_sqlite, A>::id_type_
    query_columns<::Account, id_sqlite, A>::id(A::table_name, "\"id\"");
template <typename A>
const typename query_columns<::Account, id_sqlite, A>::owner_type_
    query_columns<::Account, id_sqlite, A>::owner(A::table_name, "\"owner\"");
template <typename A>
const typename query_columns<::Account, id_sqlite, A>::balance_type_
    query_columns<::Account, id_sqlite, A>::balance(A::table_name,
                                                    "\"balance\"");
template <typename A>
const typename query_columns<::Account, id_sqlite, A>::state_type_
    query_columns<::Account, id_sqlite, A>::state(A::table_name, "\"state\"");

template <> struct class_traits<::Document> {
  static const class_kind kind = class_object;
};
template <> class access::object_traits<::Document> {
public:
  typedef ::Document object_type;
  typedef std::shared_ptr<::Document> pointer_type;
  typedef unsigned long id_type;
  typedef unsigned long version_type;
  static const bool auto_id = true;
  static id_type id(const object_type &);
};
inline access::object_traits<::Document>::id_type
access::object_traits<::Document>::id(const object_type &o) {
  return o.id_;
}
template <>
class access::object_traits_impl<::Document, id_sqlite>
    : public access::object_traits<::Document> {
public:
  typedef sqlite::query_base query_base_type;
  static const char table_name[];
};
template <>
class access::object_traits_impl<::Document, id_common>
    : public access::object_traits_impl<::Document, id_sqlite> {};
template <typename A> struct query_columns<::Document, id_sqlite, A> {
  typedef sqlite::query_column<std::string> title_type_;
  static const title_type_ title;
  typedef sqlite::query_column<int> views_type_;
  static const views_type_ views;
  typedef sqlite::query_column<unsigned long> id_type_;
  static const id_type_ id;
  typedef sqlite::query_column<unsigned long> version_type_;
  static const version_type_ version;
};
template <typename A>
const typename query_columns<::Document, id_sqlite, A>::title_type_
    query_columns<::Document, id_sqlite, A>::title(A::table_name, "\"title\"");
template <typename A>
const typename query_columns<::Document, id_sqlite, A>::views_type_
    query_columns<::Document, id_sqlite, A>::views(A::table_name, "\"views\"");
template <typename A>
const typename query_columns<::Document, id_sqlite, A>::id_type_
    query_columns<::Document, id_sqlite, A>::id(A::table_name, "\"id\"");
template <typename A>
const typename query_columns<::Document, id_sqlite, A>::version_type_
    query_columns<::Document, id_sqlite, A>::version(A::table_name,
                                                     "\"version\"");

template <> struct class_traits<::Setting> {
  static const class_kind kind = class_object;
};
template <> class access::object_traits<::Setting> {
public:
  typedef ::Setting object_type;
  typedef ::Setting *pointer_type;
  typedef std::string id_type;
  static const bool auto_id = false;
  static id_type id(const object_type &);
};
inline access::object_traits<::Setting>::id_type
access::object_traits<::Setting>::id(const object_type &o) {
  return o.key;
}
template <>
class access::object_traits_impl<::Setting, id_sqlite>
    : public access::object_traits<::Setting> {
public:
  typedef sqlite::query_base query_base_type;
  static const char table_name[];
};
template <>
class access::object_traits_impl<::Setting, id_common>
    : public access::object_traits_impl<::Setting, id_sqlite> {};
template <typename A> struct query_columns<::Setting, id_sqlite, A> {
  typedef sqlite::query_column<std::string> key_type_;
  static const key_type_ key;
  typedef sqlite::query_column<std::string> value_type_;
  static const value_type_ value;
  typedef sqlite::query_column<int> used_type_;
  static const used_type_ used;
};
template <typename A>
const typename query_columns<::Setting, id_sqlite, A>::key_type_
    query_columns<::Setting, id_sqlite, A>::key(A::table_name, "\"key\"");
template <typename A>
const typename query_columns<::Setting, id_sqlite, A>::value_type_
    query_columns<::Setting, id_sqlite, A>::value(A::table_name, "\"value\"");
template <typename A>
const typename query_columns<::Setting, id_sqlite, A>::used_type_
    query_columns<::Setting, id_sqlite, A>::used(A::table_name, "\"used\"");

} // namespace odb
