#!/bin/sh
# Q leaves at once, asks while something is staged, and leaves the terminal as it was.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
line "cd $work"
line 'stty -a >before; clear; echo first line'
console_in Production
expect 'Members] · Invitations ── 212'
press r a
expect '→ admin' '1 staged'
press Q
expect 'Q again leaves'
press j
press Q
expect 'Q again leaves'
press Q
expect 'ready$' 'first line'
expect_gone '→ admin'
expect_property cursor_flag 1
expect_property alternate_on 0
line 'echo "status $?"; stty -a >after; cmp before after && echo the "same"'
expect 'status 0' 'the same'
