#!/bin/sh
# run.sh NAME [SECONDS]: lets libFuzzer look for inputs of fuzz_NAME.c that break it; without SECONDS for a
# minute.  What it learns stays in build/fuzz/corpus; what it breaks with is a crash-* file in build/fuzz,
# to be put into corpus/NAME under a name that says what it is.
set -eu
cd "$(dirname "$0")/../.."
name=${1:?is a name: $(find tests/fuzz -name 'fuzz_*.c' -printf '%f ' | sed 's/fuzz_//g; s/\.c//g')}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target "fuzz_$name"
mkdir -p "build/fuzz/corpus/$name"
cd build/fuzz
exec "bin/fuzz_$name" -max_total_time="${2:-60}" -max_len=4000 -timeout=20 -print_final_stats=1 \
	"corpus/$name" "../../tests/fuzz/corpus/$name"
