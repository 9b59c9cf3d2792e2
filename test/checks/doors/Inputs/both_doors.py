"""Runs clang-tidy with the plugin, and rowlock-tidy, on the same files.

    both_doors.py PLUGIN CLANG-TIDY FOLDER RESULT [arguments]

FOLDER is copied for each door, and the door runs in its copy, so that it may
edit files. What the two print, their exit codes and the files that they leave
behind must be the same, word for word. The output is then printed, with names
relative to the copy, and "exit code N" behind it. The copy of rowlock-tidy
stays as RESULT. Without a plugin ("-"), as in a sanitized build, rowlock-tidy
runs alone.
"""

import difflib
import os
import shutil
import subprocess
import sys


def run(folder, copy, command):
    """Output, exit code and files, with the name of the copy taken out."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    done = subprocess.run(
        command, cwd=copy, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    # Parts of it may be no UTF-8, if a source is none.
    text = done.stdout.decode(errors="backslashreplace")
    lines = [text + "exit code %d\n" % done.returncode]
    for directory, folders, names in os.walk(copy):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(directory, name)
            with open(path, encoding="utf-8", errors="backslashreplace") as file:
                lines.append(path + "\n" + file.read())
    return [each.replace(copy + os.sep, "").replace(copy, ".") for each in lines]


def main():
    plugin, clang_tidy, folder, result, *arguments = sys.argv[1:]
    folder, result = os.path.abspath(folder), os.path.abspath(result)
    linked = run(folder, result, ["rowlock-tidy", *arguments])
    if plugin != "-":
        loaded = run(
            folder, result + ".plugin", [clang_tidy, "--load=" + plugin, *arguments]
        )
        if linked != loaded:
            a, b = "".join(linked).splitlines(), "".join(loaded).splitlines()
            print("\n".join(difflib.unified_diff(a, b, "rowlock-tidy", "plugin")))
            sys.exit("the two doors differ")
    print(linked[0], end="")


main()
