#!/bin/sh
# cppcheck's warnings.  -U: two macros whose compound literals and _Generic it cannot parse.
set -eu
cd "$(dirname "$0")/../.."
exec cppcheck -j "$(nproc)" --std=c11 --enable=warning,performance,portability --inline-suppr --quiet \
	--error-exitcode=1 --template='{file}:{line}: {severity}: {message} [{id}]' \
	-D_GNU_SOURCE -D__linux__ '-DNEXA_VERSION="0"' -UWITH -UV \
	-I src/base -I src/model -I config -I api_client -I ui -I src/nexad -I src/nexa \
	src config api_client ui tests/unit tests/ui tests/bench
