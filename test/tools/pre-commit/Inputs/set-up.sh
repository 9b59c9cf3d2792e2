#!/bin/sh
# set-up.sh FOLDER ROWLOCK-SOURCES STUBS
#
# Makes FOLDER/rowlock, a repository with what pre-commit needs of Rowlock's;
# FOLDER/shop, a project with a finding in a source and one in a header, committed
# and not yet configured; and FOLDER/upstream.git, where it is pushed to.
set -eu
folder=$1 sources=$2 stubs=$3
here=$(cd "$(dirname "$0")" && pwd)

mkdir -p "$folder/rowlock/tools"
cp "$sources/.pre-commit-hooks.yaml" "$folder/rowlock"
cp -R "$sources/tools/pre-commit" "$folder/rowlock/tools"
cp -R "$here/shop" "$folder/shop"
printf 'build/\n' >"$folder/shop/.gitignore"
for name in rowlock shop; do
  git -C "$folder/$name" init -q -b main
  git -C "$folder/$name" add -A
  git -C "$folder/$name" commit -q -m "first"
done
git -C "$folder/rowlock" tag v0.1.0
git init -q --bare -b main "$folder/upstream.git"
git -C "$folder/shop" remote add origin "$folder/upstream.git"
git -C "$folder/shop" push -q origin main

# How it is compiled, for whoever moves it to build/.
cat >"$folder/compile_commands.json" <<TEXT
[
  {"directory": "$folder/shop", "file": "counter.cpp",
   "arguments": ["clang++", "-std=c++17", "-isystem", "$stubs/pqxx-7", "-c", "counter.cpp"]},
  {"directory": "$folder/shop", "file": "orders.cpp",
   "arguments": ["clang++", "-std=c++17", "-isystem", "$stubs/pqxx-7", "-c", "orders.cpp"]},
  {"directory": "$folder/shop", "file": "clean.cpp",
   "arguments": ["clang++", "-std=c++17", "-isystem", "$stubs/pqxx-7", "-c", "clean.cpp"]}
]
TEXT
mkdir "$folder/shop/build"
