// The carrier, seen from the other end: a service on loopback that sells each number once, refuses, loses its
// answers, dies, and answers anything at all, and a daemon that is killed meanwhile.  Whatever happens, a number
// that the service sold is in one workspace and its first month is paid once, or it was given back.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { allEvents, logFaults } from './lib/audit.mjs';
import { check, conclude, faults } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { binary, scratch, sql, startDaemon } from './lib/daemon.mjs';
import { Receiver } from './lib/receiver.mjs';
import { buildWorld } from './lib/world.mjs';

const HOUR = 3600 * 1000;
const home = path.join(scratch(), 'carrier');
const tokenFile = `${home}.token`;
writeFileSync(tokenFile, 'carrier-token-of-this-test', { mode: 0o600 });

// ---- what is no address of a carrier ----
for (const [what, ...args] of [['plain http', '--carrier-url', 'http://127.0.0.1:9/c'], ['to the public', '--carrier-url', 'http://203.0.113.9/c'],
  ['no URL', '--carrier-url', 'carrier'], ['a slash', '--carrier-url', 'https://carrier.example/'], ['a query', '--carrier-url', 'https://carrier.example/?a=b']]) {
  const { status, stderr } = spawnSync(binary('nexad'), ['--data-dir', `${home}.x`, '--socket', `${home}.x.sock`, ...args], { encoding: 'utf8' });
  check(status === 2 && /carrier_url/.test(stderr) && !/Sanitizer/.test(stderr), `${what}: ended with ${status}: ${stderr}`);
}

