// How calls go on: simulated ones through their states, live ones by a real engine on loopback that takes,
// refuses, hangs or is dead; what webhooks are told; how many at a time, also when asked for at once.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, conclude, faults } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { scratch, startDaemon } from './lib/daemon.mjs';
import { Engine } from './lib/engine.mjs';
import { Receiver } from './lib/receiver.mjs';
import { buildWorld } from './lib/world.mjs';

const home = path.join(scratch(), 'calls');
const receiver = await new Receiver().listen();
const engine = await new Engine().listen();
const TOKEN = engine.token;
const options = ['--webhook-allow-private', ...engine.options(home)];

let daemon = await startDaemon(home, options);
let client = new Client(daemon);
const world = await buildWorld(client);
const keyOf = async (ws, mode) => (await client.must('POST', `/v1/workspaces/${ws}/api-keys`,
  { name: mode, mode, scopes: ['calls:read', 'calls:write', 'agents:write', 'webhooks:read', 'webhooks:write'] })).key;
const agentOf = async (key) => {
  const { id } = await client.must('POST', '/v1/agents', { title: 'Support', prompts: { prompt_text: 'Help.' } }, { token: key });
  await client.must('PATCH', `/v1/agents/${id}`, { is_published: true }, { token: key });
  return id;
};
const live = await keyOf(world.ws, 'live');
const test = await keyOf(world.ws, 'test');
const agent = await agentOf(live);
const ask = (method, target, json, token = live) => client.must(method, target, json, { token });
const raw = (method, target, json, token = live, headers = {}) => client.send({ method, path: target, over: 'tcp',
  headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers }, body: Buffer.from(JSON.stringify(json)) });
const hook = async (name, token, events) => {
  const made = await ask('POST', '/v1/user-webhooks', { url: receiver.url(`/${name}`), events }, token);
  receiver.secrets.set(`/${name}`, made.secret);
};
await hook('all', test);
await hook('ends', test, ['call.ended']);
const told = (id, name = 'all') => receiver.at(`/${name}`).filter((each) => each.body.data.id === id).map((each) => each.body.type);

// ---- simulated: through all states, each told; and as the number says ----
const simulated = await ask('POST', '/v1/calls', { phone_number: '+919876543210', agent_id: agent, metadata: { n: 1 } }, test);
check(simulated.status === 'created' && simulated.mode === 'test', `simulated: ${JSON.stringify(simulated)}`);
const whole = ['call.ringing', 'call.started', 'call.ended', 'call.transcript_ready', 'call.analysis_ready'];
check(await receiver.until(() => told(simulated.id).length === 5), `simulated: only ${told(simulated.id)} was told`);
check(JSON.stringify(told(simulated.id)) === JSON.stringify(whole), `simulated: told in another order: ${told(simulated.id)}`);
check(await receiver.until(() => told(simulated.id, 'ends').length === 1), 'simulated: the webhook that chose call.ended was not told');
const states = receiver.at('/all').filter((each) => each.body.data.id === simulated.id).map((each) => each.body.data.status);
check(states.join(' ') === 'sent received completed completed completed', `simulated: its states were ${states}`);
const after = await ask('GET', `/v1/calls/${simulated.id}`, undefined, test);
check(after.duration_sec > 0 && after.transcript && after.analysis.sentiment && after.metadata.n === 1 && after.answered_at > after.ringing_at,
  `simulated: it ended as ${JSON.stringify(after)}`);
const endings = { '0001': 'busy', '0002': 'no_answer', '0003': 'did_not_pick', '0004': 'failed', '0005': 'cancelled' };
for (const [digits, status] of Object.entries(endings)) {
  const { id } = await ask('POST', '/v1/calls', { phone_number: `+91987654${digits}`, agent_id: agent }, test);
  check(await receiver.until(() => told(id).length === 2), `${status}: only ${told(id)} was told`);
  const end = await ask('GET', `/v1/calls/${id}`, undefined, test);
  check(end.status === status && end.answered_at === null && end.duration_sec === 0, `${status}: it ended as ${JSON.stringify(end)}`);
}
check(engine.got.length === 0, 'simulated: the engine was asked');
const billing = (what = '') => client.get(`/v1/organizations/${world.org}/billing${what}`);
check((await billing()).balance_inr === '0.00' && (await billing('/usage')).calls === 0, 'simulated: it was charged or counted');

