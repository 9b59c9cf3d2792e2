// A made-up library that hides its database behind declarations.
#ifndef ACME_DB_H
#define ACME_DB_H

#include <initializer_list>
#include <string>

namespace acme {

class Row {
public:
  long num(const std::string &name) const;
  std::string text(const std::string &name) const;
};

class Db {
public:
  explicit Db(const std::string &address);
  // One row, or none is an error.
  template <typename... Args> Row one(const std::string &sql, Args... args) {
    return fetch(sql, {static_cast<long>(args)...});
  }
  // The number of changed rows.
  template <typename... Args> long run(const std::string &sql, Args... args) {
    return change(sql, {static_cast<long>(args)...});
  }

private:
  Row fetch(const std::string &sql, std::initializer_list<long> values);
  long change(const std::string &sql, std::initializer_list<long> values);
};

// A unit of work: begins here, commits at the end of the scope.
class Unit {
public:
  explicit Unit(Db &db);
  ~Unit();
};

} // namespace acme

#endif
