// The payment hook, seen from the other end: a payment service on loopback that pays once a key, refuses,
// loses its answers, dies, and is slow, and a daemon that is killed meanwhile.  Whatever happens, a recharge is
// paid once by the service and stands once in the ledger, or neither.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { allEvents, logFaults } from './lib/audit.mjs';
import { check, conclude, faults } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { binary, scratch, startDaemon } from './lib/daemon.mjs';
import { Receiver } from './lib/receiver.mjs';
import { buildWorld } from './lib/world.mjs';

const home = path.join(scratch(), 'payments');
// ---- a hook without a secret is no hook ----
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const secretFile = `${home}.secret`;
const refuses = (what, ...args) => {
  const { status, stderr } = spawnSync(binary('nexad'), ['--data-dir', `${home}.x`, '--socket', `${home}.x.sock`, ...args], { encoding: 'utf8' });
  check(status === 2 && !/Sanitizer/.test(stderr) && /payment_secret_file/.test(stderr), `${what}: ended with ${status}: ${stderr}`);
};
writeFileSync(secretFile, 'hush', { mode: 0o600 });
refuses('no secret', '--payment-url', 'http://127.0.0.1:9/pay');
refuses('no whsec_', '--payment-url', 'http://127.0.0.1:9/pay', '--payment-secret-file', secretFile);
writeFileSync(secretFile, secret);

// ---- the service ----
const service = await new Receiver().listen();
const { port } = service;
service.secrets.set('/pay', secret);
const paid = new Map(); // key to amount: what the service took
let mood = () => ({ status: 200 });
service.behave = (message, all) => {
  const told = mood(message, all.filter((each) => each.key === message.key).length);
  if (told.pays ?? (told.status >= 200 && told.status < 300)) paid.set(message.key, message.body.data.amount_inr);
  return told;
};
const asked = (id) => service.got.filter((each) => each.key === id);

const options = ['--payment-url', service.url('/pay'), '--payment-secret-file', secretFile];
let daemon = await startDaemon(home, options);
let client = new Client(daemon);
const world = await buildWorld(client);
const billing = `/v1/organizations/${world.org}/billing`;
const get = (rest = '') => client.get(`${billing}${rest}`);
const recharge = (amount, more = {}) => client.must('POST', `${billing}/recharges`, { amount_inr: amount, ...more });
const adjust = (amount) => client.must('POST', `${billing}/adjustments`, { amount_inr: amount, reason: 'test' });
const one = (id) => get(`/recharges/${id}`);
const becomes = (id, status) => service.until(async () => (await one(id)).status === status, 30000);
const entries = async (reference) => (await get(`/transactions?limit=200&q=${reference}`)).data;

// ---- a recharge by hand goes through the hook ----
check((await get()).payment_hook === true, 'wallet: it does not tell of the hook');
const first = await recharge('500.50', { reference: 'first' });
check(first.status === 'pending' && first.transaction_id === null, `first: ${JSON.stringify(first)}`);
check(await becomes(first.id, 'paid'), `first: ${JSON.stringify(await one(first.id))}`);
let seen = await one(first.id);
check(seen.attempts === 1 && seen.settled_at && seen.transaction_id && seen.last_error === null && seen.next_attempt_at === null,
  `first: settled as ${JSON.stringify(seen)}`);
check(asked(first.id).length === 1 && asked(first.id)[0].id === first.id, 'first: asked more than once');
const { body } = asked(first.id)[0];
check(body.type === 'billing.payment_requested' && body.data.recharge_id === first.id && body.data.organization_id === world.org
  && body.data.amount_inr === '500.50' && body.data.currency === 'INR' && body.data.reference === 'first', `first: asked ${JSON.stringify(body)}`);
check((await get()).balance_inr === '500.50' && (await entries('first')).length === 1, 'first: the wallet');
// Its reference names it: what is paid, or asked for, is not paid again; what failed may be.
const refusal = async (call) => {
  const { status, json } = await client.send({ over: 'socket', headers: { 'Content-Type': 'application/json' }, ...call });
  return status === 409 && json.code === 'conflict' && /has that reference/.test(json.message);
};
const repeats = (reference) => refusal({ method: 'POST', path: `${billing}/recharges`,
  body: Buffer.from(JSON.stringify({ amount_inr: '1', reference })) });
