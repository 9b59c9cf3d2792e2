// Texts that stand in constant tables.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s --

#include <array>
#include <map>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <unordered_map>

#define READ "SELECT n FROM t WHERE id = $1"
#define LOCK "SELECT n FROM t WHERE id = $1 FOR UPDATE"
#define WRITE "UPDATE t SET n = $1 WHERE id = $2"

enum Sql : std::size_t { Read, Lock, Write, Count };
enum class Which { Read, Lock, Write };
struct Named {
  const char *name;
  const char *sql;
};

static const std::array<const char *, Count> Pointers = {READ, LOCK, WRITE};
static const std::array<std::string, 3> Strings = {{READ, LOCK, WRITE}};
static constexpr std::string_view Views[] = {READ, LOCK, WRITE};
static const Named Records[] = {{"read", READ}, {"lock", LOCK}, {"write", WRITE}};
static constexpr std::array<Named, 3> RecordArray = {{{"read", READ}, {"lock", LOCK}, {"write", WRITE}}};
static const std::map<Which, const char *> ByEnumerator = {
    {Which::Read, READ}, {Which::Lock, LOCK}, {Which::Write, WRITE}};
static const std::unordered_map<std::string, std::string> ByName = {{"read", READ}, {"lock", LOCK}, {"write", WRITE}};
struct Statements {
  static constexpr const char *All[3] = {READ, LOCK, WRITE};
};
static const char *chosen(Which which) {
  switch (which) {
  case Which::Read:
    return READ;
  case Which::Lock:
    return LOCK;
  case Which::Write:
    return WRITE;
  }
  return "";
}

static long get(pqxx::work &tx, const std::string &sql, int id) { return tx.exec_params1(sql, id)[0].as<long>(); }
static void set(pqxx::work &tx, const std::string &sql, int id, long n) { tx.exec_params0(sql, n, id); }

void bad_pointers(pqxx::work &tx, int id) {
  long n = get(tx, Pointers[Read], id);
  set(tx, Pointers[Write], id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_pointers(pqxx::work &tx, int id) {
  long n = get(tx, Pointers[Lock], id);
  set(tx, Pointers[Write], id, n + 1);
}
void bad_strings(pqxx::work &tx, int id) {
  long n = get(tx, Strings[0], id);
  set(tx, Strings[2], id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_strings(pqxx::work &tx, int id) {
  long n = get(tx, Strings.at(1), id);
  set(tx, Strings[2], id, n + 1);
}
void bad_views(pqxx::work &tx, int id) {
  long n = get(tx, std::string(Views[0]), id);
  set(tx, std::string(Views[2]), id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_views(pqxx::work &tx, int id) {
  long n = get(tx, std::string(Views[1]), id);
  set(tx, std::string(Views[2]), id, n + 1);
}
void bad_records(pqxx::work &tx, int id) {
  long n = get(tx, Records[0].sql, id);
  set(tx, Records[2].sql, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_records(pqxx::work &tx, int id) {
  long n = get(tx, Records[1].sql, id);
  set(tx, Records[2].sql, id, n + 1);
}
void bad_record_array(pqxx::work &tx, int id) {
  long n = get(tx, RecordArray[0].sql, id);
  set(tx, RecordArray[2].sql, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_record_array(pqxx::work &tx, int id) {
  long n = get(tx, RecordArray[1].sql, id);
  set(tx, RecordArray[2].sql, id, n + 1);
}
void bad_by_enumerator(pqxx::work &tx, int id) {
  long n = get(tx, ByEnumerator.at(Which::Read), id);
  set(tx, ByEnumerator.at(Which::Write), id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_by_enumerator(pqxx::work &tx, int id) {
  long n = get(tx, ByEnumerator.at(Which::Lock), id);
  set(tx, ByEnumerator.at(Which::Write), id, n + 1);
}
void bad_found(pqxx::work &tx, int id) {
  long n = get(tx, ByEnumerator.find(Which::Read)->second, id);
  set(tx, ByEnumerator.find(Which::Write)->second, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_found(pqxx::work &tx, int id) {
  long n = get(tx, ByEnumerator.find(Which::Lock)->second, id);
  set(tx, ByEnumerator.find(Which::Write)->second, id, n + 1);
}
void bad_by_name(pqxx::work &tx, int id) {
  long n = get(tx, ByName.at("read"), id);
  set(tx, ByName.at("write"), id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_by_name(pqxx::work &tx, int id) {
  long n = get(tx, ByName.at("lock"), id);
  set(tx, ByName.at("write"), id, n + 1);
}
void bad_member(pqxx::work &tx, int id) {
  long n = get(tx, Statements::All[0], id);
  set(tx, Statements::All[2], id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_member(pqxx::work &tx, int id) {
  long n = get(tx, Statements::All[1], id);
  set(tx, Statements::All[2], id, n + 1);
}
void bad_switch(pqxx::work &tx, int id) {
  long n = get(tx, chosen(Which::Read), id);
  set(tx, chosen(Which::Write), id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_switch(pqxx::work &tx, int id) {
  long n = get(tx, chosen(Which::Lock), id);
  set(tx, chosen(Which::Write), id, n + 1);
}

//===--- Which one, only a caller knows -----------------------------------===//

static long one(pqxx::work &tx, Sql sql, int id) { return get(tx, Pointers[sql], id); }
static long two(pqxx::work &tx, Which which, int id) { return get(tx, ByEnumerator.at(which), id); }
static long three(pqxx::work &tx, Which which, int id) {
  return get(tx, Records[static_cast<std::size_t>(which)].sql, id);
}
void bad_one(pqxx::work &tx, int id) {
  long n = one(tx, Read, id);
  set(tx, WRITE, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_one(pqxx::work &tx, int id) {
  long n = one(tx, Lock, id);
  set(tx, WRITE, id, n + 1);
}
void bad_two(pqxx::work &tx, int id) {
  long n = two(tx, Which::Read, id);
  set(tx, WRITE, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_two(pqxx::work &tx, int id) {
  long n = two(tx, Which::Lock, id);
  set(tx, WRITE, id, n + 1);
}
void bad_three(pqxx::work &tx, int id) {
  long n = three(tx, Which::Read, id);
  set(tx, WRITE, id, n + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'n' of 't'
}
void good_three(pqxx::work &tx, int id) {
  long n = three(tx, Which::Lock, id);
  set(tx, WRITE, id, n + 1);
}
