// Somebody changes the audit log in the database file: nexa audit verify names what and where, and the witness
// finds what verify cannot, since the daemon would sign it: a tail that was cut, an old backup, another key.
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '../api/lib/client.mjs';
import { startDaemon } from '../api/lib/daemon.mjs';
import { Behind } from './lib/log.mjs';
import { Place, Tally } from './lib/nexa.mjs';

const ORG = 'Long Log'; // more than two tiles of it
const tally = new Tally();
const place = await Place.open('tampering');
const state = path.join(place.work, 'witness');

async function audit(verb, ...more) {
  return place.nexa(['audit', verb, '--org', ORG, '--witness-state', state, ...more]);
}

function expect(what, result, exit, pattern) {
  const text = `${result.out}${result.err}`;
  tally.check(result.exit === exit && pattern.test(text), `${what}: exit ${result.exit}, not ${exit} with ${pattern}: ${text}`);
}

async function stop() {
  const fault = await place.daemon.stop();
  tally.check(fault === null, `the daemon: ${fault}`);
}

const operator = new Client(place.daemon);
const { id: org } = await operator.must('POST', '/v1/organizations',
  { name: ORG, plan: 'starter', owner: { email: 'long@example.org', display_name: 'Long' } });

// Each is an event: the log moves on.
let turn = 0;
async function act(times, client) {
  for (const end = turn + times; turn < end; turn++)
    await client.must('PATCH', `/v1/organizations/${org}`, { legal_name: `Long Log ${turn} Ltd` });
}
await act(520, operator);
operator.close();

const key = (await audit('key', '-o', 'csv')).out.trim().split('\n').at(-1).replaceAll('"', '');
expect('untouched', await audit('verify', '--audit-key', key), 0, /is whole: \d+ events/);
expect('a key that is not the log\'s', await audit('verify', '--audit-key', key.replace(org, 'org_1')), 1, /signed by .* not by the pinned|is no key/);

// ---- events, while the tree is as it was ----

const behind = new Behind(place, org);
const place_of = (seq) => `at = ${behind.base + BigInt(seq)}`;
const hash = (digit) => `x'${digit.repeat(64)}'`;
const swap = (a, b) => `UPDATE audit_events SET at = -1 WHERE ${place_of(a)}; UPDATE audit_events SET ${place_of(a)} WHERE ${place_of(b)};
  UPDATE audit_events SET ${place_of(b)} WHERE at = -1`;
