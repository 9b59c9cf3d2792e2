"""Writes hostile texts into a folder, each no longer than about 200 KB."""
import os
import sys

LIMIT = 195 * 1024


def fill(unit, head="", tail=""):
    count = (LIMIT - len(head) - len(tail)) // len(unit)
    return head + unit * count + tail


def nested(head, open_, middle, close, depth):
    return head + open_ * depth + middle + close * depth


TEXTS = {
    "open-brackets": fill("("),
    "close-brackets": fill(")"),
    "square-brackets": fill("a["),
    "select-items": "SELECT " + fill("a, ", "", "a") + " FROM t",
    "ands": fill("a=1 AND ", "SELECT 1 FROM t WHERE ", "b=2"),
    "ors": fill("a=1 OR ", "SELECT 1 FROM t WHERE ", "b=2"),
    "nested-selects": nested("", "SELECT (", "SELECT 1", ") FROM t", 5000),
    "nested-in-selects": nested(
        "SELECT 1 FROM t WHERE a", " IN (SELECT b FROM u WHERE b", "=1", ")",
        5000),
    "nested-derived": nested("SELECT 1 FROM ", "(SELECT 1 FROM ", "t", ") x",
                             8000),
    "nested-joins": nested("SELECT 1 FROM a JOIN ", "(b JOIN ", "c", ")", 8000),
    "nested-lists": nested("SELECT 1 FROM t WHERE a IN ", "((1,", "2", "),3)",
                           8000),
    "nested-advisory": nested("SELECT ", "pg_advisory_lock(", "1", ")", 8000),
    "nested-max": nested("SELECT ", "max(", "a", ")", 15000) + " FROM t",
    "nested-coalesce": nested("SELECT ", "coalesce(", "sum(a)", ",0)", 12000),
    "open-string": fill("x ", "SELECT 'x "),
    "dollar-tags": "".join("$a%d$ " % i for i in range(22000)),
    "dollar-signs": fill("$a"),
    "comments": fill("/* x "),
    "comment-ends": fill("*/ /* "),
    "nested-case": nested("SELECT ", "CASE WHEN ", "a", " THEN 1 END", 9000),
    "open-case": fill("CASE WHEN a THEN "),
    "value-rows": fill("(1,?,'x'),", "INSERT INTO t VALUES ", "(1,2,3)"),
    "semicolons": fill(";x"),
    "brackets-round-a-condition": nested("SELECT 1 FROM t WHERE ", "(", "a=1",
                                         ")", 8000),
    "nots": fill("NOT ", "SELECT 1 FROM t WHERE ", "a"),
    "joins": fill("JOIN u ON a=b ", "SELECT 1 FROM t "),
    "right-joins": fill("RIGHT JOIN u ON a=b(+) ", "SELECT 1 FROM t "),
    "unions": fill("SELECT 1 UNION ", "", "SELECT 2"),
    "explains": fill("EXPLAIN "),
    "inserts": fill("INSERT INTO t WITH a AS (SELECT 1) "),
    "ctes": fill("a AS (SELECT 1 FROM a), ", "WITH ", "b AS (SELECT 1) SELECT 1"),
}
# Not counted by the timing: it is longer than the limit.
LONG = "SELECT 1 FROM t WHERE a IN (" + "1, " * 350000 + "1)"


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for name, text in TEXTS.items():
        with open(os.path.join(folder, name + ".sql"), "w") as file:
            file.write(text)
    with open(os.path.join(folder, "too-long.sql"), "w") as file:
        file.write(LONG)


main()
