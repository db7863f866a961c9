// Who may do what, asked twice: the list of those who may, and why each of them may, never disagree.  Asked of every
// person and of every kind of API key, for every permission, in every workspace, while people are suspended, plans are
// low and workspaces archived.
import path from 'node:path';
import { check, conclude } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { scratch, sql, startDaemon } from './lib/daemon.mjs';
import { actions } from './lib/tables.mjs';
import { buildWorld } from './lib/world.mjs';

const daemon = await startDaemon(path.join(scratch(), 'access_why'));
const client = new Client(daemon);
const world = await buildWorld(client);
const SCOPES = ['calls:read', 'calls:write', 'agents:read', 'billing:read', 'api_keys:read', 'api_keys:write', 'members:read', 'members:write', 'workspaces:read', 'workspaces:write', 'audit:read'];

const makers = [['operator', {}], ...['org_owner', 'org_admin', 'owner', 'admin', 'neighbour'].map((who) => [who, { token: world[`${who}.token`] }])];
const keys = [];
async function make(where, name, scopes, options) {
  const { id } = await client.must('POST', `${where}/api-keys`, { name, scopes }, options);
  keys.push(id);
  return id;
}
const places = { org: `/v1/organizations/${world.org}`, ws: `/v1/workspaces/${world.ws}`, lab: `/v1/workspaces/${world.lab}` };
const makes = { operator: ['org', 'ws', 'lab'], org_owner: ['org', 'ws', 'lab'], org_admin: ['org'], owner: ['ws'], admin: ['ws'], neighbour: ['lab'] };
for (const [who, options] of makers) {
  for (const place of makes[who]) {
    await make(places[place], `${who} all ${place}`, SCOPES, options);
    await make(places[place], `${who} calls ${place}`, ['calls:read'], options);
  }
}
// What is over, or was passed on.
const gone = await make(places.ws, 'gone', SCOPES);
await client.must('DELETE', `${places.ws}/api-keys/${gone}`);
const late = await make(places.ws, 'late', SCOPES);
sql(daemon.dataDir, `UPDATE api_keys SET expires_at = 1 WHERE id = '${late}'`);
const turned = await make(places.org, 'turned', SCOPES);
keys.push((await client.must('POST', `${places.org}/api-keys/${turned}/rotate`, { expire: '24h' })).id);

const people = ['org_owner', 'org_admin', 'org_viewer', 'owner', 'admin', 'member', 'viewer', 'neighbour'].map((who) => world[who]);
const access = `${places.org}/access`;

// "ID permission": true when the list says that they may, and nothing keeps them from it.
async function listed(permission, workspace) {
  const may = new Set();
  let cursor = null;
  do {
    const more = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await client.get(`${access}?permission=${permission}${workspace === null ? '' : `&workspace_id=${workspace}`}&limit=7${more}`);
    for (const row of page.data) {
      check(!may.has(row.id), `${permission}: ${row.id} stands there twice`);
      const open = workspace === null ? row.permissions.some((each) => each.permission === permission) && row.but === null
        : row.workspaces.some((cell) => cell.workspace_id === workspace && cell.but === null);
      if (open) may.add(row.id);
    }
    cursor = page.meta.next_cursor;
  } while (cursor !== null);
  return may;
}

let compared = 0;
async function compare(when) {
  for (const { id: permission, workspace: columns } of actions()) {
    const asked = columns === '----' ? [null] : [world.ws, world.lab];
    for (const workspace of asked) {
      const may = await listed(permission, workspace);
      for (const id of [...people, ...keys]) {
        const why = await client.get(`${access}/${id}/why?permission=${permission}${workspace === null ? '' : `&workspace_id=${workspace}`}`);
        compared++;
        check(why.allowed === may.has(id), `${when}: the list says ${may.has(id)}, and why: ${why.sentence}`);
      }
    }
  }
}

await compare('at first');
await client.must('PATCH', `/v1/users/${world.admin}`, { status: 'suspended' });
await client.must('PATCH', `/v1/workspaces/${world.ws}/members/${world.member}`, { role: 'viewer' });
await client.must('DELETE', `/v1/organizations/${world.org}/members/${world.org_viewer}`);
people.splice(people.indexOf(world.org_viewer), 1);
await client.must('POST', `/v1/workspaces/${world.lab}/archive`);
await compare('one suspended, one archived');
await client.must('PATCH', places.org, { mfa_required: true });
await compare('with an authenticator only');
check(compared > 3000, `only ${compared} compared`);
client.close();
check(!(await daemon.stop()), 'the daemon');
conclude();
