# shellcheck shell=sh
# What the journeys share: a daemon with the demo, shells in a terminal (tmux), and waiting for words on
# the screen.  Sourced; everything it starts ends with the script.
set -eu
: "${NEXA_BIN:?is the directory of nexa and nexad}"
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d /tmp/nexa-tty-XXXXXX)
server=nexa-test-$$
daemon=
others= # processes beside it, which end with the script
private= # true: providers and receivers may be on loopback, set before start_demo
listen= # an address beside the socket, set before start_demo; with port 0 the one that it got, afterwards
certificate= # of the daemon, without its .pem and .key, set before start_demo
program=nexa # that console starts
pane=one # the shell that press, expect and the others are about
patience=${NEXA_PATIENCE:-60} # seconds

unset TMUX NO_COLOR TERMINFO TERMINFO_DIRS
for name in $(env | sed -n 's/^\(NEXA_[A-Z_]*\)=.*/\1/p'); do
	[ "$name" = NEXA_BIN ] || unset "$name"
done
export HOME="$work/home" XDG_RUNTIME_DIR="$work/run" TMUX_TMPDIR="$work/run"
export LC_ALL=C.UTF-8 LANG=C.UTF-8 ENV="$work/shrc"
unset XDG_CONFIG_HOME XDG_STATE_HOME XDG_DATA_HOME
mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR"
echo "PS1='ready$ '" >"$ENV"
socket=$work/nexad.sock

tm() {
	tmux -L "$server" -f /dev/null -u "$@"
}

leave() {
	status=$?
	trap - EXIT
	tm kill-server 2>/dev/null || true
	for each in $others; do
		kill "$each" 2>/dev/null && wait "$each" 2>/dev/null || true
	done
	if [ -n "$daemon" ]; then
		kill -CONT "$daemon" && kill "$daemon" && wait "$daemon" || status=1
	fi
	rm -rf "$work"
	exit "$status"
}
trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 141' PIPE

# fail WHAT…: says what went wrong, shows every screen, and ends the script.
fail() {
	{
		echo "FAILED: $*"
		for each in $(tm list-sessions -F '#S' 2>/dev/null); do
			echo "---- $each ----"
			tm capture-pane -p -t "=$each:" || true
		done
		echo "---- nexad ----"
		tail -5 "$work/nexad.log" 2>/dev/null || true
	} >&2
	exit 1
}

# ---- the daemon ----

# start_demo: the daemon on data of the demo.
start_demo() {
	sh "$root/tests/demo.sh" "$work/data" >"$work/demo.log" 2>&1 || fail "nexad demo: $(cat "$work/demo.log")"
	start_daemon
}

start_daemon() {
	: >"$work/nexad.log"
	"$NEXA_BIN/nexad" --config /dev/null --data-dir "$work/data" --socket "$socket" \
		${listen:+--listen "$listen"} ${private:+--webhook-allow-private} \
		${certificate:+--tls-cert "$certificate.pem" --tls-key "$certificate.key"} >"$work/nexad.log" 2>&1 </dev/null &
	daemon=$!
	patiently grep -q '^nexad ready' "$work/nexad.log" || fail "nexad does not start"
	listen=$(sed -n 's/^nexad ready [^ ]* *//p' "$work/nexad.log")
}

# stop_daemon [SIGNAL]
stop_daemon() {
	kill "-${1:-TERM}" "$daemon"
	code=0
	wait "$daemon" 2>/dev/null || code=$?
	daemon=
	[ "$code" = 0 ] || [ "${1:-TERM}" = KILL ] || fail "nexad ended with $code"
}

# nexa ARG…: a verb, beside the console.
nexa() {
	"$NEXA_BIN/nexa" --socket "$socket" "$@"
}

# api METHOD PATH [JSON]: as another program would.
api() {
	curl -sS --fail-with-body --unix-socket "$socket" -X "$1" "http://localhost$2" \
		-H 'Content-Type: application/json' ${3:+--data "$3"} || fail "$1 $2 was refused"
}

# ---- terminals ----

# open_terminal NAME [COLUMNS ROWS]: a shell; it becomes the one that is typed into.
open_terminal() {
	pane=$1
	tm start-server ';' set-option -g default-terminal tmux-256color ';' \
		set-option -g status off ';' set-option -g escape-time 0 ';' \
		set-option -g default-shell /bin/sh ';' \
		new-session -d -s "$1" -x "${2:-80}" -y "${3:-24}" /bin/sh
	expect 'ready$'
}

at() {
	pane=$1
}

resize() {
	tm resize-window -t "=$pane:" -x "$1" -y "$2"
}

screen() {
	tm capture-pane -p -t "=$pane:"
}

# A property of the terminal: cursor_flag, alternate_on, mouse_any_flag …
property() {
	tm display-message -p -t "=$pane:" "#{$1}"
}

# press KEY…: as tmux names them: Enter, Escape, C-d, j.
press() {
	tm send-keys -t "=$pane:" "$@"
}

# write TEXT: letter by letter, as it is.
write() {
	tm send-keys -l -t "=$pane:" -- "$1"
}

# line TEXT: a line for the shell, typed once the shell has done with the one before: what is typed
# sooner is echoed by the terminal among the other's output.
line() {
	patiently prompted || fail "the shell of $pane does not ask for a line"
	write "$1"
	patiently unprompted || fail "the shell of $pane does not echo: $1"
	press Enter
}

# prompted: the cursor stands behind a prompt, whatever a program may have left to its right.
prompted() {
	where=$(tm display-message -p -t "=$pane:" '#{cursor_x}:#{cursor_y}')
	[ "${where%:*}" = 7 ] && screen | sed -n "$((${where#*:} + 1))p" | grep -q '^ready\$'
}

unprompted() {
	! prompted
}

# ---- waiting ----

# patiently COMMAND…: until it succeeds; fails when it never does.
patiently() {
	tries=$((patience * 20))
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

shows() {
	screen | grep -qF -e "$1"
}

hides() {
	! shows "$1"
}

is() {
	[ "$(property "$1")" = "$2" ]
}

# expect TEXT…: each of them comes on the screen.
expect() {
	for text in "$@"; do
		patiently shows "$text" || fail "never on the screen of $pane: $text"
	done
}

# expect_gone TEXT
expect_gone() {
	patiently hides "$1" || fail "still on the screen of $pane: $1"
}

# expect_row TEXT PATTERN: a line that has the text comes to match the basic regular expression too.
expect_row() {
	patiently row_matches "$1" "$2" || fail "no line of $pane with '$1' matches '$2'"
}

row_matches() {
	screen | grep -F -e "$1" | grep -q -e "$2"
}

# expect_property NAME VALUE
expect_property() {
	patiently is "$1" "$2" || fail "$1 of $pane is $(property "$1"), not $2"
}

# console: starts it in this terminal and waits until it is live.  console_in WORKSPACE: there.
console() {
	line "sh -c 'echo \$\$ >$work/$pane.pid; exec $NEXA_BIN/$program --socket $socket'"
	expect '● live'
}

console_in() {
	line "sh -c 'echo \$\$ >$work/$pane.pid; exec $NEXA_BIN/$program --socket $socket --workspace $1'"
	expect '● live' "▸ $1"
}

# console_pid: of the console in this terminal.
console_pid() {
	cat "$work/$pane.pid"
}
