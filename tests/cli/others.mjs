// What nexad has signed and proved, judged by code that this project did not write: Go's
// golang.org/x/mod/sumdb/note and tlog (cli/go/tlog.go) and npm @sigstore/verify (../api/lib/proof.mjs).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { canonical } from '../api/lib/audit.mjs';
import { Client } from '../api/lib/client.mjs';
import { proofFault } from '../api/lib/proof.mjs';
import { Place, ROOT, Tally } from './lib/nexa.mjs';

const tally = new Tally();
const place = await Place.open('others');
const client = new Client(place.daemon);
const org = (await client.get('/v1/organizations')).data.find((each) => each.name === 'Acme Voice').id;
const base = `/v1/organizations/${org}`;
const { key, size, root } = await client.get(`${base}/audit-checkpoint`);

// Events about the borders of tiles and of the log, their proofs, and the tree between any two of them.
const seqs = [1, 2, 255, 256, 257, 511, 512, 513, 4096, 12345, size - 1, size].filter((seq) => seq <= size);
const events = [];
for (const seq of seqs) events.push((await client.get(`${base}/audit-events?after_seq=${seq - 1}&limit=1`)).data[0]);
const proofs = [];
for (const event of events) proofs.push(await client.get(`${base}/audit-events/${event.id}/proof`));

for (const proof of proofs) {
  tally.check(proofFault(proof, key) === null, proofFault(proof, key));
  const forged = { ...proof, event: { ...proof.event, outcome: 'unknown' } };
  tally.check(proofFault(forged, key) !== null, `sigstore takes a forged event ${proof.event.seq}`);
}

// All tiles that there are.
const tiles = {};
for (let level = 0; ; level++) {
  const width = Math.floor(size / 256 ** level);
  if (width === 0) break;
  for (let number = 0; number * 256 < width; number++)
    tiles[`${level}/${number}`] = (await client.get(`${base}/audit-tiles/${level}/${number}`)).hashes;
}

const consistency = [];
for (const from of [1, 2, 3, 255, 256, 257, 1000, 4095, 4096, 4097, size - 1, size]) {
  const { hashes } = await client.get(`${base}/audit-consistency?from=${from}&to=${size}`);
  consistency.push({ From: from, To: size, FromRoot: rootOf(from), ToRoot: root, Hashes: hashes });
}

function mth(hashes) {
  if (hashes.length === 1) return hashes[0];
  const k = 2 ** Math.floor(Math.log2(hashes.length - 1));
  return createHash('sha256').update(Buffer.from([1])).update(mth(hashes.slice(0, k))).update(mth(hashes.slice(k))).digest();
}

// The root of the first events by their leaves, with node's own SHA-256.
function rootOf(n) {
  const leaves = [];
  for (let number = 0; number * 256 < n; number++) leaves.push(...tiles[`0/${number}`]);
  return mth(leaves.slice(0, n).map((hex) => Buffer.from(hex, 'hex'))).toString('hex');
}

const run = (command, args, input, env) => spawnSync(command, args, { input, encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1 << 26 });
const program = path.join(place.work, 'tlog');
const built = run('go', ['build', '-o', program, path.join(ROOT, 'tests/cli/go/tlog.go')], '', { GO111MODULE: 'off', GOPATH: '/usr/share/gocode',
  GOFLAGS: '', GOCACHE: path.join(place.work, 'go'), HOME: place.work });
tally.check(built.status === 0, `go build: ${built.error ?? built.stderr}`);
const input = { Key: key, Proofs: proofs.map(({ checkpoint, event: { leaf_hash: _, ...event }, hashes }) =>
  ({ Checkpoint: checkpoint, Canonical: canonical(event), Seq: event.seq, Hashes: hashes })), Consistency: consistency, Tiles: tiles };
const judged = (change) => run(program, [], JSON.stringify({ ...input, ...change }));
const good = judged({});
tally.check(good.status === 0 && good.stdout === `${proofs.length} proofs, ${consistency.length} consistency proofs\n`, `go: ${good.stdout}${good.stderr}`);
// It does judge.
for (const [what, change] of [
  ['another event', { Proofs: [{ ...input.Proofs[3], Canonical: '{}' }] }],
  ['another checkpoint', { Proofs: [{ ...input.Proofs[3], Checkpoint: input.Proofs[3].Checkpoint.replace(/\n\d/, '\n9') }] }],
  ['another root', { Consistency: [{ ...consistency[4], FromRoot: consistency[5].FromRoot }] }],
]) tally.check(judged(change).status === 1, `go takes ${what}`);
client.close();
const fault = await place.close();
tally.check(fault === null, `the daemon: ${fault}`);
tally.done();
