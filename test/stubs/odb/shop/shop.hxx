// Entities as users of ODB write them. shop-odb.hxx is what the compiler makes
// of them, as far as it matters here.
#pragma once

#include <odb/core.hxx>
#include <memory>
#include <string>
#include <vector>

#pragma db object pointer(std::shared_ptr)
class Account {
public:
  Account() {}
  explicit Account(const std::string &owner) : owner_(owner) {}
  unsigned long id() const { return id_; }
  const std::string &owner() const { return owner_; }
  int balance() const { return balance_; }
  void balance(int b) { balance_ = b; }
  void deposit(int amount) { balance_ += amount; }
  const std::string &state() const { return state_; }
  void state(const std::string &s) { state_ = s; }

private:
  friend class odb::access;
#pragma db id auto
  unsigned long id_ = 0;
#pragma db unique
  std::string owner_;
  int balance_ = 0;
  std::string state_;
};

#pragma db object optimistic pointer(std::shared_ptr)
class Document {
public:
  unsigned long id() const { return id_; }
  std::string title;
  int views = 0;

private:
  friend class odb::access;
#pragma db id auto
  unsigned long id_ = 0;
#pragma db version
  unsigned long version_ = 0;
};

#pragma db object
struct Setting {
  Setting() {}
  Setting(const std::string &k, const std::string &v) : key(k), value(v) {}
#pragma db id
  std::string key;
  std::string value;
  int used = 0;
};
