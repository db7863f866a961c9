// Retention of the audit log: what is older than 365 days goes, is said first, and what is left is still the log that
// was signed.  A stream that has not delivered holds it back; a daemon that is killed meanwhile goes on with it; the
// histogram and every filter tell what is left; what was really removed is still found.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { leafFault } from './lib/audit.mjs';
import { check, conclude, faults } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { binary, scratch, sql, startDaemon } from './lib/daemon.mjs';
import { Receiver } from './lib/receiver.mjs';
import { buildWorld } from './lib/world.mjs';

const DAY = 24 * 3600 * 1000;
const work = scratch();
const home = path.join(work, 'keeps');
const options = ['--webhook-allow-private'];
const receiver = await new Receiver().listen();
let daemon = await startDaemon(home, options, [], true);
let client = new Client(daemon);
const world = await buildWorld(client);
const log = `/v1/organizations/${world.org}/audit-events`;
const run = (query = '') => client.must('POST', `/v1/audit-retention/run${query}`);
const until = (holds, ms) => receiver.until(holds, ms);
const first = async () => (await client.get(`${log}?order=asc&limit=1`)).data[0];
const newest = async () => (await client.get(`${log}?limit=1`)).data[0];
const OF_ORG = `at >> 40 = (SELECT no FROM audit_logs WHERE org_id = '${world.org}')`;
const rows = () => sql(daemon.dataDir, `SELECT COUNT(*) AS n FROM audit_events WHERE ${OF_ORG}`)[0].n;
const auditAt = (at, socket, verb, ...more) => spawnSync(binary('nexa'), ['audit', verb, ...more, '--org', 'Acme', '--socket', socket], { encoding: 'utf8', env: { ...process.env, HOME: at } });
const audit = (verb, ...more) => auditAt(work, daemon.socket, verb, ...more);
const verify = () => audit('verify');
let n = 0;
const act = async (times) => { for (let i = 0; i < times; i++) await client.must('PATCH', `/v1/workspaces/${world.ws}`, { description: `note${n++} ${n % 2 ? 'old' : 'young'}` }); };
const kill = async () => {
  client.close();
  daemon.process.kill('SIGKILL');
  await daemon.exited;
  daemon = await startDaemon(home, options, [], daemon.aheadMs);
  client = new Client(daemon);
};

// What it was called then is told by the first events only, and by whom.
const { name: called } = await client.get(`/v1/workspaces/${world.ws}`);
for (const name of ['Zaphod Desk', called]) await client.must('PATCH', `/v1/workspaces/${world.ws}`, { name });
const names = () => sql(daemon.dataDir, "SELECT COUNT(*) AS n FROM audit_parties WHERE name = 'Zaphod Desk'")[0].n;
const spelled = () => sql(daemon.dataDir, "SELECT COUNT(*) AS n FROM audit_vocabulary WHERE word = 'zaphod'")[0].n;
check(names() === 1 && spelled() === 1, 'young: a name is not there');
await act(348);
const { event: proven } = await client.get(`${log}/${(await newest()).id}/proof`);
check((await run('?dry_run=true')).result.events === 0, 'young: something goes');

// ---- an hour later: the chores have merged pieces of the index of words, which nothing else does without an event ----
const pieces = () => sql(daemon.dataDir, 'SELECT COUNT(DISTINCT id >> 37) AS n FROM audit_index_data WHERE id > 10')[0].n;
for (let i = 0; i < 50 && pieces() < 6; i++) await act(1);
const loose = pieces();
const { seq: unmerged } = await newest();
daemon.later(2 * 3600 * 1000);
check(await until(() => pieces() < loose), `an hour later: ${pieces()} pieces are left of ${loose}`);
check((await newest()).seq === unmerged, 'an hour later: there are more events');

// ---- half a year later, and a year after the first: held back by a stream that has not delivered ----
daemon.later(200 * DAY);
await act(60);
const oldest = (await newest()).seq - 60;
receiver.behave = () => ({ status: 503 });
await client.must('PUT', `/v1/organizations/${world.org}/audit-stream`, { url: receiver.url('/held'), enabled: false });
await client.must('POST', `/v1/organizations/${world.org}/audit-stream/replay`, { from_seq: 101 });
daemon.later(166 * DAY);
check(await until(async () => (await first()).seq === 101), `held: it begins with ${(await first()).seq}`);
const told = (await client.get(`${log}?type=audit.retention_purged`)).data;
check(told.length === 1 && told[0].actor.type === 'system' && told[0].details.after.from_seq === 1 && told[0].details.after.to_seq === 100 && told[0].details.after.events === 100
  && told[0].details.after.checkpoint.startsWith(`nexad/audit/${world.org}\n`), `held: told as ${JSON.stringify(told)}`);
const held = await run();
check(held.held === oldest - 100 && held.events === 0, `held: ${JSON.stringify(held)}`);

