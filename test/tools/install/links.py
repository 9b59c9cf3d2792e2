#!/usr/bin/env python3
"""usage: links.py FOLDER

Looks whether the links between the Markdown files below FOLDER lead to a file.
Links into the project's tests are left out: those are not installed.
"""
import pathlib
import re
import sys


def main():
    root = pathlib.Path(sys.argv[1])
    links = broken = 0
    for page in sorted(root.rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            goal = (page.parent / target).resolve()
            if "test" in goal.relative_to(root.resolve()).parts[:1]:
                continue
            links += 1
            if not goal.exists():
                broken += 1
                print(f"{page.relative_to(root)}: no {target}")
    print(f"{links} links, {broken} broken")
    return 1 if broken or not links else 0


if __name__ == "__main__":
    sys.exit(main())
