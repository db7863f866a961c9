#!/bin/sh
# Left and started again, the console is where it was: pane, workspace, filter, order.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
console
press W
write 'sales'
press Enter
expect '▸ Sales EMEA (eu)'
press 3
press /
write 'role:member'
press Enter
expect '/role:member' 'hidden'
press s
expect 'Sort by'
press b
expect 'e-mail↑'
press 6
expect 'time (UTC)'
press Q
expect 'ready$'
console
expect '▸ Sales EMEA (eu)' 'time (UTC)'
press 3
expect '/role:member' 'e-mail↑'

# Signed in as somebody: the token comes from the environment and leaves it.
press Q
expect 'ready$'
token=$(api POST /v1/auth/login '{"email":"priya.sharma@acme.example","password":"demo-Pass-1"}' |
	grep -o '"token":"[^"]*"' | cut -d'"' -f4)
line "NEXA_TOKEN=$token $NEXA_BIN/nexa --socket $socket"
expect '● live' 'Priya Sharma'