// ---- delivered: the rest goes, while others write and the daemon is killed ----
receiver.behave = () => ({ status: 200 });
await client.must('PUT', `/v1/organizations/${world.org}/audit-stream`, { url: receiver.url('/held') });
check(await until(async () => (await client.get(`/v1/organizations/${world.org}/audit-stream`)).lag === 0), 'delivered: the stream is behind');
check(receiver.at('/held').filter((each) => each.body.seq === 101).length > 0, 'delivered: it was not sent what was held');
const dry = await run('?dry_run=true');
check(dry.result.events === oldest - 100 && dry.events[0].type === 'audit.retention_purged' && (await first()).seq === 101, `dry: ${JSON.stringify(dry).slice(0, 300)}`);
const rest = await run();
check(rest.held === 0 && rest.events === oldest - 100, `rest: ${JSON.stringify(rest)}`);
const load = act(100).catch(() => {});
await sleep(Math.random() * 100);
await kill();
await load;
check(await until(async () => (await first()).seq > oldest), `rest: it begins with ${(await first()).seq}, not behind ${oldest}`);
check(await until(() => sql(daemon.dataDir, 'SELECT COUNT(*) AS n FROM audit_purges')[0].n === 0), 'rest: never done');

check(await until(() => names() === 0), 'rest: a name that no event tells is kept');
check(await until(() => spelled() === 0), 'rest: a word that no event has is kept');
// Who is still told of is.
const untold = () => sql(daemon.dataDir, 'SELECT (SELECT COUNT(*) FROM audit_events WHERE actor NOT IN (SELECT no FROM audit_parties) OR target NOT IN (SELECT no FROM audit_parties) OR origin NOT IN (SELECT no FROM audit_origins)) AS n')[0].n;
check(untold() === 0, `rest: ${untold()} events have lost a name`);

