#!/usr/bin/env bash
# Installs what the lock file pins.
set -euo pipefail
npm ci
