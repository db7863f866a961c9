// What always holds, whoever writes at the same time: node tests/api/properties.mjs [SEED]
//   a workspace has exactly one Owner, an organization at least one Org Owner, a plan its limit;
//   the balance of a wallet is the sum of its ledger, usage is what the ledger was charged, a payment stands in it once.
// Eight writers do what they like for PROPERTY_SECONDS (10 when not given) while two readers look.
import path from 'node:path';
import { Client } from './lib/client.mjs';
import { scratch, startDaemon } from './lib/daemon.mjs';
import { Engine } from './lib/engine.mjs';
import { random } from './lib/noise.mjs';
import { PEOPLE, buildWorld } from './lib/world.mjs';

const SECONDS = Number(process.env.PROPERTY_SECONDS ?? 10);
const seed = Number(process.argv[2] ?? Date.now() % 1000000);
const WRITERS = 8;
const AT_ONCE = 50;
const STARTER_WORKSPACES = 3; // domain.md, section 2

const failures = new Set();
const tally = new Map();
const home = path.join(scratch(), 'properties');
const engine = await new Engine().listen();
const daemon = await startDaemon(home, engine.options(home));
const client = new Client(daemon);
const world = await buildWorld(client);
const rounds = { written: 0, read: 0 };

// A refusal is an answer; a fault of the daemon is not.
async function ask(method, target, json, who, more = {}) {
  const headers = who ? { Authorization: `Bearer ${world[`${who}.token`]}`, ...more } : { ...more };
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  const body = json === undefined ? null : Buffer.from(JSON.stringify(json));
  const answer = await client.send({ method, path: target, headers, body, over: who ? 'tcp' : 'socket' });
  if (answer.status >= 500) failures.add(`${method} ${target}: ${answer.status} ${answer.text.slice(0, 200)}`);
  const kind = `${answer.status} ${answer.json?.code ?? 'done'}`;
  tally.set(kind, (tally.get(kind) ?? 0) + 1);
  return answer;
}

async function everything(target) {
  const rows = [];
  for (let cursor = ''; cursor !== null;) {
    const answer = await ask('GET', `${target}?limit=200${cursor && `&cursor=${cursor}`}`);
    if (answer.status !== 200) return null;
    rows.push(...answer.json.data);
    cursor = answer.json.meta.next_cursor;
  }
  return rows;
}

// ---- the writers ----

const orgs = { org: 'org_owner', rival: 'stranger', corner: 'starter' };
const workspaces = async (org) => (await everything(`/v1/organizations/${world[org]}/workspaces`)).map((row) => row.id);

// What costs something happens where nobody archives the workspace meanwhile.
const billing = `/v1/organizations/${world.rival}/billing`;
const inPlace = { 'X-Workspace-Id': world.rival_ws };
await client.must('POST', `${billing}/recharges`, { amount_inr: '10000' });
await client.must('POST', '/v1/organization-phone-numbers/purchase', { phoneNumber: '+912268129999', countryISO: 'IN' }, { workspace: world.rival_ws });
const agent = await client.must('POST', '/v1/agents', { title: 'Front', prompts: { prompt_text: 'Help.' }, is_published: true }, { workspace: world.rival_ws });

