"""Compares what `--list-checks` prints, on standard input, with the registry."""

import os
import re
import sys

ROOT = os.path.dirname(os.path.abspath(__file__)) + "/../../.."

with open(os.path.join(ROOT, "checks", "Checks.def"), encoding="utf-8") as file:
    entries = re.findall(r'^ROWLOCK_CHECK\(\w+,\s*"([^"]+)"', file.read(), re.M)
wanted = ["Enabled checks:"] + ["    " + name for name in sorted(entries)]
found = sys.stdin.read().rstrip().split("\n")
for name in wanted:
    if name not in found:
        print("not listed:" + name)
for name in found:
    if name not in wanted:
        print("not in the registry:" + name)
if found != wanted:
    sys.exit("the list is not the registry's, in its order")
