#!/bin/sh
# What others see of the product, as text: the contract, its routes, the command line's help.  A change of
# it is a change of files here, to be looked at; GENERATE=1 writes them anew.
set -eu
cd "$(dirname "$0")"
: "${NEXA_BIN:=../../build/dev/bin}"
now=$(mktemp -d)
trap 'rm -rf "$now"' EXIT
status=0

# compare FILE COMMAND…: what the command prints is what the file has.
compare() {
	file=$1
	shift
	"$@" >"$now/$file"
	if [ -n "${GENERATE:-}" ]; then
		cp "$now/$file" "$file"
	elif ! diff -u --label "golden/$file" --label "now: $file" "$file" "$now/$file"; then
		status=1
	fi
}

# The contract without the version of the program, which changes with every release.
contract() {
	# shellcheck disable=SC2317 # compare calls it
	"$NEXA_BIN/nexa-tables" openapi | sed '1,/"version":/s/"version": ".*"/"version": "*"/'
}

compare openapi.json contract
compare routes.txt "$NEXA_BIN/nexa-tables" routes
compare help.txt "$NEXA_BIN/nexa-tables" help
compare daemon-help.txt env -i RUNTIME_DIRECTORY=/run "$NEXA_BIN/nexad" --help
[ "$status" = 0 ] || echo "when this is as it should be: GENERATE=1 tests/golden/surface.sh" >&2
exit "$status"
