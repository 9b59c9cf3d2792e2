"""Writes a C++ source that strains whoever reads it."""

print("#include <pqxx/pqxx>")
print("#include <string>")
print('void first(pqxx::work &tx) { tx.exec("SELECT 1"); }')
for name, count in (("concatenations", 10000), ("someConcatenations", 500)):
    print(
        "void %s(pqxx::work &tx, std::string s) { tx.exec(s%s); }"
        % (name, ' + "a"' * count)
    )
print("void appends(pqxx::work &tx, std::string s) {")
print('  s += "a";\n' * 5000)
print("  tx.exec(s); }")
for name, count in (("sums", 10000), ("someSums", 500)):
    print(
        'void %s(pqxx::work &tx, int n) { tx.exec_params("SELECT $1", n%s); }'
        % (name, " + 1" * count)
    )
print("void statements(pqxx::work &tx, int n) {")
for i in range(5000):
    print('  if (n > %d) tx.exec_params("UPDATE t SET a = $1", n);' % i)
print("}")
print("void tooManyStatements(pqxx::work &tx, int n) {")
print('  tx.exec_params("UPDATE t SET a = $1", n);\n' * 25000)
print("}")
print('void literal(pqxx::work &tx) { tx.exec("%s"); }' % (r"SELECT 1 -- x\n" * 70000))
print("void literals(pqxx::work &tx) { tx.exec(%s); }" % ('"SELECT 1 -- x\\n"\n' * 20000))
for name, count in (("elseIfs", 200), ("manyElseIfs", 3000)):
    print("void %s(pqxx::work &tx, int n) {" % name)
    print(
        "\nelse ".join(
            'if (n == %d) tx.exec("SELECT %d");' % (i, i) for i in range(count)
        )
    )
    print("}")
print("int recursive(pqxx::work &tx, int n) {")
print('  tx.exec("SELECT 1"); return n ? recursive(tx, n - 1) : 0; }')
print("void initialised(pqxx::work &tx) {")
print("  int a[] = {%s};" % ", ".join(map(str, range(5000))))
print('  tx.exec_params("SELECT $1", a[4999]); }')
print('void last(pqxx::work &tx) { tx.exec("SELECT 2"); }')