check(await repeats('first'), 'first: asked for again');

// ---- by itself, once per crossing, also when forty movements cross at once ----
await client.must('PUT', `${billing}/auto-recharge`, { enabled: true, threshold_inr: '500', amount_inr: '100' });
await Promise.all(Array.from({ length: 40 }, () => adjust('-0.10')));
const autos = async () => (await get('/recharges?limit=200')).data.filter((each) => each.type === 'auto_recharge');
check(await service.until(async () => (await autos()).every((each) => each.status === 'paid')), 'auto: it is not paid');
check((await autos()).length === 1, `auto: ${(await autos()).length} instead of one`);
check((await get()).balance_inr === '596.50', `auto: the balance is ${(await get()).balance_inr}`);
check((await get('/transactions?type=auto_recharge')).data[0].amount_inr === '100.00', 'auto: the ledger');
// Below already, it stays quiet; and a new crossing after it was settled fires again.
await adjust('-96.50');
await adjust('-0.01');
check(await service.until(async () => (await autos()).length === 2 && (await autos()).every((each) => each.status === 'paid')), 'auto: no second one');
check((await get()).balance_inr === '599.99', `auto: the balance then is ${(await get()).balance_inr}`);
await client.must('PUT', `${billing}/auto-recharge`, { enabled: false });

// ---- a fault of the service is asked again, with the same key and the same bytes ----
mood = (message, n) => [{ status: 500 }, { status: 302, headers: { Location: service.url('/elsewhere') } }, { status: 200 }][Math.min(n, 3) - 1];
const faulty = await recharge('10', { reference: 'faulty' });
check(await service.until(async () => (await one(faulty.id)).attempts === 1), 'faulty: no attempt is noted');
seen = await one(faulty.id);
check(seen.status !== 'pending' || (/answered 500/.test(seen.last_error) && seen.next_attempt_at), `faulty: ${JSON.stringify(seen)}`);
check(await becomes(faulty.id, 'paid'), 'faulty: not paid in the end');
check((await one(faulty.id)).attempts === 3 && asked(faulty.id).length === 3, `faulty: asked ${asked(faulty.id).length} times`);
check(new Set(asked(faulty.id).map((each) => each.raw)).size === 1, 'faulty: the same key with other bytes');
check((await entries('faulty')).length === 1 && service.at('/elsewhere').length === 0, 'faulty: the ledger, or a redirect was followed');

// ---- an answer that is lost: the money was taken, and is taken once ----
mood = (message, n) => (n === 1 ? { cut: true, pays: true } : { status: 200 });
const lost = await recharge('20', { reference: 'lost' });
check(await becomes(lost.id, 'paid') && asked(lost.id).length === 2 && (await entries('lost')).length === 1, 'lost: paid twice or never');

// ---- refused for good, told everywhere, and tried again by hand with the same key ----
for (const status of [400, 402, 410, 422]) {
  mood = () => ({ status });
  const before = (await get()).balance_inr;
  const refused = await recharge('30', { reference: `refused-${status}` });
  check(await becomes(refused.id, 'failed'), `${status}: not failed`);
  seen = await one(refused.id);
  check(seen.last_error === `the receiver answered ${status}` && seen.settled_at && seen.transaction_id === null && seen.next_attempt_at === null,
    `${status}: ${JSON.stringify(seen)}`);
  const wallet = await get();
  check(wallet.balance_inr === before && wallet.open_recharge_id === refused.id && wallet.open_recharge_status === 'failed'
    && wallet.open_recharge_error === seen.last_error, `${status}: the wallet is ${JSON.stringify(wallet)}`);
  mood = () => ({ status: 200 });
  if (status === 410) {
    const anew = await recharge('30', { reference: `refused-${status}` });
    check(await becomes(anew.id, 'paid'), `${status}: not paid anew`);
    check(await refusal({ method: 'POST', path: `${billing}/recharges/${refused.id}/retry` }), `${status}: asked for twice`);
    continue;
  }
  await client.must('POST', `${billing}/recharges/${refused.id}/retry`, {});
  check(await becomes(refused.id, 'paid') && asked(refused.id).length === 2, `${status}: not paid when asked again`);
  check((await get()).open_recharge_id === null, `${status}: still open in the wallet`);
}

