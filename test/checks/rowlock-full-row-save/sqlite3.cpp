// Rows that are saved as a whole by SQLite's C API, against the stub header and
// the real one.
// RUN: %check %s -- -isystem %stubs/sqlite3
// RUN: %if sqlite3 %{ %check %s -- %}

#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

//===--- C ----------------------------------------------------------------===//

struct contact {
  int id;
  char name[64];
  char phone[32];
  int flags;
};

static int contact_load(sqlite3 *db, int id, struct contact *out) {
  sqlite3_stmt *st;
  int rc = sqlite3_prepare_v2(db, "SELECT id, name, phone, flags FROM contact WHERE id = ?", -1, &st, NULL);
  if (rc != SQLITE_OK)
    return rc;
  sqlite3_bind_int(st, 1, id);
  rc = sqlite3_step(st);
  if (rc == SQLITE_ROW) {
    out->id = sqlite3_column_int(st, 0);
    snprintf(out->name, sizeof out->name, "%s", (const char *)sqlite3_column_text(st, 1));
    snprintf(out->phone, sizeof out->phone, "%s", (const char *)sqlite3_column_text(st, 2));
    out->flags = sqlite3_column_int(st, 3);
    rc = SQLITE_OK;
  }
  sqlite3_finalize(st);
  return rc;
}

static int contact_save(sqlite3 *db, const struct contact *c) {
  sqlite3_stmt *st;
  int rc = sqlite3_prepare_v2(db, "UPDATE contact SET name = ?2, phone = ?3, flags = ?4 WHERE id = ?1", -1, &st, NULL);
  if (rc != SQLITE_OK)
    return rc;
  sqlite3_bind_int(st, 1, c->id);
  sqlite3_bind_text(st, 2, c->name, -1, SQLITE_STATIC);
  sqlite3_bind_text(st, 3, c->phone, -1, SQLITE_STATIC);
  sqlite3_bind_int(st, 4, c->flags);
  rc = sqlite3_step(st) == SQLITE_DONE ? SQLITE_OK : sqlite3_errcode(db);
  sqlite3_finalize(st);
  return rc;
}

