#!/usr/bin/env python3
"""usage: links.py SOURCES FOLDER

Looks whether each link between the Markdown files below FOLDER, where they are
installed, leads to a file, if it does so in the SOURCES. Links into the project's
tests are left out: those are not installed.
"""
import pathlib
import re
import sys


def main():
    sources, root = (pathlib.Path(each).resolve() for each in sys.argv[1:])
    links = broken = 0
    for page in sorted(root.rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            goal = (page.parent / target).resolve().relative_to(root)
            if goal.parts[0] == "test" or not (sources / goal).exists():
                continue
            links += 1
            if not (root / goal).exists():
                broken += 1
                print(f"{page.relative_to(root)}: no {target}")
    print(f"{links} links, {broken} broken")
    return 1 if broken or not links else 0


if __name__ == "__main__":
    sys.exit(main())
