#!/usr/bin/env bash
# Nothing must be there before the first `tofu init`: without a `backend` in infrar.yaml the state is a local file.
set -euo pipefail
