#!/usr/bin/env bash
# gobuild.sh OUT VERSION builds the stripped, reproducible binary and shows how far
# it is: a first build compiles some hundred packages and takes minutes.
set -euo pipefail

out=$1
version=$2
all=$(go list -deps ./cmd/gongqiao | wc -l)
if [ -t 2 ]; then live=1; else live=0; fi

# With -v the compiler names each package as it comes to it; what else it says is for people.
count() {
  awk -v all="$all" -v live="$live" '
    /^[a-z0-9][^ :]*$/ {
      n++
      if (live) printf "\r  %d of at most %d packages", n, all
      else if (n % 100 == 0) printf "  %d of at most %d packages\n", n, all
      fflush()
      next
    }
    { print }
    END { if (live && n) printf "\r\033[K" }
  ' >&2
}

CGO_ENABLED=0 go build -v -trimpath -buildvcs=false \
  -ldflags "-s -w -X gongqiao/internal/platform/telemetry.version=$version" -o "$out" ./cmd/gongqiao 2>&1 | count
