#!/bin/sh
# Keys typed faster than the daemon answers: they wait, say so when it takes long, and are done in their
# order, or given up together.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
console_in Production
expect 'Members] · Invitations ── 212'
press 2
expect '[Workspaces]'

# In one go: what comes last opens nothing of its own.
press 8
expect '[Agents]'
kill -STOP "$daemon"
press W
expect 'esc back'
write 'Staging'
press Enter
expect 'Staging'
press 3 j r a
expect 'j r a: as soon as the list is here' 'loading'
expect ' s old'
kill -CONT "$daemon"
expect '1 staged' '● live'
expect_row 'admin' '> .* → admin'
press U

# Given up, nothing is done when the list is there at last.
kill -STOP "$daemon"
press W
expect 'esc back'
write 'Production'
press Enter
expect 'Production'
press r a
expect 'r a: as soon as'
press Escape
expect 'not done: r a; given up'
kill -CONT "$daemon"
expect 'Aditya'
expect_gone 'staged'
expect_gone 'Add a'