// ---- the service: sells what begins with +9122, each number once, the same key the same answer ----
const service = await new Receiver().listen();
const { port } = service;
const sold = new Map(); // number to key
const mood = new Map(); // number to (nth time asked) => what is told instead; an object is it always
let searched = () => ({ status: 200, body: JSON.stringify({ data: [] }) });
const json = (status, body) => ({ status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const offer = (phone_number, rent_inr = '250.00') => ({ phone_number, country: 'IN', type: 'local', rent_inr });
service.behave = (message) => {
  const { phone_number: number } = message.body;
  if (message.authorization !== 'Bearer carrier-token-of-this-test') faults.push(`${message.path}: without the token`);
  if (message.path === '/c/search') return searched(message.body);
  const nth = service.at(message.path).filter((each) => each.body.phone_number === number).length;
  const told = mood.get(number)?.(message.path.slice('/c/'.length), nth);
  if (message.path === '/c/purchase' && (told?.sells ?? told === undefined)) {
    if (sold.has(number) && sold.get(number) !== message.key) return told ?? json(409, {});
    sold.set(number, message.key);
  }
  if (message.path === '/c/release' && (told === undefined || told.status === 200)) sold.delete(number);
  return told ?? json(200, offer(number));
};
const asked = (kind, number) => service.at(`/c/${kind}`).filter((each) => each.body.phone_number === number);

const options = ['--carrier-url', service.url('/c'), '--carrier-token-file', tokenFile, '--webhook-allow-private'];
let daemon = await startDaemon(home, options, [], true);
let client = new Client(daemon);
const world = await buildWorld(client);
const numbers = '/v1/organization-phone-numbers';
const billing = `/v1/organizations/${world.org}/billing`;
const inWorkspace = { workspace: world.ws };
let n = 0;
const fresh = () => `+9122681${String(n++).padStart(5, '0')}`;
const send = (method, to, body, headers = {}) => client.send({ method, path: to, over: 'socket',
  headers: { 'Content-Type': 'application/json', 'X-Workspace-Id': world.ws, ...headers }, body: body && Buffer.from(JSON.stringify(body)) });
const buy = (number, headers, more = {}) => send('POST', `${numbers}/purchase`, { phoneNumber: number, countryISO: 'IN', ...more }, headers);
const have = async (number) => (await client.must('GET', `${numbers}?q=${number.slice(1)}`, undefined, inWorkspace)).data[0];
const balance = async () => (await client.get(billing)).balance_inr;
const rentals = async (number) => (await client.get(`${billing}/transactions?limit=200&type=number_rental`)).data
  .filter(({ reference }) => reference.startsWith(number));
const orders = () => sql(daemon.dataDir, 'SELECT kind, phone_number, attempts FROM carrier_orders ORDER BY seq');
const settled = () => service.until(() => orders().length === 0, 30000);
const recharge = (amount) => client.must('POST', `${billing}/recharges`, { amount_inr: amount });

// ---- offers ----
const [one, two] = [fresh(), fresh()];
searched = () => json(200, { data: [offer(one), { ...offer(two, 90), provider: 'x', more: [1] }, { ...offer(fresh()), country: 'US' },
  { ...offer(fresh()), type: 'lunar' }, { ...offer('0912') }, offer(fresh(), '-1'), { phone_number: fresh(), country: 'IN', type: 'local' }, 7, null, []] });
const found = await client.must('GET', `${numbers}/available?countryISO=IN&number_type=local&q=%2B9122%22`, undefined, inWorkspace);
check(JSON.stringify(found.data) === JSON.stringify([{ ...offer(one), provider: 'plivo' }, { ...offer(two, '90.00'), provider: 'plivo' }]
  .map(({ phone_number, country, type, provider, rent_inr }) => ({ phone_number, country, type, provider, rent_inr }))), `offers: ${JSON.stringify(found)}`);
check(JSON.stringify(service.at('/c/search')[0].body) === JSON.stringify({ country: 'IN', type: 'local', q: '+9122"', limit: 20 }),
  `search: asked ${service.at('/c/search')[0].raw}`);
searched = () => json(200, { data: Array.from({ length: 100 }, () => offer(fresh())) });
check((await client.must('GET', `${numbers}/available?countryISO=IN`, undefined, inWorkspace)).data.length === 20, 'offers: more than 20');
const hostile = ['', '{', 'null', '[]', '7', '"\u0000"', '{"data": 7}', '{"data": {}}', '{"data": [], "data": []}', '['.repeat(50000),
  `{"data": ["${'x'.repeat(200000)}"]}`, '<html>'];
for (const body of hostile) {
  searched = () => ({ status: 200, body });
  const answer = await send('GET', `${numbers}/available?countryISO=IN`);
  check(answer.status === 503 && answer.json.code === 'carrier_unavailable' && answer.headers['retry-after'], `offers: ${body.slice(0, 20)}: ${answer.status} ${answer.text}`);
}
for (const told of [{ status: 500 }, { status: 204 }, { status: 302, headers: { Location: service.url('/elsewhere') } }, { cut: true }]) {
  searched = () => told;
  const answer = await send('GET', `${numbers}/available?countryISO=IN`);
  check(answer.json?.code === 'carrier_unavailable', `offers: ${JSON.stringify(told)}: ${answer.status} ${answer.text}`);
}
// One that never answers holds nobody else up; what becomes of them is seen at the end.
searched = () => ({ hang: true });
const hangs = fresh();
mood.set(hangs, (kind, nth) => (kind === 'purchase' && nth === 1 ? { hang: true, sells: true } : undefined));
const hangingSearch = send('GET', `${numbers}/available?countryISO=IN`);

// ---- bought ----
check((await buy(one)).status === 402 && asked('purchase', one).length === 0, 'an empty wallet: the carrier was asked');
await recharge('100000');
const hangingPurchase = buy(hangs);
check((await send('POST', `${numbers}/purchase?dry_run=true`, { phoneNumber: one, countryISO: 'IN' })).json.events[0]?.type === 'phone_number.purchased'
  && asked('purchase', one).length === 0, 'dry run: the carrier was asked');
const before = Number(await balance());
const bought = await buy(one, { 'Idempotency-Key': 'first' }, { nickname: 'Desk' });
check(bought.status === 201 && bought.json.rent_inr === '250.00' && bought.json.nickname === 'Desk' && bought.json.is_default && bought.json.version === 1
  && bought.headers.location === `${numbers}/${bought.json.id}`, `bought: ${bought.status} ${bought.text}`);
check(JSON.stringify(asked('purchase', one).map(({ body }) => body)) === JSON.stringify([{ provider: 'plivo', phone_number: one, workspace_id: world.ws,
  country: 'IN', max_rent_inr: '100000.00' }]), `bought: asked ${JSON.stringify(asked('purchase', one))}`);
const again = await buy(one, { 'Idempotency-Key': 'first' }, { nickname: 'Desk' });
check(again.status === 201 && again.text === bought.text && asked('purchase', one).length === 1, `bought: again ${again.status} ${again.text}`);
check((await buy(one)).status === 409 && (await rentals(one)).length === 1 && Number(await balance()) === before - 250, 'bought: twice, or not paid once');
searched = () => json(200, { data: [offer(one), offer(two)] });
check((await client.must('GET', `${numbers}/available?countryISO=IN`, undefined, inWorkspace)).data.length === 1, 'bought: still offered');
// No dearer than the buyer wants it, whatever the wallet has.
const cheap = fresh();
check((await buy(cheap, {}, { max_rent_inr: '250' })).status === 201 && asked('purchase', cheap)[0].body.max_rent_inr === '250.00',
  `a limit: asked ${JSON.stringify(asked('purchase', cheap))}`);
// Many want one number: one gets it, and the service is asked once.
const wanted = fresh();
const race = await Promise.all(Array.from({ length: 10 }, () => buy(wanted)));
check(race.filter(({ status }) => status === 201).length === 1 && race.filter(({ status }) => status === 409).length === 9
  && asked('purchase', wanted).length === 1, `race: ${race.map(({ status }) => status)}`);
// Nothing is billed to test keys, whatever the price.
const { key: trial } = await client.must('POST', `/v1/workspaces/${world.ws}/api-keys`, { name: 'Trial', mode: 'test' });
const free = fresh();
const tried = await client.must('POST', `${numbers}/purchase`, { phoneNumber: free, countryISO: 'IN' }, { token: trial });
check(tried.rent_inr === '0.00' && asked('purchase', free)[0].body.max_rent_inr === null && (await rentals(free)).length === 0, 'test key: billed');

// ---- refused, for good; nothing is left of it ----
for (const status of [400, 402, 404, 409, 410, 422]) {
  const number = fresh();
  mood.set(number, () => ({ status, sells: false, body: '\u001b[31mno' }));
  const answer = await buy(number);
  check(answer.status === 409 && answer.json.code === 'conflict' && answer.json.message.includes(`answered ${status}`) && !answer.text.includes('[31m'),
    `${status}: ${answer.status} ${answer.text}`);
  check(asked('purchase', number).length === 1 && await have(number) === undefined, `${status}: asked again, or there`);
  mood.delete(number);
  check((await buy(number)).status === 201, `${status}: cannot be bought any more`);
}

// ---- lost, late, in trouble: asked again, by the same key and the same bytes, and bought once ----
for (const [what, first] of [['lost', { cut: true, sells: true }], ['not reached', { cut: true, sells: false }], ['in trouble', { status: 500, sells: true }],
  ['busy', { status: 429, sells: false, headers: { 'Retry-After': '1' } }], ['locked', { status: 401, sells: false }],
  ['elsewhere', { status: 302, sells: true, headers: { Location: service.url('/elsewhere') } }]]) {
  const number = fresh();
  mood.set(number, (kind, nth) => (nth === 1 ? first : undefined));
  const answer = await buy(number, { 'Idempotency-Key': what });
  check(answer.status === 503 && answer.json.code === 'carrier_unavailable', `${what}: ${answer.status} ${answer.text}`);
  const meanwhile = await buy(number);
  check(meanwhile.status === 409, `${what}: bought beside itself: ${meanwhile.status}`);
  check((await send('POST', `${numbers}/sip-trunks`, { phoneNumber: number, countryISO: 'IN', sip_uri: 'sip:trunk.example.com' })).status === 409, `${what}: linked meanwhile`);
  check(await service.until(async () => await have(number) !== undefined), `${what}: it never came`);
  const times = asked('purchase', number);
  check(times.length === 2 && new Set(times.map(({ key }) => key)).size === 1 && new Set(times.map(({ raw }) => raw)).size === 1, `${what}: asked ${JSON.stringify(times)}`);
  check((await rentals(number)).length === 1 && sold.get(number) === times[0].key, `${what}: not paid once`);
}
check(service.at('/elsewhere').length === 0, 'a redirect was followed');

// ---- sold, but not what was asked for: given back, never charged ----
const rich = await balance();
const mad = [...hostile, '{}', JSON.stringify({ ...offer('+912200000000') }), ...[{ country: 'US' }, { type: 'lunar' }, { rent_inr: '-5' }, { rent_inr: '1e9' },
  { rent_inr: '100000000' }, { rent_inr: null }, { rent_inr: '250.00001' }, { phone_number: 7 }].map((more) => ({ more }))];
for (const body of mad) {
  const number = fresh();
  const text = typeof body === 'string' ? body : JSON.stringify({ ...offer(number), ...body.more });
  mood.set(number, (kind) => (kind === 'purchase' ? { status: 200, sells: true, body: text } : undefined));
  const answer = await buy(number);
  check(answer.status === 503 && answer.json.code === 'carrier_unavailable', `${text.slice(0, 60)}: ${answer.status} ${answer.text}`);
  check(await service.until(() => asked('release', number).length === 1 && !sold.has(number)), `${text.slice(0, 60)}: not given back`);
  check(await have(number) === undefined, `${text.slice(0, 60)}: it is there`);
}
check(await balance() === rich, 'what was given back was charged');

// ---- configured and given back, in order, also by a service that was away ----
const agent = await client.must('POST', '/v1/agents', { title: 'Support' }, inWorkspace);
mood.set(one, (kind, nth) => (kind === 'configure' && nth === 1 ? { status: 503 } : undefined));
await client.must('PATCH', `${numbers}/${bought.json.id}`, { inbound_agent_id: agent.id }, inWorkspace);
await client.must('PATCH', `${numbers}/${bought.json.id}`, { nickname: null }, inWorkspace);
check(await settled(), `configured: ${JSON.stringify(orders())}`);
const set = asked('configure', one).map(({ body }) => body);
check(set.length === 3 && set[1].inbound_agent_id === agent.id && set[1].nickname === 'Desk' && set[2].nickname === null && set[2].outbound_agent_id === null,
  `configured: ${JSON.stringify(set)}`);
await service.die();
await client.must('DELETE', `${numbers}/${bought.json.id}`, undefined, inWorkspace);
check((await buy(one)).status === 409, 'given back: sold while it is on its way');
check(await service.until(() => orders()[0]?.attempts > 0), 'given back: no attempt');
await service.listen(port);
check(await service.until(() => !sold.has(one)), 'given back: never');
check(await settled() && (await buy(one)).status === 201, 'given back: it cannot be bought again');
const strange = await have(wanted);
mood.set(wanted, (kind) => (kind === 'release' ? { status: 404 } : undefined));
await client.must('DELETE', `${numbers}/${strange.id}`, undefined, inWorkspace);
check(await settled() && asked('release', wanted).length === 1, 'what the service does not know is not given back');
sold.delete(wanted);

// ---- killed after the service has sold it, before that is in the database ----
const again_ = async () => {
  client.close();
  await daemon.exited;
  daemon = await startDaemon(home, options, [], daemon.aheadMs || true);
  client = new Client(daemon);
};
for (let round = 0; round < 4; round++) {
  const number = fresh();
  const { process: victim } = daemon;
  mood.set(number, (kind, nth) => (nth === 1 ? { ...json(200, offer(number)), sells: true, then: () => victim.kill('SIGKILL') } : undefined));
  await buy(number).catch(() => null); // the caller's own answer may be lost, too
  await again_();
  check(await service.until(async () => await have(number) !== undefined), 'killed: it never came');
  check((await rentals(number)).length === 1 && new Set(asked('purchase', number).map(({ key }) => key)).size === 1, 'killed: not paid once, or bought twice');
}

// ---- no clear answer for an hour: given back, since nobody expects it any more ----
const unclear = fresh();
mood.set(unclear, (kind) => (kind === 'purchase' ? { status: 500, sells: true } : undefined));
check((await buy(unclear)).status === 503, 'unclear: an answer');
daemon.later(2 * HOUR);
check(await service.until(() => asked('release', unclear).length === 1 && !sold.has(unclear), 60000), 'unclear: not given back');
check(await have(unclear) === undefined && (await rentals(unclear)).length === 0, 'unclear: there, or paid');

// ---- those that were left hanging ----
const [hung, hungSearch] = [await hangingPurchase.catch(() => null), await hangingSearch.catch(() => null)];
check(hung?.json?.code === 'carrier_unavailable' && hungSearch?.json?.code === 'carrier_unavailable', `hanging: ${hung?.text} ${hungSearch?.text}`);
check(await service.until(async () => await have(hangs) !== undefined), 'hanging: it never came');
check((await rentals(hangs)).length === 1, 'hanging: not paid once');

// ---- all in all ----
check(await settled(), `orders are left: ${JSON.stringify(orders())}`);
const all = (await client.must('GET', `${numbers}?limit=200`, undefined, inWorkspace)).data.map((each) => each.phone_number);
check(JSON.stringify([...all].sort()) === JSON.stringify([...sold.keys()].sort()), `sold ${[...sold.keys()].length}, there ${all.length}`);
const ledger = (await client.get(`${billing}/transactions?limit=200`)).data;
const units = (text) => BigInt(Math.round(Number(text) * 10000));
check(ledger.reduce((sum, each) => sum + units(each.amount_inr), 0n) === units(await balance()), 'the balance is not the sum');
const log = await allEvents(client, world.org);
faults.push(...logFaults(log, 'Acme'));
const bought_ = log.filter(({ type }) => type === 'phone_number.purchased');
check(bought_.length === ledger.filter(({ type }) => type === 'number_rental').length + 1, `${bought_.length} events for ${ledger.length} entries`);
check(bought_.every(({ actor }) => actor.type !== 'system'), 'events: the daemon bought something of its own');

// ---- told to stop while a purchase is under way: answered, ended, and bought in the next life ----
const last = fresh();
mood.set(last, (kind, nth) => (nth === 1 ? { hang: true, sells: true } : undefined));
const waiting = buy(last).catch(() => null);
await service.until(() => asked('purchase', last).length === 1);
const stopping = daemon.stop();
await waiting;
const ended = await stopping;
if (ended) faults.push(ended);
await again_();
check(await service.until(async () => await have(last) !== undefined) && (await rentals(last)).length === 1, 'stopped: it never came, or was not paid once');

client.close();
const end = await daemon.stop();
if (end) faults.push(end);
await service.die();
faults.push(...service.faults);
conclude();
