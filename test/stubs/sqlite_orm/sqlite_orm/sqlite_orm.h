// The parts of sqlite_orm 1.9 that the tests use: the same names, namespaces,
// template parameters and types as in the real header, without bodies.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace sqlite_orm {

enum class orm_error_code {
  not_found = 1,
  type_is_not_mapped_to_storage,
  trying_to_dereference_null_iterator
};

enum class sync_schema_result { new_table_created, already_in_sync };

namespace internal {

// Expressions. What is built of columns derives from these tags.
struct condition_t {};
struct negatable_t {};
struct arithmetic_t {};

template <class T> struct expression_t;
template <class T> struct unwrap_expression {
  using type = T;
};
template <class T> struct unwrap_expression<expression_t<T>> {
  using type = T;
};
template <class T>
using unwrap_expression_t = typename unwrap_expression<T>::type;

template <class L, class R> struct binary_operator {
  L lhs;
  R rhs;
};
template <class L, class R> struct binary_condition : condition_t {
  L l;
  R r;
};
template <class L, class R>
struct add_t : binary_operator<L, R>, arithmetic_t {};
template <class L, class R>
struct sub_t : binary_operator<L, R>, arithmetic_t {};
template <class L, class R>
struct mul_t : binary_operator<L, R>, arithmetic_t {};
template <class L, class R> struct conc_t : binary_operator<L, R> {};
template <class L, class R> struct assign_t : binary_operator<L, R> {};
template <class L, class R>
struct is_equal_t : binary_condition<L, R>, negatable_t {};
template <class L, class R>
struct is_not_equal_t : binary_condition<L, R>, negatable_t {};
template <class L, class R>
struct less_than_t : binary_condition<L, R>, negatable_t {};
template <class L, class R>
struct less_or_equal_t : binary_condition<L, R>, negatable_t {};
template <class L, class R>
struct greater_than_t : binary_condition<L, R>, negatable_t {};
template <class L, class R>
struct greater_or_equal_t : binary_condition<L, R>, negatable_t {};
template <class L, class R> struct and_condition_t : binary_condition<L, R> {};
template <class L, class R> struct or_condition_t : binary_condition<L, R> {};
template <class C> struct negated_condition_t : condition_t {
  C c;
};
template <class T> struct is_null_t : condition_t {
  T t;
};
template <class T> struct is_not_null_t : condition_t {
  T t;
};
template <class A, class T> struct like_t : condition_t {
  A arg;
  T pattern;
};
template <class A, class T> struct between_t : condition_t {
  A expr;
  T b1;
  T b2;
};
template <class L, class A> struct dynamic_in_t : condition_t {
  L left;
  A argument;
};
template <class L, class... Args> struct in_t : condition_t {
  L left;
  std::tuple<Args...> argument;
};
template <class T> struct exists_t : condition_t {
  T expression;
};

template <class T> struct expression_t {
  T value;
  template <class R> assign_t<T, R> operator=(R r) const;
  assign_t<T, std::nullptr_t> operator=(std::nullptr_t) const;
  template <class... Args> in_t<T, Args...> in(Args... args) const;
  template <class... Args> in_t<T, Args...> not_in(Args... args) const;
  template <class R> and_condition_t<T, R> and_(R right) const;
  template <class R> or_condition_t<T, R> or_(R right) const;
};

template <class T, class F> struct column_pointer {
  F field;
};
template <class T> struct is_operand : std::false_type {};
template <class T, class F>
struct is_operand<column_pointer<T, F>> : std::true_type {};
template <class T> struct is_operand<expression_t<T>> : std::true_type {};
template <class L, class R>
using enable_operands =
    std::enable_if_t<is_operand<L>::value || is_operand<R>::value ||
                         std::is_base_of<arithmetic_t, L>::value ||
                         std::is_base_of<arithmetic_t, R>::value,
                     bool>;
template <class L, class R>
using enable_conditions =
    std::enable_if_t<std::is_base_of<condition_t, L>::value ||
                         std::is_base_of<condition_t, R>::value ||
                         is_operand<L>::value || is_operand<R>::value,
                     bool>;

#define OPERATOR(SYMBOL, RESULT, ENABLE)                                       \
  template <class L, class R, ENABLE<L, R> = true>                             \
  RESULT<unwrap_expression_t<L>, unwrap_expression_t<R>> operator SYMBOL(L l,  \
                                                                         R r);
OPERATOR(==, is_equal_t, enable_operands)
OPERATOR(!=, is_not_equal_t, enable_operands)
OPERATOR(<, less_than_t, enable_operands)
OPERATOR(<=, less_or_equal_t, enable_operands)
OPERATOR(>, greater_than_t, enable_operands)
OPERATOR(>=, greater_or_equal_t, enable_operands)
OPERATOR(&&, and_condition_t, enable_conditions)
OPERATOR(||, or_condition_t, enable_conditions)
OPERATOR(+, add_t, enable_operands)
OPERATOR(-, sub_t, enable_operands)
OPERATOR(*, mul_t, enable_operands)
#undef OPERATOR
template <class T,
          std::enable_if_t<std::is_base_of<negatable_t, T>::value, bool> = true>
negated_condition_t<T> operator!(T arg);

// Clauses
template <class... Args> struct set_t {
  std::tuple<Args...> assigns;
};
template <class C> struct where_t {
  C expression;
};
template <class T> struct order_by_t {
  T expression;
  order_by_t asc() const;
  order_by_t desc() const;
};
template <class... Args> struct group_by_t {
  std::tuple<Args...> args;
};
template <class T> struct offset_t {
  T off;
};
template <class T, bool HasOffset, bool OffsetIsImplicit, class O>
struct limit_t {
  T lim;
};
template <class T> struct on_t {
  T arg;
};
template <class T, class O> struct inner_join_t {
  O constraint;
};
template <class T, class O> struct left_join_t {
  O constraint;
};
template <class... Args> struct columns_t {
  std::tuple<Args...> columns;
};
template <class T> struct distinct_t {
  T value;
};
template <class T> struct asterisk_t {};
template <class T> struct object_t {};
template <class T, class... Args> struct select_t {
  T col;
  std::tuple<Args...> conditions;
};
template <class T> struct into_t {};
struct insert_constraint {
  enum class action { abort, fail, ignore, replace, rollback } what;
};
template <class... Args> struct values_t {
  std::tuple<Args...> tuple;
};
struct default_values_t {};
template <class T, class A> struct upsert_clause {};
template <class... Args> struct conflict_target {
  std::tuple<Args...> args;
  upsert_clause<std::tuple<Args...>, std::tuple<>> do_nothing();
  template <class... Actions>
  upsert_clause<std::tuple<Args...>, std::tuple<Actions...>>
  do_update(Actions... actions);
};

// Functions
template <class R, class S, class... Args> struct built_in_function_t {
  std::tuple<Args...> args;
};
template <class R, class S, class... Args>
struct built_in_aggregate_function_t : built_in_function_t<R, S, Args...> {};
struct count_string {};
struct max_string {};
struct min_string {};
struct sum_string {};
struct length_string {};
struct coalesce_string {};
struct count_asterisk_without_type {};
template <class T> struct count_asterisk_t {};

// Mapping
struct empty_setter {};
struct unique_base {};
template <class... Args> struct unique_t : unique_base {
  std::tuple<Args...> columns;
};
template <class T> struct default_t {
  T value;
};
template <class T> struct primary_key_with_autoincrement {
  T column;
};
template <class... Cs> struct primary_key_t {
  std::tuple<Cs...> columns;
  primary_key_with_autoincrement<primary_key_t> autoincrement() const;
};
template <class A, class B> struct foreign_key_t {
  A columns;
  B references;
};
template <class... Cs> struct foreign_key_intermediate_t {
  template <class... Rs>
  foreign_key_t<std::tuple<Cs...>, std::tuple<Rs...>> references(Rs... refs);
};
template <class... Cols> struct index_t {
  std::string name;
  std::tuple<Cols...> elements;
};
template <class G, class S, class... Op> struct column_t {
  using object_type = void;
  std::string name;
  G member_pointer;
  S setter;
  std::tuple<Op...> constraints;
};
template <class O, bool WithoutRowId, class... Cs> struct table_t {
  using object_type = O;
  std::string name;
  std::tuple<Cs...> elements;
  table_t<O, true, Cs...> without_rowid() const;
};

template <class T> struct class_of;
template <class T, class O> struct class_of<T O::*> {
  using type = O;
};
template <class C> struct column_class;
template <class G, class S, class... Op>
struct column_class<column_t<G, S, Op...>> {
  using type = typename class_of<G>::type;
};
template <class T> struct field_type {
  using type = T;
};
template <class T, class O> struct field_type<T O::*> {
  using type = T;
};
template <class R, class O> struct field_type<R (O::*)() const> {
  using type = std::decay_t<R>;
};
template <class T> struct field_type<expression_t<T>> : field_type<T> {};
template <class T> struct field_type<distinct_t<T>> : field_type<T> {};
template <class... T> struct field_type<columns_t<T...>> {
  using type = std::tuple<typename field_type<T>::type...>;
};
template <class R, class S, class... A>
struct field_type<built_in_aggregate_function_t<R, S, A...>> {
  using type = R;
};
template <class T> struct field_type<count_asterisk_t<T>> {
  using type = int;
};
template <> struct field_type<count_asterisk_without_type> {
  using type = int;
};
template <class T> using field_type_t = typename field_type<T>::type;

// Storage
struct connection_ref {};
struct transaction_guard_t {
  bool commit_on_destroy = false;
  transaction_guard_t(transaction_guard_t &&);
  transaction_guard_t &operator=(transaction_guard_t &&) = delete;
  ~transaction_guard_t() noexcept(false);
  void commit();
  void rollback();
};

struct storage_base {
  std::function<void(void *)> on_open;
  transaction_guard_t transaction_guard();
  transaction_guard_t deferred_transaction_guard();
  transaction_guard_t immediate_transaction_guard();
  transaction_guard_t exclusive_transaction_guard();
  bool transaction(const std::function<bool()> &f);
  void begin_transaction();
  void begin_deferred_transaction();
  void begin_immediate_transaction();
  void begin_exclusive_transaction();
  void commit();
  void rollback();
  int changes();
  int total_changes();
  int64_t last_insert_rowid();
  int busy_timeout(int ms);
  void open_forever();
  bool table_exists(const std::string &tableName);
  std::vector<std::string> table_names();
  const std::string &filename() const;
  bool get_autocommit();
};

template <class O, class DB, class... Args> struct mapped_view {
  struct iterator {
    O &operator*() const;
    O *operator->() const;
    iterator &operator++();
    friend bool operator!=(const iterator &, const iterator &);
    friend bool operator==(const iterator &, const iterator &);
  };
  size_t size() const;
  bool empty() const;
  iterator begin();
  iterator end();
};

template <class... DBO> struct storage_t : storage_base {
  using self = storage_t;

  template <class O, class... Ids> O get(Ids... ids);
  template <class O, class... Ids> std::unique_ptr<O> get_pointer(Ids... ids);
  template <class O, class... Ids> std::shared_ptr<O> get_no_throw(Ids... ids);
  template <class O, class... Ids> std::optional<O> get_optional(Ids... ids);
  template <class O, class R = std::vector<O>, class... Args>
  R get_all(Args &&...args);
  template <class O, class R = std::vector<std::unique_ptr<O>>, class... Args>
  auto get_all_pointer(Args &&...args) -> R;
  template <class T, class O = T, class... Args>
  mapped_view<O, self, Args...> iterate(Args &&...args);

  template <class O> void update(const O &o);
  template <class S, class... Wargs> void update_all(S set, Wargs... wh);
  template <class O, class... Cols>
  int insert(const O &o, columns_t<Cols...> cols);
  template <class O> int insert(const O &o);
  template <class... Args, std::enable_if_t<(sizeof...(Args) > 1), bool> = true>
  void insert(Args... args);
  template <class O> void replace(const O &o);
  template <class It> void insert_range(It from, It to);
  template <class It> void replace_range(It from, It to);
  template <class O, class... Ids> void remove(Ids... ids);
  template <class O, class... Args> void remove_all(Args &&...args);

  template <class T, class... Args>
  std::vector<field_type_t<T>> select(T m, Args... args);
  template <class O, class... Args,
            std::enable_if_t<!std::is_member_pointer<O>::value, bool> = true>
  int count(Args &&...args);
  template <class F, class... Args,
            std::enable_if_t<std::is_member_pointer<F>::value, bool> = true>
  int count(F field, Args &&...args);
  template <class F, class... Args> double avg(F field, Args &&...args);
  template <class F, class... Args, class R = field_type_t<F>>
  std::unique_ptr<R> max(F field, Args &&...args);
  template <class F, class... Args, class R = field_type_t<F>>
  std::unique_ptr<R> min(F field, Args &&...args);
  template <class F, class... Args, class R = field_type_t<F>>
  std::unique_ptr<R> sum(F field, Args &&...args);
  template <class F, class... Args> double total(F field, Args &&...args);

  std::vector<std::pair<std::string, sync_schema_result>>
  sync_schema(bool preserve = false);
};

} // namespace internal

