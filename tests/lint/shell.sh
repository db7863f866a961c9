#!/bin/sh
# Every shell script by shellcheck, each with the lib/ that it sources; functions may take arguments or none.
set -eu
cd "$(dirname "$0")/../.."
find tests \( -name node_modules -o -name lib \) -prune -o -name '*.sh' -print0 |
	xargs -0 shellcheck --external-sources --source-path=SCRIPTDIR --exclude=SC2119,SC2120 \
		dev .ci/run tests/bench/run tests/sip/load
