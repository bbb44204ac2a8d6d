#!/usr/bin/env bash
# step.sh NAME COMMAND… runs a command and says what it is and how long it took.
# GONGQIAO_STEPS, when set, names a file that collects the durations.
set -euo pipefail

name=$1
shift
if [ -t 1 ]; then bold=$'\e[1m' plain=$'\e[0m'; else bold='' plain=''; fi

printf '%s▸ %s%s\n' "$bold" "$name" "$plain"
began=$SECONDS
code=0
"$@" || code=$?
took=$((SECONDS - began))
if [ $code -eq 0 ]; then verdict=ok; else verdict="failed ($code)"; fi
printf '%s  %s: %s, %d s%s\n' "$bold" "$name" "$verdict" $took "$plain"
if [ -n "${GONGQIAO_STEPS:-}" ]; then
  printf '%6d s  %-12s %s\n' $took "$verdict" "$name" >>"$GONGQIAO_STEPS"
fi
exit $code