function writer(pick) {
  const oneOf = (list) => list[pick(list.length)];
  const someone = () => world[oneOf(PEOPLE)];
  const speaker = () => (pick(3) === 0 ? oneOf(PEOPLE) : undefined);
  const role = () => oneOf(['owner', 'admin', 'member', 'viewer']);
  const orgRole = () => oneOf(['org_owner', 'org_admin', 'org_viewer']);
  const place = async () => oneOf(await workspaces('org')) ?? world.ws;
  const members = `/v1/organizations/${world.org}/members`;
  const acts = [
    async () => ask('POST', `/v1/workspaces/${await place()}/transfer-ownership`, { user_id: someone() }, speaker()),
    async () => ask('POST', `/v1/workspaces/${await place()}/members`, { user_id: someone(), role: role() }, speaker()),
    async () => ask('PATCH', `/v1/workspaces/${await place()}/members/${someone()}`, { role: role() }, speaker()),
    async () => ask('DELETE', `/v1/workspaces/${await place()}/members/${someone()}`, undefined, speaker()),
    async () => ask('POST', `/v1/workspaces/${await place()}/members/batch`, { changes: [
      { user_id: someone(), role: pick(2) === 0 ? null : role() }, { user_id: someone(), role: role(), version: 0 }] }),
    async () => ask('POST', `/v1/organizations/${world.org}/workspaces`, { name: `W${pick(12)}`, region: 'in',
      owner_user_id: someone(), members: [{ user_id: someone(), role: role() }] }, speaker()),
    async () => ask('DELETE', `/v1/workspaces/${await place()}?confirm=W${pick(12)}`),
    async () => ask('POST', `/v1/workspaces/${await place()}/${oneOf(['archive', 'unarchive', 'unarchive'])}`, undefined, speaker()),
    async () => ask('PATCH', `${members}/${someone()}`, { role: orgRole() }, speaker()),
    async () => ask('DELETE', `${members}/${someone()}`, undefined, speaker()),
    async () => ask('POST', `/v1/organizations/${world.org}/transfer-ownership`, { user_id: someone() }, speaker()),
    async () => {
      const person = oneOf(PEOPLE);
      const invited = await ask('POST', `/v1/organizations/${world.org}/invitations`, { email: world[`${person}.email`],
        role: oneOf(['org_admin', 'org_viewer']), workspaces: [{ workspace_id: await place(), role: 'admin' }] });
      if (invited.json?.token) await ask('POST', `/v1/invitations/${invited.json.token}/accept`, undefined, person);
    },
    async () => ask('POST', `/v1/organizations/${world.org}/access/${world[oneOf(['owner', 'admin', 'member', 'viewer', 'neighbour', 'org_owner'])]}/offboard`,
      { to: someone(), keys: oneOf(['revoke', 'hand_over']) }, speaker()),
    async () => ask('POST', `/v1/organizations/${world.corner}/workspaces`, { name: `C${pick(9)}`, region: 'eu' }),
    async () => {
      const ids = await workspaces('corner');
      await ask('POST', `/v1/workspaces/${oneOf(ids)}/${oneOf(['archive', 'unarchive'])}`);
    },
    async () => ask('POST', `${billing}/recharges`, { amount_inr: `${1 + pick(900)}.${10 + pick(90)}`, reference: `UTR ${pick(60)}` }, oneOf([undefined, 'stranger', ...PEOPLE])),
    async () => ask('POST', `${billing}/adjustments`, { amount_inr: `${pick(2) ? '-' : ''}${1 + pick(40)}.0001`, reason: 'a test' }),
    async () => {
      const bought = await ask('POST', '/v1/organization-phone-numbers/purchase', { phoneNumber: `+91226812${String(pick(30)).padStart(4, '0')}`,
        countryISO: 'IN' }, undefined, inPlace);
      if (bought.status === 201) await ask('DELETE', `/v1/organization-phone-numbers/${bought.json.id}`, undefined, undefined, inPlace);
    },
    async () => {
      const placed = await ask('POST', '/v1/calls', { phone_number: '+919876543210', agent_id: agent.id }, undefined, inPlace);
      if (placed.status !== 201) return;
      // Two engines that report the same end: it is charged once.
      await ask('POST', `/v1/calls/${placed.json.id}/events`, { type: 'call.started' });
      await Promise.all([0, 1].map(() => ask('POST', `/v1/calls/${placed.json.id}/events`, { type: 'call.ended' })));
    },
  ];
  return async (until) => {
    for (; Date.now() < until; rounds.written++) await oneOf(acts)();
  };
}

// ---- what must hold ----

