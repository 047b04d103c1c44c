#!/usr/bin/env bash
# decide.sh CODE stop|ask: prints the verdict that an exit code of evenkeel stands for, and ends with 0 if the release may go on.
#
# An undecided run (INVALID) ends with 0 if a person is asked. What is no verdict (a mistake in the command, a broken
# harness, a signal) never lets a release through, and keeps its code.
set -euo pipefail
if [ -z "${1:-}" ] || [ -z "${2:-}" ]; then
  echo "error decide.sh needs the exit code of a run, and what an undecided run does: stop or ask" >&2
  exit 2
fi
code=$1
undecided=$2
case $undecided in
  stop | ask) ;;
  *)
    echo "error an undecided run cannot \"$undecided\"; choose one of: stop, ask" >&2
    exit 2
    ;;
esac
case $code in
  0) echo PASS ;;
  1) echo FAIL ;;
  3)
    echo INVALID
    if [ "$undecided" = ask ]; then code=0; fi
    ;;
  *) echo NONE ;;
esac
exit "$code"
