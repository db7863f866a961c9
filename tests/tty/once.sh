#!/bin/sh
# The secret of a new API key: shown once, copied through the terminal, not left by mistake, and gone from
# the screen, the scrollback and the memory of the program afterwards.
. "$(dirname "$0")/lib/tty.sh"
program=nexa-open # its memory is looked into
start_demo
open_terminal one
tm set-option -s set-clipboard on
console_in Production
press 4
expect '[API keys]' 'No API key yet'
press n
expect 'Make an API key' '8: calls:read'
write 'Night dialler'
press C-s
expect 'Shown once, now' 'dnx_live_'
secret=$(screen | grep -o 'dnx_live_[0-9A-Za-z]\{32\}')
echo "$secret" | nexa key check >/dev/null || fail 'what is shown is no key'

# Left only when it was copied, or when that is meant.
press Escape
expect 'never shown again'
press y
expect 'asked tmux to copy 41 bytes'
[ "$(tm show-buffer)" = "$secret" ] || fail 'the copy is not the key'
# The console cannot know whether tmux is set up to pass it on.
press q
expect 'Perhaps not copied'
press x
expect_gone 'Shown once'
expect_row 'Night dialler' 'active'

# It works, and nothing of it is left behind.
curl -sS --fail --unix-socket "$socket" -H "Authorization: Bearer $secret" http://localhost/v1/me |
	grep -q 'Night dialler' || fail 'the key does not work'
tm capture-pane -p -S - -t "=$pane:" | grep -qF "$secret" && fail 'the key is still on the screen'
node "$root/tests/tty/lib/memory.mjs" "$(console_pid)" "$secret" || fail 'the key is still in memory'

# Revoked, it is refused at once.
press d
expect '1 staged'
press w
expect 'Night dialler'
press Enter
expect_row 'Night dialler' 'revoked'
expect_gone '1 staged'
curl -sS --unix-socket "$socket" -H "Authorization: Bearer $secret" http://localhost/v1/me |
	grep -q key_revoked || fail 'a revoked key is not refused'
