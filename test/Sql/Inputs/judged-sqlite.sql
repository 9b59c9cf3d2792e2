-- sql: schema
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, m INTEGER, s TEXT, "q n" INTEGER);
CREATE TABLE u (id INTEGER PRIMARY KEY, n INTEGER, k TEXT UNIQUE, "order" INTEGER);
-- sql: 1
SELECT n FROM t WHERE id = ?
-- sql: 2
SELECT t.n FROM t JOIN u ON t.id = u.id WHERE t.id = :id OR u.n = @n ORDER BY t.n LIMIT 1
-- sql: 3
SELECT n FROM t; -- all
-- sql: 4
UPDATE t SET n = ?, m = ?, s = ? WHERE id = ?
-- sql: 5
UPDATE t SET n=?1,"q n"=?2,m=m+1 WHERE id=?3 OR id=?4
-- sql: 6
UPDATE t SET [q n] = $a, `m` = :b
-- sql: 7
UPDATE OR IGNORE t SET n = 5 WHERE id IN (SELECT id FROM u WHERE k = ?) RETURNING n
-- sql: 8
UPDATE t AS x SET n = ?, m = u.n FROM u WHERE u.id = x.id
-- sql: 9
INSERT INTO u (k, n) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET n = excluded.n, "order" = 1 WHERE u.n < 5
-- sql: 10
INSERT OR REPLACE INTO u (k, n) VALUES (?, ?)
-- sql: 11
INSERT INTO u (k, n) SELECT s, n FROM t WHERE true ON CONFLICT DO NOTHING
-- sql: 12
DELETE FROM t WHERE n < ? -- old ones
-- sql: 13
DELETE FROM t
-- sql: 14
BEGIN
-- sql: 15
BEGIN DEFERRED TRANSACTION; UPDATE t SET n = 1; COMMIT;
-- sql: 16
BEGIN TRANSACTION
-- sql: 17
/* x */ BEGIN -- y
-- sql: 18
BEGIN EXCLUSIVE
-- sql: 19
END TRANSACTION
-- sql: 20
SAVEPOINT a; ROLLBACK TO a; RELEASE a
-- sql: 21
SELECT n FROM t WHERE n NOT NULL AND m IS NULL AND s GLOB 'x*' AND id BETWEEN 1 AND 2
-- sql: 22
SELECT max(n, m), max(n), group_concat(s) FROM t GROUP BY id HAVING count(*) > 1
-- sql: 23
WITH x AS (SELECT id FROM t) SELECT n FROM u WHERE id IN x UNION SELECT n FROM t EXCEPT SELECT 1
-- sql: 24
REPLACE INTO t (id, n) VALUES (1, (SELECT max(n) FROM u))
-- sql: 25
SELECT EXISTS (SELECT 1 FROM t WHERE id = ?), CASE WHEN 1 THEN 2 END FROM u LEFT JOIN t ON t.id = u.id
-- sql: 26
UPDATE t SET n = (SELECT n FROM u WHERE u.id = t.id), m = 1 WHERE EXISTS (SELECT 1 FROM u) AND id = 1
-- sql: 27
UPDATE t SET (n, m) = (1, 2), s = ? WHERE id = 1
-- sql: 29
PRAGMA user_version
