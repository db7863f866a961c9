// One system call of the storage fails, at each place in turn: the change it belonged to may be refused,
// and nothing that was acknowledged is lost, then or after the next kill.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../api/lib/client.mjs';
import { scratch, startDaemon } from '../api/lib/daemon.mjs';
import { Books, report } from './lib/books.mjs';

// Only root may lay hold of a process that runs: whoever is not is root in a namespace of their own.
if (process.getuid() !== 0) {
  const { status } = spawnSync('unshare', ['--user', '--map-root-user', process.execPath, ...process.argv.slice(1)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

const CALLS = [['pwrite64', 'EIO'], ['pwrite64', 'ENOSPC'], ['fdatasync', 'EIO']];
const PLACES = [1, 2, 3, 5, 8, 13];
const CHANGES = 6;

// strace on a daemon that runs, once it has hold of all its threads.
async function inject(daemon, call, what) {
  const tracer = spawn('strace', ['-f', '-p', `${daemon.process.pid}`, '-e', `trace=${call}`,
    '-e', `inject=${call}:${what}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  tracer.log = '';
  tracer.stderr.setEncoding('utf8');
  tracer.stderr.on('data', (text) => { tracer.log += text; });
  tracer.gone = new Promise((resolve) => { tracer.on('exit', resolve); });
  while (!/attached/.test(tracer.log)) {
    if (tracer.exitCode !== null) throw new Error(`strace: ${tracer.log}`);
    await sleep(5);
  }
  return tracer;
}

async function detach(tracer) {
  tracer.kill('SIGINT');
  await tracer.gone;
  return /\(INJECTED\)/.test(tracer.log);
}

const home = path.join(scratch(), 'faults');
const books = new Books();
const faults = [];
let hits = 0;

let daemon = await startDaemon(home);
let client = new Client(daemon);
await books.set(client);
for (const [call, error] of CALLS) {
  for (const place of PLACES) {
    const where = `${call} ${place} fails with ${error}`;
    const tracer = await inject(daemon, call, `error=${error}:when=${place}`);
    const before = books.refused.length;
    for (let i = 0; i < CHANGES; i++)
      await (i % 3 === 2 ? books.changeTogether(client) : books.changeOne(client, books.singles[i]));
    const hit = await detach(tracer);
    hits += hit ? 1 : 0;
    for (const refused of books.refused.slice(before))
      if (!hit || refused.code !== 'storage_unavailable') faults.push(`${where}: ${JSON.stringify(refused)}`);
    const after = await books.changeOne(client, books.singles[0]);
    if (after.status !== 200) faults.push(`${where}: afterwards ${after.status} ${after.text}`);
    faults.push(...(await books.faults(daemon)).map((fault) => `${where}: ${fault}`));
  }
  client.close();
  daemon.process.kill('SIGKILL');
  await daemon.exited;
  daemon = await startDaemon(home);
  client = new Client(daemon);
  faults.push(...(await books.faults(daemon)).map((fault) => `killed after ${call} ${error}: ${fault}`));
}
client.close();

// Changes that come together can be read before they are on the disk: on one that takes its time whoever reads them is
// told as late as who made them.
const SYNC_MS = 2000;
const slow = await inject(daemon, 'fdatasync', `delay_enter=${SYNC_MS * 1000}`);
const people = books.singles.slice(0, 3);
const answered = new Map();
const told = new Map();
const roles = new Map();
const reader = new Client(daemon);
for (const user of people) roles.set(user, (await reader.get(`${books.members()}/${user}`)).role);
const changes = people.map(async (user) => {
  const own = new Client(daemon);
  const { status } = await books.ask(own, 'PATCH', `${books.members()}/${user}`, { role: roles.get(user) === 'admin' ? 'viewer' : 'admin' }, 1);
  answered.set(user, performance.now());
  if (status !== 200) faults.push(`on a slow disk: ${status}`);
  own.close();
});
while (told.size < people.length) {
  for (const user of people)
    if (!told.has(user) && (await reader.get(`${books.members()}/${user}`)).role !== roles.get(user)) told.set(user, performance.now());
  await sleep(5);
}
await Promise.all(changes);
for (const user of people)
  if (told.get(user) < answered.get(user) - SYNC_MS / 2)
    faults.push(`a change was read ${Math.round(answered.get(user) - told.get(user))} ms before it was on the disk`);
reader.close();
await detach(slow);

// When the disk fails them nobody is told: nexad ends, and reads what is there when it is started anew.
for (const place of [1, 2, 5]) {
  const where = `fdatasync ${place} of many changes fails`;
  const tracer = await inject(daemon, 'fdatasync', `error=EIO:when=${place}`);
  await books.load(daemon);
  await tracer.gone;
  const status = await daemon.exited;
  if (status !== 1 || !/may be lost/.test(daemon.log)) faults.push(`${where}: ${daemon.log.slice(-300)}`);
  daemon = await startDaemon(home);
  faults.push(...(await books.faults(daemon)).map((fault) => `${where}: ${fault}`));
}
const end = await daemon.stop();
if (end) faults.push(end);
if (hits < CALLS.length * 3) faults.push(`only ${hits} system calls failed; does nexad write by others now?`);
if (books.refused.length === 0) faults.push('no failing system call was noticed');
report(`faults (${hits} system calls failed)`, books, faults);
