#!/bin/sh
# However the console ends, the terminal is as it was: modes, cursor, screen.
. "$(dirname "$0")/lib/tty.sh"
# A sanitizer's own report of the signals sent here would be one more thing on the screen.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0"
start_demo
open_terminal one
line "cd $work"
line 'stty -a >before; clear; echo first line'

# ended SIGNAL: the console is sent it, and everything is as before.
ended() {
	console_in Production
	expect_property alternate_on 1
	kill "-$1" "$(console_pid)"
	expect 'first line' 'ready$'
	expect_property alternate_on 0
	expect_property cursor_flag 1
	expect_property mouse_any_flag 0
	line "echo ended by \$(kill -l \$?)"
	expect "ended by $1"
	line 'clear; echo first line; stty -a >after; cmp before after && echo "same" as before'
	expect 'same as before'
}

for signal in TERM HUP SEGV ABRT INT QUIT; do
	ended "$signal"
done

# With the mouse on as well.
console_in Production
press F2
expect 'mouse on'
expect_property mouse_any_flag 1
kill -SEGV "$(console_pid)"
expect 'first line' 'ready$'
expect_property mouse_any_flag 0

# Stopped and continued, the screen is what it was, and takes keys again.
line 'clear; echo first line'
console_in Production
press r a
expect '→ admin'
press C-z
expect 'first line' 'ready$'
expect_property alternate_on 0
line 'stty -a >after; cmp before after && echo "same" as before'
expect 'same as before'
line fg
expect '→ admin' '1 staged'
press U
expect_gone '→ admin'
press Q
expect 'ready$'
expect_property alternate_on 0
