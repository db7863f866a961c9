// kill -9 while a rate deck is taken over, at one moment after the other: the old deck is in force or the new one,
// whole, and what was written beside is cleared away.  And changes beside an import: none waits for the deck.
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../api/lib/client.mjs';
import { ROOT, scratch, sql, startDaemon } from '../api/lib/daemon.mjs';
import { Books, report } from './lib/books.mjs';

const DECK = '/v1/telephony/providers/plivo/rate-deck';
// How much of the deck is written; 1: it is put in its place about then; 2: it is answered, the old one being cleared.
const MOMENTS = [0, 0.02, 0.2, 0.5, 0.9, 1, 1, 1, 2, 2];
const CHANGES = 8;

// What the generator makes, and what the database has to say of it: prefix, group, price.
function makeDeck(...sizes) {
  const csv = execFileSync(process.execPath, [path.join(ROOT, 'tests/data/deck.mjs'), ...sizes.map(String)], { maxBuffer: 1 << 28 });
  const rows = csv.toString('utf8').trim().split('\n').slice(1).map((line) => line.split(','));
  return { csv, n: rows.length, text: rows.map(([, , , group, prefix, , price]) => `${prefix} ${group} ${Math.round(Number(price) * 10000)}`).sort().join('\n') };
}

const STAGED = 'SELECT COUNT(*) AS n FROM network_prefixes WHERE deck NOT IN (SELECT deck FROM telephony_providers)';
const staged = (daemon) => sql(daemon.dataDir, STAGED)[0].n;

function inForce(daemon) {
  return sql(daemon.dataDir, `SELECT x.prefix || ' ' || g.name || ' ' || g.outbound_rate AS row FROM telephony_providers p
    JOIN network_prefixes x ON x.deck = p.deck JOIN network_groups g ON g.num = x.group_num WHERE p.id = 'plivo'`).map(({ row }) => row).sort().join('\n');
}

const send = (client, deck) => client.send({ method: 'POST', path: DECK, over: 'socket', headers: { 'Content-Type': 'text/csv' }, body: deck.csv });

async function until(holds, what) {
  for (const end = Date.now() + 60000; Date.now() < end; await sleep(2)) if (await holds()) return;
  throw new Error(`${what}: not within a minute`);
}

const faults = [];
const books = new Books();
const home = path.join(scratch(), 'decks');
let daemon = await startDaemon(home);
let client = new Client(daemon);
await books.set(client);

// ---- killed ----

let [now, next] = [makeDeck(16000, 800), makeDeck(22000, 1100, 7)];
let taken = 1;
let interrupted = 0;
const first = await send(client, now);
if (first.status !== 200) throw new Error(first.text);
for (const moment of MOMENTS) {
  const round = `killed at ${moment}`;
  let answer = null;
  let beside = 0;
  const sent = send(client, next).then((got) => { answer = got; }, () => {});
  await until(() => {
    beside = staged(daemon);
    return answer !== null || (moment < 2 && beside >= moment * next.n);
  }, round);
  if (moment === 1) await sleep(randomInt(0, 60));
  daemon.process.kill('SIGKILL');
  await Promise.all([daemon.exited, sent]);
  client.close();
  daemon = await startDaemon(home);
  client = new Client(daemon);
  const found = inForce(daemon);
  const isNew = found === next.text;
  if (!isNew && found !== now.text) faults.push(`${round}: what is in force is neither deck`);
  if (!isNew && answer?.status === 200) faults.push(`${round}: the deck was acknowledged, and is not in force`);
  if (!isNew && beside > 0) interrupted++;
  if (isNew) {
    taken++;
    [now, next] = [next, now];
  }
  const groups = sql(daemon.dataDir, 'SELECT COUNT(*) AS n, SUM(prefix_count) AS prefixes FROM network_groups')[0];
  if (groups.n !== new Set(now.text.split('\n').map((row) => row.replace(/^\S+ (.*) \d+$/, '$1'))).size || groups.prefixes !== now.n)
    faults.push(`${round}: ${groups.n} groups of ${groups.prefixes} prefixes`);
  const events = sql(daemon.dataDir, `SELECT COUNT(*) AS n FROM audit_events e JOIN audit_names t ON t.no = e.type
    WHERE t.name = 'telephony.rate_deck_imported'`)[0].n;
  if (events !== taken) faults.push(`${round}: ${events} imports stand in the log, ${taken} came into force`);
  await until(() => staged(daemon) === 0, `${round}: what it left is cleared away`);
  faults.push(...(await books.faults(daemon)).map((fault) => `${round}: ${fault}`));
}
if (interrupted < 3) faults.push(`only ${interrupted} kills came while a deck was being written`);

// ---- changes beside an import ----

// How much of the deck was written when a change had its turn; the daemon is stopped until the change is in its
// socket, so that what is counted is what the change had to wait for and not how slow its sender is.
sql(daemon.dataDir, `CREATE TABLE seen (staged BIGINT);
  CREATE TRIGGER see AFTER UPDATE OF role ON members BEGIN INSERT INTO seen ${STAGED}; END`);
const large = makeDeck(80000, 400, 3);
const most = large.n / 10; // a piece is about a hundredth
let over = false;
const importing = send(client, large).then((answer) => {
  over = true;
  return answer;
});
const changing = new Client(daemon);
let beside = 0;
for (let i = 0; i < CHANGES && !over; i++) {
  await until(() => over || staged(daemon) > (large.n / CHANGES) * i * 0.8, `change ${i}`);
  daemon.process.kill('SIGSTOP');
  const before = staged(daemon);
  const asked = books.ask(changing, 'PATCH', `${books.members()}/${books.singles[i]}`, { role: 'member' }, 1);
  await sleep(20); // in the kernel's hands; what is sent later counts more, not less
  daemon.process.kill('SIGCONT');
  const { status } = await asked;
  if (status !== 200) faults.push(`change ${i} beside an import is answered ${status}`);
  const after = sql(daemon.dataDir, 'SELECT staged AS n FROM seen ORDER BY rowid DESC LIMIT 1')[0].n;
  if (before === 0 || after === 0) continue; // not yet, or it is in force already
  beside++;
  if (after - before > most) faults.push(`a change waited for ${after - before} of ${large.n} prefixes`);
}
changing.close();
const answer = await importing;
if (answer.status !== 200 || inForce(daemon) !== large.text) faults.push(`the large deck: ${answer.status}, or it is not what is in force`);
if (beside < CHANGES / 2) faults.push(`only ${beside} changes came while the deck was being written`);

client.close();
const end = await daemon.stop();
if (end) faults.push(end);
report(`decks (${interrupted} imports cut short, ${beside} changes beside one)`, books, faults);
