#!/usr/bin/env python3
"""Runs the suite and ends with one line `N passed, N failed`.

usage: run.py <build directory> [<test file or folder>...]

Exits non-zero if a test failed or if none ran. An expected failure counts as
passed, an unexpected pass as failed. The line is also written to
<build directory>/test/summary.txt. ROWLOCK_LIT names another lit.
"""
import json
import os
import subprocess
import sys
import tempfile

PASSED = {"PASS", "FLAKYPASS", "XFAIL"}
SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def find_lit(build):
    if "ROWLOCK_LIT" in os.environ:
        return os.environ["ROWLOCK_LIT"]
    with open(os.path.join(build, "CMakeCache.txt"), encoding="utf-8") as cache:
        for line in cache:
            if line.startswith("ROWLOCK_LIT:"):
                return line.split("=", 1)[1].strip()
    sys.exit("run.py: no lit found; configure the build tree first")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = os.path.abspath(sys.argv[1])
    source = os.path.dirname(os.path.abspath(__file__))
    # lit maps a source folder to its configured twin through the config map;
    # the plain way is to name the folders of the build tree.
    root = os.path.join(build, "test")
    chosen = [
        os.path.join(root, os.path.relpath(os.path.abspath(path), source))
        for path in sys.argv[2:]
    ] or [root]
    with tempfile.TemporaryDirectory() as folder:
        result = os.path.join(folder, "lit.json")
        command = [sys.executable, find_lit(build), "-sv", "--no-progress-bar"]
        command += ["--output", result] + chosen
        code = subprocess.call(command, stdin=subprocess.DEVNULL)
        if not os.path.exists(result):
            print("0 passed, 0 failed")
            return code or 1
        with open(result, encoding="utf-8") as text:
            tests = json.load(text)["tests"]
    codes = [test["code"] for test in tests]
    passed = sum(code in PASSED for code in codes)
    failed = sum(code not in PASSED | SKIPPED for code in codes)
    for test in tests:
        if test["code"] in SKIPPED:
            reason = " ".join(test["output"].split()) or "not chosen"
            print(f"skipped {test['name']}: {reason}")
    summary = f"{passed} passed, {failed} failed"
    with open(os.path.join(root, "summary.txt"), "w", encoding="utf-8") as text:
        text.write(summary + "\n")
    print(summary, flush=True)
    return 1 if failed or code or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
