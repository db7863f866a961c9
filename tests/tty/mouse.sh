#!/bin/sh
# Once F2 has switched it on, the terminal reports the mouse and clicks act.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
console_in Production
expect 'Members] · Invitations ── 212'
# click ROW COLUMN: what a terminal sends for it, counted from one.
click() {
	write "$(printf '\033[<0;%d;%dM\033[<0;%d;%dm' "$2" "$1" "$2" "$1")"
}
expect_property mouse_any_flag 0
press F2
expect 'mouse on'
click 2 10
expect 'Collections' 'calls 30 d'
click 6 10
expect_row 'Production ' '^│ > '
click 6 10
expect 'now in Production' 'Members] · Invitations'
press F2
expect 'mouse off'
expect_property mouse_any_flag 0
press Q
expect 'ready$'
