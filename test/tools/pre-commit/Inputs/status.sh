#!/bin/sh
# status.sh FOLDER COMMAND...: runs it there, all output in one stream, and prints
# its exit code behind that.
cd "$1" && shift
"$@" </dev/null 2>&1
echo "exit code $?"
