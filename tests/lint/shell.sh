#!/bin/sh
# Every shell script, by shellcheck.
set -eu
cd "$(dirname "$0")/../.."
find tests -name node_modules -prune -o -name '*.sh' -print0 | xargs -0 shellcheck dev .ci/run
