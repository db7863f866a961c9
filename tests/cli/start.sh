#!/bin/sh
# A start loads what it needs: what the largest libraries do is asked for by few of them, and they come then.
set -eu
: "${NEXA_BIN:?is the directory of nexa and nexad}"

needed=$(readelf -d "$NEXA_BIN/nexa" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
for library in libc.so libcjson; do
	case "$needed" in
	*"$library"*) ;;
	*) echo "nexa does not need $library: this looks at the wrong thing"; exit 1 ;;
	esac
done
for library in libcurl libsqlite3 libqrencode libsecret; do
	case "$needed" in
	*"$library"*) echo "each start of nexa loads $library"; exit 1 ;;
	esac
done
