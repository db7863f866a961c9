// A database of the first schema is taken over: what it holds is there, in the order of today.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from './lib/client.mjs';
import { ROOT, scratch, startDaemon } from './lib/daemon.mjs';

const home = path.join(scratch(), 'migrate');
const data = path.join(home, 'data');
const NAMES = ['Zoe', 'Édith', 'Frank', 'edgar', 'Łukasz', 'Martin', 'Ørsted', 'Peter', 'Edith'];
const ORDER = ['edgar', 'Edith', 'Édith', 'Frank', 'Łukasz', 'Martin', 'Ørsted', 'Peter', 'Zoe'];
const row = (...values) => `(${values.map((value) => (typeof value === 'string' ? `'${value}'` : value)).join(', ')})`;

mkdirSync(data, { recursive: true });
execFileSync('sqlite3', [path.join(data, 'nexad.db')], { input: `
  CREATE TABLE schema_migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL);
  ${readFileSync(path.join(ROOT, 'src/nexad/schema/0001_foundation.sql'), 'utf8')}
  INSERT INTO schema_migrations VALUES ('0001_foundation', 1);
  INSERT INTO organizations (id, name, name_fold, plan, status, created_at, updated_at, version) VALUES
    ${NAMES.map((name, i) => row(`org_${i}`, name, name.toLowerCase(), 'enterprise', 'active', 1, 1, 1)).join(',')};
  INSERT INTO workspaces (id, org_id, name, name_fold, region, status, created_at, updated_at, version) VALUES
    ${NAMES.map((name, i) => row(`ws_${i}`, 'org_0', name, name.toLowerCase(), 'in', 'active', 1, 1, 1)).join(',')};
  INSERT INTO users (id, email, email_fold, display_name, name_fold, status, created_at, updated_at, version) VALUES
    ${NAMES.map((name, i) => row(`usr_${i}`, `u${i}@example.org`, `u${i}@example.org`, name, name.toLowerCase(), 'active', 1, 1, 1)).join(',')};
  INSERT INTO members (ws_id, user_id, role, joined_at, name_fold, email_fold, version) VALUES
    ${NAMES.map((name, i) => row('ws_0', `usr_${i}`, i === 0 ? 'owner' : 'viewer', 1, name.toLowerCase(), `u${i}@example.org`, 1)).join(',')};
  INSERT INTO org_members (org_id, user_id, role, joined_at, version) VALUES
    ${NAMES.map((_, i) => row('org_0', `usr_${i}`, 'org_owner', 1, 1)).join(',')};
` });

const daemon = await startDaemon(home);
const client = new Client(daemon);
const faults = [];
for (const [list, name, sort] of [['/v1/users', 'display_name', 'display_name'], ['/v1/organizations', 'name', 'name'],
  ['/v1/organizations/org_0/workspaces', 'name', 'name'], ['/v1/workspaces', 'name', 'name'],
  ['/v1/organizations/org_0/members', 'display_name', 'display_name'], ['/v1/organizations/org_0/access', 'display_name', 'display_name'],
  ['/v1/workspaces/ws_0/members', 'display_name', 'display_name']]) {
  // Pages of two: a cursor goes on where the page before has ended, also between two that differ by a mark.
  for (const order of ['asc', 'desc']) {
    const seen = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await client.get(`${list}?sort=${sort}&order=${order}&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.data.map((each) => each[name]));
      cursor = page.meta.next_cursor;
    }
    const wanted = order === 'asc' ? ORDER : [...ORDER].reverse();
    if (seen.join() !== wanted.join()) faults.push(`${list} ${order}: ${seen.join(', ')}`);
  }
}
// A name is found with its marks and without them.
for (const [q, found] of [['edith', 'Edith,Édith'], ['ÉDITH', 'Édith'], ['lukasz', 'Łukasz'], ['łuk', 'Łukasz']]) {
  const page = await client.get(`/v1/workspaces/ws_0/members?q=${encodeURIComponent(q)}`);
  const names = page.data.map((each) => each.display_name).join();
  if (names !== found) faults.push(`q=${q} finds '${names}'`);
}
client.close();
const end = await daemon.stop();
if (end) faults.push(end);
for (const fault of faults) console.log(fault);
console.log(faults.length === 0 ? 'ok' : `${faults.length} failed`);
process.exitCode = faults.length === 0 ? 0 : 1;
