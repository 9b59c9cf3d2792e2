#!/usr/bin/env python3
"""usage: snippet.py PAGE NAME [OLD=NEW...]

Prints the code block of PAGE that follows the mark `<!-- tested: NAME -->`, with NEW
in place of each OLD, which must occur: what a user has to change, too.
"""
import re
import sys


def main():
    page, name, *changes = sys.argv[1:]
    with open(page, encoding="utf-8") as file:
        text = file.read()
    block = re.search(
        f"<!-- tested: {re.escape(name)} -->\n```\\w+\n(.*?)^```$", text, re.S | re.M
    )
    if not block:
        sys.exit(f"{page} has no snippet '{name}'")
    snippet = block[1]
    for old, new in (change.split("=", 1) for change in changes):
        if old not in snippet:
            sys.exit(f"snippet '{name}' of {page} does not name {old}")
        snippet = snippet.replace(old, new)
    sys.stdout.write(snippet)


if __name__ == "__main__":
    main()
