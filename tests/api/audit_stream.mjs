// The audit stream, seen from the other end: a real receiver on loopback that refuses, redirects, hangs, answers
// anything at all, ends the stream and dies, and a daemon that is killed meanwhile.  Every event arrives at least
// once, in order, byte for byte as it is served, signed as the package standardwebhooks verifies it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { allEvents } from './lib/audit.mjs';
import { check, conclude, faults } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { scratch, sql, startDaemon } from './lib/daemon.mjs';
import { Receiver } from './lib/receiver.mjs';
import { buildWorld } from './lib/world.mjs';

const DAY = 24 * 3600 * 1000;
const home = path.join(scratch(), 'stream');
const options = ['--webhook-allow-private'];
const receiver = await new Receiver().listen();
const { port } = receiver;
let daemon = await startDaemon(home, options, [], true);
let client = new Client(daemon);
const world = await buildWorld(client);
const stream = `/v1/organizations/${world.org}/audit-stream`;
const ask = (method, more = '', json = undefined) => client.must(method, stream + more, json);
const show = () => ask('GET');
const put = async (name, more = {}) => {
  const answer = await ask('PUT', '', { url: receiver.url(`/${name}`), ...more });
  if (answer.secret) receiver.secrets.set('secret', answer.secret);
  receiver.secrets.set(`/${name}`, receiver.secrets.get('secret'));
  return answer;
};
// A change that leaves one event.
let n = 0;
const act = async (times = 1) => {
  for (let i = 0; i < times; i++) await client.must('PATCH', `/v1/workspaces/${world.ws}`, { description: `change ${n++}` });
};
const seqs = (name) => receiver.at(`/${name}`).map((each) => each.body.seq);
// As they first came.
const firsts = (name) => [...new Set(seqs(name))];
const rises = (list) => list.every((each, i) => i === 0 || each === list[i - 1] + 1);
const caughtUp = (ms) => receiver.until(async () => { const { lag, status } = await show(); return lag === 0 && status === 'active'; }, ms);
const newest = async () => (await client.get(`/v1/organizations/${world.org}/audit-events?limit=1`)).data[0];
const kill = async () => {
  client.close();
  daemon.process.kill('SIGKILL');
  await daemon.exited;
  daemon = await startDaemon(home, options, [], daemon.aheadMs || true);
  client = new Client(daemon);
};

// ---- plain: from the event of its making on, byte for byte ----
await act(3);
let state = await put('plain');
const madeAt = state.delivered_seq + 1;
check(/^whsec_/.test(state.secret) && state.status === 'active' && state.lag === 1 && state.version === 1, `plain: made as ${JSON.stringify(state)}`);
await act(5);
check(await caughtUp(), 'plain: not delivered');
check(seqs('plain')[0] === madeAt && rises(seqs('plain')) && seqs('plain').length === 6, `plain: came as ${seqs('plain')}`);
const served = await client.send({ method: 'GET', path: `/v1/organizations/${world.org}/audit-events?after_seq=${madeAt - 1}`, over: 'socket' });
check(served.text.includes(receiver.at('/plain').map((each) => each.raw).join(',')), 'plain: the bodies are not the events as served');
check(receiver.at('/plain').every((each) => each.id === each.body.id), 'plain: webhook-id is not the id of the event');
check(receiver.at('/plain')[0].body.type === 'audit.stream_configured' && !receiver.at('/plain')[0].raw.includes('/plain'),
  'plain: the event of its making is another, or tells the whole address');
state = await show();
check(state.delivered_seq === madeAt + 5 && state.last_error === null && state.last_attempt_at && state.secret === undefined, `plain: is ${JSON.stringify(state)}`);
check((await put('plain')).version === 1 && (await newest()).seq === madeAt + 5, 'plain: set as it was is a change');

