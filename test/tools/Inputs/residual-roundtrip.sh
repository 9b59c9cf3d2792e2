#!/bin/sh
# residual-roundtrip.sh WORK FILE [-- COMPILER ARGUMENTS]: the residual programs
# of FILE, read back, are judged as FILE is, to the last word of each warning.
set -eu
work=$1 file=$2
shift 2
mkdir -p "$work"
rowlock dump --residual "$file" "$@" > "$work/residual.effects"
rowlock dump --effects "$work/residual.effects" | diff "$work/residual.effects" -
rowlock dump --findings "$file" "$@" | grep '\[rowlock-' | sort > "$work/whole.txt"
rowlock dump --findings "$work/residual.effects" | grep '\[rowlock-' | sort > "$work/read.txt"
# A comparison of nothing with nothing shows nothing.
test -s "$work/whole.txt"
diff "$work/whole.txt" "$work/read.txt"
