// kill -9 while a year of invoices is issued that a daemon was down for, again and again on the same directory:
// every month has its invoice once, numbers have no gap, and what was used stands on exactly one.
import path from 'node:path';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { allEvents, logFaults } from '../api/lib/audit.mjs';
import { Client } from '../api/lib/client.mjs';
import { scratch, sql, startDaemon } from '../api/lib/daemon.mjs';
import { countUsage } from '../api/lib/usage.mjs';

const ORGANIZATIONS = 40;
const MONTHS = 12;
const ROUNDS = 200; // at most
const home = path.join(scratch(), 'invoices');
const faults = [];

let daemon = await startDaemon(home);
let client = new Client(daemon);
const organizations = [];
for (let i = 0; i < ORGANIZATIONS; i++)
  organizations.push((await client.must('POST', '/v1/organizations', { name: `Organization ${i}`, plan: 'starter',
    owner: { email: `o${i}@crash.example`, display_name: 'O' } })).id);
client.close();
await daemon.stop();

const firsts = Array.from({ length: MONTHS }, (_, i) => `2031-${String(i + 1).padStart(2, '0')}-01T00:00:00Z`);
const usage = organizations.flatMap((org, i) => firsts.flatMap((first, month) => ['ws_a', 'ws_b'].map((ws) => ({ org, ws, name: ws,
  at: new Date(Date.parse(first) + 3600000 * (i * 17 + month)).toISOString(), calls: 1, minutes: 1, paise: 150 + i + month }))));
countUsage(daemon.dataDir, usage);

const count = () => sql(daemon.dataDir, 'SELECT COUNT(*) AS n FROM invoices')[0].n;
const ahead = () => Date.parse('2032-01-01T00:00:05Z') - Date.now();
const all = ORGANIZATIONS * MONTHS;
let interrupted = 0;
for (let round = 1; round <= ROUNDS && count() < all; round++) {
  const before = count();
  daemon = await startDaemon(home, [], [], ahead());
  await sleep(randomInt(0, 120));
  daemon.process.kill('SIGKILL');
  await daemon.exited;
  const after = count();
  if (after > before && after < all) interrupted++;
  const odd = sql(daemon.dataDir, `SELECT i.number FROM invoices i WHERE i.subtotal <> (SELECT SUM(l.calls_amount) FROM invoice_lines l WHERE l.number = i.number)
    OR i.subtotal <> (SELECT SUM(u.calls_amount) FROM usage_hours u WHERE u.invoice = i.number)
    OR NOT EXISTS (SELECT 1 FROM audit_events e JOIN audit_logs l ON l.no = e.at >> 40 JOIN audit_parties p ON p.no = e.target
      JOIN audit_names t ON t.no = e.type WHERE l.org_id = i.org_id AND p.id = i.number AND t.name = 'billing.invoice_issued')`);
  if (odd.length > 0) faults.push(`round ${round}: ${odd.length} invoices are not whole, ${odd[0].number} among them`);
}
if (interrupted === 0) faults.push('no kill came while invoices were issued');

daemon = await startDaemon(home, [], [], ahead());
client = new Client(daemon);
for (const end = Date.now() + 60000; count() < all && Date.now() < end;) await sleep(20);
const series = new Set();
for (const [i, org] of organizations.entries()) {
  const { data } = await client.get(`/v1/organizations/${org}/billing/invoices?order=asc`);
  series.add(data[0]?.number.slice(0, 9));
  const numbers = data.map((each) => Number(each.number.slice(10))).join();
  if (numbers !== Array.from({ length: MONTHS }, (_, k) => k + 1).join()) faults.push(`${org}: the numbers are ${numbers}`);
  if (data.some((each, k) => Date.parse(each.period_from) !== Date.parse(firsts[k]))) faults.push(`${org}: the months are ${data.map((each) => each.period_from)}`);
  if (data.some((each, k) => Math.round(Number(each.subtotal_inr) * 100) !== 2 * (150 + i + k))) faults.push(`${org}: the amounts are ${data.map((each) => each.subtotal_inr)}`);
  const events = await allEvents(client, org);
  faults.push(...logFaults(events, org));
  const issued = events.filter((each) => each.type === 'billing.invoice_issued').map((each) => each.target.id);
  if (issued.length !== MONTHS || new Set(issued).size !== MONTHS) faults.push(`${org}: the log tells of ${issued.length} invoices`);
}
if (series.size !== ORGANIZATIONS) faults.push(`${ORGANIZATIONS} organizations share ${series.size} series`);
const left = sql(daemon.dataDir, "SELECT COUNT(*) AS n FROM usage_hours WHERE invoice = ''")[0].n;
if (left !== 0) faults.push(`${left} hours of usage stand on no invoice`);
client.close();
const end = await daemon.stop();
if (end) faults.push(end);
for (const fault of faults) console.log(`FAIL ${fault}`);
console.log(`invoices: ${count()} issued, ${interrupted} kills among them, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
