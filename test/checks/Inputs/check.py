"""Lints a test file as a user would, and follows its repairs to the end.

    check.py FILE [rowlock-tidy options] -- compiler arguments

  * Every diagnostic must be one that a `// CHECK-MESSAGES:` comment of FILE
    expects, and the other way round.
  * With --fix, FILE must then look as its `// CHECK-FIXES:` comments say, must
    compile, and linted again must have no repair left, none of the repaired
    findings, and no new one.

Comments are taken out of the copy that is linted, so that they cannot match
themselves; lines keep their numbers. The file is linted under the name
"test.cpp".
"""

import os
import re
import subprocess
import sys
import tempfile


def run(arguments, **more):
    return subprocess.run(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more
    )


def fail(what, output):
    sys.exit(f"{what}:\n{output}")


def file_check(test, output, prefix, more=()):
    result = run(
        ["FileCheck", test, f"--check-prefix={prefix}", "--dump-input-context=20", *more],
        input=output,
    )
    if result.returncode != 0:
        fail(f"{prefix} of {test}", result.stdout)


def repaired(messages):
    """How many findings have a repair that --fix makes."""
    return sum("note: repair:" in finding for finding in messages.split("warning:")[1:])


def main():
    test = sys.argv[1]
    middle = sys.argv.index("--")
    options, compiler = sys.argv[2:middle], sys.argv[middle + 1 :]
    compiler = ["-std=c++17", *compiler]
    with open(test, encoding="utf-8") as source:
        text = source.read()

    with tempfile.TemporaryDirectory() as directory:
        copy = os.path.join(directory, "test.cpp")
        with open(copy, "w", encoding="utf-8") as out:
            out.write(re.sub(r"//\s*CHECK-[A-Z-]*:.*", "//", text))

        def lint(*more):
            command = ["rowlock-tidy", "--quiet"]
            if not any(option.startswith("--checks=") for option in options):
                command.append("--checks=-*,rowlock-*")
            result = run(
                [*command, *options, *more, copy, "--", *compiler], cwd=directory
            )
            if result.returncode != 0 or "error:" in result.stdout:
                fail("rowlock-tidy failed", result.stdout)
            return result.stdout.replace(directory + os.sep, "")

        messages = lint()
        if "CHECK-MESSAGES" in text:
            file_check(
                test, messages, "CHECK-MESSAGES", ["--implicit-check-not=warning:"]
            )
        elif "warning:" in messages:
            fail("expected silence", messages)

        if "CHECK-FIXES" in text:
            lint("--fix")
            with open(copy, encoding="utf-8") as fixed:
                file_check(test, fixed.read(), "CHECK-FIXES")
            compiled = run(["clang++", "-fsyntax-only", "-Werror", copy, *compiler])
            if compiled.returncode != 0:
                fail("the repaired file does not compile", compiled.stdout)
            again = lint()
            if "note: repair:" in again:
                fail("repaired, and yet there are repairs", again)
            if again.count("warning:") > messages.count("warning:") - repaired(messages):
                fail("a repair leaves its finding, or makes a new one", again)


main()
