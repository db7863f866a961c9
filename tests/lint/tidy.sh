#!/bin/sh
# .clang-tidy on every source, two or more at a time; with NEXA_LINT=changed on some (lib/sources.sh).  Reads
# build/clang/compile_commands.json, which ./dev lint makes.
set -eu
cd "$(dirname "$0")/../.."
sources=$(sh tests/lint/lib/sources.sh)
printf '%s\n' "$sources" | xargs -r -n 4 -P "$(nproc)" clang-tidy -p build/clang --quiet
