"""Runs a command and succeeds if it ends with the exit code that is expected.

usage: expect_exit.py <code> <command> [<argument>...]
"""
import subprocess
import sys

expected = int(sys.argv[1])
code = subprocess.call(sys.argv[2:])
if code != expected:
    sys.exit(f"expected exit code {expected}, got {code}")
