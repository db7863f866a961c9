#!/bin/sh
# An address that is pasted with a line end, angle brackets or 321 characters invites nobody: it stands in its field, the
# form says what is wrong with it, and what would be another header or key is no more than text.  A paste without an end
# does not hold the console up.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
console_in Production

# pasted TEXT: as a terminal pastes it, in one piece; printf's escapes.
pasted() {
	# shellcheck disable=SC2059 # the escapes are the point
	printf "$1" | tm load-buffer -b "$pane" -
	tm paste-buffer -p -b "$pane" -t "=$pane:"
}

refused() {
	press i
	expect 'Invite' 'e-mail *'
	pasted "$1"
	press C-s
	expect "$2"
	press Escape
	expect_gone 'e-mail *'
}

refused 'a@y.example\r\nBcc: evil@z.example' 'is not an e-mail address'
refused 'a@y.example>\r\nRCPT TO:<evil@z.example' 'is not an e-mail address'
refused '<a@y.example>' 'is not an e-mail address'
refused "$(printf '%309s' '' | tr ' ' x)@nexa.exampl" 'too long: the rest was left out'
# Its beginning would be an address.
refused "ab@$(printf '%155s' '' | sed 's/ /y./g')example" 'too long: the rest was left out'
press Tab
expect '[Invitations]'
found=$(nexa invitation list --org 'Acme Voice' --workspace Production --q example -o csv | grep -c -e 'evil' -e 'y\.example' -e 'xxxx' || true)
[ "$found" = 0 ] || fail "an address that is none was invited"

# One whose end never comes, as of a terminal that lost it: nothing of it is run, and the console goes on.
unended() {
	printf '\033[200~\033:quit\rQQ' | tm load-buffer -b "$pane" -
	tm paste-buffer -r -b "$pane" -t "=$pane:"
	expect 'a paste began and did not end: nothing of it is taken'
}
unended
press '?'
expect 'Keys that work here'
press Escape
expect_gone 'Keys that work here'
press Q
expect 'ready$'
