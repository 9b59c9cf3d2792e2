"""Dumps each text of a folder, and rewrites it, within a number of seconds."""
import os
import subprocess
import sys
import time

folder, limit = sys.argv[1], float(sys.argv[2])
for name in sorted(os.listdir(folder)):
    if name == "too-long.sql":
        continue
    path = os.path.join(folder, name)
    start = time.monotonic()
    result = "ok"
    for options in ([], ["--rewrite=lock", "--rewrite=narrow:a",
                         "--rewrite=relative:a:+", "--rewrite=condition:z = 1",
                         "--database=postgresql", "--placeholders=printf,braces"]):
        try:
            done = subprocess.run(
                ["rowlock", "dump", "--sql", *options, path],
                stdout=subprocess.DEVNULL, timeout=limit)
            if done.returncode != 0:
                result = "failed %d" % done.returncode
        except subprocess.TimeoutExpired:
            result = "slow"
    print(result, name, "%.2f s" % (time.monotonic() - start))
