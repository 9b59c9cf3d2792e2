"""Writes C++ sources that strain whoever reads them, one a file.

    sources.py FOLDER

Each has a lost update in front of the strange code, before(), one behind it,
after(), and where it can, one inside of it, strange().
"""

import os
import sys

HEAD = "#include <pqxx/pqxx>\n#include <string>\n"
PLAIN = """
void %s(pqxx::work &tx, int id) {
  int n = tx.exec_params1("SELECT n FROM %s WHERE id = $1", id)[0].as<int>();
  tx.exec_params0("UPDATE %s SET n = $1 WHERE id = $2", n + 1, id);
}
"""
SIGNATURE = "void strange(pqxx::work &tx, int id) {\n"
READ = '  int n = tx.exec_params1("SELECT n FROM strange WHERE id = $1", id)[0].as<int>();\n'
WRITE = '  tx.exec_params0("UPDATE strange SET n = $1 WHERE id = $2", n + 1, id);\n'


def inside(between):
    return SIGNATURE + READ + between + WRITE + "}\n"


def nested(count, head, body, tail):
    return head * count + body + tail * count


def sources():
    yield "literal", inside('  tx.exec("SELECT 1 -- %s");\n' % ("x" * (1 << 20)))
    yield "literal-in-update", (
        SIGNATURE + READ + '  tx.exec_params0("UPDATE strange SET n = $1, s = \'%s\' '
        'WHERE id = $2", n + 1, id);\n}\n' % ("x" * (1 << 20))
    )
    yield "concatenations", inside("  std::string s = std::string()%s;\n" % (' + "a"' * 10000))
    yield "appends", inside("  std::string s;\n" + '  s += "a";\n' * 10000 + "  tx.exec(s);\n")
    yield "recursion", (
        "void other(pqxx::work &tx, int id);\n"
        + SIGNATURE + READ + WRITE + "  if (id > 0) other(tx, id - 1);\n}\n"
        "void other(pqxx::work &tx, int id) { if (id > 0) strange(tx, id - 1); }\n"
    )
    yield "deep-recursion", (
        "".join("int f%d(pqxx::work &tx, int id);\n" % i for i in range(12))
        + "".join(
            "int f%d(pqxx::work &tx, int id) {\n%s%s  return f%d(tx, n) + f%d(tx, id);\n}\n"
            % (i, READ, WRITE, (i + 1) % 12, (i + 5) % 12)
            for i in range(12)
        )
        + "void strange(pqxx::work &tx, int id) { f0(tx, id); }\n"
    )
    yield "statements", inside('  tx.exec_params0("UPDATE log SET a = $1", id);\n' * 5000)
    yield "branches", inside(
        "".join(
            '  if (id == %d) tx.exec_params0("UPDATE log SET a = $1", id);\n' % i
            for i in range(5000)
        )
    )
    yield "pairs", (
        SIGNATURE + "  int n = 0;\n"
        + (READ.replace("int n", "n") + WRITE) * 400 + "}\n"
    )
    yield "cases", (
        SIGNATURE + READ + "  for (int i = 0; i < id; ++i)\n    switch (i) {\n"
        + "".join("    case %d: n += %d; break;\n" % (i, i) for i in range(2000))
        + "    }\n" + WRITE + "}\n"
    )
    yield "loops", inside(nested(100, "  for (int i = 0; i < id; ++i) {\n", "n += id;\n", "}\n"))
    yield "ifs", (
        SIGNATURE + READ
        + "".join("  if (id > %d) {\n" % i for i in range(200))
        + WRITE + "  }\n" * 200 + "}\n"
    )
    yield "parentheses", (
        SIGNATURE + READ + '  tx.exec_params0("UPDATE strange SET n = $1 WHERE id = $2", %s, id);\n}\n'
        % nested(250, "(", "n + 1", ")")
    )
    yield "lambdas", inside(nested(60, "  [&] {\n", '  tx.exec("SELECT 1");\n', "  }();\n"))
    yield "initializers", inside(
        "  int a[] = {%s};\n  (void)a[7];\n" % ", ".join(map(str, range(100000)))
    )
    yield "parameters", (
        SIGNATURE + READ + '  tx.exec_params0("UPDATE strange SET n = $1 WHERE id IN (%s)"%s);\n}\n'
        % (", ".join("$%d" % (i + 2) for i in range(500)), ", n + 1" + ", id" * 500)
    )
    yield "sql-parentheses", (
        SIGNATURE + READ + '  tx.exec_params0("UPDATE strange SET n = $1 WHERE %sid = $2%s", n + 1, id);\n}\n'
        % ("(" * 20000, ")" * 20000)
    )
    yield "sql-garbage", inside(
        '  tx.exec("\\x01\\xff\\"\'$$ SELECT ((((( FROM \\\\ ;;; UPDATE SET WHERE \'");\n'
    )
    yield "chain-of-calls", (
        "".join(
            "%svoid c%d(pqxx::work &tx, int id) { %s }\n"
            % ("", i, "c%d(tx, id);" % (i - 1) if i else READ + WRITE)
            for i in range(50)
        )
        + "void strange(pqxx::work &tx, int id) { c49(tx, id); }\n"
    )
    yield "fan-of-calls", (
        "".join(
            "void c%d(pqxx::work &tx, int id) { %s }\n"
            % (i, "c%d(tx, id); " % (i - 1) * 8 if i else READ + WRITE)
            for i in range(5)
        )
        + "void strange(pqxx::work &tx, int id) { c4(tx, id); }\n"
    )
    yield "syntax-error", inside("  int = ;\n  undeclared(tx;\n")
    yield "missing-type", inside("  Missing m; m.use(n);\n")
    yield "missing-header", '#include "no/such/header.h"\n' + inside("")
    yield "unclosed", None
    yield "no-utf8", inside("  const char *c = \"\udcff\udcfe\"; (void)c; // \udcff\n")
    yield "nul", inside("  // \0\n")
    yield "carriage-returns", inside("").replace("\n", "\r\n")
    yield "infinite-template", (
        "template <int N> int deep() { return deep<N + 1>(); }\n" + inside("  deep<0>();\n")
    )


for name, text in sources():
    after = PLAIN % (("after",) * 3)
    if text is None:  # the file breaks off
        text, after = SIGNATURE + READ, ""
    path = os.path.join(sys.argv[1], name + ".cpp")
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        file.write(HEAD + PLAIN % (("before",) * 3) + text + after)
