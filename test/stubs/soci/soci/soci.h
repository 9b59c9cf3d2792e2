// A stand-in for SOCI 4.0 in tests: the same names, signatures and class
// hierarchy as far as the models and the tests need them, and no bodies.
#ifndef ROWLOCK_TEST_SOCI
#define ROWLOCK_TEST_SOCI

#include <cstddef>
#include <ctime>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace soci {

class session;
class statement;
class row;
class values;
class backend_factory;
class connection_pool;

enum indicator { i_ok, i_null, i_truncated };
enum data_type { dt_string, dt_date, dt_double, dt_integer, dt_long_long };

class soci_error : public std::runtime_error {
public:
  explicit soci_error(std::string const &);
  soci_error(soci_error const &);
  ~soci_error() noexcept override;
  std::string get_error_message() const;
  char const *what() const noexcept override;
  enum error_category {
    connection_error,
    invalid_statement,
    no_privilege,
    no_data,
    constraint_violation,
    unknown_transaction_state,
    system_error,
    unknown
  };
  virtual error_category get_error_category() const;
};

namespace details {
typedef void no_indicator;
enum statement_type { st_one_time_query, st_repeatable_query };

template <typename T, typename Indicator> struct use_container {
  T &t;
  Indicator &ind;
  const std::string &name;
};
template <typename T> struct use_container<T, no_indicator> {
  T &t;
  const std::string &name;
};
template <typename T, typename Indicator> struct into_container {
  T &t;
  Indicator &ind;
};
template <typename T> struct into_container<T, no_indicator> {
  T &t;
};

class prepare_temp_type {
public:
  prepare_temp_type(session &);
  prepare_temp_type(prepare_temp_type const &);
  prepare_temp_type &operator=(prepare_temp_type const &);
  ~prepare_temp_type();
  template <typename T> prepare_temp_type &operator<<(T const &);
  template <typename T, typename Indicator>
  prepare_temp_type &operator,(into_container<T, Indicator> const &);
  template <typename T, typename Indicator>
  prepare_temp_type &operator,(use_container<T, Indicator> const &);
};

class once_temp_type {
public:
  once_temp_type(session &);
  once_temp_type(once_temp_type const &);
  once_temp_type &operator=(once_temp_type const &);
  ~once_temp_type() noexcept(false);
  template <typename T> once_temp_type &operator<<(T const &);
  template <typename T, typename Indicator>
  once_temp_type &operator,(into_container<T, Indicator> const &);
  template <typename T, typename Indicator>
  once_temp_type &operator,(use_container<T, Indicator> const &);
};

class once_type {
public:
  once_type();
  once_type(session *);
  template <typename T> once_temp_type operator<<(T const &);
};

class prepare_type {
public:
  prepare_type();
  prepare_type(session *);
  template <typename T> prepare_temp_type operator<<(T const &);
};
} // namespace details

template <typename T>
details::use_container<T, details::no_indicator>
use(T &, const std::string & = std::string());
template <typename T>
details::use_container<const T, details::no_indicator>
use(T const &, const std::string & = std::string());
template <typename T>
details::use_container<T, indicator> use(T &, indicator &,
                                         std::string const & = std::string());
template <typename T>
details::use_container<const T, indicator>
use(T const &, indicator &, std::string const & = std::string());
template <typename T>
details::use_container<std::vector<T>, details::no_indicator>
use(std::vector<T> &, const std::string & = std::string());

template <typename T>
details::into_container<T, details::no_indicator> into(T &);
template <typename T, typename Indicator>
details::into_container<T, Indicator> into(T &, Indicator &);

class connection_parameters {
public:
  connection_parameters();
  connection_parameters(backend_factory const &, std::string const &);
  connection_parameters(std::string const &, std::string const &);
  explicit connection_parameters(std::string const &);
};

class backend_factory {
public:
  virtual ~backend_factory();
};

class session {
public:
  session();
  explicit session(connection_parameters const &);
  session(backend_factory const &, std::string const &);
  session(std::string const &, std::string const &);
  explicit session(std::string const &);
  explicit session(connection_pool &);
  session(session const &) = delete;
  session &operator=(session const &) = delete;
  ~session();
  void open(connection_parameters const &);
  void open(backend_factory const &, std::string const &);
  void open(std::string const &, std::string const &);
  void open(std::string const &);
  void close();
  void reconnect();
  bool is_connected() const noexcept;
  void begin();
  void commit();
  void rollback();
  details::once_type once;
  details::prepare_type prepare;
  template <typename T> details::once_temp_type operator<<(T const &);
  void set_log_stream(std::ostream *);
  std::ostream *get_log_stream() const;
  std::string get_last_query() const;
  bool got_data() const;
  void uppercase_column_names(bool);
  bool get_next_sequence_value(std::string const &, long long &);
  bool get_last_insert_id(std::string const &, long long &);
  std::string get_backend_name() const;
};