// ---- taken back: not asked any more; but what was paid meanwhile is credited ----
let answer;
mood = () => ({ status: 200, after: new Promise((resolve) => { answer = resolve; }) });
const slow = await recharge('40', { reference: 'slow' });
await service.until(() => answer !== undefined);
check(await repeats('slow'), 'slow: asked for again while it is pending');
await client.must('DELETE', `${billing}/recharges/${slow.id}`);
check((await one(slow.id)).status === 'cancelled', 'slow: not taken back');
answer();
check(await becomes(slow.id, 'paid') && (await entries('slow')).length === 1, 'slow: what was paid is not credited');
await service.die();
const dead = await recharge('50', { reference: 'dead' });
check(await service.until(async () => /onnect/.test((await one(dead.id)).last_error)), `dead: ${JSON.stringify(await one(dead.id))}`);
await client.must('DELETE', `${billing}/recharges/${dead.id}`);
mood = () => ({ status: 200 });
await service.listen(port);

// ---- killed after the service has answered, before the answer is in the database ----
const kill = () => daemon.process.kill('SIGKILL');
const again = async () => {
  client.close();
  await daemon.exited;
  daemon = await startDaemon(home, options);
  client = new Client(daemon);
};
const marked = [];
for (let round = 0; round < 6; round++) {
  mood = () => ({ status: 200, then: kill });
  // The caller's own answer may be lost, too.
  await recharge('1', { reference: `killed-${round}` }).catch(() => null);
  await daemon.exited;
  mood = () => ({ status: 200 });
  await again();
  const [{ id }] = (await get(`/recharges?q=killed-${round}`)).data;
  marked.push(id);
  check(await becomes(id, 'paid'), `killed: ${JSON.stringify(await one(id))}`);
  check((await entries(`killed-${round}`)).length === 1, `killed: round ${round} stands twice in the ledger`);
}
check(marked.some((id) => asked(id).length > 1), 'killed: never before the commit');

// ---- all in all ----
check(!asked(dead.id).length && (await one(dead.id)).status === 'cancelled', 'dead: asked after it was taken back');
const all = (await get('/recharges?limit=200')).data;
const ledger = (await get('/transactions?limit=200')).data;
for (const each of all.filter(({ status }) => status === 'paid')) {
  check(paid.get(each.id) === each.amount_inr, `${each.reference}: the service took ${paid.get(each.id)}`);
  check(ledger.filter(({ id }) => id === each.transaction_id).length === 1, `${each.reference}: not once in the ledger`);
}
check(paid.size === all.filter(({ status }) => status === 'paid').length, 'the service was paid for what is not in the wallet');
const units = (text) => BigInt(Math.round(Number(text) * 10000));
check(ledger.reduce((sum, each) => sum + units(each.amount_inr), 0n) === units((await get()).balance_inr), 'the balance is not the sum');
const log = await allEvents(client, world.org);
faults.push(...logFaults(log, 'Acme'));
const count = (type) => log.filter((each) => each.type === type).length;
check(count('billing.recharge_requested') === all.length, 'a recharge without its event');
check(count('billing.auto_recharged') === 2 && count('billing.auto_recharged') + count('billing.recharged') === paid.size,
  `${count('billing.auto_recharged')} and ${count('billing.recharged')} events for ${paid.size} payments`);
check(count('billing.recharge_failed') === 4 && count('billing.recharge_retried') === 3 && count('billing.recharge_cancelled') === 2, 'events of failures');

client.close();
const end = await daemon.stop();
if (end) faults.push(end);
await service.die();
faults.push(...service.faults);
conclude();
