// Copies of audit logs when things go wrong: killed while copying, the daemon gone, the copy changed or damaged, the log
// another one than was copied.
import { spawn, execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '../api/lib/client.mjs';
import { binary, startDaemon } from '../api/lib/daemon.mjs';
import { Place, Tally } from './lib/nexa.mjs';

const tally = new Tally();
const place = await Place.open('copies');
const directory = path.join(place.work, 'home/.local/share/nexa');
const audit = (org, verb, ...more) => place.nexa(['audit', verb, '--org', org, ...more]);
const files = () => (existsSync(directory) ? readdirSync(directory).filter((name) => /^audit-/.test(name)) : []);
const file = () => path.join(directory, files().find((name) => name.endsWith('.db')));
const sql = (text) => execFileSync('sqlite3', ['-cmd', '.timeout 60000', file(), text], { encoding: 'utf8', stdio: 'pipe' }).trim();

function expect(what, result, exit, pattern) {
  const text = `${result.out}${result.err}`;
  tally.check(result.exit === exit && pattern.test(text), `${what}: exit ${result.exit}, not ${exit} with ${pattern}: ${text}`);
}

async function stop() {
  const fault = await place.daemon.stop();
  tally.check(fault === null, `the daemon: ${fault}`);
}
const restart = async () => { place.daemon = await startDaemon(place.work); };

// ---- killed at any moment: what was taken is whole, and the next run goes on behind it ----

const size = () => {
  try {
    return Number(sql('SELECT size FROM audit_trees') || 0);
  } catch {
    return 0; // not made yet
  }
};
let had = 0;
for (let round = 0; round < 2; round++) {
  const child = spawn(binary('nexa'), ['audit', 'sync', '--org', 'Acme Voice'], { env: place.environment(), stdio: 'ignore' });
  const ended = new Promise((resolve) => { child.on('close', resolve); });
  let over = false;
  ended.then(() => { over = true; });
  while (!over && (files().length === 0 || size() <= had)) await new Promise((resolve) => { setTimeout(resolve, 5); });
  child.kill('SIGKILL');
  await ended;
  const now = size();
  tally.check(now > had, `killed: ${now} events, ${had} before`);
  tally.check(Number(sql('SELECT COUNT(*) FROM audit_events')) === now, 'killed: as many events as its tree has');
  tally.check(sql('PRAGMA integrity_check') === 'ok', 'killed: the database is whole');
  had = now;
}
expect('not complete', await audit('Acme Voice', 'list', '--offline', '--limit', '1'), 0, /copy broken off, [0-9,]+ events, not verified yet/);
for (const words of [['verify'], ['prove', 'evt_unknown']])
  expect(`not complete: ${words[0]}`, await audit('Acme Voice', ...words, '--offline'), 1, /broken off before it was complete/);
const resumed = await audit('Acme Voice', 'sync');
const total = Number(JSON.parse((await audit('Acme Voice', 'checkpoint', '-o', 'json')).out).size);
expect('resumed', resumed, 0, new RegExp(`, verified on arrival; ${total - had} new`));
expect('verified', await audit('Acme Voice', 'verify', '--offline'), 0, new RegExp(`is whole: ${total} events`));
for (const each of ['.', ...files()])
  tally.check((statSync(path.join(directory, each)).mode & 0o077) === 0, `${each} is open to others`);

// ---- with the daemon away ----

const words = ['--type', 'member.*', '--q', 'admin', '--limit', '5', '-o', 'json'];
const [there, here] = [await audit('Acme Voice', 'list', ...words), await audit('Acme Voice', 'list', ...words, '--offline')];
tally.check(JSON.stringify(JSON.parse(there.out).data) === JSON.stringify(JSON.parse(here.out).data) && JSON.parse(here.out).data.length === 5,
  'the copy answers as the daemon does');
const exported = [];
for (const more of [[], ['--offline']]) exported.push((await audit('Acme Voice', 'export', '--type', 'member.*', ...more)).out);
tally.check(exported[0] === exported[1] && exported[0].length > 100000, 'the copy is exported as the log is');
await stop();
expect('away', await audit('Acme Voice', 'list', ...words), 3, /cannot reach the daemon/);
expect('away, offline', await audit('Acme Voice', 'list', ...words, '--offline'), 0, /copy of /);
expect('away, sync', await audit('Acme Voice', 'sync'), 3, /cannot reach the daemon/);
await restart();
expect('forgotten', await audit('Acme Voice', 'forget', '--yes'), 0, /removed the copy of Acme Voice's audit log: \d+ events/);
tally.check(files().length === 0, `forgotten, and there is ${files()}`);

// ---- a copy that was changed, one that is damaged ----

const ORG = 'Kiran Clinic';
const operator = new Client(place.daemon);
const org = (await operator.must('GET', '/v1/organizations')).data.find((each) => each.name === ORG).id;
operator.close();
let turn = 0;
const act = async (times) => {
  const client = new Client(place.daemon);
  for (const end = turn + times; turn < end; turn++)
    await client.must('PATCH', `/v1/organizations/${org}`, { legal_name: `Kiran ${turn} Ltd` });
  client.close();
};
await act(5);
expect('copied', await audit(ORG, 'sync'), 0, /, verified/);
const ids = async () => JSON.parse((await audit(ORG, 'list', '--offline', '--all', '-o', 'json')).out).data.map((event) => event.id);
const copied = await ids(); // the newest is the first
const proof = (await audit(ORG, 'prove', copied[0])).out;
tally.check(/"hashes":\["/.test(proof) && (await audit(ORG, 'prove', copied[0], '--offline')).out === proof, 'the copy proves as the daemon does');
const first = sql('SELECT note FROM audit_copies');
const good = `${file()}.good`;
sql('PRAGMA wal_checkpoint(TRUNCATE)');
cpSync(file(), good);
const mend = () => { for (const end of ['-wal', '-shm']) rmSync(file() + end, { force: true }); cpSync(good, file()); };
const last = 'at = (SELECT MAX(at) FROM audit_events)';
// A byte that went wrong is found by whatever reads the event, and no export has it.
sql(`UPDATE audit_parties SET name = CAST(x'4e6fe2' AS TEXT) WHERE no = (SELECT actor FROM audit_events WHERE ${last})`);
for (const words of [['list'], ['list', '-o', 'csv'], ['export'], ['export', '--format', 'csv'], ['get', copied[0]], ['prove', copied[0]], ['verify']]) {
  const result = await audit(ORG, ...words, '--offline');
  expect(`a byte: ${words.join(' ')}`, result, 1, /the copy is damaged; nexa audit sync --anew fetches it again.*event \d+ \(evt_\w+\) was edited/);
  tally.check(!/verified on arrival/.test(result.err) && !result.out.includes(copied[0]), `a byte: ${words.join(' ')}: ${result.err}`);
}
mend();
for (const [what, change, pattern, proved] of [
  ['an actor', `UPDATE audit_parties SET name = 'Nobody' WHERE no = (SELECT actor FROM audit_events WHERE ${last})`, /event \d+ \(evt_\w+\) was edited/, /event \d+ \(evt_\w+\) was edited/],
  ['an outcome', `UPDATE audit_events SET failed = 1 WHERE ${last}`, /event \d+ \(evt_\w+\) was edited/],
  ['an outcome and its hash', `UPDATE audit_events SET failed = 1, leaf = x'${'5'.repeat(64)}' WHERE ${last}`, /event \d+ \(evt_\w+\) was edited/],
  ['the last one gone', `DELETE FROM audit_events WHERE ${last}`, /event \d+ is missing: the tail was cut/],
  ['one more', `CREATE TABLE one AS SELECT * FROM audit_events WHERE ${last}; UPDATE one SET at = at + 1; INSERT INTO audit_events SELECT * FROM one; DROP TABLE one`,
    /event \d+ was inserted at the end/],
  ['the checkpoint', "UPDATE audit_copies SET note = replace(note, '—', '-'), checked_at = 1", /./],
]) {
  sql(change);
  expect(`changed: ${what}`, await audit(ORG, 'verify', '--offline'), 1, pattern);
  if (proved !== undefined) expect(`changed: ${what}, proof`, await audit(ORG, 'prove', copied[0], '--offline'), 1, proved);
  mend();
}
// Rows that went: what opens the copy sees the last, an export all of them; sync --anew is what helps.
const whole = (await audit(ORG, 'export', '--offline')).out;
const ANEW = /the copy is damaged; nexa audit sync --anew fetches it again/;
for (const [what, where, rows, pattern] of [
  ['every other', `at % 2 = 0 AND NOT ${last}`, 1, /event 2 is missing/], ['the first', 'at % 1024 = 1', 0, /event 1 is missing/],
  ['two', 'at % 1024 IN (3, 4)', 2, /events 3 to 4 are missing/], ['the last', last, 0, /the tail was cut/],
]) {
  sql(`DELETE FROM audit_events WHERE ${where}`);
  const out = path.join(place.work, 'damaged.ndjson');
  for (const again of ['', ', again']) {
    const result = await audit(ORG, 'export', out, '--offline');
    expect(`damaged: ${what}${again}`, result, 1, pattern);
    tally.check(ANEW.test(result.err) && /damaged copy/.test(result.err) && !/verified on arrival/.test(result.err), `damaged: ${what}: ${result.err}`);
    tally.check((existsSync(out) ? readFileSync(out, 'utf8') : '') === whole.split('\n').slice(0, rows).map((line) => `${line}\n`).join(''), `damaged: ${what}: not the events before it`);
  }
  rmSync(out, { force: true });
  mend();
}
for (const [what, change, pattern] of [
  ['index', 'DELETE FROM audit_index_data WHERE id > 10', /whole, but not the index/], ['index emptied', "INSERT INTO audit_index (audit_index) VALUES ('delete-all')", /whole, but not the index .*: event 1 is not found by 'organization.created'/],
  ['counts', 'DELETE FROM audit_counts', /whole, but not the index .*: 0 events are counted by day, and there are \d+/], ['an event', `UPDATE audit_events SET failed = 1 WHERE ${last}`, /was edited/],
]) {
  sql(change);
  expect(`damaged: ${what}`, await audit(ORG, 'verify', '--offline'), 1, pattern);
  expect(`damaged: ${what}`, await audit(ORG, 'verify', '--offline'), 1, /nexa audit sync --anew fetches/);
  mend();
}
sql(`DELETE FROM audit_events WHERE ${last}`);
for (const more of [['list'], ['export', '--type', 'organization.created']]) expect(`the last gone: ${more[0]}`, await audit(ORG, ...more, '--offline'), 1, ANEW);
expect('the last gone: sync', await audit(ORG, 'sync'), 1, ANEW);
mend();
expect('mended', await audit(ORG, 'verify', '--offline'), 0, /is whole/);
writeFileSync(file(), 'this is no database, and long enough to be taken for the beginning of one by nobody');
expect('damaged, read', await audit(ORG, 'list', '--offline'), 1, /the copy is damaged; nexa audit sync --anew/);
expect('damaged, sync', await audit(ORG, 'sync'), 1, /the copy is damaged; nexa audit sync --anew/);
// An empty file is not an empty log.
const broken = (what) => {
  for (const end of ['-wal', '-shm']) rmSync(file() + end, { force: true });
  what();
};
broken(() => writeFileSync(file(), ''));
expect('emptied, read', await audit(ORG, 'list', '--offline'), 1, /the copy is empty; nexa audit sync fills it/);
expect('emptied, exported', await audit(ORG, 'export', '--offline'), 1, /the copy is empty; nexa audit sync fills it/);
broken(() => cpSync(good, file()));
sql('DELETE FROM audit_copies');
expect('of nothing, read', await audit(ORG, 'list', '--offline'), 1, /the copy is empty; nexa audit sync fills it/);
expect('the file of a copy', await audit(ORG, 'verify', file()), 1, /is a database; .* nexa audit verify --offline/);
broken(() => writeFileSync(file(), 'this is no database, and long enough to be taken for the beginning of one by nobody'));
// Only its id is known where nobody can be asked, and that is told; else the daemon knows whose it is.
expect('damaged, to be forgotten offline', await audit(ORG, 'forget', '--offline', '--yes'), 1, /there is one of a damaged one, --org org_\w+/);
expect('damaged, another', await audit('Nobody Inc', 'forget', '--yes'), 1, /there is one of a damaged one, --org org_\w+/);
expect('damaged, forgotten by its name', await audit(ORG, 'forget', '--yes'), 0, /removed the damaged copy of org_\w+'s audit log/);
tally.check(!files().some((name) => name.endsWith('.db')), 'the damaged copy is still there');
expect('damaged, anew', await audit(ORG, 'sync', '--anew'), 0, /, verified on arrival; \d+ new/);
rmSync(good);

// ---- a log that is not the one that was copied ----

const data = place.daemon.dataDir;
const backup = path.join(place.work, 'backup');
await stop();
cpSync(data, backup, { recursive: true });
await restart();
await act(3);
expect('gone on', await audit(ORG, 'sync'), 0, /, verified on arrival; 3 new/);
// As when the next copying was broken off: what is behind the checkpoint is there and not proved.
const note = sql('SELECT note FROM audit_copies');
sql(`UPDATE audit_copies SET note = '${first}\n', checked_at = 1`);
tally.check((await audit(ORG, 'prove', copied[0], '--offline')).out === proof, 'an older checkpoint gives the older proof');
expect('behind the checkpoint', await audit(ORG, 'prove', (await ids())[0], '--offline'), 1, /only the first \d+ events of the copy are verified yet/);
sql(`UPDATE audit_copies SET note = '${note}\n', checked_at = 2`);
await stop();
rmSync(data, { recursive: true });
cpSync(backup, data, { recursive: true });
await restart();
expect('an old backup', await audit(ORG, 'sync'), 1, /its tail was cut, or an old backup was restored/);
await act(3);
expect('as long as the copy', await audit(ORG, 'sync'), 1, /events as before, but not the same/);
await act(3);
expect('longer', await audit(ORG, 'sync'), 1, /does not begin with the \d+ that were seen/);
expect('the copy is what it was', await audit(ORG, 'verify', '--offline'), 0, /is whole/);
await stop();
rmSync(path.join(data, 'audit.key'));
await restart();
expect('another key', await audit(ORG, 'sync'), 1, /the key was changed, or this is another log/);
expect('another key, anew', await audit(ORG, 'sync', '--anew'), 0, /, verified/);
await stop();
tally.done();
