#!/usr/bin/env bash
# gofmt.sh fails with the names of Go files that gofmt would change.
set -euo pipefail

unformatted=$(git ls-files -z -co --exclude-standard -- '*.go' | xargs -0 -r gofmt -l)
if [ -n "$unformatted" ]; then
  printf 'gofmt -w these:\n%s\n' "$unformatted" >&2
  exit 1
fi
