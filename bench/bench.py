#!/usr/bin/env python3
"""Measures what all rowlock checks cost, against one check that does nothing.

    bench.py BUILD [--units NAME|FILE,...] [--pairs N] [--door DOOR] [--json]
                   [--instructions]

Each unit is linted in pairs: once with the empty check (A) and once with all
rowlock checks (B), in the order A B, B A, A B, ... so that a machine that grows
slower or faster meets both alike. What counts is the user CPU time of the
process, as the kernel accounts it. The result of a unit is the median of the
ratios B/A of its pairs, with a 95 % confidence interval from resampled pairs.

The door is `plugin` (clang-tidy loads either plugin, so that the cost of loading
ours counts) or `rowlock-tidy` (the checks are linked in; it loads the empty
one). With --instructions each side runs once under valgrind, and what counts is
the number of instructions: no interval, but the same on a busy machine.

A benchmark is no test: the exit status is 0 whatever the ratios are, and
1 if it cannot run.
"""

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(HERE)

# Unit: compiler arguments for headers that are not installed, budget, summary.
UNITS = {
    "database": (
        ["-isystem", os.path.join(SOURCE, "test", "stubs", "pqxx-6")],
        1.05,
        "uses a database library",
    ),
    "plain": ([], 1.01, "includes no header of a database library"),
}
EMPTY = "bench-empty"


class CannotRun(Exception):
    pass


class Door:
    """How clang-tidy is started with the checks of A or B."""

    def __init__(self, name, build):
        self.name = name
        library = os.path.join(build, "lib")
        self.empty = self.needed(os.path.join(library, "rowlock-bench-empty.so"))
        if name == "plugin":
            self.program = shutil.which("clang-tidy-19") or shutil.which("clang-tidy")
            if not self.program:
                raise CannotRun("no clang-tidy-19 is on the PATH")
            self.plugin = self.needed(os.path.join(library, "rowlock-19.so"))
        else:
            self.program = self.needed(os.path.join(build, "bin", "rowlock-tidy"))
            self.plugin = None

    @staticmethod
    def needed(path):
        if not os.path.exists(path):
            raise CannotRun(f"{path} is missing; `make bench` builds it")
        return path

    def command(self, checks, path, compiler):
        load = self.empty
        if self.plugin and checks != EMPTY:
            load = self.plugin
        return [
            self.program,
            f"--load={load}",
            # No configuration file may have a say.
            "--config={}",
            f"--checks=-*,{checks}",
            "--quiet",
            path,
            "--",
            "-std=c++17",
            *compiler,
        ]


def run(command, output):
    """User CPU seconds of a process and its exit status."""
    output.seek(0)
    output.truncate()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=output, stderr=output
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime, process.returncode


def prepare(door, path, fallback, output):
    """The compiler arguments that the unit is readable with. clang-tidy fails
    where it does not know the empty check."""
    for compiler in [[], fallback] if fallback else [[]]:
        _, status = run(door.command(EMPTY, path, compiler), output)
        if status == 0:
            return compiler
    output.seek(0)
    raise CannotRun(f"{path} cannot be read:\n{output.read()}")


def prove_alive(door, output):
    """A plugin of another version may load and look at nothing. The unit with
    the database has a known finding."""
    path = os.path.join(HERE, "units", "database.cpp")
    compiler = prepare(door, path, UNITS["database"][0], output)
    run(door.command("rowlock-*", path, compiler), output)
    output.seek(0)
    if "[rowlock-read-modify-write" not in output.read():
        raise CannotRun(f"the rowlock checks of {door.program} find nothing")


def measure(door, path, compiler, pairs, warmup, output):
    empty = door.command(EMPTY, path, compiler)
    ours = door.command("rowlock-*", path, compiler)
    times = []
    for index in range(-warmup, pairs):
        order = [empty, ours] if index % 2 == 0 else [ours, empty]
        spent = {}
        for command in order:
            seconds, status = run(command, output)
            if status != 0:
                output.seek(0)
                raise CannotRun(f"{' '.join(command)} failed:\n{output.read()}")
            spent[id(command)] = seconds
        if index >= 0:
            times.append((spent[id(empty)], spent[id(ours)]))
    return times


