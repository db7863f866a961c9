// The audit stream over syslog: a real rsyslog takes it over TCP and over TLS, is killed, and misses nothing; and
// receivers of the other kind, that do not read, do not close, and close too early.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { allEvents } from './lib/audit.mjs';
import { check, conclude, faults } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { scratch, startDaemon } from './lib/daemon.mjs';
import { Receiver } from './lib/receiver.mjs';
import { Syslogd } from './lib/syslogd.mjs';
import { buildWorld } from './lib/world.mjs';

const work = scratch();
const home = path.join(work, 'stream');
const options = ['--webhook-allow-private'];
let daemon = await startDaemon(home, options);
let client = new Client(daemon);
const world = await buildWorld(client);
const stream = `/v1/organizations/${world.org}/audit-stream`;
const until = Receiver.prototype.until.bind({ waiting: [] });
const show = () => client.get(stream);
const put = (url, more = {}) => client.must('PUT', stream, { url, ...more });
const caughtUp = (ms) => until(async () => { const { lag, status } = await show(); return lag === 0 && status === 'active'; }, ms);
const replay = () => client.must('POST', `${stream}/replay`, { from_seq: 1 });
let n = 0;
const rename = (description) => client.must('PATCH', `/v1/workspaces/${world.ws}`, { description });
const act = async (times = 1) => { for (let i = 0; i < times; i++) await rename(`change ${n++}`); };
// What rsyslog wrote from the first event on, parsed; each event once, as it first came.
const taken = (rsyslog) => {
  const seen = new Map();
  for (const each of rsyslog.got()) {
    const event = JSON.parse(each.text);
    if (!seen.has(event.seq) && (seen.size > 0 || event.seq === 1)) seen.set(event.seq, { ...each, event });
  }
  return [...seen.values()];
};
const isWhole = async (rsyslog, what) => {
  const log = await allEvents(client, world.org);
  // rsyslog writes what it has taken a moment later.
  check(await until(() => taken(rsyslog).length >= log.length), `${what}: ${taken(rsyslog).length} of ${log.length} events came`);
  const wrong = taken(rsyslog).findIndex(({ event }, i) => JSON.stringify(event) !== JSON.stringify(log[i]));
  check(wrong < 0, `${what}: in place ${wrong + 1} is ${JSON.stringify(taken(rsyslog)[wrong]?.event)}, not ${JSON.stringify(log[wrong])}`);
};

// ---- over TCP: as RFC 5424 has it, whatever is in an event ----
const plain = await new Syslogd(path.join(work, 'plain')).start();
await rename('a "quoted" ]bracket[ back\\slash Grüße 漢字 🎉');
await client.must('PATCH', `/v1/workspaces/${world.ws}`, { name: 'Pro"duc]tion\\ Grüße' });
const { status } = await client.send({ method: 'POST', path: '/v1/auth/login', over: 'tcp', headers: { 'Content-Type': 'application/json', 'User-Agent': 'x "y" ]z' },
  body: Buffer.from(JSON.stringify({ email: world['owner.email'], password: 'wrong-Pass-1' })) });
check(status === 401, `a wrong password: ${status}`);
await put(`syslog+tcp://127.0.0.1:${plain.port}`);
check((await show()).format === 'syslog' && (await show()).secret === undefined, 'plain: it is not syslog');
await replay();
check(await caughtUp(), `plain: not delivered: ${JSON.stringify(await show())}`);
await isWhole(plain, 'plain');
for (const { pri, version, at, app, msgid, facts, event } of taken(plain)) {
  const fact = (name) => new RegExp(` ${name}="((?:\\\\.|[^"\\\\\\]])*)"`).exec(facts)?.[1].replace(/\\(.)/g, '$1');
  check(pri === (event.outcome === 'failure' ? '108' : '110') && version === '1' && app === 'nexad' && msgid === event.type.slice(0, 32),
    `plain: ${event.type} has the head ${JSON.stringify([pri, version, app, msgid])}`);
  check(Date.parse(at) === Date.parse(event.occurred_at), `plain: ${event.type} is of ${at}, not ${event.occurred_at}`);
  check(facts.startsWith('[nexa@32473 ') && fact('seq') === String(event.seq) && fact('id') === event.id && fact('target') === event.target.name
    && fact('actor') === event.actor.name && fact('outcome') === event.outcome, `plain: ${event.type} has the facts ${facts}`);
}
const tried = await client.must('POST', `${stream}/test`);
check(tried.delivered, `plain: tried is ${JSON.stringify(tried)}`);