// ---- the wallet: nothing in it, no live call; a minute begun is a minute charged ----
const broke = await raw('POST', '/v1/calls', { phone_number: '+919812345678', agent_id: agent });
check(broke.status === 402 && broke.json.code === 'insufficient_balance' && broke.json.message === 'Insufficient billing wallet balance',
  `an empty wallet: ${broke.status} ${broke.text}`);
check(engine.got.length === 0, 'an empty wallet: the engine was asked');
await client.must('POST', `/v1/organizations/${world.org}/billing/recharges`, { amount_inr: '100' });

// ---- a number to call from: the workspace's default, or the agent's own ----
const numberless = await raw('POST', '/v1/calls', { phone_number: '+919812345678', agent_id: agent });
check(numberless.status === 404 && /phone number/.test(numberless.json.message), `no number: ${numberless.status} ${numberless.text}`);
check(engine.got.length === 0, 'no number: the engine was asked');
await client.must('POST', '/v1/organization-phone-numbers/sip-trunks',
  { phoneNumber: '+912268120042', countryISO: 'IN', sip_uri: 'sip:trunk.example.com' }, { workspace: world.ws });
await client.must('PATCH', `/v1/workspaces/${world.ws}/telephony/providers/sip`, { enabled: true });
const numbers = (await client.must('GET', '/v1/organization-phone-numbers', undefined, { workspace: world.ws })).data;
await client.must('PATCH', `/v1/organization-phone-numbers/${numbers[0].id}`, { outbound_agent_id: agent }, { workspace: world.ws });

// ---- live: handed over once with all that it needs, reported on with the token ----
const report = (id, body, token = TOKEN) => raw('POST', `/v1/calls/${id}/events`, body, token);
const placed = await ask('POST', '/v1/calls', { phone_number: '+919812345678', agent_id: agent });
check(placed.status === 'initiated' && placed.mode === 'live' && placed.from_number === '+912268120042', `live: ${JSON.stringify(placed)}`);
const [handed] = engine.got;
check(handed.body.call.id === placed.id && handed.body.agent.prompts.prompt_text === 'Help.', 'live: the engine was not handed call and agent');
check(handed.headers.authorization === `Bearer ${TOKEN}` && handed.headers['idempotency-key'] === placed.id, 'live: the headers of the engine are wrong');
check((await report(placed.id, { type: 'call.ringing' })).json.status === 'sent', 'live: ringing');
check((await report(placed.id, { type: 'call.started' })).json.status === 'received', 'live: started');
check((await report(placed.id, { type: 'call.started' })).json.status === 'received', 'live: started, said twice');
await sleep(20);
const ended = (await report(placed.id, { type: 'call.ended', end_reason: 'user_hung_up', recording_url: 'https://rec.example.org/1' })).json;
check(ended.status === 'completed' && ended.duration_sec === 1, `live: it ended as ${JSON.stringify(ended)}`);
await report(placed.id, { type: 'call.ended' });
check((await billing()).balance_inr === '98.50', `live: the balance is ${(await billing()).balance_inr}`);
const [charge] = (await billing('/transactions')).data;
check(charge.type === 'call_charge' && charge.amount_inr === '-1.50' && charge.call_id === placed.id && charge.workspace_id === world.ws,
  `live: charged as ${JSON.stringify(charge)}`);
