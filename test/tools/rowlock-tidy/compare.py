"""Runs clang-tidy and rowlock-tidy with the same arguments and compares what comes
out: standard output, exit code, and the files that the run was to write.

usage: compare.py <clang-tidy> <rowlock-tidy> [--in <template folder>] <argument>...

With --in both run in a fresh copy of that folder, and all files in the copies are
compared afterwards. Prints the common exit code and standard output.
"""
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile


def run(program, arguments, template, folder):
    if template:
        shutil.copytree(template, folder)
    else:
        os.mkdir(folder)
    done = subprocess.run(
        [program] + arguments, cwd=folder, capture_output=True, text=True
    )
    # The usage text names the program.
    output = done.stdout.replace(f"USAGE: {os.path.basename(program)}", "USAGE:")
    return done.returncode, output


def main():
    theirs, ours, *arguments = sys.argv[1:]
    template = None
    if arguments[0] == "--in":
        template, arguments = arguments[1], arguments[2:]
    with tempfile.TemporaryDirectory() as root:
        # Both run at the same place, so that paths in the output agree.
        place = os.path.join(root, "place")
        kept = os.path.join(root, "kept")
        expected = run(theirs, arguments, template, place)
        os.rename(place, kept)
        actual = run(ours, arguments, template, place)
        if expected != actual:
            sys.exit(f"clang-tidy: {expected}\nrowlock-tidy: {actual}")
        compare_files(kept, place)
        print(f"exit code {actual[0]}")
        print(actual[1])
        for name in sorted(os.listdir(place)):
            with open(os.path.join(place, name), encoding="utf-8") as text:
                print(f"--- {name}\n{text.read()}")


def compare_files(left, right):
    names = sorted(os.listdir(left))
    if names != sorted(os.listdir(right)):
        sys.exit(f"other files were written: {names} and {os.listdir(right)}")
    _, different, unread = filecmp.cmpfiles(left, right, names, shallow=False)
    if different or unread:
        sys.exit(f"files differ: {different + unread}")


if __name__ == "__main__":
    main()