def count(command, output):
    """Instructions that a process executes in user mode."""
    if not shutil.which("valgrind"):
        raise CannotRun("valgrind is not installed; --instructions needs it")
    tool = ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    _, status = run(["valgrind", *tool, *command], output)
    output.seek(0)
    text = output.read()
    found = re.search(r"I\s+refs:\s+([\d,]+)", text)
    if status != 0 or not found:
        raise CannotRun(f"{' '.join(command)} failed under valgrind:\n{text}")
    return int(found.group(1).replace(",", ""))


def interval(ratios, resamples=4000):
    """95 % of the medians of resampled pairs lie within."""
    dice = random.Random(1)
    medians = sorted(
        statistics.median(dice.choices(ratios, k=len(ratios)))
        for _ in range(resamples)
    )
    return medians[int(resamples * 0.025)], medians[int(resamples * 0.975) - 1]


def summary(name, times, budget, note):
    ratios = [ours / empty for empty, ours in times]
    low, high = interval(ratios)
    return {
        "unit": name,
        "note": note,
        "pairs": len(times),
        "ratio": statistics.median(ratios),
        "low": low,
        "high": high,
        "budget": budget,
        "empty": statistics.median(empty for empty, _ in times),
        "rowlock": statistics.median(ours for _, ours in times),
        "times": times,
    }


def verdict(result):
    if result["budget"] is None:
        return "-"
    if "low" not in result:
        return "within" if result["ratio"] <= result["budget"] else "over"
    if result["high"] <= result["budget"]:
        return "within"
    return "over" if result["low"] > result["budget"] else "not sure"


def print_table(results, door):
    counted = "low" not in results[0]
    what = "instructions" if counted else "user CPU"
    print(f"{what} of all rowlock checks against an empty check, by {door.name}")
    head = ("unit", "pairs", "ratio", "95 % interval", "budget", "", "empty", "rowlock")
    rows = [head]
    for r in results:
        unit = "M" if counted else "s"
        rows.append(
            (
                r["unit"],
                str(r["pairs"]),
                f"{r['ratio']:.4f}",
                "exact" if counted else f"{r['low']:.4f} - {r['high']:.4f}",
                f"{r['budget']:.2f}" if r["budget"] else "-",
                verdict(r),
                f"{r['empty']:.3f} {unit}",
                f"{r['rowlock']:.3f} {unit}",
            )
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    for r in results:
        print(f"{r['unit']}: {r['note']}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("build")
    parser.add_argument(
        "--units",
        default=",".join(UNITS),
        help="names of bench/units, or C++ files; separated by commas",
    )
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=2, help="pairs that do not count")
    parser.add_argument("--json", action="store_true", help="all times, for scripts")
    parser.add_argument("--door", choices=["plugin", "rowlock-tidy"], default="plugin")
    parser.add_argument(
        "--instructions", action="store_true", help="count instructions with valgrind"
    )
    options = parser.parse_args()
    if options.pairs < 1 or options.warmup < 0:
        parser.error("there must be at least one pair")
    if options.pairs < 20 and not options.json and not options.instructions:
        print(f"note: {options.pairs} pairs tell little; 20 are the least to rely on")
    try:
        door = Door(options.door, os.path.abspath(options.build))
        results = []
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            prove_alive(door, output)
            for name in options.units.split(","):
                fallback, budget, note = UNITS.get(name, ([], None, "given by path"))
                path = name
                if name in UNITS:
                    path = os.path.join(HERE, "units", name + ".cpp")
                if not os.path.exists(path):
                    raise CannotRun(
                        f"no unit '{name}': expected one of {', '.join(UNITS)}, or a file"
                    )
                compiler = prepare(door, path, fallback, output)
                if fallback:
                    note += ", a stub of it" if compiler else ", as it is installed"
                if options.instructions:
                    empty, ours = (
                        count(door.command(checks, path, compiler), output) / 1e6
                        for checks in (EMPTY, "rowlock-*")
                    )
                    results.append(
                        {
                            "unit": name,
                            "note": note,
                            "pairs": 1,
                            "ratio": ours / empty,
                            "budget": budget,
                            "empty": empty,
                            "rowlock": ours,
                        }
                    )
                    continue
                times = measure(
                    door, path, compiler, options.pairs, options.warmup, output
                )
                results.append(summary(name, times, budget, note))
    except CannotRun as problem:
        print(f"bench.py: {problem}", file=sys.stderr)
        return 1
    if options.json:
        json.dump({"door": door.name, "units": results}, sys.stdout, indent=1)
        print()
    else:
        print_table(results, door)
    return 0


if __name__ == "__main__":
    sys.exit(main())