async function look() {
  for (const [org, first] of Object.entries(orgs)) {
    const owners = (await everything(`/v1/organizations/${world[org]}/members`) ?? [{ user_id: world[first], role: 'org_owner' }])
      .filter((row) => row.role === 'org_owner');
    if (owners.length < 1) failures.add(`${org} has no Org Owner`);
    const rows = await everything(`/v1/organizations/${world[org]}/workspaces`);
    const active = rows.filter((row) => row.status === 'active').length;
    if (org === 'corner' && active > STARTER_WORKSPACES) failures.add(`the starter plan has ${active} active workspaces`);
    for (const { id } of rows) {
      const answer = await ask('GET', `/v1/workspaces/${id}/members?limit=200`);
      if (answer.status === 404) continue; // deleted meanwhile
      const found = answer.json.data.filter((row) => row.role === 'owner').length;
      if (found !== 1) failures.add(`workspace ${id} has ${found} Owners`);
    }
  }
}

// "-12.5001" as the integer that it is: 1/10,000 rupee.
function units(text) {
  const [, sign, whole, part] = /^(-?)(\d+)\.(\d{2,4})$/.exec(text);
  return BigInt(`${sign}${whole}${part.padEnd(4, '0')}`);
}

// Newest first: each balance is the one before and what moved.
function sums(rows) {
  rows.forEach((row, i) => {
    const before = rows[i + 1];
    if (before && before.seq !== row.seq - 1) failures.add(`the ledger goes from ${before.seq} to ${row.seq}`);
    if ((before || row.seq === 1) && units(row.balance_after_inr) !== (before ? units(before.balance_after_inr) : 0n) + units(row.amount_inr))
      failures.add(`entry ${row.seq} of the ledger: the balance after it is ${row.balance_after_inr}`);
  });
}

async function money() {
  const newest = async () => (await ask('GET', `${billing}/transactions?limit=200`)).json.data;
  const before = await newest();
  const { balance_inr: balance } = (await ask('GET', billing)).json;
  const after = await newest();
  sums(before);
  if (before[0].seq === after[0].seq && balance !== before[0].balance_after_inr)
    failures.add(`the wallet has ${balance}, and the ledger ends with ${before[0].balance_after_inr}`);
}

// At rest: all of it.
async function account() {
  const rows = await everything(`${billing}/transactions`);
  const sum = (types) => rows.filter(({ type }) => types.includes(type)).reduce((total, { amount_inr: amount }) => total + units(amount), 0n);
  sums(rows);
  const { balance_inr: balance } = await client.get(billing);
  if (sum(['recharge', 'adjustment', 'call_charge', 'number_rental']) !== units(balance)) failures.add(`the wallet has ${balance}, which is not the sum`);
  const { amount_inr: used } = await client.get(`${billing}/usage`);
  if (sum(['call_charge', 'number_rental']) !== -units(used)) failures.add(`used was ${used}, which is not what was charged`);
  const references = rows.filter(({ type, reference }) => type === 'recharge' && reference !== null).map(({ reference }) => reference);
  if (new Set(references).size !== references.length) failures.add('a payment stands twice in the ledger');
  const charged = rows.filter(({ type }) => type === 'call_charge').map((row) => row.call_id);
  if (new Set(charged).size !== charged.length) failures.add('a call was charged twice');
}

// What did not happen often enough to prove anything.
async function tooFew() {
  const rows = await everything(`${billing}/transactions`);
  const kinds = [['200 done', 100], ['201 done', 10], ['409 last_owner', 1], ['403 plan_limit', 1]];
  const types = ['recharge', 'adjustment', 'call_charge', 'number_rental'];
  return [...kinds.filter(([kind, least]) => (tally.get(kind) ?? 0) < least).map(([kind]) => kind),
    ...types.filter((type) => rows.filter((row) => row.type === type).length < 3)];
}

async function reader(until) {
  for (; Date.now() < until; rounds.read++) {
    await look();
    await money();
  }
}

// ---- the plan's limit, asked for by many at once ----