// ---- refused: again and again, in order; Retry-After is heeded; a redirect is not followed ----
receiver.behave = (message, before) => (before.length <= 2 ? { status: 500, body: 'x' } : { status: 204 });
await put('refused');
await act(4);
check(await caughtUp(), 'refused: never delivered');
check(rises(firsts('refused')) && new Set(seqs('refused').slice(0, 3)).size === 1, `refused: came as ${seqs('refused')}`);
const [first, second, third] = receiver.at('/refused');
check(second.at - first.at >= 950 && third.at - second.at >= 1950 && first.id === third.id, 'refused: the pauses were shorter than 1 and 2 seconds');
receiver.behave = (message, before) => (before.length === 1 ? { status: 429, headers: { 'Retry-After': '3' } } : { status: 200 });
await put('busy');
check(await receiver.until(async () => (await show()).status === 'failing'), 'busy: not failing');
state = await show();
check(/429/.test(state.last_error) && state.failing_since && state.next_attempt_at && state.lag === 1, `busy: is ${JSON.stringify(state)}`);
check(await caughtUp(), 'busy: never delivered');
check(receiver.at('/busy')[1].at - receiver.at('/busy')[0].at >= 2900, 'busy: sent again before Retry-After was over');
// Put off for longer than an hour, up to a day; saving it again, or a test that is taken, sends at once what waits.
for (const [set, hasten] of [['saved', () => put('saved')], ['tested', () => ask('POST', '/test')]]) {
  receiver.behave = () => ({ status: 429, headers: { 'Retry-After': '7200' } });
  await put(set);
  check(await receiver.until(async () => (await show()).status === 'failing'), `${set}: not failing`);
  state = await show();
  const wait = Date.parse(state.next_attempt_at) - Date.parse(state.last_attempt_at);
  check(wait >= 7200_000 && wait <= 9000_000, `${set}: the next attempt is ${wait} ms later`);
  receiver.behave = () => ({ status: 200 });
  await hasten();
  check(await caughtUp(), `${set}: what waited was not sent at once`);
}
receiver.behave = (message) => (message.path === '/moved' ? { status: 307, headers: { Location: receiver.url('/elsewhere') } } : { status: 200 });
await put('moved');
check(await receiver.until(async () => /redirects/.test((await show()).last_error ?? '')), 'moved: not told');
check(receiver.at('/elsewhere').length === 0, 'moved: the redirect was followed');

// ---- answers of any size and kind ----
for (const told of [{ status: 200, body: 'x'.repeat(5_000_000) }, { status: 503, body: '\u001b[31m\u0000'.repeat(20000) }, { cut: true }, { hang: true },
  { status: 200, headers: { 'X-Long': 'y'.repeat(60000) } }, { status: 299, body: '{' }]) {
  receiver.behave = (message, before) => (before.length === 1 ? told : { status: 200 });
  const name = `odd${Object.keys(told).join('')}${told.status ?? ''}`;
  await put(name);
  check(await caughtUp(), `${name}: never delivered`);
  check(rises(firsts(name)), `${name}: came as ${seqs(name)}`);
}
receiver.behave = () => ({ status: 200, headers: { 'X-Long': 'y'.repeat(200000) } });
await put('oddlong');
check(await receiver.until(async () => /header.* too l/i.test((await show()).last_error ?? '')), `a header that is too long: ${JSON.stringify(await show())}`);
check(receiver.at('/oddhang').length === 2 && receiver.at('/oddhang')[1].at - receiver.at('/oddhang')[0].at >= 5900, 'hang: not given up after 5 seconds');

// ---- test: at once, and what came of it ----
receiver.behave = () => ({ status: 200 });
await put('tried');
let tried = await ask('POST', '/test');
check(tried.delivered && tried.error === null && tried.took_ms < 5000, `test: ${JSON.stringify(tried)}`);
check(receiver.at('/tried').some((each) => each.id === tried.event_id && each.body.type === 'audit.stream_tested'), 'test: it is not the event');
check(await caughtUp(), 'test: not delivered');
receiver.behave = () => ({ status: 403 });
tried = await ask('POST', '/test');
check(!tried.delivered && /403/.test(tried.error), `test: refused is ${JSON.stringify(tried)}`);
receiver.behave = () => ({ status: 200 });

