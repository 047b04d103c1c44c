#!/usr/bin/env bash
# deploy.sh STAGE: deploys the stacks of a stage as they were built. CodeDeploy shifts the traffic as the stage's setting says.
set -euo pipefail
stage=${1:-}
if [ -z "$stage" ]; then
  echo "error deploy.sh needs the name of a stage, such as dev" >&2
  exit 2
fi
assembly=cdk.out/pipeline/assembly-evenkeel-pipeline-$stage
if [ ! -d "$assembly" ]; then
  echo "error there is no $assembly: run infra/pipeline/build.sh first, and name a stage that the pipeline deploys" >&2
  exit 2
fi
npx cdk deploy --app "$assembly" --all --require-approval never
