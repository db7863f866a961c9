#!/bin/sh
# The C sources that the analysers look at: all of them, or with NEXA_LINT=changed those that differ from origin/main.
set -eu
if [ "${NEXA_LINT-all}" = changed ]; then
	base=$(git merge-base HEAD origin/main 2>/dev/null || echo HEAD)
	changed=$(git diff --name-only --diff-filter=d "$base" && git ls-files --others --exclude-standard)
	printf '%s\n' "$changed" | sed -n '/\.c$/p'
else
	find src config api_client ui tests -name node_modules -prune -o -name '*.c' -print
fi