class connection_pool {
public:
  explicit connection_pool(std::size_t);
  ~connection_pool();
  session &at(std::size_t);
  std::size_t lease();
  bool try_lease(std::size_t &, int);
  void give_back(std::size_t);
};

class transaction {
public:
  explicit transaction(session &);
  transaction(transaction const &) = delete;
  transaction &operator=(transaction const &) = delete;
  ~transaction();
  void commit();
  void rollback();
};

class statement {
public:
  statement(session &);
  statement(details::prepare_temp_type const &);
  statement(statement const &);
  void operator=(statement const &);
  ~statement();
  void alloc();
  template <typename T, typename Indicator>
  void exchange(details::into_container<T, Indicator> const &);
  template <typename T, typename Indicator>
  void exchange(details::use_container<T, Indicator> const &);
  void clean_up();
  void bind_clean_up();
  void prepare(std::string const &,
               details::statement_type = details::st_repeatable_query);
  void define_and_bind();
  void undefine_and_bind();
  bool execute(bool = false);
  long long get_affected_rows();
  bool fetch();
  bool got_data() const;
  void describe();
};

class procedure {
public:
  procedure(details::prepare_temp_type const &);
  procedure(procedure const &);
  void operator=(procedure const &);
  ~procedure();
  bool execute(bool = false);
  bool fetch();
  bool got_data() const;
};

class column_properties {
public:
  std::string get_name() const;
  data_type get_data_type() const;
};

class row {
public:
  row();
  row(row const &) = delete;
  row &operator=(row const &) = delete;
  ~row();
  std::size_t size() const;
  indicator get_indicator(std::size_t) const;
  indicator get_indicator(std::string const &) const;
  column_properties const &get_properties(std::size_t) const;
  column_properties const &get_properties(std::string const &) const;
  template <typename T> T get(std::size_t) const;
  template <typename T> T get(std::size_t, T const &) const;
  template <typename T> T get(std::string const &) const;
  template <typename T> T get(std::string const &, T const &) const;
  template <typename T> row const &operator>>(T &) const;
  void skip(std::size_t = 1) const;
  void reset_get_counter() const;
};

class values {
public:
  values();
  indicator get_indicator(std::size_t) const;
  indicator get_indicator(std::string const &) const;
  template <typename T> T get(std::size_t) const;
  template <typename T> T get(std::size_t, T const &) const;
  template <typename T> T get(std::string const &) const;
  template <typename T> T get(std::string const &, T const &) const;
  template <typename T> values const &operator>>(T &) const;
  template <typename T>
  void set(std::string const &, T const &, indicator = i_ok);
  template <typename T> void set(T const &, indicator = i_ok);
  template <typename T> values &operator<<(T const &);
  column_properties const &get_properties(std::size_t) const;
};

template <typename T, typename Enable = void> struct type_conversion {
  typedef T base_type;
  static void from_base(base_type const &, indicator, T &);
  static void to_base(T const &, base_type &, indicator &);
};

template <typename T> class rowset_iterator {
public:
  typedef std::input_iterator_tag iterator_category;
  typedef T value_type;
  typedef T *pointer;
  typedef T &reference;
  typedef std::ptrdiff_t difference_type;
  rowset_iterator();
  rowset_iterator(statement &, T &);
  reference operator*() const;
  pointer operator->() const;
  rowset_iterator &operator++();
  rowset_iterator operator++(int);
  bool operator==(rowset_iterator const &) const;
  bool operator!=(rowset_iterator const &) const;
};

template <typename T = soci::row> class rowset {
public:
  typedef T value_type;
  typedef rowset_iterator<T> iterator;
  typedef rowset_iterator<T> const_iterator;
  rowset(details::prepare_temp_type const &);
  rowset(rowset const &);
  ~rowset();
  rowset &operator=(rowset const &);
  const_iterator begin() const;
  const_iterator end() const;
};

} // namespace soci

#endif
