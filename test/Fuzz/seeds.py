#!/usr/bin/env python3
"""Writes the texts of the SQL tests as seeds of the fuzz target.

usage: seeds.py FOLDER
"""
import glob
import os
import re
import sys

DATABASES = ["unknown", "postgresql", "mysql", "mariadb", "sqlite", "oracle",
             "sqlserver"]


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    tests = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Sql")
    count = 0
    for path in (glob.glob(os.path.join(tests, "*.test")) +
                 glob.glob(os.path.join(tests, "Inputs", "*.sql"))):
        text = open(path, encoding="utf-8").read()
        run = re.search(r"--database=(\w+)", text)
        database = DATABASES.index(run.group(1)) if run else 0
        for part in re.split(r"(?m)^-- sql:.*\n", text)[1:]:
            sql = re.split(r"(?m)^-- end\n", part)[0].rstrip("\n")
            name = os.path.join(folder, "%04d" % count)
            with open(name, "wb") as file:
                file.write(bytes([database]) + sql.encode())
            count += 1
    print(count, "seeds")


main()
