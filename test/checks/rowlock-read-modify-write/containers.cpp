// Values that pass through containers: iterators, sets, short lists that are
// walked over, arrays of the database.
// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --

#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <map>
#include <pqxx/pqxx>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

//===--- Short lists ------------------------------------------------------===//

static double elo(pqxx::work &tx, long hero) {
  return tx.exec_params1("SELECT elo FROM ladder WHERE hero = $1", hero)[0].as<double>();
}
static double lockedElo(pqxx::work &tx, long hero) {
  return tx.exec_params1("SELECT elo FROM ladder WHERE hero = $1 FOR UPDATE", hero)[0].as<double>();
}
void bad_pairs(pqxx::work &tx, long winner, long loser) {
  double w = elo(tx, winner), l = elo(tx, loser);
  const std::pair<long, double> results[] = {{winner, w + 16}, {loser, l - 16}};
  for (const auto &each : results)
    tx.exec_params0("UPDATE ladder SET elo = $2 WHERE hero = $1", each.first, each.second);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'elo' of 'ladder'
}
void good_pairs(pqxx::work &tx, long winner, long loser) {
  double w = lockedElo(tx, winner), l = lockedElo(tx, loser);
  const std::pair<long, double> results[] = {{winner, w + 16}, {loser, l - 16}};
  for (const auto &each : results)
    tx.exec_params0("UPDATE ladder SET elo = $2 WHERE hero = $1", each.first, each.second);
}
// Each gets what the other had: nothing is computed from what is overwritten.
void good_crossed(pqxx::work &tx, long winner, long loser) {
  double w = elo(tx, winner);
  const std::pair<long, double> results[] = {{loser, w + 16}};
  for (const auto &each : results)
    tx.exec_params0("UPDATE ladder SET elo = $2 WHERE hero = $1", each.first, each.second);
}

//===--- Arrays -----------------------------------------------------------===//

static std::vector<std::string> words(const pqxx::field &f) {
  std::vector<std::string> out;
  auto parser = f.as_array();
  for (auto item = parser.get_next(); item.first != pqxx::array_parser::done; item = parser.get_next())
    if (item.first == pqxx::array_parser::string_value)
      out.push_back(item.second);
  return out;
}
static std::string literal(pqxx::work &tx, const std::vector<std::string> &all) {
  std::string s = "{";
  for (std::size_t i = 0; i < all.size(); ++i)
    s += (i ? "," : "") + tx.esc(all[i]);
  return s + "}";
}
void bad_array(pqxx::work &tx, int id, const std::string &word) {
  auto all = words(tx.exec_params1("SELECT keywords FROM article WHERE id = $1", id)[0]);
  if (std::find(all.begin(), all.end(), word) != all.end())
    return;
  all.push_back(word);
  std::sort(all.begin(), all.end());
  tx.exec_params0("UPDATE article SET keywords = $2 WHERE id = $1", id, literal(tx, all));
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'keywords' of 'article'
}
void good_array(pqxx::work &tx, int id, std::vector<std::string> all) {
  auto old = words(tx.exec_params1("SELECT keywords FROM article WHERE id = $1", id)[0]);
  std::sort(old.begin(), old.end());
  std::sort(all.begin(), all.end());
  if (old != all)
    tx.exec_params0("UPDATE article SET keywords = $2 WHERE id = $1", id, literal(tx, all));
}

//===--- Iterators --------------------------------------------------------===//

struct Bin { int id; long pieces; };
static std::vector<Bin> bins(pqxx::work &tx, int depot) {
  std::vector<Bin> all;
  for (auto row : tx.exec_params("SELECT id, pieces FROM bin WHERE depot = $1", depot))
    all.push_back({row[0].as<int>(), row[1].as<long>()});
  return all;
}
void bad_iterator(pqxx::work &tx, int depot) {
  auto all = bins(tx, depot);
  for (auto it = all.begin(); it != all.end(); ++it)
    tx.exec_params0("UPDATE bin SET pieces = $2 WHERE id = $1", it->id, it->pieces / 2);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'pieces' of 'bin'
}
void bad_fullest(pqxx::work &tx, int depot, long more) {
  auto all = bins(tx, depot);
  auto fullest = std::max_element(all.begin(), all.end(), [](const Bin &a, const Bin &b) { return a.pieces < b.pieces; });
  tx.exec_params0("UPDATE bin SET pieces = $2 WHERE id = $1", fullest->id, fullest->pieces + more);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'pieces' of 'bin'
}
void good_iterator(pqxx::work &tx, int depot) {
  auto all = bins(tx, depot);
  for (auto it = all.begin(); it != all.end(); ++it)
    tx.exec_params0("UPDATE bin SET pieces = pieces / 2 WHERE id = $1", it->id);
}