int bad_hide(sqlite3 *db, int id) {
  struct contact c;
  int rc = contact_load(db, id, &c);
  if (rc != SQLITE_OK)
    return rc;
  c.flags = 1;
  return contact_save(db, &c);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'name' and 'phone' of 'contact' as line [[#@LINE-5]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

int good_hide(sqlite3 *db, int id) {
  struct contact c;
  int rc = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    return rc;
  rc = contact_load(db, id, &c);
  if (rc == SQLITE_OK) {
    c.flags = 1;
    rc = contact_save(db, &c);
  }
  sqlite3_exec(db, rc == SQLITE_OK ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL);
  return rc;
}

// Not what was loaded: everything comes from the form.
int good_all_from_the_form(sqlite3 *db, int id, const char *name, const char *phone, int flags) {
  struct contact old, c;
  if (contact_load(db, id, &old) != SQLITE_OK)
    return SQLITE_ERROR;
  c.id = id;
  snprintf(c.name, sizeof c.name, "%s", name);
  snprintf(c.phone, sizeof c.phone, "%s", phone);
  c.flags = flags;
  return contact_save(db, &c);
}

int bad_replace(sqlite3 *db, int id, int volume) {
  sqlite3_stmt *st = NULL;
  int rc = SQLITE_ERROR, muted = 0;
  if (sqlite3_prepare_v2(db, "SELECT muted FROM sound WHERE id = ?", -1, &st, NULL) != SQLITE_OK)
    goto out;
  sqlite3_bind_int(st, 1, id);
  if (sqlite3_step(st) == SQLITE_ROW)
    muted = sqlite3_column_int(st, 0);
  sqlite3_finalize(st);
  st = NULL;
  if (sqlite3_prepare_v2(db, "REPLACE INTO sound (id, volume, muted) VALUES (?, ?, ?)", -1, &st, NULL) != SQLITE_OK)
    goto out;
  sqlite3_bind_int(st, 1, id);
  sqlite3_bind_int(st, 2, volume);
  sqlite3_bind_int(st, 3, muted);
  if (sqlite3_step(st) == SQLITE_DONE)
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'muted' of 'sound' as line [[#@LINE-10]] read it: a concurrent change in between is lost [rowlock-full-row-save]
    rc = SQLITE_OK;
out:
  sqlite3_finalize(st);
  return rc;
}

int good_upsert_one_column(sqlite3 *db, int id, int volume) {
  sqlite3_stmt *st = NULL;
  if (sqlite3_prepare_v2(db, "INSERT INTO sound (id, volume) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET volume = excluded.volume", -1, &st, NULL) != SQLITE_OK)
    return SQLITE_ERROR;
  sqlite3_bind_int(st, 1, id);
  sqlite3_bind_int(st, 2, volume);
  int rc = sqlite3_step(st);
  sqlite3_finalize(st);
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

// The text has the values in it.
int bad_in_text(sqlite3 *db, int id, double gain) {
  sqlite3_stmt *st = NULL;
  char *sql = sqlite3_mprintf("SELECT gain, offset FROM channel WHERE id = %d", id);
  int rc = sqlite3_prepare_v2(db, sql, -1, &st, NULL);
  sqlite3_free(sql);
  if (rc != SQLITE_OK || sqlite3_step(st) != SQLITE_ROW) {
    sqlite3_finalize(st);
    return SQLITE_ERROR;
  }
  double offset = sqlite3_column_double(st, 1);
  sqlite3_finalize(st);
  sql = sqlite3_mprintf("UPDATE channel SET gain = %f, offset = %f WHERE id = %d", gain, offset, id);
  rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'offset' of 'channel' as line [[#@LINE-8]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  sqlite3_free(sql);
  return rc;
}

int good_in_text(sqlite3 *db, int id, double gain) {
  char *sql = sqlite3_mprintf("UPDATE channel SET gain = %f WHERE id = %d", gain, id);
  int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
  return rc;
}

// What was read decides what is stored with it, and is not stored itself.
int good_only_shown(sqlite3 *db, int id, const char *phone) {
  struct contact c;
  if (contact_load(db, id, &c) != SQLITE_OK)
    return SQLITE_ERROR;
  printf("%s now has the number %s\n", c.name, phone);
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, "UPDATE contact SET phone = ? WHERE id = ?", -1, &st, NULL) != SQLITE_OK)
    return SQLITE_ERROR;
  sqlite3_bind_text(st, 1, phone, -1, SQLITE_STATIC);
  sqlite3_bind_int(st, 2, id);
  int rc = sqlite3_step(st);
  sqlite3_finalize(st);
  return rc;
}

//===--- C++ --------------------------------------------------------------===//

namespace data {
struct Close {
  void operator()(sqlite3_stmt *s) const { sqlite3_finalize(s); }
};
using Stmt = std::unique_ptr<sqlite3_stmt, Close>;

inline Stmt prepare(sqlite3 *db, const std::string &sql) {
  sqlite3_stmt *s = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &s, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(db));
  return Stmt(s);
}
inline std::string text(const Stmt &s, int at) {
  auto raw = reinterpret_cast<const char *>(sqlite3_column_text(s.get(), at));
  return raw ? raw : "";
}
inline void bind(const Stmt &s, int at, const std::string &v) { sqlite3_bind_text(s.get(), at, v.c_str(), -1, SQLITE_TRANSIENT); }
inline void bind(const Stmt &s, int at, int v) { sqlite3_bind_int(s.get(), at, v); }

// An active record.
class Recipe {
public:
  explicit Recipe(sqlite3 *db) : db(db) {}
  bool load(int key) {
    Stmt s = prepare(db, "SELECT id, title, servings, notes, version FROM recipe WHERE id = ?");
    bind(s, 1, key);
    if (sqlite3_step(s.get()) != SQLITE_ROW)
      return false;
    id = key;
    title = text(s, 1);
    servings = sqlite3_column_int(s.get(), 2);
    notes = text(s, 3);
    version = sqlite3_column_int(s.get(), 4);
    return true;
  }
  void save() {
    Stmt s = prepare(db, "UPDATE recipe SET title = ?, servings = ?, notes = ? WHERE id = ?");
    bind(s, 1, title);
    bind(s, 2, servings);
    bind(s, 3, notes);
    bind(s, 4, id);
    if (sqlite3_step(s.get()) != SQLITE_DONE)
      throw std::runtime_error(sqlite3_errmsg(db));
  }
  bool saveIfUnchanged() {
    Stmt s = prepare(db, "UPDATE recipe SET title = ?, servings = ?, notes = ?, version = version + 1 WHERE id = ? AND version = ?");
    bind(s, 1, title);
    bind(s, 2, servings);
    bind(s, 3, notes);
    bind(s, 4, id);
    bind(s, 5, version);
    if (sqlite3_step(s.get()) != SQLITE_DONE)
      throw std::runtime_error(sqlite3_errmsg(db));
    return sqlite3_changes(db) == 1;
  }
  void saveServings() {
    Stmt s = prepare(db, "UPDATE recipe SET servings = ? WHERE id = ?");
    bind(s, 1, servings);
    bind(s, 2, id);
    sqlite3_step(s.get());
  }

  int id = 0;
  std::string title;
  int servings = 0;
  std::string notes;

private:
  int version = 0;
  sqlite3 *db;
};
} // namespace data

void bad_servings(sqlite3 *db, int id, int servings) {
  data::Recipe recipe(db);
  if (!recipe.load(id))
    return;
  recipe.servings = servings;
  recipe.save();
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'title' and 'notes' of 'recipe' as line [[#@LINE-4]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

void good_servings(sqlite3 *db, int id, int servings) {
  data::Recipe recipe(db);
  if (!recipe.load(id))
    return;
  recipe.servings = servings;
  recipe.saveServings();
}

bool good_version(sqlite3 *db, int id, int servings) {
  data::Recipe recipe(db);
  if (!recipe.load(id))
    return false;
  recipe.servings = servings;
  return recipe.saveIfUnchanged();
}

void good_new_recipe(sqlite3 *db, int id, const std::string &title) {
  data::Recipe recipe(db);
  recipe.id = id;
  recipe.title = title;
  recipe.servings = 4;
  recipe.save();
}

// Loaded to be shown for a while, and saved from another dialog: the copy is
// made from what was loaded.
void bad_copy_is_edited(sqlite3 *db, int id, const std::string &notes) {
  data::Recipe shown(db);
  if (!shown.load(id))
    throw std::out_of_range("no such recipe");
  data::Recipe edited = shown;
  edited.notes = notes;
  edited.save();
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this save puts back 'title' and 'servings' of 'recipe' as line [[#@LINE-5]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}
