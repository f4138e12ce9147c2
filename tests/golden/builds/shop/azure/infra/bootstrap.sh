#!/usr/bin/env bash
set -euo pipefail

echo "infrar.yaml names no backend for this environment: the state stays in this folder, and nothing needs to be made."
