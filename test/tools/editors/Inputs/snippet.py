#!/usr/bin/env python3
"""usage: snippet.py PAGE NAME EXECUTABLE

Prints the code block of PAGE that follows the mark `<!-- tested: NAME -->`, with
EXECUTABLE in place of the path that the page gives as an example.
"""
import re
import sys

EXAMPLE = "/usr/local/bin/rowlock-tidy"


def main():
    page, name, executable = sys.argv[1:]
    with open(page, encoding="utf-8") as file:
        text = file.read()
    block = re.search(
        f"<!-- tested: {re.escape(name)} -->\n```\\w+\n(.*?)^```$", text, re.S | re.M
    )
    if not block or EXAMPLE not in block[1]:
        sys.exit(f"{page} has no snippet '{name}' that names {EXAMPLE}")
    sys.stdout.write(block[1].replace(EXAMPLE, executable))


if __name__ == "__main__":
    main()