// Mapping
template <class... DBO>
internal::storage_t<DBO...> make_storage(std::string filename,
                                         DBO... dbObjects);
template <class... Cs, class T = typename internal::column_class<
                           std::tuple_element_t<0, std::tuple<Cs...>>>::type>
internal::table_t<T, false, Cs...> make_table(std::string name, Cs... args);
template <class T, class... Cs>
internal::table_t<T, false, Cs...> make_table(std::string name, Cs... args);
template <
    class M, class... Op,
    std::enable_if_t<std::is_member_object_pointer<M>::value, bool> = true>
internal::column_t<M, internal::empty_setter, Op...>
make_column(std::string name, M m, Op... constraints);
template <class G, class S, class... Op,
          std::enable_if_t<std::is_member_function_pointer<G>::value &&
                               std::is_member_function_pointer<S>::value,
                           bool> = true>
internal::column_t<G, S, Op...> make_column(std::string name, S setter,
                                            G getter, Op... constraints);
template <class... Cs> internal::primary_key_t<Cs...> primary_key(Cs... cs);
template <class... Args> internal::unique_t<Args...> unique(Args... args);
template <class T> internal::default_t<T> default_value(T t);
template <class... Cs>
internal::foreign_key_intermediate_t<Cs...> foreign_key(Cs... columns);
template <class... Cols>
internal::index_t<Cols...> make_index(const std::string &name, Cols... cols);
template <class... Cols>
internal::index_t<Cols...> make_unique_index(const std::string &name,
                                             Cols... cols);

