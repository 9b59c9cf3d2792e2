#!/bin/sh
# Makes sure that everything the build and the tests need is installed.
#
#   cmake/setup.sh           installs what is missing (as root), or names it
#   cmake/setup.sh --list    prints the packages, one line, and does nothing
#
# Debian 12 is what the project is tested on. Elsewhere packages may have other
# names or be missing: the script says so and goes on if the tools are found. It
# never asks anything and exits non-zero if something is missing.
set -eu

# The reason for each package is in docs/dependencies.md; keep the two alike.
packages="
  make cmake ninja-build python3 python3-psutil mandoc
  clang-19 clang-format-19 clang-tidy-19 clang-tools-19
  libclang-19-dev llvm-19-dev llvm-19-tools libyaml-cpp-dev
  libpqxx-dev libsqlitecpp-dev libsqlite3-dev libmariadb-dev
  libsoci-dev qtbase5-dev libboost-dev libpg-query-dev
  neovim vim-ale git pre-commit"

say() { printf '%s\n' "rowlock setup: $*" >&2; }

# In one line, so that it can be pasted.
packages=$(echo $packages)
if [ "${1:-}" = "--list" ]; then
  echo "$packages"
  exit 0
fi

missing_packages() {
  for package in $packages; do
    status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) || status=
    [ "$status" = "install ok installed" ] || printf '%s ' "$package"
  done
}

look_for_tools() {
  missing=
  for tool in cmake ninja python3 clang++-19 clang-tidy-19; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
  done
  if [ -n "$missing" ]; then
    say "this is not Debian 12, and these tools were not found:$missing"
    say "needed are CMake 3.25, Ninja, Python 3.9, Clang, clang-tidy and LLVM 19 with"
    say "their development files and test tools (lit, FileCheck), and yaml-cpp; on"
    say "Debian these are: $packages"
    exit 1
  fi
  say "this is not Debian 12: going on with the tools that were found"
}

is_debian_12() {
  [ -r /etc/os-release ] || return 1
  (. /etc/os-release && [ "${ID:-}" = debian ] && [ "${VERSION_ID:-}" = 12 ])
}

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Acquire::Retries=3 \
    -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

if ! command -v dpkg-query >/dev/null 2>&1; then
  look_for_tools
  exit 0
fi

missing=$(missing_packages)
[ -n "$missing" ] || exit 0
command="apt-get install --no-install-recommends -y $missing"
if [ "$(id -u)" -ne 0 ]; then
  if ! is_debian_12; then
    say "not installed: $missing"
    look_for_tools
    exit 0
  fi
  say "some packages are missing; please run"
  say ""
  echo "sudo $command"
  exit 1
fi

say "installing: $missing"
for attempt in 1 2 3; do
  # shellcheck disable=SC2086 # one word for each package
  if apt update && apt install --no-install-recommends $missing; then
    break
  fi
  say "attempt $attempt of 3 failed"
  sleep $((attempt * 5))
done
missing=$(missing_packages)
if [ -n "$missing" ]; then
  say "could not be installed: $missing"
  is_debian_12 && exit 1
  look_for_tools
fi