// ---- killed at any moment: nothing is missing, nothing in another order ----
for (let round = 0; round < 4; round++) {
  const load = act(120).catch(() => {});
  const before = n;
  await until(() => n > before + 10);
  await until(() => false, Math.random() * 200);
  await plain.kill();
  await until(() => false, Math.random() * 200);
  if (round % 2 === 0) {
    client.close();
    daemon.process.kill('SIGKILL');
    await daemon.exited;
    await load;
    daemon = await startDaemon(home, options);
    client = new Client(daemon);
  }
  await load;
  await plain.start();
}
check(await caughtUp(60000), `killed: not delivered: ${JSON.stringify(await show())}`);
await isWhole(plain, 'killed');
check(n > 200, `killed: only ${n} changes`);
await plain.kill('SIGTERM');

// ---- over TLS, by certificates of one's own ----
const file = (name) => path.join(work, name);
const openssl = (...args) => execFileSync('openssl', args, { stdio: 'ignore' });
openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', file('ca.key'), '-out', file('ca.pem'), '-days', '2', '-subj', '/CN=Own CA');
openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', file('t.key'), '-out', file('t.csr'), '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1');
openssl('x509', '-req', '-in', file('t.csr'), '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-copy_extensions', 'copy', '-days', '2', '-out', file('t.pem'));
const tls = await new Syslogd(path.join(work, 'tls'), { ca: file('ca.pem'), cert: file('t.pem'), key: file('t.key') }).start();
await put(`syslog+tls://127.0.0.1:${tls.port}`);
check(await until(async () => /certificate/i.test((await show()).last_error ?? '')), `tls: without the certificate ${JSON.stringify(await show())}`);
tls.log = '';
await put(`syslog+tls://127.0.0.1:${tls.port}`, { ca: readFileSync(file('ca.pem'), 'utf8') });
await replay();
check(await caughtUp(), `tls: not delivered: ${JSON.stringify(await show())}`);
await isWhole(tls, 'tls');
await act(3);
check(await caughtUp(), 'tls: not delivered any more');
await isWhole(tls, 'tls, later');
await tls.kill('SIGTERM');
check(!/error|unexpected|properly terminated/i.test(tls.log), `tls: rsyslog says ${tls.log}`);

// ---- receivers of the other kind: failing, told, and nothing is held up by them ----
const sockets = new Set();
const serve = async (take, open = {}) => {
  const server = net.createServer({ allowHalfOpen: true, ...open }, (socket) => { sockets.add(socket); socket.on('error', () => {}); take(socket); });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};
for (const [what, take, fault] of [
  ['reads nothing', (socket) => socket.pause(), /does not (close|read)/],
  ['never closes', (socket) => socket.resume(), /does not close/],
  ['closes at once', (socket) => socket.destroy(), /closed the connection|broke/],
  ['resets', (socket) => socket.once('data', () => socket.resetAndDestroy()), /closed the connection|broke/],
  ['talks without end', (socket) => { socket.resume(); const talk = () => { while (!socket.destroyed && socket.write('x'.repeat(65536))); }; socket.on('drain', talk); talk(); }, /does not close/]]) {
  const server = await serve(take);
  await put(`syslog+tcp://127.0.0.1:${server.address().port}`);
  const { delivered_seq: at } = await show();
  check(await until(async () => (await show()).status === 'failing'), `${what}: not failing: ${JSON.stringify(await show())}`);
  const state = await show();
  check(fault.test(state.last_error) && state.delivered_seq === at, `${what}: ${JSON.stringify(state)}`);
  sockets.forEach((socket) => socket.destroy());
  await new Promise((resolve) => server.close(resolve));
}
await put('syslog+tcp://127.0.0.1:9');
check(await until(async () => /onnect/.test((await show()).last_error ?? '')), `nobody there: ${JSON.stringify(await show())}`);

client.close();
const end = await daemon.stop();
if (end) faults.push(end);
conclude();
