#!/usr/bin/env bash
# realdata.sh runs the tests that read the real files in ../shared/data: those in
# files with the build tag "realdata". Only their packages are linked.
set -euo pipefail

if [ ! -d ../shared/data ]; then
  echo "realdata: ../shared/data is not there; these tests cannot run without the real files" >&2
  exit 1
fi

mapfile -t files < <(git grep -l --untracked '^//go:build realdata' -- '*_test.go')
if [ ${#files[@]} -eq 0 ]; then
  echo "realdata: no test carries the tag realdata" >&2
  exit 1
fi
tests=$(sed -n 's/^func \(Test[A-Za-z0-9_]*\)(.*/\1/p' "${files[@]}" | sort -u | paste -sd '|')
mapfile -t folders < <(printf './%s\n' "${files[@]%/*}" | sort -u)

go test -tags realdata -run "^($tests)\$" -count=1 -timeout 15m -v "${folders[@]}" | grep -vE '^(=== |PASS$)'
