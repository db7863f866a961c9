// What does not fit a case: names that mean no good from a daemon that sends anything, a reader who has seen
// enough, signals, a daemon that goes away, a disk that is full.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { binary } from '../api/lib/daemon.mjs';
import { Place, Tally } from './lib/nexa.mjs';

const tally = new Tally();
const told = ({ exit, out, err }) => `exit ${exit}\nout: ${JSON.stringify(out.slice(0, 1000))}\nerr: ${JSON.stringify(err.slice(0, 1000))}`;
const place = await Place.open('streams');
const PRODUCTION = ['--org', 'Acme Voice', '--workspace', 'Production'];

// ---- a daemon that means no good ----

const EVIL = '=1\x1b[2J\x1b]0;owned\x07\x9b31m\u202eevil\u2028x\r\ny';

function evilDaemon(socket) {
  const organization = { id: 'org_01evil', name: EVIL, plan: EVIL, status: 'active', workspace_count: 1, member_count: 1,
    created_at: '2026-01-01T00:00:00.000Z', version: 1 };
  const server = http.createServer((request, response) => {
    const refused = request.url.includes('/organizations/');
    response.writeHead(refused ? 403 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(refused ? { statusCode: 403, error: 'Forbidden', code: 'plan_limit', message: EVIL, request_id: 'r', details: {} }
      : { data: [organization], meta: { limit: 50, next_cursor: null, prev_cursor: null, total: 1 } }));
  });
  return new Promise((resolve) => server.listen(socket, () => resolve(server)));
}

async function testEvil() {
  const socket = path.join(place.work, 'evil.sock');
  const server = await evilDaemon(socket);
  const env = { NEXA_SOCKET: socket };
  const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]/;
  const table = await place.nexa(['org', 'list'], { env });
  tally.check(table.exit === 0 && !controls.test(table.out) && table.out.includes('evil'), `a table shows what it should not obey: ${told(table)}`);
  const refusal = await place.nexa(['org', 'get', 'org_01evil'], { env });
  tally.check(refusal.exit === 1 && !controls.test(refusal.err) && refusal.err.includes('evil'), `a refusal: ${told(refusal)}`);
  const csv = await place.nexa(['org', 'list', '-o', 'csv'], { env });
  tally.check(csv.exit === 0 && /(^|,)"'=1/m.test(csv.out), `a formula in CSV: ${told(csv)}`);
  const json = await place.nexa(['org', 'list', '-o', 'json'], { env });
  tally.check(json.exit === 0 && JSON.parse(json.out).data[0].name === EVIL, `JSON is as it was served: ${told(json)}`);
  server.close();
}

// ---- readers and writers that end ----

// Runs nexa with standard output on a file descriptor of ours.
function into(stdout, words) {
  return new Promise((resolve) => {
    const child = spawn(binary('nexa'), words, { env: place.environment(), stdio: ['ignore', stdout, 'pipe'] });
    let err = '';
    child.stderr.on('data', (bytes) => { err += bytes; });
    if (stdout === 'pipe') child.stdout.destroy();
    child.on('close', (code, signal) => resolve({ exit: code ?? signal, out: '', err }));
  });
}

async function testReaders() {
  const pipe = await into('pipe', ['member', 'list', ...PRODUCTION, '-o', 'csv']);
  tally.check(pipe.exit === 1 && pipe.err === '', `a reader who is gone: ${told(pipe)}`);
  const full = openSync('/dev/full', 'w');
  const disk = await into(full, ['member', 'list', ...PRODUCTION]);
  closeSync(full);
  tally.check(disk.exit === 1 && /cannot write the answer: No space left/.test(disk.err), `a full disk: ${told(disk)}`);
}