// ---- what is left: every event whole, every question answered by it alone ----
const from = (await first()).seq;
const all = [];
for (let after = 0, page; (page = (await client.get(`${log}?after_seq=${after}&limit=200`)).data).length > 0; after = page.at(-1).seq) all.push(...page);
check(from === oldest + 1 && all.every((each, i) => each.seq === from + i && leafFault(each) === null), `left: from ${from}, ${all.length} events`);
check(rows() === all.length, `left: ${rows()} rows for ${all.length} events`);
const answer = await client.send({ method: 'GET', path: `${log}/${proven.id}`, over: 'socket' });
check(answer.status === 404, `left: what went answers ${answer.status}`);
for (const [query, fits] of [['type=workspace.settings_updated', (each) => each.type === 'workspace.settings_updated'], ['q=young', (each) => JSON.stringify(each.details).includes('young')],
  ['type=organization.created', (each) => each.type === 'organization.created'], [`workspace_id=${world.ws}`, (each) => each.workspace_id === world.ws]]) {
  const found = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await client.get(`${log}?${query}&order=asc&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    found.push(...page.data);
    cursor = page.meta.next_cursor;
  }
  check(JSON.stringify(found.map((each) => each.seq)) === JSON.stringify(all.filter(fits).map((each) => each.seq)), `left: ${query} finds ${found.length}`);
}
// Nothing of it can be sent again.
const replay = async (seq) => (await client.must('POST', `/v1/organizations/${world.org}/audit-stream/replay?dry_run=true`, { from_seq: seq })).problems;
const refused = await replay(oldest);
check(refused.length === 1 && refused[0].message.startsWith(`from_seq must be ${oldest + 1} to `) && refused[0].message.includes('purged'), `replay: ${JSON.stringify(refused)}`);
check((await replay(oldest + 1)).length === 0, 'replay: what is kept is refused');
// The index and the counts of hours and days have forgotten them.
const counted = sql(daemon.dataDir, `SELECT span, SUM(n) AS n, MIN(n) AS least FROM audit_counts WHERE log = (SELECT no FROM audit_logs WHERE org_id = '${world.org}') GROUP BY span`);
check(counted.length === 2 && counted.every((each) => each.n === all.length && each.least > 0), `left: counts are ${JSON.stringify(counted)} for ${all.length}`);

// ---- the log is still the one that was signed; its beginning is called purged ----
let verified = verify();
check(verified.status === 0 && verified.stdout.includes(`the first ${oldest} are purged`), `verify: ${verified.status} ${verified.stdout} ${verified.stderr}`);
// A copy of what is left counts what it holds; of the rest it has the hashes.
const copied = audit('sync');
check(copied.stdout.includes(`, ${rows()} events, verified on arrival; ${rows()} new`), `copy: ${copied.stdout} ${copied.stderr}`);
const exported = audit('export', '--offline');
check(exported.status === 0 && exported.stdout.trim().split('\n').length === rows(), `export of the copy: ${exported.status} ${exported.stderr}`);
const offline = audit('verify', '--offline');
check(offline.status === 0 && offline.stdout.includes(`the first ${oldest} are purged`), `verify of the copy: ${offline.stdout} ${offline.stderr}`);

// ---- an hour is enough: nobody has to ask; and what goes while the log is verified is not called removed ----
const meanwhile = async (verb, told, home, days = 367, goes = 0) => {
  let gone = false;
  const to = goes || (await newest()).seq;
  const between = createServer((asked, answer) => {
    const onwards = request({ socketPath: daemon.socket, path: asked.url, method: asked.method, headers: asked.headers }, async (reply) => {
      const body = await reply.toArray();
      if (told(asked.url) && !gone) {
        gone = true;
        daemon.later(days * DAY);
        await until(async () => (await first()).seq > to && sql(daemon.dataDir, 'SELECT COUNT(*) AS n FROM audit_purges')[0].n === 0);
      }
      answer.writeHead(reply.statusCode, reply.headers).end(Buffer.concat(body));
    });
    asked.pipe(onwards);
  });
  await new Promise((done) => { between.listen(path.join(work, 'between'), done); });
  const running = spawn(binary('nexa'), ['audit', verb, '--org', 'Acme', '--socket', path.join(work, 'between')], { env: { ...process.env, HOME: home } });
  const said = (await Promise.all([running.stdout.toArray(), running.stderr.toArray()])).flat().join('');
  if (running.exitCode === null) await once(running, 'exit');
  between.close();
  check(gone && running.exitCode === 0, `${verb}, meanwhile: ${running.exitCode} ${said}`);
  return said;
};
const atCheckpoint = (url) => url.endsWith('/audit-checkpoint');
check((await meanwhile('verify', atCheckpoint, work)).includes('is whole'), 'verify, meanwhile: is not whole');
check(await until(async () => (await client.get(`${log}?type=audit.retention_purged`)).data.length === 1 && (await first()).seq > from + 60), 'hourly: nothing went of itself');
verified = verify();
check(verified.status === 0, `hourly: ${verified.stdout} ${verified.stderr}`);

// ---- nor while a copy is made; one that was made before keeps what it has, and is whole without what it missed ----
await act(20);
let said = await meanwhile('sync', atCheckpoint, path.join(work, 'fresh'));
check(said.includes(`, ${rows()} events, verified on arrival; ${rows()} new`), `sync, meanwhile: ${said} for ${rows()}`);
await act(230);
const olderHalf = (await newest()).seq;
daemon.later(200 * DAY);
await act(10);
said = await meanwhile('sync', (url) => url.includes('/audit-events?') && url.includes('limit=200'), path.join(work, 'pages'), 200, olderHalf);
check(said.includes(', verified on arrival'), `sync, between pages: ${said}`);
const older = audit('sync');
check(older.status === 0 && older.stdout.includes(', verified on arrival'), `sync, older: ${older.stdout} ${older.stderr}`);
const kept = audit('export', '--offline').stdout.trim().split('\n').map((line) => JSON.parse(line).seq);
check(kept[0] === from && kept.some((seq, i) => i > 0 && seq !== kept[i - 1] + 1) && kept.at(-1) === (await newest()).seq, `older: exported as ${kept}`);
for (const [at, socket] of [[work, daemon.socket], [path.join(work, 'pages'), path.join(work, 'between')]]) {
  const both = auditAt(at, socket, 'verify', '--offline');
  check(both.status === 0 && both.stdout.includes('some are purged, their hashes are there'), `older: ${both.stdout} ${both.stderr}`);
}
daemon.later(367 * DAY);
check(await until(async () => (await first()).type === 'audit.retention_purged'), 'older: the rest never went');

// ---- what was removed and not let go is found: here the event that tells of it ----
await act(3);
client.close();
const end = await daemon.stop();
if (end) faults.push(end);
const begins = sql(daemon.dataDir, `SELECT MIN(at & 1099511627775) AS n FROM audit_events WHERE ${OF_ORG}`)[0].n;
execFileSync('sqlite3', [path.join(daemon.dataDir, 'nexad.db'), `DELETE FROM audit_events WHERE ${OF_ORG} AND at & 1099511627775 = ${begins}`]);
// As a daemon leaves them that is killed when the events are gone and their names are not.
execFileSync('sqlite3', [path.join(daemon.dataDir, 'nexad.db'), "INSERT INTO audit_parties (hash, type, name, last_day) VALUES (1, 'user', 'Zaphod Desk', 0); INSERT INTO audit_vocabulary (word) VALUES ('zaphod')"]);
daemon = await startDaemon(home, options, [], daemon.aheadMs);
client = new Client(daemon);
check(await until(() => names() === 0 && spelled() === 0), 'killed: what its predecessor did not come to is kept');
verified = verify();
check(verified.status === 1 && verified.stderr.includes(`events 1 to ${begins} are missing: removed`), `removed: ${verified.status} ${verified.stdout} ${verified.stderr}`);

client.close();
await daemon.stop();
await receiver.die();
conclude();