const gap = (from, n) => `UPDATE audit_events SET at = -at WHERE ${behind.log} AND at >= ${behind.base + BigInt(from)}; UPDATE audit_events SET at = -at + ${n} WHERE at < 0`;
const tampered = [
  ['edited', `UPDATE audit_events SET target = (SELECT no FROM audit_parties p WHERE p.no <> target LIMIT 1) WHERE ${place_of(300)}`,
    /event 300 \(evt_\w+\) was edited/],
  ['edited with its hash', `UPDATE audit_events SET failed = 1, leaf = ${hash('5')} WHERE ${place_of(300)}`, /event 300 \(evt_\w+\) was edited, and its leaf_hash/],
  ['its hash alone', `UPDATE audit_events SET leaf = ${hash('5')} WHERE ${place_of(256)}`, /the leaf_hash of event 256 /],
  ['a name that events have in common', `UPDATE audit_parties SET name = 'Nobody' WHERE no = (SELECT target FROM audit_events WHERE ${place_of(9)})`,
    /event \d+ \(evt_\w+\) was edited/],
  ['details that are none', `UPDATE audit_events SET details = x'0102' WHERE ${place_of(270)}`, /event 270 \(evt_\w+\) was edited/],
  ['an id that is none', `UPDATE audit_events SET id = x'0102' WHERE ${place_of(270)}`, /event 270 .*was edited/],
  ['removed', `DELETE FROM audit_events WHERE ${place_of(257)}`, /event 257 is missing: removed/],
  ['several removed', `DELETE FROM audit_events WHERE at BETWEEN ${behind.base + 1n} AND ${behind.base + 9n}`, /events 1 to 9 are missing: removed/],
  ['removed and numbered anew', `DELETE FROM audit_events WHERE ${place_of(20)};
    UPDATE audit_events SET at = -at WHERE ${behind.log} AND at > ${behind.base + 20n}; UPDATE audit_events SET at = -at - 1 WHERE at < 0`,
    /removed from 20 on, .*logged as event 21/],
  ['swapped', swap(40, 70), /event 40 was swapped: .*logged as event 70/],
  ['neighbours swapped', swap(40, 41), /event 40 was swapped: .*logged as event 41/],
  ['inserted', `UPDATE audit_events SET at = -at WHERE ${behind.log} AND at >= ${behind.base + 500n}; UPDATE audit_events SET at = -at + 1 WHERE at < 0;
    CREATE TEMP TABLE one AS SELECT * FROM audit_events WHERE ${place_of(499)}; UPDATE one SET at = at + 1, id = 'evt_made_up', leaf = ${hash('7')};
    INSERT INTO audit_events SELECT * FROM one`, /event 500 \(evt_made_up\) was inserted/],
  ['a copy inserted', `${gap(500, 1)}; CREATE TEMP TABLE one AS SELECT * FROM audit_events WHERE ${place_of(499)}; UPDATE one SET at = at + 1, id = 'evt_made_up';
    INSERT INTO audit_events SELECT * FROM one`, /event 500 \(evt_made_up\) was inserted: it is a copy of what was logged as event 499/],
  ['a copy of the next inserted', `${gap(500, 1)}; CREATE TEMP TABLE one AS SELECT * FROM audit_events WHERE ${place_of(502)}; UPDATE one SET at = at - 2, id = 'evt_made_up';
    INSERT INTO audit_events SELECT * FROM one`, /event 500 \(evt_made_up\) was inserted: it is a copy of what was logged as event 501/],
  ['two inserted', `${gap(300, 2)}; CREATE TEMP TABLE two AS SELECT * FROM audit_events WHERE at BETWEEN ${behind.base + 298n} AND ${behind.base + 299n};
    UPDATE two SET at = at + 2, leaf = ${hash('7')}, id = 'evt_made_up'; INSERT INTO audit_events SELECT * FROM two`, /events 300 to 301 \(evt_made_up first\) were inserted/],
  ['two edited with their hashes', `UPDATE audit_events SET failed = 1, leaf = ${hash('5')} WHERE at BETWEEN ${behind.base + 300n} AND ${behind.base + 301n}`,
    /events 300 to 301 \(evt_\w+ first\) were edited, and their leaf_hashes/],
  ['replaced by an older one', `CREATE TEMP TABLE one AS SELECT * FROM audit_events WHERE ${place_of(90)}; UPDATE one SET at = at + 10; DELETE FROM audit_events WHERE ${place_of(100)};
    INSERT INTO audit_events SELECT * FROM one`, /event 100 was replaced: .*is a copy of what was logged as event 90/],
  ['inserted at the end', `CREATE TEMP TABLE one AS SELECT * FROM audit_events WHERE ${behind.log} ORDER BY at DESC LIMIT 1; UPDATE one SET at = at + 1, id = 'evt_made_up';
    INSERT INTO audit_events SELECT * FROM one`, /event \d+ (\(evt_made_up\) )?was inserted at the end/],
  ['tail cut', `DELETE FROM audit_events WHERE ${behind.log} AND at > (SELECT MAX(at) - 3 FROM audit_events WHERE ${behind.log})`,
    /events \d+ to \d+ are missing: the tail was cut/],
];
for (const [what, sql, pattern] of tampered) {
  behind.sql(sql);
  expect(what, await audit('verify'), 1, pattern);
  behind.mend();
}
expect('mended', await audit('verify'), 0, /is whole/);

// The hashes, too: then they do not give the root.
const tile = behind.sql(`SELECT hashes FROM audit_tiles WHERE org_id = '${org}' AND level = 0 AND first = 0`).trim();
behind.sql(`UPDATE audit_tiles SET hashes = '${tile.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))}' WHERE org_id = '${org}' AND level = 0 AND first = 0`);
expect('a tile', await audit('verify'), 1, /hashes that are kept .* were changed/);
behind.sql(`UPDATE audit_tiles SET hashes = '${tile}' WHERE org_id = '${org}' AND level = 0 AND first = 0`);