async function testSignals() {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    // It waits for its file, from standard input.
    const result = await new Promise((resolve) => {
      const child = spawn(binary('nexa'), ['member', 'import', '-', ...PRODUCTION], { env: place.environment(), stdio: ['pipe', 'pipe', 'pipe'] });
      let out = '';
      child.stdout.on('data', (bytes) => { out += bytes; });
      child.stdin.write('display_name,email,role\nCut,cut@example.org,viewer\n');
      setTimeout(() => child.kill(signal), 500);
      child.on('close', (code, how) => resolve({ exit: code ?? how, out, err: '' }));
    });
    tally.check(result.exit === signal && result.out === '', `${signal}: ${told(result)}`);
  }
  const list = await place.nexa(['member', 'list', ...PRODUCTION, '-o', 'json', '--limit', '1']);
  tally.check(JSON.parse(list.out).meta.total === 212, `nothing was done: ${told(list)}`);
}

// C-c while a deck is on its way: the daemon had not all of it, so nothing was done.
async function testGivenUp() {
  const deck = { id: 'plivo', name: 'Plivo', kind: 'deck', is_default: true, network_groups: 0, prefixes: 0, inbound_inr_per_min: null,
    outbound_inr_per_min: null, imported_at: null, version: 1 };
  let child;
  const server = http.createServer((request, response) => {
    if (request.method === 'POST') {
      request.pause();
      child.kill('SIGINT');
      return;
    }
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ data: [deck], meta: { limit: 50, next_cursor: null, prev_cursor: null, total: 1 } }));
  });
  const socket = path.join(place.work, 'slow.sock');
  await new Promise((resolve) => server.listen(socket, resolve));
  const input = `country,iso2,group,prefix,inbound,outbound\n${'Nepal,NP,Nepal - Mobile,97798,1,1\n'.repeat(200000)}`;
  const result = await place.nexa(['deck', 'import', '-', '--yes'], { env: { NEXA_SOCKET: socket }, input, during: (process) => { child = process; } });
  tally.check(result.exit === 1 && result.out === '' && /given up; nothing was done/.test(result.err), `a deck given up: ${told(result)}`);
  server.closeAllConnections();
  server.close();
}

// A file that nobody else can read, never bytes to a terminal, and nothing left of what could not be written.
async function testDownload() {
  const invoice = ['invoice', 'download', '--org', 'Acme Voice', 'INV-00001-000001'];
  const file = path.join(place.work, 'INV-00001-000001.pdf');
  const saved = await place.nexa(invoice);
  tally.check(saved.exit === 0 && statSync(file).size > 1000 && (statSync(file).mode & 0o777) === 0o600 &&
    readFileSync(file).subarray(0, 5).toString() === '%PDF-', `an invoice as a file: ${told(saved)}`);
  const piped = spawnSync(binary('nexa'), [...invoice, '-'], { env: place.environment(), cwd: place.work });
  tally.check(piped.status === 0 && piped.stdout.equals(readFileSync(file)), 'an invoice through a pipe is not the file');
  const shown = spawnSync('script', ['-qec', [binary('nexa'), ...invoice.map((word) => `'${word}'`), '-'].join(' '), '/dev/null'],
    { env: place.environment(), cwd: place.work, encoding: 'utf8' });
  tally.check(shown.status === 2 && !shown.stdout.includes('%PDF') && shown.stdout.includes('file or a pipe'), `an invoice on a terminal: ${shown.status} ${shown.stdout}`);
  const full = openSync('/dev/full', 'w');
  const lost = spawnSync(binary('nexa'), [...invoice, '-'], { env: place.environment(), stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  tally.check(lost.status === 1, `an invoice to a full disk: ${lost.status} ${lost.stderr}`);
}

async function testGone() {
  const silent = http.createServer(() => {});
  const socket = path.join(place.work, 'silent.sock');
  await new Promise((resolve) => silent.listen(socket, resolve));
  const late = await place.nexa(['system', 'health', '--timeout', '1'], { env: { NEXA_SOCKET: socket } });
  tally.check(late.exit === 3, `a daemon that never answers: ${told(late)}`);
  silent.closeAllConnections();
  silent.close();
  tally.check((await place.close()) === null, 'the daemon');
  const away = await place.nexa(['org', 'list']);
  tally.check(away.exit === 3 && away.out === '' && /^nexa: /.test(away.err), `a daemon that went away: ${told(away)}`);
}

await testEvil();
await testReaders();
await testSignals();
await testGivenUp();
await testDownload();
await testGone();
tally.done();