// Pieces
template <class T> internal::expression_t<T> c(T value);
template <class O, class Base, class F>
internal::column_pointer<O, F Base::*> column(F Base::*field);
template <class L, class R> internal::assign_t<L, R> assign(L l, R r);
template <class... Args> internal::set_t<Args...> set(Args... args);
template <class C> internal::where_t<C> where(C expression);
template <class O> internal::order_by_t<O> order_by(O o);
template <class... Args> internal::group_by_t<Args...> group_by(Args &&...args);
template <class T> internal::limit_t<T, false, false, void> limit(T lim);
template <class T, class O>
internal::limit_t<T, true, true, O> limit(O off, T lim);
template <class T, class O>
internal::limit_t<T, true, false, O> limit(T lim, internal::offset_t<O> offt);
template <class T> internal::offset_t<T> offset(T off);
template <class T> internal::on_t<T> on(T t);
template <class T, class O> internal::inner_join_t<T, O> inner_join(O o);
template <class T, class O> internal::left_join_t<T, O> left_join(O o);
template <class... Args> internal::columns_t<Args...> columns(Args... args);
template <class T> internal::distinct_t<T> distinct(T t);
template <class T, class... Args>
internal::select_t<T, Args...> select(T t, Args... args);
template <class T> internal::exists_t<T> exists(T expression);
template <class L, class R> internal::is_equal_t<L, R> is_equal(L l, R r);
template <class L, class R> internal::is_equal_t<L, R> eq(L l, R r);
template <class L, class R>
internal::is_not_equal_t<L, R> is_not_equal(L l, R r);
template <class L, class R>
internal::greater_than_t<L, R> greater_than(L l, R r);
template <class L, class R>
internal::greater_or_equal_t<L, R> greater_or_equal(L l, R r);
template <class L, class R> internal::less_than_t<L, R> less_than(L l, R r);
template <class L, class R>
internal::less_or_equal_t<L, R> less_or_equal(L l, R r);
template <class L, class R> internal::greater_or_equal_t<L, R> ge(L l, R r);
template <class L, class R>
auto and_(L l, R r) -> internal::and_condition_t<L, R>;
template <class L, class R>
auto or_(L l, R r) -> internal::or_condition_t<L, R>;
template <class T> internal::is_null_t<T> is_null(T t);
template <class T> internal::is_not_null_t<T> is_not_null(T t);
template <class A, class T> internal::like_t<A, T> like(A a, T t);
template <class A, class T>
internal::between_t<A, T> between(A expr, T b1, T b2);
template <class L, class E>
internal::dynamic_in_t<L, std::vector<E>> in(L l, std::vector<E> values);
template <class L, class E>
internal::dynamic_in_t<L, std::vector<E>> in(L l,
                                             std::initializer_list<E> values);
template <class L, class R> internal::add_t<L, R> add(L l, R r);
template <class L, class R> internal::sub_t<L, R> sub(L l, R r);
template <class L, class R> internal::conc_t<L, R> conc(L l, R r);
template <class T> internal::into_t<T> into();
internal::insert_constraint or_ignore();
internal::insert_constraint or_replace();
template <class... Args> internal::values_t<Args...> values(Args... args);
template <class... Args>
internal::conflict_target<Args...> on_conflict(Args... args);
template <class X>
internal::built_in_aggregate_function_t<int, internal::count_string, X>
count(X x);
internal::count_asterisk_without_type count();
template <class T> internal::count_asterisk_t<T> count();
template <class X>
internal::built_in_aggregate_function_t<
    std::unique_ptr<internal::field_type_t<X>>, internal::max_string, X>
max(X x);
template <class X>
internal::built_in_aggregate_function_t<std::unique_ptr<double>,
                                        internal::sum_string, X>
sum(X x);
template <class T>
internal::built_in_function_t<int, internal::length_string, T> length(T t);

} // namespace sqlite_orm