// And what the tree is made of: the daemon itself tells then that it does not fit.
const keep = (table) => behind.sql(`CREATE TABLE kept_${table} AS SELECT * FROM ${table} WHERE org_id = '${org}'`);
const mendTree = () => ['audit_trees', 'audit_tiles'].forEach((table) =>
  behind.sql(`DELETE FROM ${table} WHERE org_id = '${org}'; INSERT INTO ${table} SELECT * FROM kept_${table}`));
['audit_trees', 'audit_tiles'].forEach(keep);
// No event can follow: the change is not made, and who asked for it is not told whose log it is.
async function refuse(what, pattern) {
  const client = new Client(place.daemon);
  const answer = await client.send({ method: 'PATCH', over: 'socket', path: `/v1/organizations/${org}`,
    headers: { 'Content-Type': 'application/json' }, body: Buffer.from('{"legal_name": "Not Made Ltd"}') });
  tally.check(answer.status === 500 && answer.json.code === 'not_proven' && !answer.text.includes(org), `${what}: a change: ${answer.text}`);
  const now = await client.send({ method: 'GET', over: 'socket', path: `/v1/organizations/${org}` });
  tally.check(now.json.legal_name !== 'Not Made Ltd', `${what}: the change was made`);
  const told = () => place.daemon.log.split('\n').some((line) => pattern.test(line) && line.includes(org) && line.includes('op=org_update'));
  for (const until = Date.now() + 60000; !told() && Date.now() < until;) await new Promise((resolve) => { setTimeout(resolve, 10); });
  tally.check(told(), `${what}: the daemon's log does not tell of the change`);
  client.close();
}
for (const [what, sql, pattern, seen] of [
  ['size', `UPDATE audit_trees SET size = size - 1 WHERE org_id = '${org}'`, /tree of the audit log of '\w+' was changed in the database|tree's size or root, were changed/, false],
  ['frontier', `UPDATE audit_trees SET frontier = 'x' WHERE org_id = '${org}'`, /tree of the audit log of '\w+' was changed in the database/, true],
  ['tree', `DELETE FROM audit_trees WHERE org_id = '${org}'`, /tree of the audit log of '\w+' was removed/, true],
  ['tiles', `DELETE FROM audit_tiles WHERE org_id = '${org}' AND level = 0 AND first >= 256`, /hashes that are kept of the events are missing from event 257 on/, false],
  ['part of a tile', `UPDATE audit_tiles SET hashes = 'AAAA' WHERE org_id = '${org}' AND level = 0 AND first = 0`, /hashes of the audit log of '\w+' are damaged/, false],
]) {
  behind.sql(sql);
  expect(what, await audit('verify'), 1, pattern);
  if (seen) expect(`${what}, witnessed`, await audit('witness'), 1, pattern);
  if (seen) await refuse(what, pattern);
  mendTree();
}
expect('mended', await audit('verify'), 0, /is whole/);

// ---- a proof that was saved ----

const event = JSON.parse((await audit('list', '--limit', '1', '-o', 'json')).out);
const id = (event.data ?? event)[0].id;
const proof = path.join(place.work, 'proof.json');
expect('prove', await audit('prove', id, proof), 0, /saved in/);
const offline = (file, ...more) => place.nexa(['audit', 'verify', file, ...more], { env: { NEXA_SOCKET: '/nowhere' } });
expect('proof, offline', await offline(proof, '--audit-key', key), 0, /event \d+ \(evt_\w+\) is in nexad\/audit\/org_/);
const good = JSON.parse((await audit('prove', id)).out);
const proofs = [
  ['event', { event: { ...good.event, outcome: 'failure' } }, /was edited/],
  ['leaf hash', { event: { ...good.event, leaf_hash: '5'.repeat(64) } }, /was edited/],
  ['hashes', { hashes: good.hashes.slice(1) }, /is not in the log that was signed/],
  ['no proof', { hashes: 7 }, /are no proof/],
  ['checkpoint', { checkpoint: good.checkpoint.replace(/\n\d/, '\n9') }, /did not sign/],
  ['no checkpoint', { checkpoint: undefined }, /no checkpoint/],
  ['key', { key: key.replace('+', '1+') }, /is no key|not by the pinned/],
];
for (const [what, change, pattern] of proofs) {
  const file = path.join(place.work, `${what}.json`);
  writeFileSync(file, JSON.stringify({ ...good, ...change }, null, 2));
  expect(`proof: ${what}`, await offline(file), 1, pattern);
}

// ---- a copy: an event a line and the checkpoint ----

const events = [];
for (let after = 0; events.length === after;) {
  const page = JSON.parse((await place.nexa(['audit', 'list', '--org', ORG, '--after-seq', String(after), '--limit', '200', '-o', 'json'])).out);
  const rows = page.data ?? page;
  events.push(...rows);
  if (rows.length < 200) break;
  after += 200;
}
const checkpoint = JSON.parse((await audit('checkpoint', '-o', 'json')).out);
const n = events.length;
tally.check(n === checkpoint.size, `${n} events were listed, and ${checkpoint.size} signed`);
const middle = Math.floor(n / 2);
const copies = [
  ['whole', (copy) => copy, 0, /is whole/],
  ['one edited', (copy) => copy.map((each, i) => (i === middle ? { ...each, outcome: 'failure' } : each)), 1, new RegExp(`event ${middle + 1} \\(evt_\\w+\\) was edited`)],
  ['one removed', (copy) => copy.filter((_, i) => i !== middle), 1, new RegExp(`event ${middle + 1} is missing`)],
  ['one twice', (copy) => copy.flatMap((each, i) => (i === middle ? [each, each] : [each])), 1, new RegExp(`event ${middle + 1} \\(evt_\\w+\\) was inserted`)],
  ['cut', (copy) => copy.filter((_, i) => i < n - 2 || i === n), 1, /the tail was cut/],
  ['no end', (copy) => copy.slice(0, -1), 1, /checkpoint at the end is missing/],
  ['no JSON', (copy) => copy.map((each, i) => (i === 3 ? 'what' : each)), 1, /.+/],
];
for (const [what, change, exit, pattern] of copies) {
  const file = path.join(place.work, `${what}.ndjson`);
  writeFileSync(file, change([...events, checkpoint]).map((each) => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join(''));
  expect(`copy: ${what}`, await offline(file), exit, pattern);
}

// ---- the witness ----

const data = place.daemon.dataDir;
const backup = path.join(place.work, 'backup');
expect('first look', await audit('witness'), 0, /from now on they are watched/);
expect('second look', await audit('witness'), 0, /begins with the \d+ of the last time/);
await stop();
cpSync(data, backup, { recursive: true });
const more = async () => {
  const client = new Client(place.daemon);
  await act(3, client);
  client.close();
};
const restart = async () => { place.daemon = await startDaemon(place.work); };
const restore = async () => {
  await stop();
  rmSync(data, { recursive: true });
  cpSync(backup, data, { recursive: true });
  await restart();
};
await restart();
await more();
expect('the log went on', await audit('witness'), 0, /begins with the \d+ of the last time/);
await restore();
expect('an old backup', await audit('witness'), 1, /had \d+: its tail was cut, or an old backup/);
await more();
expect('a backup as long as the log was', await audit('witness'), 1, /events as before, but not the same/);
await more();
expect('a backup that went on', await audit('witness'), 1, /does not begin with the \d+ that were seen/);
expect('which verify cannot see', await audit('verify'), 0, /is whole/);
await stop();
rmSync(path.join(data, 'audit.key'));
await restart();
expect('another key', await audit('witness'), 1, /the key was changed/);
expect('another key than the pinned one', await audit('verify', '--audit-key', key), 1, /the key was changed/);
tally.check(existsSync(path.join(data, 'audit.key')), 'no new key was made');
writeFileSync(state, '{"checkpoint": "x"');
expect('a damaged state', await audit('witness'), 1, /cannot be used/);
rmSync(state);
expect('anew', await audit('witness'), 0, /from now on/);
const fault = await place.close();
tally.check(fault === null, `the daemon: ${fault}`);
tally.done();
