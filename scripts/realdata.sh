#!/usr/bin/env bash
# realdata.sh runs the tests that read real files. They carry the build tag
# "realdata" and have RealData in their names. Only their packages are linked.
set -euo pipefail

data=${GONGQIAO_REALDATA:-../shared/data}
if [ ! -d "$data" ]; then
  echo "realdata: $data is not there; set GONGQIAO_REALDATA to the folder of the real files" >&2
  exit 1
fi
GONGQIAO_REALDATA=$(realpath "$data")
export GONGQIAO_REALDATA

mapfile -t folders < <(git grep -l '^//go:build realdata' -- '*_test.go' | xargs -r -n1 dirname | sort -u)
if [ ${#folders[@]} -eq 0 ]; then
  echo "realdata: no test carries the tag realdata" >&2
  exit 1
fi
go test -tags realdata -run RealData -count=1 -timeout 20m -v "${folders[@]/#/./}"
