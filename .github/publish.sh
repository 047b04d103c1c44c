#!/bin/sh
# Publishes every workspace whose version is not published yet, dependencies first, with provenance, and tags it.
set -eu
npm run build
for workspace in chaos reconciler infra local cli; do
  package=$(node -p "const { name, version } = require('./$workspace/package.json'); name + '@' + version")
  if [ -n "$(npm view "$package" version 2>/dev/null || true)" ]; then
    echo "$package is published already"
    continue
  fi
  npm publish --workspace "$workspace" --provenance --access public
  git tag "$package"
  git push origin "$package"
done
