#!/bin/sh
# Puts the fonts that documents are set in where the build embeds them: Droid Sans
# Fallback for Chinese, which has no Latin letters or digits, and Open Sans for
# those. Both are under the Apache License 2.0.
#
#   scripts/font.sh            take them from Debian's packages
#   FONT=path scripts/font.sh  take one TrueType font that holds everything
#
# Needs no root: packages are downloaded and unpacked, not installed.
set -eu

cd "$(dirname "$0")/.."
folder=internal/platform/pdf/font

# A TrueType file begins with 00 01 00 00, or "true".
is_truetype() {
	case "$(head -c 4 "$1" | od -An -tx1 | tr -d ' \n')" in
	00010000 | 74727565) return 0 ;;
	esac
	return 1
}

keep() { # file
	if ! is_truetype "$1"; then
		echo "font: $1 is not a TrueType font (collections and OpenType/CFF do not work)" >&2
		exit 1
	fi
	cp "$1" "$folder/font.new"
	mv "$folder/font.new" "$folder/$(basename "$1")"
	echo "font: $folder/$(basename "$1")"
}

apt() {
	apt-get -q -q -o APT::Sandbox::User=root "$@"
}

# A fresh machine has no package lists, and only root may fetch its own: these are
# ours, and go away with the work.
lists() {
	echo "font: fetching package lists"
	mkdir -p "$work/lists/partial" "$work/cache"
	printf 'Dir::State::lists "%s";\nDir::Cache "%s";\n' "$work/lists" "$work/cache" >"$work/apt.conf"
	APT_CONFIG=$work/apt.conf
	export APT_CONFIG
	apt update
}

fetch() { # package file
	if [ -s "$folder/$2" ]; then
		return 0
	fi
	installed=$(find /usr/share/fonts /usr/share/fonts-droid-fallback -name "$2" -type f 2>/dev/null | head -n 1)
	if [ -n "$installed" ]; then
		keep "$installed"
		return 0
	fi
	if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
		echo "font: no apt-get here; set FONT=/path/to/a/cjk.ttf, or documents will answer that the font is missing" >&2
		exit 1
	fi
	echo "font: downloading $1"
	if ! (cd "$work" && { apt download "$1" 2>/dev/null || { lists && apt download "$1"; }; }); then
		echo "font: the download failed; set FONT=/path/to/a/cjk.ttf" >&2
		exit 1
	fi
	dpkg-deb -x "$work/$1"_*.deb "$work/$1"
	keep "$(find "$work/$1" -name "$2" -type f | head -n 1)"
}

if [ -n "${FONT:-}" ]; then
	keep "$FONT"
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fetch fonts-droid-fallback DroidSansFallbackFull.ttf
fetch fonts-open-sans OpenSans-Regular.ttf
