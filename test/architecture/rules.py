"""Checks the rules of docs/architecture.md on the sources.

usage: rules.py <source root> includes|names|registry|sizes|format [<clang-format>]

Prints every violation with file and line and exits with 1 if there is one.
"""
import os
import re
import subprocess
import sys

# Each room with those it may include, directly; what they include comes along.
ROOMS = {
    "Databases": [],
    "Sql": ["Databases"],
    "Schema": ["Sql", "Databases"],
    "Models": [],
    "Config": ["Models", "Databases"],
    "Effects": [],
    "Lowering": ["Models", "Effects"],
    "Flow": ["Effects"],
    "Transactions": ["Flow", "Sql", "Schema", "Databases"],
    "Hazards": ["Transactions"],
    "Repair": ["Hazards", "Sql"],
    "Report": ["Hazards", "Repair"],
    "Engine": [],  # all above it, see below
}
ROOMS["Engine"] = [room for room in ROOMS if room != "Engine"]

CLANG_USERS = ("lib/Lowering/", "checks/", "tools/")
YAML_USERS = ("lib/Models/", "lib/Config/")

# Words that name a library for databases; as parts of identifiers and of string
# literals they betray knowledge that belongs into lib/Models/library. Dialects
# ("sqlite", "mysql") are no libraries.
LIBRARY_NAMES = r"""
    pqxx PQexec\w* PQgetvalue PGconn PGresult libpq taopq
    sqlitecpp SQLite::\w* sqlite3_\w+ sqlite3pp vsqlite sqlite_orm hiberlite
    mysql_\w+ mysqlx mysqlpp mysqlcppconn sql::Connection mariadbpp
    libdbi dbi_\w+ nanodbc SQLExecDirect\w* otl_\w+ occi cppdb
    soci QSqlQuery QSqlDatabase QtSql QSql\w* Poco drogon userver oatpp
    litesql libodb odb::\w* qdjango qxorm sqlgen sqlpp\w* tinyorm Wt::\w* zxorm
    ormpp trantor
""".split()
LIBRARY_NAME = re.compile(
    r"(?<![A-Za-z0-9_])(?:%s)(?![A-Za-z0-9_])" % "|".join(LIBRARY_NAMES), re.IGNORECASE
)

MAXIMUM_LINES = 800


def sources(root, *folders, extensions=(".cpp", ".h", ".def")):
    for folder in folders:
        for path, _, names in sorted(os.walk(os.path.join(root, folder))):
            for name in sorted(names):
                if name.endswith(extensions):
                    full = os.path.join(path, name)
                    yield os.path.relpath(full, root), full


