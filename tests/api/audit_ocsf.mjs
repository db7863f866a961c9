// The audit stream as OCSF 1.2: events of the demo's log, against what the classes demand (tests/data/ocsf-1.2.json),
// and against the event that it was made of.
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { allEvents } from './lib/audit.mjs';
import { check, conclude, faults } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { ROOT, makeDemo, scratch, startDaemon } from './lib/daemon.mjs';
import { Receiver } from './lib/receiver.mjs';

const home = path.join(scratch(), 'ocsf');
const validates = addFormats(new Ajv({ strict: false })).compile(JSON.parse(readFileSync(path.join(ROOT, 'tests/data/ocsf-1.2.json'), 'utf8')));
mkdirSync(home);
makeDemo(path.join(home, 'data'));
const daemon = await startDaemon(home, ['--webhook-allow-private']);
const client = new Client(daemon);
const receiver = await new Receiver().listen();

// Who tried to sign in, and failed.
const wrong = await client.send({ method: 'POST', path: '/v1/auth/login', over: 'tcp', headers: { 'Content-Type': 'application/json', 'User-Agent': 'a "browser"' },
  body: Buffer.from(JSON.stringify({ email: 'priya.sharma@acme.example', password: 'wrong-Pass-1' })) });
check(wrong.status === 401, `a wrong password: ${wrong.status}`);
const org = (await client.get('/v1/organizations?q=Acme')).data[0];
await client.must('PUT', `/v1/organizations/${org.id}/audit-stream`, { url: receiver.url('/ocsf'), format: 'ocsf' });
const stream = `/v1/organizations/${org.id}/audit-stream`;
const show = () => client.get(stream);
// Its beginning and its end: what there is between is more of the same.
const PART = 700;
const newest = (await client.get(`/v1/organizations/${org.id}/audit-events?limit=1`)).data[0].seq;
await client.must('POST', `${stream}/replay`, { from_seq: 1 });
check(await receiver.until(async () => (await show()).delivered_seq > PART, 60000), 'its beginning was not delivered');
await client.must('POST', `${stream}/replay`, { from_seq: newest - PART });
check(await receiver.until(async () => (await show()).lag === 0, 60000), 'its end was not delivered');

const came = new Map(receiver.got.map(({ body }) => [body.metadata.uid, body]));
const log = (await allEvents(client, org.id)).filter(({ seq }) => seq <= PART || seq >= newest - PART);
const classes = new Map();
log.forEach((event) => {
  const made = came.get(event.id);
  if (made === undefined) return void faults.push(`event ${event.seq} did not come`);
  if (!validates(made)) faults.push(`${event.type}: ${JSON.stringify(validates.errors.slice(0, 3))} in ${JSON.stringify(made)}`);
  check(made.metadata.uid === event.id && made.metadata.sequence === event.seq && made.metadata.event_code === event.type && made.time === Date.parse(event.occurred_at)
    && made.actor.user.name === event.actor.name && made.status_id === (event.outcome === 'failure' ? 2 : 1)
    && JSON.stringify(made.unmapped.details) === JSON.stringify(event.details), `${event.type}: is ${JSON.stringify(made)}`);
  classes.set(event.type, made.type_uid);
  if (event.type === 'member.role_changed') check(made.privileges[0] === event.details.after.role, `a role: ${JSON.stringify(made.privileges)}`);
});
for (const [type, uid] of [['auth.login_succeeded', 300201], ['auth.login_failed', 300201], ['member.role_changed', 300501], ['member.removed', 300502],
  ['workspace.created', 300401], ['call.created', 600301]])
  check(!classes.has(type) || classes.get(type) === uid, `${type} is ${classes.get(type)}`);
check(classes.size >= 20 && classes.has('auth.login_failed') && classes.has('member.role_changed'), `only these types: ${[...classes.keys()]}`);
check(!validates({ ...came.values().next().value, class_uid: 3002 }) && !validates({ ...came.values().next().value, severity_id: 7 }) && !validates({ ...came.values().next().value, other: 1 }), 'the schema takes anything');

client.close();
const end = await daemon.stop();
if (end) faults.push(end);
await receiver.die();
conclude();
