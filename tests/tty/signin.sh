#!/bin/sh
# Whom the daemon does not know signs in; the screen says where the token is kept.
. "$(dirname "$0")/lib/tty.sh"
listen=127.0.0.1:$((20000 + $$ % 20000))
start_demo
open_terminal one
line "$NEXA_BIN/nexa --store memory --url http://$listen"
expect 'Password' 'you@example.com'
write 'priya.sharma@acme.example'
press Enter
write 'demo-Pass-1'
expect_gone 'demo-Pass-1'
press Enter
expect 'signed in, kept in memory, for this run only' 'Priya Sharma' '● live'
press Q
expect 'ready$'
expect_gone 'Priya Sharma'
