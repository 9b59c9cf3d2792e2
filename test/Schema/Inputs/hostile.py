"""Writes scripts that are long, or no SQL, into a folder."""
import os
import random
import sys

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)


def write(name, text):
    with open(os.path.join(folder, name), "wb") as out:
        out.write(text if isinstance(text, bytes) else text.encode())


row = "(1,'O\\'Brien; CREATE TABLE b (x int);','" + "x" * 40 + "',NULL)"
write(
    "rows.sql",
    "-- MySQL dump 10\nCREATE TABLE `a` (`id` int);\nINSERT INTO `a` VALUES "
    + ",".join([row] * 50000)
    + ";\nCREATE TABLE `z` (`id` int);\n",
)
write("dollars.sql", "".join(f"$t{n}$ " for n in range(200000)))
write("comments.sql", "/*" * 500000)
write("brackets.sql", "CREATE TABLE t (" + "(" * 500000)
write("blocks.sql", "CREATE TRIGGER " + "begin case " * 200000)
write("quotes.sql", "\\'" * 1000001)
noise = random.Random(1)
write("noise.sql", bytes(noise.randrange(1, 256) for _ in range(300000)))
