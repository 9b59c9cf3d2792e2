# lit configuration of the whole suite. Paths come from lit.site.cfg.py, which
# CMake writes into the build tree.
import glob
import os

import lit.formats
import lit.util

config.name = "rowlock"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test", ".cpp", ".sql", ".yaml", ".effects"]
# Files that tests read, but that are no tests themselves, live in Inputs/.
config.excludes = ["Inputs", "include", "Fuzz", "lit.cfg.py", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.rowlock_obj_root, "test")

# A hang is a failure. lit can only stop a test when psutil is there.
try:
    import psutil  # noqa: F401

    lit_config.maxIndividualTestTime = 300
except ImportError:
    pass

# Own programs first, then LLVM's (FileCheck, not, split-file, clang-tidy,
# clang-apply-replacements, llvm-readelf).
config.environment["PATH"] = os.pathsep.join(
    [
        os.path.join(config.rowlock_obj_root, "bin"),
        config.llvm_tools_dir,
        config.environment["PATH"],
    ]
)
config.environment["LC_ALL"] = "C"
for variable in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "ASAN_SYMBOLIZER_PATH"):
    if variable in os.environ:
        config.environment[variable] = os.environ[variable]
if config.rowlock_sanitized:
    # LLVM's own library is not sanitized: its allocators poison what they hand
    # out through code of ours.
    config.environment.setdefault("ASAN_OPTIONS", "allow_user_poisoning=0")

config.substitutions += [
    ("%clang-tidy", os.path.join(config.llvm_tools_dir, "clang-tidy")),
    ("%clangxx", os.path.join(config.llvm_tools_dir, "clang++")),
    ("%plugin", config.rowlock_plugin),
    ("%rowlock_src_root", config.rowlock_src_root),
    ("%rowlock_obj_root", config.rowlock_obj_root),
    ("%python", config.python_executable),
    (
        "%check",
        config.python_executable
        + " "
        + os.path.join(config.test_source_root, "checks", "Inputs", "check.py"),
    ),
    ("%stubs", os.path.join(config.test_source_root, "stubs")),
]

# REQUIRES: names that a test may ask for.
if config.rowlock_sanitized:
    config.available_features.add("sanitizer")
for name, header in {
    "libpqxx": "pqxx/pqxx",
    "sqlitecpp": "SQLiteCpp/SQLiteCpp.h",
    "sqlite3": "sqlite3.h",
    "mysql": "mariadb/mysql.h",
    "libpg_query": "pg_query.h",
    "soci": "soci/soci.h",
    "boost-beast": "boost/beast/http.hpp",
}.items():
    if os.path.exists(os.path.join("/usr/include", header)):
        config.available_features.add(name)
# Qt's headers lie in a folder of the architecture.
for folder in glob.glob("/usr/include/*/qt5"):
    if os.path.exists(os.path.join(folder, "QtSql", "QSqlQuery")):
        config.available_features.add("qtsql")
        parts = ["", "QtCore", "QtNetwork", "QtSql"]
        config.substitutions.append(
            (
                "%qt-includes",
                " ".join("-isystem " + os.path.join(folder, part) for part in parts),
            )
        )
        break
# Mappers that Debian does not have: whoever has their headers says where. That of
# ODB also has what its compiler made of test/stubs/odb/shop/shop.hxx.
for name, header in {
    "sqlite_orm": "sqlite_orm/sqlite_orm.h",
    "odb": "odb/sqlite/database.hxx",
}.items():
    for folder in (os.environ.get("ROWLOCK_" + name.upper(), ""), "/usr/include"):
        if os.path.exists(os.path.join(folder, header)):
            config.available_features.add(name)
            config.substitutions.append(("%" + name.replace("_", "-"), folder))
            break
for feature, pattern in {
    "vim-ale": "/usr/share/vim-ale/plugin/ale.vim",
    "flycheck": "/usr/share/emacs/site-lisp/elpa*/flycheck-*/flycheck.el",
}.items():
    if glob.glob(pattern):
        config.available_features.add(feature)
if os.path.exists(os.path.join(config.llvm_tools_dir, "clang-format")):
    config.available_features.add("clang-format")
for feature, program in {
    "clang-tidy-14": "clang-tidy-14",
    "run-clang-tidy": "run-clang-tidy-19",
    "clang-tidy-diff": "clang-tidy-diff-19.py",
    "mandoc": "mandoc",
    "neovim": "nvim",
    "emacs": "emacs",
    "git": "git",
    "pre-commit": "pre-commit",
}.items():
    if lit.util.which(program):
        config.available_features.add(feature)
