#!/bin/sh
# A morning's work: into the workspace, people from a file, roles for several with a reason, the record of
# it, taken back; and what others change through the command line and the API is seen without a key.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
console
press W
expect 'Workspace'
write 'prod'
press Enter
expect '▸ Production (in)'
press 3
expect 'Members] · Invitations ── 212'

# People from a file: checked, brought in.
press I
write "$root/tests/data/people.csv"
press Enter
expect '2,000  to add'
press y
expect '2,000 added' 'Members] · Invitations ── 2,212'

# Two of a filtered list become admins, for a reason.
press /
write 'banerjee'
press Enter
expect '2,206 hidden'
expect_row 'Aditya Banerjee' viewer
expect_row 'Omar Banerjee' viewer
press Space G Space
expect '✓ Aditya Banerjee' '✓ Omar Banerjee'
press r a
expect_row 'Aditya Banerjee' 'viewer → admin'
expect_row 'Omar Banerjee' 'viewer → admin'
expect '2 staged'
press w
expect 'Review: 2 changes in Production' 'gives:'
press e
write 'access review'
press Enter Enter
expect '2 changes applied'
expect_row 'Aditya Banerjee' 'admin'

# It is on record: who, what before and after, why.
press 6
expect 'viewer → admi'
press Enter
expect 'member.role_changed  success' '- role: viewer' '+ role: admin' 'access review' "$(id -un)"
press q
expect_gone '+ role: admin'

# And back.
press 3 u
expect 'admin → viewer' 'the inverse of 2 changes of'
press w
expect 'takes:'
press Enter
expect '2 changes applied'
expect_row 'Aditya Banerjee' ' viewer '
press Escape
expect_gone 'hidden'
press g
expect_row 'aarav.delacruz1183' '> .* admin'
expect_row 'aarav.fernandez1302' ' member '

# Others change things; no key is pressed from here on.
nexa member set-role aarav.delacruz1183@example.net viewer --org 'Acme Voice' --workspace Production \
	>/dev/null || fail 'member set-role was refused'
expect_row 'aarav.delacruz1183' ' viewer '
ws=$(api GET /v1/me | grep -o '"id":"ws_[^"]*","name":"Production"' | cut -d'"' -f4)
user=$(api GET '/v1/users?q=aarav.fernandez1302' | grep -o 'usr_[a-z0-9]*' | head -1)
api PATCH "/v1/workspaces/$ws/members/$user" '{"role":"admin"}' >/dev/null
expect_row 'aarav.fernandez1302' ' admin '

# Somebody leaves: every way in ends in one act, once the name is typed, and nothing is left.
press :
write 'offboard aarav.fernandez1302'
press Enter
expect '1 found'
press Enter
expect 'admin in Production' 'space end/keep'
press w
expect 'Offboard Aarav Fern' 'It cannot be undone'
write "$(sed -n 's/^\([^,]*\),aarav.fernandez1302@.*/\1/p' "$root/tests/data/people.csv")"
press Enter
expect 'Nothing is left that leads in'
press Enter
expect_gone 'aarav.fernandez1302'
org=$(api GET /v1/organizations | grep -o '"id":"org_[^"]*","name":"Acme Voice"' | cut -d'"' -f4)
api GET "/v1/organizations/$org/access/$user" | grep -q '"ways":\[\]' || fail 'a way in is left'
