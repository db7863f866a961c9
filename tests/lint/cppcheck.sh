#!/bin/sh
# cppcheck's warnings of every source; with NEXA_LINT=changed of some (lib/sources.sh).  -U: two macros whose compound
# literals and _Generic it cannot parse.
set -eu
cd "$(dirname "$0")/../.."
list=$(mktemp)
trap 'rm -f "$list"' EXIT
sources=$(sh tests/lint/lib/sources.sh)
printf '%s\n' "$sources" | sed '/^$/d; /^tests\/\(fuzz\|late\|open\)\//d' >"$list"
[ -s "$list" ] || exit 0
rooms=$(printf -- '-I %s ' src/nexad/*/ ui/*/)
# shellcheck disable=SC2086 # a word each
cppcheck -j "$(nproc)" --std=c11 --enable=warning,performance,portability --inline-suppr --quiet \
	--error-exitcode=1 --template='{file}:{line}: {severity}: {message} [{id}]' \
	-D_GNU_SOURCE -D__linux__ '-DNEXA_VERSION="0"' -UWITH -UV \
	-I src/base -I src/model -I config -I api_client -I ui -I src/nexad $rooms -I src/nexa \
	--file-list="$list"
