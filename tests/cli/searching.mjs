// A page of the audit log may be cut for its time with nothing on it: the search goes on, and then stops as it would.
import { createServer } from 'node:http';
import path from 'node:path';
import { Place, Tally } from './lib/nexa.mjs';

const tally = new Tally();
const place = await Place.open('searching');
const event = { id: 'evt_1', seq: 7, occurred_at: '2026-11-21T10:00:00.000Z', organization_id: null, workspace_id: null,
  type: 'auth.login_failed', actor: { type: 'system', id: 'nexad', name: 'nexad', email: null },
  target: { type: 'user', id: 'usr_1', name: 'Somebody' }, outcome: 'failure', ip: null, user_agent: null, request_id: null,
  details: {}, leaf_hash: '0'.repeat(64) };
const pages = { '': [[], 'a'], a: [[], 'b'], b: [[event], 'c'], c: [[event], null] };
const asked = [];
const server = createServer((request, response) => {
  const at = new URL(request.url, 'http://nexad').searchParams.get('cursor') ?? '';
  asked.push(at);
  const [data, next] = pages[at];
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ data, meta: { limit: 1, next_cursor: next, prev_cursor: null, total: null, total_at_least: 0 } }));
});
const socket = path.join(place.work, 'slow.sock');
await new Promise((listening) => server.listen(socket, listening));

const found = await place.nexa(['audit', 'installation', '--q', 'somebody', '--limit', '1', '-o', 'csv', '--socket', socket]);
tally.check(found.exit === 0, `the search: ${found.exit} ${found.err}`);
tally.check(found.out.includes('Somebody'), `what was found: ${found.out}`);
tally.check(found.err.includes('more rows follow: --cursor c'), `what follows: ${found.err}`);
tally.check(asked.join() === ',a,b', `asked for: ${asked.join()}`);

server.close();
server.closeAllConnections();
const fault = await place.close();
tally.check(fault === null, `${fault}`);
tally.done();
