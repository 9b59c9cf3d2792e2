#!/usr/bin/env python3
"""Writes the CHECK lines of the tests in this folder from what the command prints.

usage: update-checks.py BUILD-DIRECTORY TEST...

Only for changes that are meant: read the difference line by line before it is
committed. Lines between `-- end` and the next `-- sql:` are replaced.
"""
import re
import subprocess
import sys


def escape(line):
    return re.sub(r"\{\{(\d+)\}\}", r"{{[{][{]\1[}][}]}}", line)


def main():
    build, tests = sys.argv[1], sys.argv[2:]
    for test in tests:
        text = open(test, encoding="utf-8").read()
        run = re.search(r"RUN: (rowlock [^|]*)\|", text).group(1)
        command = run.replace("%s", test).replace(
            "rowlock", build + "/bin/rowlock", 1)
        output = subprocess.run(command, shell=True, check=True, text=True,
                                capture_output=True).stdout
        facts = re.split(r"(?m)^== .*\n", output)[1:]
        parts = re.split(r"(?m)^(?=-- sql:)", text)
        result = [parts[0]]
        for part, fact in zip(parts[1:], facts, strict=True):
            title = part.splitlines()[0][len("-- sql:"):].strip()
            lines = ["CHECK-LABEL: == " + title]
            lines += ["CHECK-NEXT: " + escape(f) for f in fact.splitlines()]
            body = re.split(r"(?m)^-- end\n", part)[0]
            if not body.endswith("\n"):
                body += "\n"
            result.append(body + "-- end\n" + "\n".join(lines) + "\n\n")
        open(test, "w", encoding="utf-8").write("".join(result).rstrip() + "\n")


main()
