"""Runs a command in a folder, prints all it says and `exit status N`.

    status.py FOLDER COMMAND...

The folder's name is taken out of what is printed. Bytes that are no UTF-8 are
printed as escapes.
"""
import os
import subprocess
import sys

folder = os.path.realpath(sys.argv[1])
done = subprocess.run(
    sys.argv[2:],
    cwd=folder,
    stdin=subprocess.DEVNULL,
    stdout=subprocess.PIPE,
    stderr=subprocess.STDOUT,
)
text = done.stdout.decode(errors="backslashreplace")
print(text.replace(folder + os.sep, ""), end="")
print("exit status", done.returncode)
