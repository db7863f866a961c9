// A database of the first nexad (tests/data/first.sql, its .dump) is taken over: what it holds is there, in the
// order of today, and goes on.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { allEvents, logFaults } from './lib/audit.mjs';
import { proofFault } from './lib/proof.mjs';
import { Client } from './lib/client.mjs';
import { ROOT, scratch, startDaemon } from './lib/daemon.mjs';

const home = path.join(scratch(), 'migrate');
const data = path.join(home, 'data');
const NAMES = ['Zoe', 'Édith', 'Frank', 'edgar', 'Łukasz', 'Martin', 'Ørsted', 'Peter', 'Edith'];
const ORDER = ['edgar', 'Edith', 'Édith', 'Frank', 'Łukasz', 'Martin', 'Ørsted', 'Peter', 'Zoe'];

mkdirSync(data, { recursive: true });
execFileSync('sqlite3', [path.join(data, 'nexad.db')], { input: readFileSync(path.join(ROOT, 'tests/data/first.sql')) });

const daemon = await startDaemon(home);
const client = new Client(daemon);
const faults = [];
const org = (await client.get('/v1/organizations?q=zoe')).data[0].id;
const ws = (await client.get(`/v1/organizations/${org}/workspaces?q=zoe`)).data[0].id;
for (const [list, name, sort] of [['/v1/users', 'display_name', 'display_name'], ['/v1/organizations', 'name', 'name'],
  [`/v1/organizations/${org}/workspaces`, 'name', 'name'], ['/v1/workspaces', 'name', 'name'],
  [`/v1/organizations/${org}/members`, 'display_name', 'display_name'], [`/v1/organizations/${org}/access`, 'display_name', 'display_name'],
  [`/v1/workspaces/${ws}/members`, 'display_name', 'display_name']]) {
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
  const page = await client.get(`/v1/workspaces/${ws}/members?q=${encodeURIComponent(q)}`);
  const names = page.data.map((each) => each.display_name).join();
  if (names !== found) faults.push(`q=${q} finds '${names}'`);
}
// What is counted as it changes starts from what was there.
const counts = async () => (await client.get(`/v1/organizations/${org}/workspaces?sort=name`)).data
  .map((each) => each.member_count).join();
if (await counts() !== '1,1,1,1,1,1,1,1,9') faults.push(`member_count: ${await counts()}`);
const [viewer] = (await client.get(`/v1/workspaces/${ws}/members?q=martin`)).data;
await client.must('DELETE', `/v1/workspaces/${ws}/members/${viewer.user_id}`);
if (await counts() !== '1,1,1,1,1,1,1,1,8') faults.push(`member_count after one has left: ${await counts()}`);
// The logs are whole, and go on after their newest event.
for (const each of (await client.get('/v1/organizations')).data) {
  const events = await allEvents(client, each.id);
  faults.push(...logFaults(events, each.name));
  const { key } = await client.get(`/v1/organizations/${each.id}/audit-key`);
  for (const event of events)
    faults.push(...[proofFault(await client.get(`/v1/organizations/${each.id}/audit-events/${event.id}/proof`), key)].filter((fault) => fault !== null));
  const wanted = each.id === org ? 'member.removed' : 'member.added';
  if (events.at(-1)?.type !== wanted) faults.push(`${each.name}: the newest event is ${events.at(-1)?.type}`);
}
await client.must('POST', '/v1/auth/login', { email: 'u1@example.org', password: 'fixture-Pass-1' }, { over: 'tcp' });
client.close();
const end = await daemon.stop();
if (end) faults.push(end);
// A start that is refused leaves nothing behind: no key beside a database that is not its own.
execFileSync('sqlite3', [path.join(data, 'nexad.db'), "INSERT INTO schema_migrations VALUES ('9999_later', 1)"]);
rmSync(path.join(data, 'audit.key'));
const refused = await startDaemon(home).then((late) => late.stop().then(() => 'it started'), (error) => String(error));
if (!refused.includes('9999_later')) faults.push(`a newer database: ${refused}`);
for (const file of readdirSync(data).filter((each) => each.startsWith('audit.key'))) faults.push(`a start that was refused made ${file}`);
for (const fault of faults) console.log(fault);
console.log(faults.length === 0 ? 'ok' : `${faults.length} failed`);
process.exitCode = faults.length === 0 ? 0 : 1;
