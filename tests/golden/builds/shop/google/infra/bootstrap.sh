#!/usr/bin/env bash
set -euo pipefail

# You need to be signed in (gcloud auth login) with the right to turn on APIs in the project.

project="${GOOGLE_PROJECT:-${GOOGLE_CLOUD_PROJECT:-$(gcloud config get-value project 2>/dev/null)}}"
if [ -z "$project" ] || [ "$project" = "(unset)" ]; then
  echo "No project: set GOOGLE_PROJECT, or run gcloud config set project PROJECT_ID" >&2
  exit 1
fi

echo "Project $project: the APIs that Terraform itself calls"
gcloud services enable cloudresourcemanager.googleapis.com serviceusage.googleapis.com storage.googleapis.com \
  --project "$project" --quiet

echo "infrar.yaml names no backend for this environment: the state stays in this folder, and nothing else needs to be made."