async function plan() {
  const make = Array.from({ length: AT_ONCE }, (_, i) =>
    ask('POST', `/v1/organizations/${world.corner}/workspaces`, { name: `Many ${i}`, region: 'in' }, i % 2 ? 'starter' : undefined));
  const answers = await Promise.all(make);
  const made = answers.filter((answer) => answer.status === 201).length;
  const refused = answers.filter((answer) => answer.status === 403 && answer.json.code === 'plan_limit').length;
  if (made !== STARTER_WORKSPACES - 1 || refused !== AT_ONCE - made)
    failures.add(`of ${AT_ONCE} at once ${made} were made and ${refused} refused by the plan`);
  // Archived ones do not count, and come back only as far as there is room.
  const ids = await workspaces('corner');
  await Promise.all(ids.map((id) => ask('POST', `/v1/workspaces/${id}/archive`)));
  for (let i = 0; i < STARTER_WORKSPACES; i++)
    await client.must('POST', `/v1/organizations/${world.corner}/workspaces`, { name: `Next ${i}`, region: 'in' });
  const back = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => ask('POST', `/v1/workspaces/${ids[i % ids.length]}/unarchive`)));
  if (back.some((answer) => answer.json.code !== 'plan_limit')) failures.add('an archived workspace came back over the limit');
  const free = (await workspaces('corner')).find((id) => !ids.includes(id));
  await client.must('POST', `/v1/workspaces/${free}/archive`);
  const one = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => ask('POST', `/v1/workspaces/${ids[i % ids.length]}/unarchive`)));
  const returned = one.filter((answer) => answer.status === 200).length;
  if (returned !== 1) failures.add(`${returned} workspaces came back into one place`);
}

// ---- somebody goes while they make themselves new ways in ----

// Whatever comes first: nothing is left in the end, and of several offboardings one takes the role.  Whether a key was
// made before one.
async function farewell(round) {
  const [email, password] = [`leaver${round}@nexa.example`, 'leaver-Pass-1'];
  const { id } = await client.must('POST', '/v1/users', { email, display_name: 'Leaver', password });
  world['leaver.token'] = (await client.must('POST', '/v1/auth/login', { email, password }, { over: 'tcp' })).token;
  await client.must('POST', `/v1/workspaces/${world.ws}/members`, { user_id: id, role: 'admin' });
  const access = `/v1/organizations/${world.org}/access/${id}`;
  const { version } = await client.get(access);
  const made = () => ask('POST', `/v1/workspaces/${world.ws}/api-keys`, { name: 'Back door' }, 'leaver');
  const asked = [...Array.from({ length: AT_ONCE / 2 }, made), ...Array.from({ length: 5 }, (_, i) =>
    ask('POST', `${access}/offboard`, undefined, i % 2 ? 'org_owner' : undefined, i === 2 ? { 'If-Match': `"${version}"` } : {})),
  ...Array.from({ length: AT_ONCE / 2 }, made)];
  const answers = await Promise.all(asked);
  const took = answers.filter((answer) => answer.json?.done?.some((way) => way.kind === 'workspace_role')).length;
  if (took !== 1) failures.add(`${took} of 5 offboardings took the role`);
  const { ways } = await client.get(access);
  if (ways.length > 0) failures.add(`after the offboarding there is still ${ways.map((way) => `${way.kind} ${way.name}`).join(', ')}`);
  const keys = await client.get(`/v1/workspaces/${world.ws}/api-keys?created_by=${id}&status=active`);
  if (keys.data.length > 0) failures.add(`${keys.data.length} keys still work`);
  return answers.some((answer) => answer.status === 201);
}

console.log(`seed ${seed}, ${SECONDS} s`);
await plan();
let round = 0;
while (round < 20 && !await farewell(round)) round++;
if (round === 20) failures.add('no key was made before any offboarding: this proves nothing');
tally.clear();
const writers = Array.from({ length: WRITERS }, (_, i) => writer(random(seed + i)));
// Longer on a machine that is slow.
for (let turn = 0; turn < 10 && (turn === 0 || (await tooFew()).length > 0); turn++) {
  const until = Date.now() + SECONDS * 1000;
  await Promise.all([...writers.map((write) => write(until)), reader(until), reader(until)]);
}
await look();
await account();

for (const what of await tooFew()) failures.add(`too few of '${what}': this proves nothing`);
client.close();
const fault = await daemon.stop();
await engine.die();
if (fault) failures.add(fault);
for (const failure of failures) console.log(failure);
console.log(`${rounds.written} changes asked for, looked ${rounds.read} times: ${[...tally].sort().map(([kind, n]) => `${n} × ${kind}`).join(', ')}`);
process.exitCode = failures.size > 0 ? 1 : 0;
