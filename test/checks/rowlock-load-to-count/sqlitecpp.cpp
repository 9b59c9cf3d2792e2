// RUN: %check %s -- -isystem %stubs/sqlitecpp
// RUN: %if sqlitecpp %{ %check %s -- %}
#include <SQLiteCpp/SQLiteCpp.h>

int bad_loop(SQLite::Database &db) {
  SQLite::Statement q(db, "SELECT * FROM parcel WHERE state = 'lost'");
  int n = 0;
  while (q.executeStep())
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: this loads rows of 'parcel' only to count them in line [[@LINE-1]]: the database can tell that without sending one [rowlock-load-to-count]
    ++n;
  return n;
}

int good_loop(SQLite::Database &db) {
  SQLite::Statement q(db, "SELECT * FROM parcel WHERE state = 'lost'");
  int n = 0;
  while (q.executeStep())
    n += q.getColumn(2).getInt();
  return n;
}

bool good_first(SQLite::Database &db, int id) {
  SQLite::Statement q(db, "SELECT id FROM parcel WHERE id = ?");
  q.bind(1, id);
  return q.executeStep();
}

#include <cstdio>
#include <string>
#include <vector>

struct Parcel {
  int id = 0;
  std::string label;
};

static Parcel parcelOf(SQLite::Statement &q) {
  return {q.getColumn(0).getInt(), q.getColumn(1).getString()};
}

static std::vector<Parcel> parcelsOf(SQLite::Database &db, int route) {
  SQLite::Statement q(db, "SELECT id, label FROM parcel WHERE route_id = ?");
  q.bind(1, route);
  std::vector<Parcel> all;
  while (q.executeStep())
    all.push_back(parcelOf(q));
  return all;
}

bool bad_list(SQLite::Database &db, int route, int limit) {
  const auto parcels = parcelsOf(db, route);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: this loads rows of 'parcel' only to count them in line [[@LINE+1]]: the database can tell that without sending one [rowlock-load-to-count]
  return static_cast<int>(parcels.size()) >= limit;
}

// A call that nothing is known about sees an element.
int good_list_shown(SQLite::Database &db, int route) {
  const auto parcels = parcelsOf(db, route);
  if (!parcels.empty())
    std::printf("%s\n", parcels[0].label.c_str());
  return static_cast<int>(parcels.size());
}

int good_list_walked(SQLite::Database &db, int route) {
  const auto parcels = parcelsOf(db, route);
  for (const Parcel &p : parcels)
    std::printf("%s\n", p.label.c_str());
  return static_cast<int>(parcels.size());
}

struct Depot {
  SQLite::Database &db;
  std::vector<Parcel> parcels;
  int good_list_kept(int route) {
    parcels = parcelsOf(db, route);
    return static_cast<int>(parcels.size());
  }
};

int bad_number(SQLite::Database &db, const std::string &name) {
  SQLite::Statement q(db, "SELECT id, label FROM parcel WHERE sender = ?");
  q.bind(1, name);
  int n = 0;
  while (q.executeStep())
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: this loads rows of 'parcel' only to count them in line [[@LINE-1]]: the database can tell that without sending one [rowlock-load-to-count]
    ++n;
  return n;
}
