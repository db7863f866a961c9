#!/bin/sh
# An invitation of somebody who has an account: pasted at the start, it asks for a new person; C-r signs in instead, Esc
# goes back to the invitation, and signing in accepts it.
. "$(dirname "$0")/lib/tty.sh"
listen=127.0.0.1:0
start_demo
token=$(nexa invitation create renee.nair@acme.example member --org 'Acme Voice' --workspace Staging -o json |
	grep -o '"token":"[^"]*"' | cut -d'"' -f4)
open_terminal one
line "$NEXA_BIN/nexa --store memory --url http://$listen"
expect 'Password' 'C-r register'
write "https://nexa.example/invite?token=$token"
press Enter
expect 'Join Staging of Acme Voice as member, renee.nair@acme.example' 'C-r sign in'
press C-r
expect 'Sign in' 'enter sign in and accept' 'renee.nair@acme.example'
expect_gone "$token"
# A slip does not lose the invitation, and Esc does not end the console.
write 'wrong-Pass-1'
press Enter
expect 'do not match'
press Escape
expect 'Join Staging of Acme Voice as member' 'Your name'
# The same by way of the form for new people, which finds the account.
write 'Renée'
press Enter
write 'another-Pass-3'
press Enter
write 'another-Pass-3'
press Enter
expect 'registered already' 'enter sign in and accept'
press Escape
expect 'Join Staging of Acme Voice as member' 'Your name'
press C-r
expect 'enter sign in and accept'
write 'demo-Pass-1'
press Enter
expect 'accepted: you are member there now' 'Renée Nair ·'
nexa member list --org 'Acme Voice' --workspace Staging --q renee.nair -o csv | grep -q 'renee.nair@acme.example,member' ||
	fail "the invitation was not accepted"
press Q
expect 'ready$'