//===--- A set of the columns that have changed ---------------------------===//

class Record {
public:
  Record(SQLite::Database &db, std::string table, long id) : db(db), table(std::move(table)), id(id) {}
  void load() {
    SQLite::Statement q(db, "SELECT * FROM " + table + " WHERE id = ?");
    q.bind(1, static_cast<int64_t>(id));
    if (q.executeStep())
      for (int i = 0; i < q.getColumnCount(); ++i)
        fields[q.getColumnName(i)] = q.getColumn(i).getString();
  }
  long number(const std::string &f) const { return std::stol(fields.at(f)); }
  void set(const std::string &f, const std::string &v) {
    fields[f] = v;
    dirty.insert(f);
  }
  bool save() {
    std::ostringstream os;
    os << "UPDATE " << table << " SET ";
    const char *sep = "";
    for (const std::string &f : dirty) {
      os << sep << f << " = :" << f;
      sep = ", ";
    }
    os << " WHERE id = :pk";
    SQLite::Statement q(db, os.str());
    for (const std::string &f : dirty)
      q.bind(":" + f, fields[f]);
    q.bind(":pk", static_cast<int64_t>(id));
    dirty.clear();
    return q.exec() == 1;
  }

private:
  SQLite::Database &db;
  std::string table;
  long id;
  std::map<std::string, std::string> fields;
  std::set<std::string> dirty;
};
bool bad_dirty_set(SQLite::Database &db, long id, const std::string &guest) {
  Record kennel(db, "kennels", id);
  kennel.load();
  kennel.set("occupied", std::to_string(kennel.number("occupied") + 1));
  kennel.set("last_guest", guest);
  return kennel.save();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'occupied' of 'kennels'
}
bool good_dirty_set(SQLite::Database &db, long id, const std::string &guest, long count) {
  Record kennel(db, "kennels", id);
  kennel.load();
  if (kennel.number("occupied") == count)
    return true;
  kennel.set("occupied", std::to_string(count));
  kennel.set("last_guest", guest);
  return kennel.save();
}

//===--- Keys -------------------------------------------------------------===//

static std::string key(const std::string &eui) {
  std::ostringstream os;
  os << eui;
  return os.str();
}
void bad_key(SQLite::Database &db, const std::string &eui, int more) {
  SQLite::Statement q(db, "SELECT caps FROM device WHERE eui = ?");
  q.bind(1, eui);
  q.executeStep();
  int caps = q.getColumn(0).getInt() | more;
  q.reset();
  SQLite::Statement u(db, "UPDATE device SET caps = ? WHERE eui = ?");
  u.bind(1, caps);
  u.bind(2, key(eui));
  u.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'caps' of 'device'
}
void good_other_key(SQLite::Database &db, const std::string &eui, int more) {
  SQLite::Statement q(db, "SELECT caps FROM device WHERE eui = ?");
  q.bind(1, eui);
  q.executeStep();
  int caps = q.getColumn(0).getInt() | more;
  q.reset();
  SQLite::Statement u(db, "UPDATE device SET caps = ? WHERE eui = ?");
  u.bind(1, caps);
  u.bind(2, "copy:" + key(eui));
  u.exec();
}

//===--- An object that keeps whom it belongs to --------------------------===//

class Store {
public:
  explicit Store(const std::string &file) : db_(file, SQLite::OPEN_READWRITE) {}
  SQLite::Database &db() { return db_; }

private:
  SQLite::Database db_;
};
class Animal {
public:
  Animal(Store &store, long id) : store_(store), id_(id) {
    SQLite::Statement q(store_.db(), "SELECT weight FROM animal WHERE id = ?");
    q.bind(1, static_cast<int64_t>(id_));
    if (q.executeStep())
      weight = q.getColumn(0).getInt();
  }
  void save() {
    SQLite::Statement q(store_.db(), "UPDATE animal SET weight = ? WHERE id = ?");
    q.bind(1, static_cast<int64_t>(weight));
    q.bind(2, static_cast<int64_t>(id_));
    q.exec();
  }
  long weight = 0;

private:
  Store &store_;
  long id_;
};
void good_kept(Store &store, long id, int kilos) {
  SQLite::Transaction tx(store.db(), SQLite::TransactionBehavior::IMMEDIATE);
  Animal animal(store, id);
  animal.weight = (animal.weight * 7 + kilos * 3) / 10;
  animal.save();
  tx.commit();
}
void bad_kept(Store &store, long id, int kilos) {
  Animal animal(store, id);
  animal.weight = (animal.weight * 7 + kilos * 3) / 10;
  SQLite::Transaction tx(store.db(), SQLite::TransactionBehavior::IMMEDIATE);
  animal.save();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'weight' of 'animal'
  tx.commit();
}
