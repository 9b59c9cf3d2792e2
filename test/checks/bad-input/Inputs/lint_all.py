"""Lints each file of a folder, and compares what is found with a list.

    lint_all.py EXPECTED FOLDER -- compiler arguments

EXPECTED has for each file a line with its name, the exit code, and the number of
warnings for each table, and further lines with what `rowlock dump --findings`
says was not looked at. A run may take 60 seconds.
"""

import collections
import os
import re
import subprocess
import sys

SECONDS = 60


def run(command):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS
    )
    return done.returncode, done.stdout.decode(errors="replace")


def describe(folder, name, compiler):
    path = os.path.join(folder, name + ".cpp")
    try:
        code, output = run(
            ["rowlock-tidy", "--quiet", "--checks=-*,rowlock-*", path, "--", *compiler]
        )
        _, dump = run(["rowlock", "dump", "--findings", path, "--", *compiler])
    except subprocess.TimeoutExpired:
        return f"{name}: no end after {SECONDS} seconds"
    tables = collections.Counter(
        re.findall(r": warning: .* of '(\w+)'.*\[rowlock-", output)
    )
    found = ", ".join(f"{tables[each]} {each}" for each in sorted(tables))
    skipped = re.findall(r"^@strange: not (?:looked at|followed).*", dump, re.M)
    skipped += re.findall(r"in the SQL text: .*", dump)
    lines = [f"{name}: exit code {code}; {found}"] + sorted(set(skipped))
    return "\n  ".join(lines)


def main():
    expected_file, folder, _, *compiler = sys.argv[1:]
    with open(expected_file, encoding="utf-8") as file:
        expected = file.read()
    names = sorted(each[:-4] for each in os.listdir(folder) if each.endswith(".cpp"))
    found = "\n".join(describe(folder, name, compiler) for name in names) + "\n"
    if found == expected:
        return
    with open(os.path.join(folder, "found.txt"), "w", encoding="utf-8") as file:
        file.write(found)
    subprocess.run(["diff", "-u", expected_file, os.path.join(folder, "found.txt")])
    sys.exit(1)


main()
