"""Checks that what a library model names exists in the library's headers.

usage: check-names.py DUMP SKIP COMPILER SOURCE_HEAD INCLUDE_DIRECTORY...

Reads the output of `rowlock dump --models`, writes for each name a using
declaration that compiles only if the name is declared, and tries each include
directory ("" for the compiler's own) in turn. A name that no directory has is
printed, unless it matches the regular expression SKIP. Names in std are left to
the compiler's users.
"""

import re
import subprocess
import sys
import tempfile


def declaration(kind, name, number):
    """A declaration in line `number` that needs `name`, or None."""
    scope, _, last = name.rpartition("::")
    if scope == "std" or scope.startswith("std::"):
        return None
    in_namespace = f"namespace check{number} {{ using ::{name}; }}"
    if not scope or kind in ("type", "constant", "constructor", "conversion"):
        return in_namespace
    if last == "*":
        return None
    # A member of a class, or else a member of a namespace: whichever compiles.
    return f"struct check{number} : ::{scope} {{ using ::{name}; }};", in_namespace


def compiles(compiler, head, lines, directory):
    """The numbers of the lines that compile."""
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as source:
        source.write(head + "\n" + "\n".join(lines) + "\n")
        source.flush()
        command = [*compiler.split(), "-std=c++17", "-fsyntax-only", "-ferror-limit=0", "-w"]
        if directory:
            command += ["-isystem", directory]
        run = subprocess.run(
            command + [source.name], capture_output=True, text=True, check=False
        )
        first = head.count("\n") + 2
        wrong = set()
        for line in run.stderr.splitlines():
            match = re.match(re.escape(source.name) + r":(\d+):\d+: (fatal )?error:", line)
            if match:
                wrong.add(int(match.group(1)) - first)
        # An error elsewhere could have stopped the compiler before our lines.
        elsewhere = len(re.findall(r": (?:fatal )?error:", run.stderr)) - len(
            re.findall(re.escape(source.name) + r":\d+:\d+: (?:fatal )?error:", run.stderr)
        )
        if elsewhere or any(number < 0 for number in wrong):
            sys.exit("the headers do not compile:\n" + run.stderr)
        return {number for number in range(len(lines)) if number not in wrong}


def main():
    dump, skip, compiler, head, *directories = sys.argv[1:]
    names = []
    with open(dump, encoding="utf-8") as lines:
        for line in lines:
            match = re.match(
                r"  (type|constant|constructor|conversion|function) (\S+?)(:| when) ", line
            )
            if match and match.groups()[:2] not in names:
                names.append(match.groups()[:2])
    missing = set(names)
    for directory in directories:
        lines, owners = [], []
        for number, entry in enumerate(names):
            made = declaration(*entry, number)
            if made is None:
                missing.discard(entry)
                continue
            for text in [made] if isinstance(made, str) else made:
                lines.append(text.replace(f"check{number}", f"check{len(lines)}"))
                owners.append(entry)
        for number in compiles(compiler, head.replace("\\n", "\n"), lines, directory):
            missing.discard(owners[number])
    unknown = [name for kind, name in names if (kind, name) in missing]
    unknown = [name for name in unknown if not re.search(skip, name)]
    for name in unknown:
        print("not in the headers:", name)
    print(len(names), "names,", len(unknown), "unknown")


main()
