#!/usr/bin/env bash
# generated.sh FILE… makes the generated files again and fails if one of them changes.
set -euo pipefail

before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
for file in "$@"; do
  mkdir -p "$before/$(dirname "$file")"
  cp "$file" "$before/$file"
done

make --no-print-directory generate

changed=0
for file in "$@"; do
  diff -u "$before/$file" "$file" | head -40 || changed=1
done
if [ $changed -ne 0 ]; then
  echo "generated files were out of date; they are fresh now: commit them" >&2
  exit 1
fi
