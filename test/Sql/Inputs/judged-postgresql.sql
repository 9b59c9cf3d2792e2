-- sql: 1
SELECT balance FROM account WHERE id = $1
-- sql: 2
SELECT a.balance, b.name FROM account a JOIN branch b ON a.branch = b.id WHERE a.id = $1 AND b.open OR a.vip
-- sql: 3
SELECT a.balance FROM account a LEFT JOIN branch b ON b.id = a.branch WHERE a.id = $1 ORDER BY a.id LIMIT 1 OFFSET 2; -- end
-- sql: 4
SELECT * FROM shop.account WHERE id = $1 FETCH FIRST 1 ROW ONLY
-- sql: 5
SELECT COUNT(*) FROM account
-- sql: 6
SELECT DISTINCT city FROM person UNION SELECT city FROM shop ORDER BY 1
-- sql: 7
SELECT id FROM job WHERE state = 'new' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
-- sql: 8
WITH next AS (SELECT id FROM job WHERE state = 'new' LIMIT 1 FOR UPDATE) UPDATE job SET state = 'busy', worker = $1, n = $2 FROM next WHERE job.id = next.id RETURNING job.*
-- sql: 9
UPDATE account SET balance = $1, changed = now() WHERE id = $2
-- sql: 10
UPDATE account AS a SET balance = $1::numeric, "Note" = $2, n = 5 FROM transfer t WHERE t.account = a.id AND t.id = $3
-- sql: 11
UPDATE account SET balance=$1,n=$2,m=n+1
-- sql: 12
UPDATE account SET (balance, n) = ($1, $2), m = $3 WHERE id = $4 OR id = $5 RETURNING id
-- sql: 13
UPDATE ONLY account SET total = (SELECT SUM(amount) FROM line WHERE line.account = account.id), n = 1 WHERE EXISTS (SELECT 1 FROM line)
-- sql: 14
INSERT INTO counter AS c (k, n) VALUES ($1, 1), ($2, DEFAULT) ON CONFLICT (k) DO UPDATE SET n = EXCLUDED.n, m = $3 WHERE c.m < 3 RETURNING n
-- sql: 15
INSERT INTO counter (k, n) SELECT k, count(*) FROM event GROUP BY k ON CONFLICT DO NOTHING
-- sql: 16
INSERT INTO counter DEFAULT VALUES
-- sql: 17
DELETE FROM session USING account WHERE session.account = account.id AND account.id = $1 RETURNING session.id
-- sql: 18
DELETE FROM session
-- sql: 19
WITH gone AS (DELETE FROM queue WHERE id = $1 RETURNING *), kept AS (INSERT INTO done SELECT * FROM gone RETURNING id) SELECT * FROM kept JOIN item ON item.id = kept.id
-- sql: 20
MERGE INTO stock s USING incoming i ON s.id = i.id WHEN MATCHED THEN UPDATE SET n = s.n + i.n, at = now() WHEN NOT MATCHED THEN INSERT (id, n) VALUES (i.id, i.n)
-- sql: 21
SELECT x.n FROM (SELECT n FROM account WHERE id = $1) AS x, account y WHERE y.id = x.n
-- sql: 22
SELECT g.n, t.a FROM generate_series(1, 5) AS g(n) JOIN t ON t.id = g.n
-- sql: 23
SELECT "Sch"."T"."a b", 'it''s', E'a\'b', $$ FROM x $$, $q$ it's $q$ FROM "Sch"."T" WHERE "a b" = 'FROM y'
-- sql: 24
SELECT a, CASE WHEN b = 1 AND c BETWEEN 2 AND 3 THEN d ELSE e END FROM t WHERE CASE WHEN x THEN 1 ELSE 2 END = 1 AND y IS DISTINCT FROM z
-- sql: 25
SELECT EXTRACT(YEAR FROM d), SUBSTRING(s FROM 1 FOR 2), TRIM(BOTH 'x' FROM n), OVERLAY(a PLACING b FROM 2) FROM t WHERE POSITION('a' IN b) > 0
-- sql: 26
SELECT /* FROM x /* nested FROM y */ */ a -- FROM z
FROM t -- the table
WHERE b = 1 -- the row
-- sql: 27
SELECT a[1:2], b->>'x', c @> '{}'::jsonb, d ? 'k' FROM t WHERE e && ARRAY[1, 2] AND f = ANY($1)
-- sql: 28
SELECT a FROM t1 NATURAL LEFT JOIN t2 CROSS JOIN t3 FULL JOIN (t4 JOIN t5 USING (id)) ON t4.a = t1.a
-- sql: 29
SELECT a FROM t FOR NO KEY UPDATE OF t NOWAIT
-- sql: 30
SELECT a FROM t JOIN u ON t.id = u.id FOR SHARE OF u FOR UPDATE OF t
-- sql: 31
SELECT row_number() OVER (PARTITION BY a ORDER BY b) FROM t WINDOW w AS (ORDER BY a)
-- sql: 32
SELECT a FROM t TABLESAMPLE BERNOULLI (10) WHERE b
-- sql: 33
SELECT a FROM t WHERE (a, b) IN (SELECT c, d FROM u WHERE u.e = t.e) AND NOT EXISTS (SELECT 1 FROM v)
-- sql: 34
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r
-- sql: 35
BEGIN ISOLATION LEVEL SERIALIZABLE; UPDATE t SET a = $1 WHERE id = $2; COMMIT
-- sql: 36
SELECT pg_advisory_xact_lock(hashtext($1)), t.a FROM t WHERE t.b = $2
-- sql: 37
SELECT a AS "from", b AS where_, c "order" FROM t AS "select" WHERE "select".a = 1
-- sql: 38
SELECT t.* FROM t, LATERAL (SELECT * FROM u WHERE u.id = t.id) x WHERE x.a = 1
-- sql: 39
UPDATE t SET a = a + 1, b = DEFAULT, c[1] = 5, d = ARRAY[1, 2], e = ROW(1, 2) WHERE CURRENT OF cur
-- sql: 40
UPDATE t SET n = $1 -- the new value
, m = $2 /* more */ WHERE id = $3 /* the key */;
-- sql: 41
(SELECT a FROM t WHERE id = 1)
-- sql: 42
(SELECT a FROM t LIMIT 1) UNION ALL (SELECT a FROM u ORDER BY 1)
-- sql: 43
SELECT a FROM t WHERE b LIKE 'x%' ESCAPE '!' AND c NOT IN (1, 2) AND d ~* 'x' AND e IS NOT NULL
-- sql: 44
DELETE FROM ONLY s.t AS x WHERE x.a = 1 AND (x.b = 2 OR x.c = 3)
-- sql: 45
SELECT count(*) FILTER (WHERE a > 1), sum(b) OVER w, array_agg(c ORDER BY d) FROM t GROUP BY GROUPING SETS ((a), (b)) HAVING count(*) > 1
-- sql: 46
INSERT INTO t (a, b) OVERRIDING USER VALUE VALUES (1, 2) ON CONFLICT ON CONSTRAINT k DO UPDATE SET a = 1, b = EXCLUDED.b
-- sql: 47
INSERT INTO t VALUES ($1, (SELECT MAX(n) FROM u), current_timestamp)
-- sql: 48
SELECT a FROM t WHERE b = $1 GROUP BY a ORDER BY a NULLS LAST LIMIT ALL
-- sql: 49
SELECT date '2024-01-01' + interval '1 day', timestamp with time zone '2024-01-01', now() AT TIME ZONE 'UTC' FROM t
-- sql: 50
TABLE t