// What it cost stands on the call for those who see the workspace's billing: not for the engine, nor for a key
// without billing:read.
check((await client.must('GET', `/v1/calls/${placed.id}`, undefined, { workspace: world.ws })).charge_inr === '1.50', 'live: the call does not tell its charge');
check(ended.charge_inr === null && (await ask('GET', `/v1/calls/${placed.id}`)).charge_inr === null, 'live: the charge is told to those who see no billing');
await report(placed.id, { type: 'call.transcript_ready', transcript: 'Agent: Hello.\nUser: Hello.' });
await report(placed.id, { type: 'call.analysis_ready', analysis: { sentiment: 'neutral' } });
check(await receiver.until(() => told(placed.id).length === 5), `live: only ${told(placed.id)} was told`);
check(receiver.got.every(({ body }) => body.data.charge_inr === null), 'live: a webhook was told a charge');
check(JSON.stringify(told(placed.id)) === JSON.stringify(whole), `live: told in another order or twice: ${told(placed.id)}`);
check((await report(placed.id, { type: 'call.started' })).status === 409, 'live: started after its end');
check((await report('call_none', { type: 'call.started' })).status === 404, 'live: a call that is not there');
check((await report(placed.id, { type: 'call.started' }, 'engine-token-of-this-test-012345678x')).status === 401, 'live: with another token');
for (const [method, target] of [['GET', '/v1/organizations'], ['GET', '/v1/me'], ['GET', '/v1/calls'], ['GET', '/v1/users']]) {
  const answer = await client.send({ method, path: target, over: 'tcp', headers: { Authorization: `Bearer ${TOKEN}`, 'X-Workspace-Id': world.ws } });
  check(answer.status >= 400, `the engine may ${method} ${target}: ${answer.text}`);
}
// Viewers see no recording.
const seen = await client.send({ method: 'GET', path: `/v1/calls/${placed.id}`, over: 'tcp',
  headers: { Authorization: `Bearer ${world['viewer.token']}`, 'X-Workspace-Id': world.ws } });
check(seen.json.recording_url === null && seen.json.transcript, 'a Viewer sees the recording');
check((await ask('GET', `/v1/calls/${placed.id}`)).recording_url === 'https://rec.example.org/1', 'the recording is not shown');

// ---- an engine that refuses, hangs or is dead: 503, a failed call, and the same key may try again ----
const attempt = async (what, key) => {
  const answer = await raw('POST', '/v1/calls', { phone_number: '+919812345678', agent_id: agent }, live, { 'Idempotency-Key': key });
  check(answer.status === 503 && answer.json.code === 'call_engine_unavailable', `${what}: ${answer.status} ${answer.text}`);
  check(answer.headers['retry-after'] && !answer.headers.location, `${what}: the headers of a failure`);
  const call = await ask('GET', `/v1/calls/${answer.json.details.call_id}`);
  check(call.status === 'failed' && call.end_reason === 'call_engine_unavailable' && call.ended_at, `${what}: the call is ${JSON.stringify(call)}`);
  check(await receiver.until(() => told(call.id).join() === 'call.ended'), `${what}: told ${told(call.id)}`);
  check((await report(call.id, { type: 'call.started' })).status === 409, `${what}: it can be started`);
};
engine.behave = () => 500;
await attempt('refuses', 'a');
engine.behave = () => 'hang';
await attempt('hangs', 'b');
engine.behave = () => 202;
const again = await raw('POST', '/v1/calls', { phone_number: '+919812345678', agent_id: agent }, live, { 'Idempotency-Key': 'b' });
check(again.status === 201 && again.json.status === 'initiated', `again: ${again.status} ${again.text}`);
const calls = engine.got.length;
const same = await raw('POST', '/v1/calls', { phone_number: '+919812345678', agent_id: agent }, live, { 'Idempotency-Key': 'b' });
check(same.json.id === again.json.id && same.json.status === 'initiated' && engine.got.length === calls, 'the same key rang twice');
await report(again.json.id, { type: 'call.ended', status: 'busy' });
await engine.die();
await attempt('dead', 'c');

