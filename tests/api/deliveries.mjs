// How webhooks deliver, seen from the other end: a real receiver on loopback that hangs, redirects, answers
// 429 and 410, and dies, and a daemon that is killed meanwhile.  Each message arrives at least once, in
// order, signed as the package standardwebhooks verifies it.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, conclude, faults } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { scratch, startDaemon } from './lib/daemon.mjs';
import { Receiver } from './lib/receiver.mjs';
import { buildWorld } from './lib/world.mjs';

const home = path.join(scratch(), 'deliveries');
const options = ['--webhook-allow-private'];
const receiver = await new Receiver().listen();
let daemon = await startDaemon(home, options);
let client = new Client(daemon);
const world = await buildWorld(client);
// As a program does it: with an API key of the workspace.
const { key } = await client.must('POST', `/v1/workspaces/${world.ws}/api-keys`,
  { name: 'Hooks', scopes: ['webhooks:read', 'webhooks:write'] });
const ask = (method, target, json) => client.must(method, target, json, { token: key });
const hook = async (name, more = {}) => {
  const made = await ask('POST', '/v1/user-webhooks', { url: receiver.url(`/${name}`), ...more });
  receiver.secrets.set(`/${name}`, made.secret);
  return made.id;
};
const test = (id) => ask('POST', `/v1/user-webhooks/${id}/test`);
const show = (id) => ask('GET', `/v1/user-webhooks/${id}`);
const messages = async (id) => (await ask('GET', `/v1/user-webhooks/${id}/messages`)).data;
// The ids as they first came.
const firsts = (name) => [...new Set(receiver.at(`/${name}`).map((each) => each.id))];
const settled = (id, ms) => receiver.until(async () => (await show(id)).waiting === 0, ms);
const inOrder = async (id, name) => {
  const sent = (await messages(id)).filter((each) => each.state === 'delivered').map((each) => each.id);
  check(JSON.stringify(sent) === JSON.stringify(firsts(name).filter((each) => sent.includes(each))),
    `${name}: arrived in another order than sent`);
  return sent;
};

// ---- plain ----
const plain = await hook('plain');
for (let i = 0; i < 5; i++) await test(plain);
check(await settled(plain), 'plain: not delivered');
check((await inOrder(plain, 'plain')).length === 5, 'plain: not all five are delivered');
check(receiver.at('/plain')[0].body.type === 'webhook.test', 'plain: the body is not the message');
let state = await show(plain);
check(state.status === 'active' && state.delivered === 5 && state.last_status === 204 && state.last_error === null,
  `plain: its state is ${JSON.stringify(state)}`);

// ---- a redirect is not followed, and is a failure that is repeated three times ----
receiver.behave = (message) => (message.path === '/moved' ? { status: 302, headers: { Location: receiver.url('/elsewhere') } } : { status: 200 });
const moved = await hook('moved');
const movedFrom = Date.now();
await test(moved);
check(await settled(moved), 'moved: never given up');
state = await show(moved);
check(receiver.at('/moved').length === 4, `moved: ${receiver.at('/moved').length} attempts instead of one and three more`);
check(Date.now() - movedFrom >= 7000, 'moved: the pauses were shorter than 1, 2 and 4 seconds');
check(receiver.at('/elsewhere').length === 0, 'moved: the redirect was followed');
check(state.status === 'failing' && state.dropped === 1 && state.last_status === 302 && /redirects/.test(state.last_error),
  `moved: its state is ${JSON.stringify(state)}`);

// ---- what was given up is sent again when somebody asks for it, under the id that it had, and told in the log ----
const [lost] = await messages(moved);
receiver.behave = () => ({ status: 200 });
const asked = await ask('POST', `/v1/user-webhooks/${moved}/resend`, {});
check(asked.waiting === 1 && asked.dropped === 0, `moved: asked to resend, it is ${JSON.stringify(asked)}`);
check(await settled(moved), 'moved: not delivered when sent again');
const [resent] = await messages(moved);
check(resent.id === lost.id && resent.seq === lost.seq + 1 && resent.state === 'delivered' && resent.attempts === 1
  && resent.created_at === lost.created_at && (await messages(moved)).length === 1, `moved: sent again it is ${JSON.stringify(resent)}`);
check(receiver.at('/moved').length === 5 && receiver.at('/moved')[4].id === lost.id, 'moved: it came under another id');
state = await show(moved);
check(state.status === 'active' && state.delivered === 1 && state.dropped === 0, `moved: sent again, its state is ${JSON.stringify(state)}`);
const again1 = await client.get(`/v1/organizations/${world.org}/audit-events?type=webhook.resent`);
check(again1.data.length === 1 && again1.data[0].target.id === moved && again1.data[0].details.after.messages === '1', 'moved: the log does not tell it');

// ---- 429 with Retry-After: not before that; meanwhile what comes later waits, and others do not ----
receiver.behave = (message, before) => (message.path === '/busy' && before.length === 1
  ? { status: 429, headers: { 'Retry-After': '6' } } : { status: 200 });
const busy = await hook('busy');
await test(busy);
await test(busy);
await test(plain);
check(await receiver.until(() => receiver.at('/plain').length === 6), 'busy: another is not delivered');
check((await show(busy)).waiting === 2, 'busy: the second message does not wait for the first');
check(await settled(busy), 'busy: not delivered');
const [refused, again] = receiver.at('/busy');
check(refused.id === again.id && again.at - refused.at >= 5900, 'busy: sent again before Retry-After was over');
check(receiver.at('/plain')[5].at < again.at, 'busy: others have to wait for it');
await inOrder(busy, 'busy');
check((await show(busy)).status === 'active', 'busy: still failing after it answered');