def read(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


def reachable(room):
    seen = {room}
    waiting = [room]
    while waiting:
        for other in ROOMS[waiting.pop()]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def includes(root):
    """Includes point upwards in the table of rooms only."""
    for name, full in sources(root, "lib", "checks", "tools"):
        room = name.split("/")[1] if name.startswith("lib/") else None
        if room and room not in ROOMS:
            yield f"{name}:1: '{room}' is no room of lib/"
            continue
        allowed = reachable(room) if room else set(ROOMS)
        for number, line in enumerate(read(full).splitlines(), 1):
            found = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
            if not found:
                continue
            path = found.group(1)
            top = path.split("/")[0]
            where = f"{name}:{number}: "
            if top in ROOMS and top not in allowed:
                yield where + f"{room} may not include {path}"
            if top in ("clang", "clang-tidy", "clang-c") and not name.startswith(
                CLANG_USERS
            ):
                yield where + f"only lowering, checks and tools may include {path}"
            if top == "yaml-cpp" and not name.startswith(YAML_USERS):
                yield where + f"only models and configuration may include {path}"
            if ".." in path.split("/"):
                yield where + f"{path}: name the room instead of going up"


def without_comments(text):
    """Comments become blanks; strings and line numbers stay."""
    pattern = re.compile(
        r'R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/',
        re.DOTALL,
    )

    def blank(found):
        token = found.group(0)
        if token.startswith("/"):
            return re.sub(r"[^\n]", " ", token)
        return token

    return pattern.sub(blank, text)


def names(root):
    """No library's name in C++ code: what libraries mean is data."""
    for name, full in sources(root, "lib", "checks", extensions=(".cpp", ".h")):
        for number, line in enumerate(without_comments(read(full)).splitlines(), 1):
            for found in LIBRARY_NAME.finditer(line):
                yield f"{name}:{number}: '{found.group(0)}' is a library's name"


def registered_checks(root):
    text = without_comments(read(os.path.join(root, "checks/Checks.def")))
    for entry in re.finditer(r"^ROWLOCK_CHECK\((.*?)\)$", text, re.DOTALL | re.MULTILINE):
        body = re.sub(r'"\s*\n\s*"', "", entry.group(1))
        fields = re.findall(r'"((?:\\.|[^"\\])*)"', body)
        yield [body.split(",")[0].strip()] + fields


def registry(root):
    """Each check has its page and its tests, and each page and folder a check."""
    pages, folders = set(), set()
    for entry in registered_checks(root):
        if len(entry) != 8:
            yield f"checks/Checks.def: {entry[0]}: expected 8 fields, got {len(entry)}"
            continue
        identifier, name, summary, _, group, since, repairs, page = entry
        short = name[len("rowlock-") :]
        where = f"checks/Checks.def: {name}: "
        camel = "".join(part.capitalize() for part in short.split("-"))
        if not name.startswith("rowlock-") or camel != identifier:
            yield where + f"the name does not fit the identifier {identifier}"
        if not summary[:1].islower() or summary.endswith("."):
            yield where + "the summary is to start lower case, without a full stop"
        if group not in ("conflicts", "transactions", "reads"):
            yield where + f"'{group}' is no group"
        if not re.fullmatch(r"\d+\.\d+", since):
            yield where + f"'{since}' is no version"
        order = ["safe", "unsafe", "advice"]
        classes = repairs.split(", ")
        if classes != [word for word in order if word in classes]:
            yield where + f"'{repairs}' are not classes of repairs in their order"
        if page != short + ".md":
            yield where + f"the page should be {short}.md"
        pages.add(page)
        folders.add(name)
        if not os.path.isfile(os.path.join(root, "docs/checks", page)):
            yield where + f"docs/checks/{page} is missing"
        if not os.path.isdir(os.path.join(root, "test/checks", name)):
            yield where + f"test/checks/{name}/ is missing"
    if not pages:
        yield "checks/Checks.def: no check found"
    documents = os.path.join(root, "docs/checks")
    if os.path.isdir(documents):
        for page in sorted(set(os.listdir(documents)) - pages - {"README.md"}):
            yield f"docs/checks/{page}: no check has this page"
    for folder in sorted(os.listdir(os.path.join(root, "test/checks"))):
        if folder.startswith("rowlock-") and folder not in folders:
            yield f"test/checks/{folder}: no such check"


def sizes(root):
    """A file can be held in the head."""
    extensions = (".cpp", ".h", ".def", ".py", ".cmake", ".yaml", ".sh")
    for name, full in sources(root, "lib", "checks", "tools", "test", "cmake", extensions=extensions):
        lines = read(full).count("\n")
        if lines > MAXIMUM_LINES:
            yield f"{name}: {lines} lines, {MAXIMUM_LINES} are the most"


def formatting(root, program):
    """clang-format has nothing to change."""
    paths = [full for _, full in sources(root, "lib", "checks", "tools", extensions=(".cpp", ".h"))]
    done = subprocess.run(
        [program, "--dry-run", "--Werror"] + paths, capture_output=True, text=True
    )
    if done.returncode:
        bad = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error", done.stderr, re.MULTILINE)))
        for path in bad or [done.stderr.strip()]:
            yield f"{os.path.relpath(path, root)}: not formatted; run `make format`"


def main():
    root, rule = sys.argv[1], sys.argv[2]
    rules = {"includes": includes, "names": names, "registry": registry, "sizes": sizes}
    if rule == "format":
        found = list(formatting(root, sys.argv[3]))
    else:
        found = list(rules[rule](root))
    for line in sorted(found):
        print(line)
    print(f"{rule}: {len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
