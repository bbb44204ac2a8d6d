#!/usr/bin/env bash
# need.sh makes sure that what the tests use is there, and installs what is not.
#
#   scripts/need.sh [go] [node] [postgres] [chromium] [font] [shellcheck] …
#
# It installs Debian packages only, as root or through sudo, and says in one line
# what it does. Where it may not install, it says what is missing and fails.
set -euo pipefail

say() { printf 'need: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# has NAME: is the thing there and recent enough?
has() {
  case $1 in
    go)         command -v go >/dev/null ;;
    node)       command -v npm >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] ;;
    postgres)   "$(dirname "$0")/postgres" bin >/dev/null 2>&1 ;;
    chromium)   [ -x /usr/bin/chromium ] ;;
    font)       [ -n "$(fc-list ':lang=zh-cn' 2>/dev/null)" ] ;;
    shellcheck) command -v shellcheck >/dev/null ;;
    *)          die "unknown name: $1" ;;
  esac
}

# packages NAME: the Debian packages that bring it; nothing where Debian's own is too old.
packages() {
  case $1 in
    postgres)   echo postgresql-15 ;;
    chromium)   echo chromium ;;
    font)       echo fontconfig fonts-noto-cjk ;;
    shellcheck) echo shellcheck ;;
  esac
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@" >&2
}

# install PACKAGE…: with the lists at hand first, with fresh ones when those do not do.
install_packages() {
  if ! apt install -y --no-install-recommends "$@" 2>/dev/null; then
    say "package lists are missing or old: apt-get update"
    apt update
    apt install -y --no-install-recommends "$@"
  fi
}

# The tests bring their own instance: Debian's package must not start one.
without_cluster() {
  local conf=/etc/postgresql-common/createcluster.d/gongqiao.conf
  as_root mkdir -p "${conf%/*}"
  echo 'create_main_cluster = false' | as_root tee "$conf" >/dev/null
  "$@" || { as_root rm -f "$conf"; return 1; }
  as_root rm -f "$conf"
}

main() {
  local name missing=() wanted=()
  for name in "$@"; do
    has "$name" || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  for name in "${missing[@]}"; do
    local list
    read -ra list <<<"$(packages "$name")"
    case $name in
      go)   die "Go 1.26 is missing: https://go.dev/dl" ;;
      node) die "Node 20 or newer with npm is missing: https://nodejs.org" ;;
    esac
    wanted+=("${list[@]}")
  done
  may_install || die "missing: ${missing[*]}. As root: apt-get install --no-install-recommends ${wanted[*]}"
  say "installing Debian packages ${wanted[*]} (for ${missing[*]})"
  local began=$SECONDS
  case " ${missing[*]} " in
    *' postgres '*) without_cluster install_packages "${wanted[@]}" ;;
    *)              install_packages "${wanted[@]}" ;;
  esac
  for name in "${missing[@]}"; do
    has "$name" || die "$name is still missing after installing $(packages "$name")"
  done
  say "installed in $((SECONDS - began)) s"
}

main "$@"
