#!/bin/sh
# .clang-tidy on every source, two or more at a time; with NEXA_LINT=changed on those that differ from
# origin/main.  Reads build/clang/compile_commands.json, which ./dev lint makes.
set -eu
cd "$(dirname "$0")/../.."
sources() {
	find src config api_client ui tests -name node_modules -prune -o -name '*.c' -print
}
changed() {
	base=$(git merge-base HEAD origin/main 2>/dev/null || echo HEAD)
	{
		git diff --name-only --diff-filter=d "$base"
		git ls-files --others --exclude-standard
	} | grep '\.c$' || true
}
if [ "${NEXA_LINT-all}" = changed ]; then list=changed; else list=sources; fi
$list | xargs -r -n 4 -P "$(nproc)" clang-tidy -p build/clang --quiet
