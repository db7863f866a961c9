// A disk that fills up: changes are refused with the documented code, reading goes on, and when there
// is room again, so do changes.  Once with a limit on the size of files, once (as root) on a small tmpfs.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync, appendFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '../api/lib/client.mjs';
import { scratch, startDaemon } from '../api/lib/daemon.mjs';
import { Books, report } from './lib/books.mjs';

const MOST = 2000; // changes until the log must have met the end

// Both ways: what runs the daemon, what runs sqlite3 beside it, how the room goes and comes back.
const limit = {
  name: 'file size limit',
  through: () => [],
  beside: () => [],
  // Less than the database has: the log cannot be folded into that and begun anew, so it meets the limit.
  fill: (daemon) => execFileSync('prlimit', ['--pid', `${daemon.process.pid}`, '--fsize=65536:']),
  free: (daemon) => execFileSync('prlimit', ['--pid', `${daemon.process.pid}`, '--fsize=unlimited:']),
};

const tmpfs = {
  name: 'tmpfs',
  // The root of a chroot is no mount, so nothing can be made private there; elsewhere it has to be.
  through: (dataDir) => ['sh', '-c', 'unshare -m true 2>/dev/null && private= || private="--propagation unchanged"; exec unshare -m $private "$@"', 'sh', 'sh', '-c',
    'mkdir -p "$1" && mount -t tmpfs -o size=16m none "$1" && shift && exec "$@"', 'sh', dataDir],
  beside: (daemon) => ['nsenter', '-m', '-r', '-t', `${daemon.process.pid}`],
  filler: (daemon) => path.join('/proc', `${daemon.process.pid}`, 'root', daemon.dataDir, 'filler'),
  fill: (daemon) => {
    const file = tmpfs.filler(daemon);
    writeFileSync(file, '');
    try {
      for (;;) appendFileSync(file, Buffer.alloc(4096));
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
    }
  },
  free: (daemon) => rmSync(tmpfs.filler(daemon)),
};

function change(client, books, i) {
  return i % 4 === 0 ? books.changeTogether(client) : books.changeOne(client, books.singles[i % books.singles.length]);
}

// How many of n changes are answered with the status.
async function changes(client, books, n, status) {
  let met = 0;
  for (let i = 0; i < n; i++) met += (await change(client, books, i)).status === status ? 1 : 0;
  return met;
}

async function refusal(client, books) {
  for (let i = 0; i < MOST; i++) {
    const answer = await change(client, books, i);
    if (answer.status !== 200) return answer;
  }
  throw new Error(`${MOST} changes fit on a full disk`);
}

async function tryOne(way, directory) {
  const home = path.join(directory, way.name.replace(/ /g, '-'));
  const books = new Books();
  const faults = [];
  const daemon = await startDaemon(home, [], way.through(path.join(home, 'data')));
  const client = new Client(daemon);
  await books.set(client);
  await changes(client, books, 20, 200);
  way.fill(daemon);
  for (let time = 1; time <= 3; time++) {
    const refused = await refusal(client, books);
    if (refused.status !== 503 || refused.json.code !== 'storage_unavailable' || /nexad\.db|SQL|COMMIT/.test(refused.text))
      faults.push(`refused with ${refused.status} ${refused.text}`);
    for (const place of [books.members(), `/v1/organizations/${books.org}/audit-events`, '/healthz', '/readyz', '/metrics'])
      await client.send({ method: 'GET', path: place, headers: {}, over: 'socket' })
        .then((answer) => answer.status !== 200 && faults.push(`while full, GET ${place} is answered ${answer.status}`));
  }
  way.free(daemon);
  if (await changes(client, books, 20, 200) < 20) faults.push('with room again, changes are still refused');
  faults.push(...(await books.faults(daemon, way.beside(daemon))));
  client.close();
  const end = await daemon.stop();
  if (end) faults.push(end);
  report(`full disk (${way.name})`, books, faults);
}

const directory = scratch();
for (const way of process.getuid() === 0 ? [limit, tmpfs] : [limit]) await tryOne(way, directory);