// ---- 410: paused, said in the log, nothing more until it is set again; then nothing is missing ----
receiver.behave = (message) => ({ status: message.path === '/gone' ? 410 : 200 });
await put('gone');
check(await receiver.until(async () => (await show()).status === 'paused'), 'gone: not paused');
state = await show();
const told = await newest();
check(/410/.test(state.last_error) && told.type === 'audit.stream_paused' && told.actor.type === 'system' && /410/.test(told.details.reason), `gone: ${JSON.stringify([state, told])}`);
const heldAt = state.delivered_seq;
await act(5);
await ask('POST', '/test');
check(receiver.at('/gone').length === 2, 'gone: sent again after 410');
await put('back');
check(await caughtUp(), 'back: not delivered');
check(seqs('back')[0] === heldAt + 1 && rises(firsts('back')), `back: came as ${seqs('back')}, after ${heldAt}`);

// ---- switched off by a person: what happens meanwhile waits ----
await put('back', { enabled: false });
await act(2);
state = await show();
check(state.status === 'paused' && state.lag === 3 && state.last_error === 'switched off', `off: is ${JSON.stringify(state)}`);
await put('back', { enabled: true });
check(await caughtUp() && rises(firsts('back')), 'off: not all came when it was switched on');

// ---- rotated: both secrets sign for a day, then the new one alone; or at once ----
const verifies = (secret, { raw, headers }) => { try { new Webhook(secret).verify(raw, headers); return true; } catch { return false; } };
const signatures = ({ headers }) => headers['webhook-signature'].split(' ').length;
const latest = async () => { await act(); check(await caughtUp(), 'rotated: not delivered'); return receiver.got.at(-1); };
await put('rotated');
const old = receiver.secrets.get('secret');
receiver.secrets.delete('/rotated');
const rotated = await ask('POST', '/rotate-secret');
check(Date.parse(rotated.old_secret_until) - daemon.now() > DAY - 60000, `rotated: until ${rotated.old_secret_until}`);
let message = await latest();
check(verifies(old, message) && verifies(rotated.secret, message) && signatures(message) === 2, 'rotated: not both sign');
const at_once = await ask('POST', '/rotate-secret', { expire: 'now' });
message = await latest();
check(verifies(at_once.secret, message) && signatures(message) === 1 && at_once.old_secret_until === null, 'rotated: more than the new one signs');
receiver.secrets.set('/rotated', at_once.secret).set('secret', at_once.secret);

// ---- replay ----
await put('replayed');
check(await caughtUp(), 'replayed: not delivered');
await ask('POST', '/replay', { from_seq: 1 });
check(await caughtUp(60000), 'replayed: not delivered again');
const log = await allEvents(client, world.org);
const again = receiver.at('/replayed').slice(seqs('replayed').indexOf(1)).map((each) => each.body);
check(JSON.stringify(again) === JSON.stringify(log), `replayed: ${again.length} of ${log.length} came`);
// What a receiver chokes on can be passed over.
receiver.behave = ({ path: at, body }) => ({ status: at === '/choked' && body.details.after?.description === 'change 0' ? 400 : 200 });
await ask('POST', '/replay', { from_seq: 1 });
await put('choked');
check(await receiver.until(async () => (await show()).status === 'failing'), 'choked: not failing');
await ask('POST', '/replay', { from_seq: (await show()).delivered_seq + 2 });
check(await caughtUp(60000), 'choked: not passed over');

// ---- both ends die, at any moment, under load ----
await put('mortal');
check(await caughtUp(), 'mortal: not delivered');
const began = (await show()).delivered_seq;
receiver.behave = () => (Math.random() < 0.02 ? { cut: true } : { status: 200 });
for (let round = 0; round < 4; round++) {
  const load = act(500).catch(() => {});
  const before = n;
  await receiver.until(() => n > before + 15);
  await sleep(Math.random() * 300);
  if (round % 2 === 1) await receiver.die();
  await sleep(Math.random() * 200);
  await kill();
  await load;
  if (round % 2 === 1) await receiver.listen(port);
}
receiver.behave = () => ({ status: 200 });
check(await caughtUp(120000), `mortal: not all delivered: ${JSON.stringify(await show())}`);
const came = firsts('mortal').filter((each) => each > began);
check(rises(came) && came[0] === began + 1 && came.at(-1) === (await newest()).seq && came.length > 50, `mortal: ${came.length} came, not in order or not all`);

