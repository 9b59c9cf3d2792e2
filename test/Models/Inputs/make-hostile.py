"""Writes files that try to exhaust a YAML reader into the given directory."""

import os
import sys


def write(name, content):
    with open(os.path.join(sys.argv[1], name + ".yaml"), "wb") as out:
        out.write(content)


write("large", b"x" * 2000000)
write("brackets", b"[" * 1000000)
write("braces", b"{" * 1000000)
write("dashes", b"- " * 500000)
write("keys", b"? " * 500000)
write("bytes", bytes(range(256)) * 64)
write(
    "many",
    b"library: x\nfunctions:\n"
    + b"".join(b"  - {function: a::f%04d, role: pur}\n" % i for i in range(20000)),
)
