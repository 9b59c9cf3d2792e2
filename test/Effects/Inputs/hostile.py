"""Writes the inputs of hostile.test, each to a file <argument>.<name>."""
import random
import sys


def write(name, content):
    if isinstance(content, str):
        content = content.encode()
    with open(f"{sys.argv[1]}.{name}", "wb") as file:
        file.write(content)


def function(*lines, name="f"):
    body = "".join(f"    {line}\n" for line in lines)
    return f"func @{name}() {{\n  ^0:\n{body}    return\n}}\n"


N = 10000
write("parentheses", function("let " + "(" * N + "1" + ")" * N))
write("lists", function("let " + "[" * N + "]" * N))
write("members", function("let $v" + ".m" * N))
write("open", function("let " + "compute(+, " * N))
# 200 deep each: names and numbers count.
write(
    "deep",
    function(
        "let " + "(" * 199 + "1" + ")" * 199,
        "let " + "concat(" * 199 + "1" + ")" * 199,
        "let $v" + ".m" * 199,
        "let " + "&" * 199 + "$v",
    ),
)
write("string", function('let "' + r"xy\xff" * 200000 + '"'))
write(
    "many",
    "".join(function(name=f"f{i}") for i in range(N))
    + function(
        *[f"%r{i} = let [%r{i + 1}, %r{i - 1}]" for i in range(1, N)],
        f"%r0 = let %r{N}",
        f"%r{N} = let $v",
        name="results",
    )
    + "func @blocks() {\n"
    + "".join(f"  ^{i}:\n    jump ^{N - 1 - i}\n" for i in range(N))
    + "}\n",
)
write("word", "x" * 1000000)
write("nul", b"\0\0\0")
random.seed(1)
write("random", random.randbytes(1000000))
write("empty", "")
write("crlf", function().replace("\n", "\r\n"))
