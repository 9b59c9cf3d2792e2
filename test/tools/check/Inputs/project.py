"""Makes the compile database of a test's project.

    project.py FOLDER SOURCE [ARGUMENT...] [, SOURCE [ARGUMENT...]]...

FOLDER/build/compile_commands.json gets one entry for each source, which is named
from FOLDER. `--relative` as the first argument of a source names its file and
folder without FOLDER.
"""
import json
import os
import sys


def entry(folder, words):
    source, *arguments = words
    relative = "--relative" in arguments
    arguments = [each for each in arguments if each != "--relative"]
    file = os.path.join("..", source) if relative else os.path.join(folder, source)
    return {
        "directory": "." if relative else os.path.join(folder, "build"),
        "file": file,
        "arguments": ["c++", "-std=c++17", *arguments, "-c", file],
    }


def main():
    folder = os.path.abspath(sys.argv[1])
    units = [[]]
    for word in sys.argv[2:]:
        if word == ",":
            units.append([])
        else:
            units[-1].append(word)
    os.makedirs(os.path.join(folder, "build"), exist_ok=True)
    with open(os.path.join(folder, "build", "compile_commands.json"), "w") as out:
        json.dump([entry(folder, words) for words in units], out, indent=1)


main()
