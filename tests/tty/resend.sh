#!/bin/sh
# A message of a webhook that was given up, chosen in the list of what the webhook was told, and sent again: it alone.
. "$(dirname "$0")/lib/tty.sh"
start_demo
stop_daemon
# Two of them were given up while nobody looked, the newest and the one before.
sqlite3 "$work/data/nexad.db" "
	UPDATE deliveries SET state = 'dropped', last_status = 500, last_error = 'the receiver answered 500'
	WHERE destination_id = (SELECT id FROM destinations WHERE url LIKE '%/nexa/calls') AND seq > (SELECT MAX(seq) - 2 FROM
		deliveries WHERE destination_id = (SELECT id FROM destinations WHERE url LIKE '%/nexa/calls'));
	UPDATE destinations SET dropped = 2, delivered = delivered - 2 WHERE url LIKE '%/nexa/calls';"
start_daemon
open_terminal one 100 30
console_in Production
press 8 Tab Tab Tab
expect '[Webhooks]'
press /
write 'nexa/calls'
press Enter
expect '── 1 ── '
press m
expect '[Messages]' '2 given up: https://hooks.acme.example' 'the receiver answered 500'
# What was delivered is not sent again.
press G r
expect 'only what was given up is sent again'
press /
write 'state:dropped'
press Enter
expect '── 2 ── /state:dropped'
press r
expect 'waiting to be sent to https://hooks.acme.example/nexa/calls: 1' '── 1 ── /state:dropped' '1 given up'
press Escape
expect_row 'call.' 'waiting'
