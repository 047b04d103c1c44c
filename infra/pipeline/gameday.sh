#!/usr/bin/env bash
# The gate: breaks a deployed stage, keeps the evidence, and ends as the verdict decides.
#
#   STAGE        the stage, deployed to the account of the credentials
#   EXPERIMENTS  names of experiments, separated by spaces
#   UNDECIDED    what an undecided run does: stop or ask
#   REPORTS      where the evidence is kept, such as s3://bucket/prefix
#
# The verdict is left in reports/runs/verdict.
set -euo pipefail
# `${NAME:?}` would end with 1, which means FAIL.
needs() {
  if [ -z "${!1:-}" ]; then
    echo "error $1 is not set: $2" >&2
    exit 2
  fi
}
needs STAGE "name the stage to break, such as dev"
needs EXPERIMENTS "name the experiments to run"
needs UNDECIDED "choose stop or ask"
needs REPORTS "name the place for the evidence, such as s3://bucket/prefix"
decide=$(dirname "$0")/decide.sh
# A mistake in the setting must not be found after the stage was broken.
"$decide" 0 "$UNDECIDED" >/dev/null

code=0
# shellcheck disable=SC2086 # each word is an experiment
npx evenkeel chaos run $EXPERIMENTS --target aws --stage "$STAGE" || code=$?

mkdir -p reports/runs
ends=0
verdict=$("$decide" "$code" "$UNDECIDED") || ends=$?
echo "$verdict" >reports/runs/verdict
echo "game day on $STAGE: $verdict, exit code $code"

# The index is for convenience: without it, the evidence is still complete.
npx evenkeel report index || true
# `latest` is a link to a run that is copied anyway.
if aws s3 cp reports/runs "$REPORTS" --recursive --no-follow-symlinks --no-progress; then
  echo "evidence: $REPORTS"
elif [ "$ends" = 0 ]; then
  echo "error the evidence could not be kept at $REPORTS, so the release does not go on" >&2
  ends=4
fi
exit "$ends"