// Whoever was not answered pays nothing, and is counted.
const used = await billing('/usage');
check((await billing()).balance_inr === '98.50' && used.amount_inr === '1.50' && used.minutes === 1 && used.calls === 5,
  `usage: ${JSON.stringify(used)}`);
check(used.workspaces[0].workspace_id === world.ws && used.workspaces[0].answered === 1, 'usage: of another workspace');

// ---- the notification webhook of the settings: told everything, seen among the webhooks, changed there only ----
const settings = (json) => client.must('PATCH', `/v1/workspaces/${world.ws}/settings`, json);
await settings({ notification_webhook_url: receiver.url('/notified') });
const notification = (await ask('GET', '/v1/user-webhooks')).data.find((each) => each.of_settings);
check(notification?.url === receiver.url('/notified') && notification.events.length === 5, `notification: ${JSON.stringify(notification)}`);
receiver.secrets.set('/notified', (await ask('PATCH', `/v1/user-webhooks/${notification.id}`, { new_secret: true })).secret);
const noted = await ask('POST', '/v1/calls', { phone_number: '+919876543210', agent_id: agent }, test);
check(await receiver.until(() => told(noted.id, 'notified').length === 5), `notification: only ${told(noted.id, 'notified')} was told`);
for (const [method, json] of [['PATCH', { url: receiver.url('/other') }], ['PATCH', { events: ['call.ended'] }], ['DELETE', {}]]) {
  const answer = await client.send({ method, path: `/v1/user-webhooks/${notification.id}`, over: 'tcp', body: method === 'DELETE' ? null : Buffer.from(JSON.stringify(json)),
    headers: { Authorization: `Bearer ${live}`, 'Content-Type': 'application/json' } });
  check(answer.status === 409, `notification: ${method} ${JSON.stringify(json)} is answered ${answer.status}`);
}
await settings({ notification_webhook_url: null });
check((await ask('GET', `/v1/user-webhooks/${notification.id}`)).status === 'paused', 'notification: it goes on without an address');
const quiet = await ask('POST', '/v1/calls', { phone_number: '+919876543210', agent_id: agent }, test);
await receiver.until(() => told(quiet.id).length === 5);
check(told(quiet.id, 'notified').length === 0, 'notification: told although nobody is to be');

// ---- at a time: five on the Starter plan, also when forty are asked for at once; test calls apart ----
const corner = await keyOf(world.corner_ws, 'test');
const front = await agentOf(await keyOf(world.corner_ws, 'live'));
const many = await Promise.all(Array.from({ length: 40 }, () => raw('POST', '/v1/calls', { phone_number: '+919876543210', agent_id: front }, corner)));
const taken = many.filter((each) => each.status === 201).length;
check(taken === 5, `at a time: ${taken} of 40 were taken`);
check(many.every((each) => each.status === 201 || (each.status === 409 && each.json.code === 'concurrency_limit')), 'at a time: another answer than 201 and 409');
const free = async () => (await raw('POST', '/v1/calls', { phone_number: '+919876543210', agent_id: front }, corner)).status === 201;
check(await receiver.until(free, 15000), 'at a time: none is taken after the others ended');

// ---- a simulated call goes on after kill -9 ----
const survivor = await ask('POST', '/v1/calls', { phone_number: '+919876543210', agent_id: agent }, test);
client.close();
daemon.process.kill('SIGKILL');
await daemon.exited;
daemon = await startDaemon(home, options);
client = new Client(daemon);
check(await receiver.until(() => new Set(told(survivor.id)).size === 5), `killed: only ${told(survivor.id)} was told`);
check((await ask('GET', `/v1/calls/${survivor.id}`, undefined, test)).status === 'completed', 'killed: the call did not go on');

client.close();
const end = await daemon.stop();
if (end) faults.push(end);
await receiver.die();
faults.push(...receiver.faults);
conclude();
