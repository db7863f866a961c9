#!/bin/sh
# Another size loses nothing: place, cursor, filter, what is staged; too small says so.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
console_in Production
press /
write 'petrova'
press Enter
expect '206 hidden'
press j r v
expect_row 'Pradeep Petrova' '>'
press j r v
expect 'member → viewer'
for size in '140 40' '40 10' '80 24' '200 60' '40 10'; do
	# shellcheck disable=SC2086
	resize $size
	expect 'Members' 'member → viewer'
	expect_row 'Søren Petrova' '>'
done
expect '1 staged'
resize 39 9
expect 'too small'
expect_gone 'Petrova'
resize 80 24
expect 'member → viewer' '206 hidden' '1 staged'
expect_row 'Søren Petrova' '>'

# Through all sizes, quickly: it ends with the last.
for columns in 30 50 70 90 110 130 100 60 20 80; do
	resize "$columns" $((columns / 4 + 4))
done
resize 80 24
expect 'member → viewer' '206 hidden' '1 staged'
