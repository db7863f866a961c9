#!/bin/sh
# Terminals that are unknown, poor or not UTF-8: usable, or a sentence that says what is.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
run="$NEXA_BIN/nexa --socket $socket --workspace Production"

# The terminal library keeps what it had begun with for a terminal it does not know, and the leak detector
# finds that.
leaky="ASAN_OPTIONS=\$ASAN_OPTIONS:detect_leaks=0"

# usable COMMAND LINE SHOWN…: the console comes up, takes keys, and leaves.
usable() {
	line "$1"
	shift
	expect "$@"
	press j
	expect_row 'Aditya Joshi' '>'
	press Q
	expect 'ready$'
	expect_property alternate_on 0
	line clear
	expect_gone Aditya
}

usable "$run" '● live' '┌─'
usable "$leaky TERM=xterm-from-the-future $run" '● live' 'Aditya Banerjee'
usable "TERM=vt100 $run" '● live' 'Aditya Banerjee'
usable "TERM=linux $run" '● live' 'Aditya Banerjee'
usable "env -u LC_ALL LANG=C $run" '* live' 'Production' '+-'
usable "LC_ALL=C $run" '* live' '+-'
usable "NO_COLOR=1 $run" '● live'

# NO_COLOR: not one colour is sent, also not for what is staged or refused.
line "NO_COLOR=1 $run"
expect '● live'
press r a
expect '→ admin'
if tm capture-pane -p -e -t "=$pane:" | grep -q "$(printf '\033\\[[0-9;]*[34][0-7]')"; then
	fail 'colours in spite of NO_COLOR'
fi
press Q Q
expect 'ready$'

# With colours there are some, so that the test above can fail.
line "$run"
expect '● live'
press r a
expect '→ admin'
tm capture-pane -p -e -t "=$pane:" | grep -q "$(printf '\033\\[[0-9;]*[34][0-8]')" ||
	fail 'no colours where there should be'
press Q Q
expect 'ready$'

# A terminal that cannot move its cursor.
line clear
line "$leaky TERM=dumb $run; echo status \$?"
expect 'status 2' '--plain'
line clear
line "$run </dev/null; echo status \$?"
expect 'status 2' 'terminal'
