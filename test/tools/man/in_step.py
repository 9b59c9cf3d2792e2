#!/usr/bin/env python3
"""Compares a program's --help with its manual page: what the one names, the other
has to describe.

usage: in_step.py PROGRAM PAGE

PAGE is mdoc. Where `PROGRAM COMMAND --help` says something, that counts, too.
Prints what is missing on the page and exits with 1, or `in step`.
"""
import re
import subprocess
import sys


def help_of(*command):
    run = subprocess.run(command + ("--help",), capture_output=True, text=True)
    return run.stdout if run.returncode == 0 else ""


def commands_of(program, text):
    name = re.escape(program.rsplit("/", 1)[-1])
    return set(re.findall(r"^(?:usage:)?\s*" + name + r" ([a-z][a-z-]+)\b", text, re.M))


def options_of(text):
    # LLVM's own help: its prose also names options that do not exist.
    if text.startswith("USAGE:"):
        return set(re.findall(r"^  --?([\w-]+)[ =].*- ", text, re.M))
    return set(re.findall(r"(?<![\w-])--([a-z][a-z-]+)", text)) | set(
        re.findall(r"(?<![\w-])-([a-zA-Z])\b", text)
    )


def main():
    program, page = sys.argv[1:3]
    text = help_of(program)
    if not text:
        sys.exit(f"{program} --help says nothing")
    commands = commands_of(program, text)
    for command in sorted(commands):
        text += help_of(program, command)
    with open(page, encoding="utf-8") as file:
        manual = file.read()
    described = set(re.findall(r"\bCm ([a-z][a-z-]+)", manual))
    flags = set(re.findall(r"\bFl -?([A-Za-z][a-z-]*)", manual))
    missing = sorted(f"command {command}" for command in commands - described)
    options = options_of(text)
    missing += sorted(f"option {option}" for option in options - flags)
    for each in missing:
        print(f"{page} does not describe the {each} of --help")
    print(f"{len(commands)} commands, {len(options)} options")
    if not missing:
        print("in step")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
