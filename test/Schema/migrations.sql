-- Changes in their order. What does not fit together is told, and the last counts.
--
-- RUN: rowlock dump --schema --database=postgresql %s | FileCheck %s --match-full-lines

-- +goose Up
CREATE TABLE account (id serial PRIMARY KEY, "Name" text, name text UNIQUE, a int, b int);
CREATE TABLE copy (LIKE account INCLUDING ALL, extra jsonb);
CREATE TABLE account (id serial PRIMARY KEY, "Name" text, name text UNIQUE, a int, b int, c int);
CREATE TABLE IF NOT EXISTS account (id int);
ALTER TABLE account ADD CONSTRAINT u UNIQUE (a, b), ADD COLUMN d int REFERENCES other (x) ON DELETE NO ACTION;
ALTER TABLE account ADD UNIQUE (c);
ALTER TABLE account DROP CONSTRAINT account_name_key;
ALTER TABLE account RENAME COLUMN a TO aa;
ALTER TABLE account DROP COLUMN c, ALTER COLUMN b SET NOT NULL, ALTER b TYPE bigint USING b::bigint;
ALTER TABLE account RENAME CONSTRAINT u TO uu;
CREATE UNIQUE INDEX i ON account (d);
ALTER TABLE account ADD CONSTRAINT from_index UNIQUE USING INDEX i;
DROP INDEX IF EXISTS i;
ALTER TABLE account RENAME TO accounts;
ALTER TABLE gone ADD x int;
DROP TABLE IF EXISTS gone, copy CASCADE;
DROP TABLE gone;
ALTER TABLE accounts DROP nowhere;
-- +goose Down
DROP TABLE accounts;

-- CHECK:      database postgresql
-- CHECK-NEXT: table accounts  !{{.*}}:8
-- CHECK-NEXT:   id serial not null numbered
-- CHECK-NEXT:   Name text
-- CHECK-NEXT:   name text
-- CHECK-NEXT:   aa int
-- CHECK-NEXT:   b bigint not null
-- CHECK-NEXT:   d int
-- CHECK-NEXT:   primary key (id)
-- CHECK-NEXT:   unique uu (aa, b) admits null
-- CHECK-NEXT:   unique from_index (d) admits null
-- CHECK-NEXT:   foreign key (d) to other (x) on delete NO ACTION
-- CHECK-NEXT: {{.*}}:8: contradiction: table 'account' is created again with other columns
-- CHECK-NEXT: {{.*}}:9: contradiction: table 'account' is already there with other columns, which stay
-- CHECK-NEXT: {{.*}}:20: contradiction: table 'gone' is altered, but nothing defines it
-- CHECK-NEXT: {{.*}}:22: contradiction: table 'gone' is dropped, but nothing defines it
-- CHECK-NEXT: {{.*}}:23: contradiction: 'accounts' has no column 'nowhere' to drop
