// kill -9 in the middle of role changes and batches, again and again on the same directory.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomInt } from 'node:crypto';
import { Client } from '../api/lib/client.mjs';
import { scratch, startDaemon } from '../api/lib/daemon.mjs';
import { Books, report } from './lib/books.mjs';

const ROUNDS = 12;
const home = path.join(scratch(), 'killed');
const books = new Books();
const faults = [];

let daemon = await startDaemon(home);
const setter = new Client(daemon);
await books.set(setter);
setter.close();
for (let round = 1; round <= ROUNDS && faults.length === 0; round++) {
  const before = books.acknowledged.size;
  const load = books.load(daemon);
  // On a machine that is busy the first answer takes its time.
  while (books.acknowledged.size === before && daemon.process.exitCode === null) await sleep(5);
  await sleep(randomInt(0, 550));
  daemon.process.kill('SIGKILL');
  await load;
  daemon = await startDaemon(home);
  faults.push(...(await books.faults(daemon)).map((fault) => `round ${round}: ${fault}`));
}
const end = await daemon.stop();
if (end) faults.push(end);
if (books.refused.length > 0) faults.push(`refused: ${JSON.stringify(books.refused[0])}`);
report('killed', books, faults);
