// Known misses: the outputs of a statement are stores where it runs, in the
// function that names them. What another function runs, or was handed, has none.
// XFAIL: *
// RUN: %check %s -- -isystem %stubs/soci

#include <soci/soci.h>
#include <string>
#include <utility>

using soci::into;
using soci::use;

// Prepared by the constructor, run by a member function.
class Counter {
public:
  explicit Counter(soci::session &sql)
      : get_((sql.prepare << "SELECT n FROM counter WHERE id = :i", use(id_), into(n_))),
        set_((sql.prepare << "UPDATE counter SET n = :n WHERE id = :i", use(n_), use(id_))) {}

  void bad_members(int id) {
    id_ = id;
    get_.execute(true);
    n_++;
    set_.execute(true);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a concurrent change to 'n' of 'counter'
  }

private:
  int id_ = 0;
  long n_ = 0;
  soci::statement get_;
  soci::statement set_;
};

// Bindings that are handed on.
template <typename... Bindings>
void run(soci::session &sql, std::string const &text, Bindings &&...bindings) {
  soci::details::once_temp_type all = sql << text;
  ((all, std::forward<Bindings>(bindings)), ...);
}

void bad_handed_on(soci::session &sql, int id) {
  int n = 0;
  run(sql, "SELECT n FROM counter WHERE id = :i", use(id), into(n));
  run(sql, "UPDATE counter SET n = :n WHERE id = :i", use(n + 1), use(id));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a concurrent change to 'n' of 'counter'
}
