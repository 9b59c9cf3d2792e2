-- SQLite: rowids, tables that are made anew, triggers with semicolons in them.
--
-- RUN: rowlock dump --schema --unique=item:rowid --unique=key:rowid %s | FileCheck %s --match-full-lines

CREATE TABLE IF NOT EXISTS "key" (key TEXT PRIMARY KEY, value, UNIQUE(value) ON CONFLICT IGNORE) WITHOUT ROWID;
CREATE TABLE item(id INTEGER PRIMARY KEY AUTOINCREMENT, [group name] text collate nocase not null unique, x REFERENCES key(key) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
CREATE TRIGGER tg AFTER INSERT ON item BEGIN
  UPDATE item SET x = CASE WHEN 1 THEN 2 ELSE 3 END WHERE id = new.id;
  DELETE FROM item;
END;
CREATE INDEX ix ON item(x);
CREATE UNIQUE INDEX ux ON item(x) WHERE x IS NOT NULL;
CREATE TABLE sqlite_sequence(name,seq);
CREATE VIRTUAL TABLE ft USING fts5(a, b);
CREATE TEMP TABLE tt AS SELECT 1;
ALTER TABLE item RENAME COLUMN x TO y;
ALTER TABLE item ADD COLUMN z INT DEFAULT (1+2) CHECK (z > 0);
CREATE TABLE new_item(id INTEGER PRIMARY KEY, y, w);
INSERT INTO new_item SELECT 1;
DROP TABLE item;
ALTER TABLE new_item RENAME TO item;

-- CHECK:      database sqlite
-- CHECK-NEXT: table key without rowid  !{{.*}}:5
-- CHECK-NEXT:   key TEXT not null
-- CHECK-NEXT:   value
-- CHECK-NEXT:   primary key (key)
-- CHECK-NEXT:   unique (value) admits null
-- CHECK-NEXT: table sqlite_sequence  !{{.*}}:13
-- CHECK-NEXT:   name
-- CHECK-NEXT:   seq
-- CHECK-NEXT: table ft columns incomplete  !{{.*}}:14
-- CHECK-NEXT: table tt temporary columns incomplete  !{{.*}}:15
-- CHECK-NEXT: table item rowid id  !{{.*}}:18
-- CHECK-NEXT:   id INTEGER not null
-- CHECK-NEXT:   y
-- CHECK-NEXT:   w
-- CHECK-NEXT:   primary key (id)
-- CHECK-NEXT: unique item:rowid: yes
-- CHECK-NEXT: unique key:rowid: no
