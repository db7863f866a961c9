#!/bin/sh
# Invited people come in: by the console with a link in the address's place, by a shell with the secret typed where
# nobody sees it; one changes the password, signs out, and is asked who they are again.
. "$(dirname "$0")/lib/tty.sh"
listen=127.0.0.1:0
start_demo

# invite ADDRESS: the token of an invitation to Production.
invite() {
	nexa invitation create "$1" viewer --org 'Acme Voice' --workspace Production -o json |
		grep -o '"token":"[^"]*"' | cut -d'"' -f4
}

# lines_with TEXT NUMBER: so many lines of the screen have it.
lines_with() {
	[ "$(screen | grep -cF -e "$1")" = "$2" ]
}

open_terminal one
nexa invitation create nobody@example.org viewer --org 'Acme Voice' --workspace Production 2>&1 |
	grep -q 'base_url is not set in nexad.conf, so there is no link: whoever has the token' || fail "what is to be done with a token"
token=$(invite ada@example.org)
line "$NEXA_BIN/nexa --store memory --url http://$listen"
expect 'Password' 'C-r register'
write "https://nexa.example/invite?token=$token"
press Enter
expect 'Join Production of Acme Voice as viewer, ada@example.org'
expect_gone "$token"
write 'Ada Lovelace'
press Enter
write 'lovely-Pass-1'
press Enter
write 'lovely-Pass-2'
press Enter
expect 'is not what was typed above'
press C-u
write 'lovely-Pass-1'
press Enter
expect 'Ada Lovelace · viewer' 'Members ──' '● live'
press 1
expect 'Signs in with a password alone' 'ada@example.org'
expect_row 'Production' 'viewer: looks at'
press :
write 'password'
press Enter
expect 'current password'
write 'lovely-Pass-1'
press Enter
write 'lovelier-Pass-2'
press Enter
write 'lovelier-Pass-2'
press Enter
expect 'your other sessions are over'
press :
write 'sign-out'
press Enter
expect 'Password' 'C-r register'
expect_gone 'Ada Lovelace'
write 'ada@example.org'
press Enter
write 'lovelier-Pass-2'
press Enter
expect 'Ada Lovelace · viewer'
press Q
expect 'ready$'

# Somebody who is registered and invited elsewhere: the form asks them to sign in, and accepts.
token=$(nexa invitation create ada@example.org member --org 'Acme Voice' --workspace Staging -o json |
	grep -o '"token":"[^"]*"' | cut -d'"' -f4)
line "clear; $NEXA_BIN/nexa --store memory --url http://$listen"
expect 'Password' 'C-r register'
press C-r
expect 'Register with an invitation'
write "$token"
press Enter
expect 'Join Staging of Acme Voice as member'
write 'Ada'
press Enter
write 'another-Pass-3'
press Enter
write 'another-Pass-3'
press Enter
expect 'registered already' 'ada@example.org'
write 'lovelier-Pass-2'
press Enter
expect 'accepted: you are member there now'
# Signed in, one is told what holds, and asked about what can be accepted.
press :
write 'accept-invitation'
press Enter
expect 'Accept an invitation'
write "$(invite somebody@example.org)"
press Enter
expect 'signed in as somebody else'
press C-u
token=$(nexa invitation create ada@example.org viewer --org 'Acme Voice' --workspace Collections -o json |
	grep -o '"token":"[^"]*"' | cut -d'"' -f4)
write "$token"
press Enter
expect 'Join Collections as viewer?' 'invites ada@example.org to the workspace'
press y
expect 'accepted: you are viewer there now'
press Q
expect 'ready$'

# From a shell: nothing of the secret or the password is seen.
token=$(invite grace@example.org)
line "clear; $NEXA_BIN/nexa invitation accept --store memory --url http://$listen"
expect "link or token:"
write "$token"
press Enter
expect 'invites grace@example.org to the workspace Production of Acme Voice' 'registered here already'
write 'n'
press Enter
expect 'your name'
write 'Grace Hopper'
press Enter
expect 'a password for you'
write 'short'
press Enter
expect "again:"
write 'short'
press Enter
expect 'shorter than 8 bytes'
patiently lines_with "a password for you" 2 || fail "it does not ask for a password again"
write 'grace-Pass-1'
press Enter
patiently lines_with "again:" 2 || fail "it does not ask for it a second time"
write 'grace-Pass-1'
press Enter
expect 'registered: you are viewer in Production now'
expect_gone "$token" 'grace-Pass-1'