// ---- one that hangs is given up after 5 seconds, and holds nobody else up ----
receiver.behave = (message, before) => (message.path === '/hangs' && before.length === 1 ? { hang: true } : { status: 200 });
const hangs = await hook('hangs');
await test(hangs);
await receiver.until(() => receiver.at('/hangs').length === 1);
await test(plain);
check(await receiver.until(() => receiver.at('/plain').length === 7), 'hangs: another is not delivered');
check(await settled(hangs), 'hangs: not delivered in the end');
const [first, second] = receiver.at('/hangs');
check(receiver.at('/plain')[6].at < second.at, 'hangs: others have to wait for it');
check(first.id === second.id && second.at - first.at >= 5500, 'hangs: sent again too early');
const told = (await messages(hangs))[0];
check(told.state === 'delivered' && told.attempts === 2, `hangs: its message is ${JSON.stringify(told)}`);

// ---- 410: nothing more, what waits is dropped, it is told in the log, and can be switched on again ----
// It says so once all three are queued: after that a test is refused.
let queued;
const three = new Promise((resolve) => { queued = resolve; });
receiver.behave = (message) => (message.path === '/gone' ? { status: 410, after: three } : { status: 200 });
const gone = await hook('gone');
await Promise.all([test(gone), test(gone), test(gone)]);
queued();
check(await settled(gone), 'gone: not settled');
state = await show(gone);
check(receiver.at('/gone').length === 1, 'gone: sent again after 410');
check(state.status === 'gone' && !state.is_active && state.dropped === 3, `gone: its state is ${JSON.stringify(state)}`);
const log = await client.get(`/v1/organizations/${world.org}/audit-events?type=webhook.updated&limit=1`);
check(log.data[0].actor.type === 'system' && log.data[0].target.id === gone && /410/.test(log.data[0].details.reason),
  'gone: the log does not tell it');
receiver.behave = () => ({ status: 200 });
await ask('PATCH', `/v1/user-webhooks/${gone}`, { is_active: true });
await test(gone);
check(await receiver.until(() => receiver.at('/gone').length === 2), 'gone: nothing comes after it was switched on again');
// One that was not told then, and the rest in their order, behind what came meanwhile.
const dropped = (await messages(gone)).filter((each) => each.state === 'dropped').map((each) => each.id);
await ask('POST', `/v1/user-webhooks/${gone}/resend`, { message_id: dropped[1] });
await ask('POST', `/v1/user-webhooks/${gone}/resend`, {});
check(await settled(gone), 'gone: not delivered when sent again');
check(JSON.stringify(receiver.at('/gone').slice(2).map((each) => each.id)) === JSON.stringify([dropped[1], dropped[0], dropped[2]]),
  'gone: what was dropped is not sent again in order');

// ---- the receiver dies and comes back; the daemon is killed while it is away ----
const mortal = await hook('mortal');
const { port } = receiver;
await test(mortal);
check(await settled(mortal), 'mortal: not delivered');
await receiver.die();
for (let i = 0; i < 3; i++) await test(mortal);
await receiver.until(async () => (await show(mortal)).status === 'failing');
check(/onnect/.test((await show(mortal)).last_error), `mortal: its fault is '${(await show(mortal)).last_error}'`);
client.close();
daemon.process.kill('SIGKILL');
await daemon.exited;
await receiver.listen(port);
daemon = await startDaemon(home, options);
client = new Client(daemon);
check(await settled(mortal), 'mortal: not delivered after both came back');
check((await inOrder(mortal, 'mortal')).length === 4, 'mortal: a message is missing');

// ---- killed with kill -9 at any moment: each at least once, in order ----
const ids = [];
receiver.behave = (message) => (message.path === '/killed' && Math.random() < 0.05 ? { cut: true } : { status: 200 });
const killed = await hook('killed');
for (let round = 0; round < 4; round++) {
  const load = (async () => {
    for (;;) ids.push((await test(killed)).id);
  })().catch(() => {});
  await receiver.until(() => ids.length > 6 * (round + 1));
  await sleep(Math.random() * 400);
  client.close();
  daemon.process.kill('SIGKILL');
  await daemon.exited;
  await load;
  daemon = await startDaemon(home, options);
  client = new Client(daemon);
}
receiver.behave = () => ({ status: 200 });
check(await settled(killed, 60000), 'killed: not all delivered');
const came = firsts('killed');
check(ids.length > 20, `killed: only ${ids.length} messages`);
check(ids.every((id) => came.includes(id)), 'killed: a message that was acknowledged never came');
check(JSON.stringify(came.filter((id) => ids.includes(id))) === JSON.stringify(ids), 'killed: they came in another order');

// ---- a private address is refused when connecting, too ----
client.close();
const end = await daemon.stop();
if (end) faults.push(end);
daemon = await startDaemon(home);
client = new Client(daemon);
const before = receiver.at('/plain').length;
await test(plain);
check(await receiver.until(async () => (await show(plain)).last_error !== null), 'private: no fault is told');
check(receiver.at('/plain').length === before, 'private: it was connected to');
client.close();
const last = await daemon.stop();
if (last) faults.push(last);

await receiver.die();
faults.push(...receiver.faults);
conclude();