// ---- the events are the queue ----
check(sql(daemon.dataDir, 'SELECT COUNT(*) AS n FROM deliveries')[0].n === 0, 'events are copied into the queue of messages');

// ---- certificates of one's own ----
const inHome = (name) => path.join(daemon.dataDir, name);
const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'ignore'] });
openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', inHome('t.key'), '-out', inHome('t.pem'), '-days', '2',
  '-subj', '/CN=receiver', '-addext', 'subjectAltName=IP:127.0.0.1');
const pem = readFileSync(inHome('t.pem'), 'utf8');
const tls = https.createServer({ key: readFileSync(inHome('t.key')), cert: pem }, (request, reply) => receiver.take(request, reply));
await new Promise((resolve) => tls.listen(0, '127.0.0.1', resolve));
const own = `https://127.0.0.1:${tls.address().port}/own`;
await ask('PUT', '', { url: own });
check(await receiver.until(async () => /certificate/i.test((await show()).last_error ?? '')), `own: without its certificate ${JSON.stringify(await show())}`);
check(receiver.at('/own').length === 0 && (await show()).own_ca === false, 'own: sent to whom nobody vouches for');
await ask('PUT', '', { url: own, ca: pem });
check(await caughtUp(), `own: not delivered: ${JSON.stringify(await show())}`);
check((await show()).own_ca && rises(firsts('own')), 'own: not in order');
await ask('PUT', '', { url: own });
check((await show()).own_ca, 'own: what is not given does not stay');
await new Promise((resolve) => { tls.close(resolve); tls.closeAllConnections(); });

// ---- a plan without the organization layer streams nothing, and goes on where it was ----
await put('plan');
check(await caughtUp(), 'plan: not delivered');
await client.must('PUT', `/v1/organizations/${world.org}/plan`, { plan: 'professional' });
await act(2);
await receiver.until(() => false, 300);
const before = receiver.at('/plan').length;
check((await show()).lag >= 2, 'plan: streamed without the organization layer');
await client.must('PUT', `/v1/organizations/${world.org}/plan`, { plan: 'enterprise' });
check(await caughtUp() && receiver.at('/plan').length > before && rises(firsts('plan')), 'plan: not all came');

// ---- time passes; standardwebhooks, which goes by its own clock, would call it the future ----
receiver.verify = (request, raw) => JSON.parse(raw);
await ask('POST', '/rotate-secret');
await act();
check(await caughtUp() && signatures(receiver.got.at(-1)) === 2, 'a day: not both sign');
daemon.later(DAY + 60000);
await act();
check(await caughtUp() && signatures(receiver.got.at(-1)) === 1 && (await show()).old_secret_until === null, 'a day: the old one signs for longer');

// ---- nothing taken for three days: paused, and said so ----
await put('dead');
await receiver.die();
await act();
check(await receiver.until(async () => (await show()).status === 'failing'), 'dead: not failing');
check(/onnect/.test((await show()).last_error), `dead: its fault is '${(await show()).last_error}'`);
daemon.later(3 * DAY + 60000);
check(await receiver.until(async () => { await act(); return (await show()).status === 'paused'; }), 'dead: never paused');
check(/three days/.test((await show()).last_error), `dead: paused for '${(await show()).last_error}'`);
await receiver.listen(port);
await put('dead');
check(await caughtUp(), 'dead: not delivered after it came back');

// ---- a private address is refused when connecting, too ----
client.close();
let end = await daemon.stop();
if (end) faults.push(end);
daemon = await startDaemon(home, [], [], daemon.aheadMs);
client = new Client(daemon);
const quiet = receiver.got.length;
await act();
check(await receiver.until(async () => /private/.test((await show()).last_error ?? '')), 'private: no fault is told');
check(receiver.got.length === quiet, 'private: it was connected to');

// ---- ended ----
await client.must('DELETE', `/v1/organizations/${world.org}/audit-stream`);
await act();
client.close();
end = await daemon.stop();
if (end) faults.push(end);
await receiver.die();
faults.push(...receiver.faults);
conclude();
