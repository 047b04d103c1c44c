#!/usr/bin/env bash
# Tests the sources. Then writes to cdk.out/pipeline what all later steps deploy, so that every stage gets the same build.
set -euo pipefail
npx evenkeel doctor
npm test
npm run synth -- --pipeline
