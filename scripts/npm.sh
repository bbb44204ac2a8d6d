#!/usr/bin/env bash
# npm.sh FOLDER installs exactly what the folder's lock file says, when it is not there yet.
set -euo pipefail

folder=$1
stamp=$folder/node_modules/.installed

if [ "$stamp" -nt "$folder/package-lock.json" ]; then exit 0; fi
began=$SECONDS
printf 'need: npm ci in %s\n' "$folder" >&2
npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error >&2
mkdir -p "${stamp%/*}" && touch "$stamp"
printf 'need: npm ci in %s took %d s\n' "$folder" $((SECONDS - began)) >&2
