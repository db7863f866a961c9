// Exports cut short: by kill -9 of the daemon at one moment after the other, by readers that stop, leave, or are too many.
// What arrived and what comes after it is, byte for byte, what one export in one go gives; and nobody waits for a reader.
import { execFileSync } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../api/lib/client.mjs';
import { binary, scratch, sql, startDaemon } from '../api/lib/daemon.mjs';

const EVENTS = 6000; // at least
const MOMENTS = [0, 0.6]; // how much has arrived when the daemon is killed
const AT_A_TIME = 4; // of an organization

const home = path.join(scratch(), 'exports');
const faults = [];
const check = (holds, what) => holds || faults.push(what);

// Calls take() with each piece of an answer; it may destroy the request.  Ends when the answer does, however that is.
function read(daemon, target, take) {
  return new Promise((resolve, reject) => {
    const sent = http.request({ socketPath: daemon.socket, path: target, agent: false }, (reply) => {
      const pieces = [];
      reply.on('data', (piece) => { pieces.push(piece); take?.(pieces.reduce((n, each) => n + each.length, 0), reply); });
      reply.on('error', () => {});
      reply.on('close', () => resolve({ status: reply.statusCode, headers: reply.headers, whole: reply.complete, body: Buffer.concat(pieces) }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

// One whose answer has begun and of which nothing is read.
function stall(daemon, target) {
  return new Promise((resolve, reject) => {
    const sent = http.request({ socketPath: daemon.socket, path: target, agent: false }, (reply) => {
      reply.on('error', () => {});
      resolve({ status: reply.statusCode, leave: () => sent.destroy() });
    });
    sent.on('error', reject);
    sent.end();
  });
}

async function until(holds, what) {
  for (const end = Date.now() + 60000; Date.now() < end; await sleep(10)) if (await holds()) return;
  throw new Error(`${what}: not within a minute`);
}

// What is whole of it, and the seq of its last event.
function cut(body, format) {
  const text = body.subarray(0, body.lastIndexOf('\n') + 1).toString('utf8');
  const last = text.trimEnd().split('\n').at(-1);
  const seq = format === 'csv' ? Number(last.split(',')[0]) : JSON.parse(last || '{"seq":0}').seq;
  return { text, seq: Number.isInteger(seq) ? seq : 0 };
}

execFileSync(binary('nexad'), ['demo', '--data-dir', path.join(home, 'data'), '--events', String(EVENTS)], { stdio: 'ignore' });
let daemon = await startDaemon(home);
let client = new Client(daemon);
const { id } = (await client.get('/v1/organizations')).data.find(({ name }) => name === 'Acme Voice');
const events = `/v1/organizations/${id}/audit-events`;
const newest = (await client.get(`${events}?limit=1`)).data[0];
// The same span each time: exports are events, too, and what is a year old goes meanwhile.
const oldest = (await client.get(`${events}?limit=1&order=asc`)).data[0];
const span = `from=${new Date(Date.parse(oldest.occurred_at) + 48 * 3600000).toISOString()}&to=${newest.occurred_at}`;

// ---- killed ----

for (const format of ['ndjson', 'csv']) {
  const target = `${events}/export?format=${format}&${span}`;
  const once = await read(daemon, target);
  const text = once.body.toString('utf8');
  const lines = text.split('\n').length - 1 - (format === 'csv' ? 1 : 0);
  check(once.whole && once.status === 200, `${format}: ${once.status}, whole: ${once.whole}`);
  const lastSeq = cut(once.body, format).seq;
  check(lastSeq === Number(once.headers['x-last-seq']), `${format}: up to ${lastSeq}, X-Last-Seq ${once.headers['x-last-seq']}`);
  check(lines > EVENTS / 2, `${format}: ${lines} lines`);
  for (const moment of MOMENTS) {
    const broken = await read(daemon, target, (n) => { if (n >= moment * once.body.length) daemon.process.kill('SIGKILL'); });
    check(!broken.whole, `${format}, killed at ${moment}: what was cut short looks whole`);
    await daemon.exited;
    daemon = await startDaemon(home);
    const { text: kept, seq } = cut(broken.body, format);
    const rest = await read(daemon, `${target}${seq > 0 ? `&after_seq=${seq}` : ''}`);
    const joined = (seq > 0 ? kept : '') + rest.body.toString('utf8');
    check(rest.whole && joined === text, `${format}, killed at ${moment}, on after ${seq}: ${joined.length} bytes, in one go ${text.length}`);
  }
}

// ---- readers that stop ----

client = new Client(daemon);
const stalled = [];
for (let i = 0; i < AT_A_TIME; i++) stalled.push(await stall(daemon, `${events}/export`));
check(stalled.every(({ status }) => status === 200), `stopped readers got ${stalled.map(({ status }) => status)}`);
const refused = await read(daemon, `${events}/export`);
check(refused.status === 503 && refused.headers['retry-after'] === '5', `one too many got ${refused.status}`);
check((await client.get(`${events}?limit=1`)).data[0].type === 'audit.exported', 'the list beside stopped readers');
await client.must('PATCH', `/v1/organizations/${id}`, { name: 'Acme Voice' });
// No transaction of a reader is open, so all of the log can go into the database.
await until(() => sql(daemon.dataDir, 'PRAGMA wal_checkpoint(TRUNCATE)')[0].busy === 0, 'a checkpoint beside stopped readers');
// Who leaves makes room.
stalled.shift().leave();
await until(async () => {
  const again = await read(daemon, `${events}/export`);
  return again.whole && again.status === 200;
}, 'room after a reader left');

// ---- the daemon stops beside them ----

client.close();
const fault = await daemon.stop();
check(fault === null, fault);

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`exports of ${newest.seq} events, killed ${MOMENTS.length} times each: nothing lost, nothing twice`);
