#!/bin/sh
# .clang-format, to the letter: FILE:LINE of what differs, and what mends it.  Tables (*.def) are laid out by hand.
set -eu
cd "$(dirname "$0")/../.."
differs=$(find src config api_client ui tests -name node_modules -prune -o \
	\( -name '*.c' -o -name '*.h' \) -print0 |
	xargs -0 clang-format --dry-run 2>&1 | sed -n 's/:[0-9]*: warning: .*//p; s/: error: .*//p' | uniq)
[ -z "$differs" ] || {
	printf '%s\n' "$differs"
	printf 'clang-format -i'
	printf '%s\n' "$differs" | sed 's/:.*//' | uniq | sed 's/^/ /' | tr -d '\n'
	printf '\n'
	exit 1
}
