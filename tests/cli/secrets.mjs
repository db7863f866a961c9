// Passwords and tokens stand nowhere they need not: not in arguments and environments of processes (nexa, nexa-keyring,
// nexad), in the daemon's log at its most talkative, its database, audit events, error texts; and no core dump or
// debugger of the same user sees the memory they are in.
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { binary, scratch, startDaemon } from '../api/lib/daemon.mjs';
import { Client } from '../api/lib/client.mjs';
import { totp } from '../api/lib/play.mjs';
import { Place, Tally, runNexa } from './lib/nexa.mjs';

const WHO = 'priya.sharma@acme.example';
const OLD = 'demo-Pass-1';
const NEW = 'Zebra-Quilt-77!';
const WRONG = 'Wrong-Walrus-88!';
const tally = new Tally();
const secrets = [NEW, WRONG];

// The demo's data, and a daemon that logs all it can.
const demo = await Place.open('secrets');
await demo.close();
const daemon = await startDaemon(demo.work, ['--log-level', 'debug']);
const url = `http://127.0.0.1:${daemon.port}`;

const nobody = process.getuid() === 0 ? ['setpriv', '--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups'] : [];
const work = scratch();
chmodSync(work, 0o755);
const home = path.join(work, 'home');
mkdirSync(home, { mode: 0o700 });
if (nobody.length > 0) chownSync(home, 65534, 65534);
for (const name of ['nexa', 'nexa-keyring']) {
  copyFileSync(binary(name), path.join(work, name));
  chmodSync(path.join(work, name), 0o755);
}

function environment(more = {}) {
  return { PATH: process.env.PATH, HOME: home, LC_ALL: 'C.UTF-8', NEXA_URL: url, ...more };
}

function holds(text, where) {
  for (const secret of secrets) tally.check(!text.includes(secret), `${where} has ${secret}`);
}

function nexa(words, { input = '', env = {} } = {}) {
  return runNexa(words, environment(env), { input, cwd: '/' });
}

async function signIn(email, password) {
  const answer = await fetch(`${url}/v1/auth/login`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password }) });
  const session = await answer.json();
  secrets.push(session.token);
  return session.token;
}

async function until(what, find) {
  for (const end = Date.now() + 60000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 10))) {
    const found = find();
    if (found) return found;
  }
  throw new Error(`never: ${what()}`);
}

// What others on the machine can see of a process; as root all of it.
function look(pid, name) {
  holds(readFileSync(`/proc/${pid}/cmdline`, 'latin1'), `the command line of ${name}`);
  if (process.getuid() === 0) holds(readFileSync(`/proc/${pid}/environ`, 'latin1'), `the environment of ${name}`);
  // Root's are the files of a process that leaves no core and that its own user may not look into.
  tally.check(statSync(`/proc/${pid}/environ`).uid === 0, `${name} can be dumped`);
}

function children(pid) {
  return readdirSync('/proc').filter((each) => /^\d+$/.test(each)).map(Number).filter((each) => {
    try {
      return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${each}/status`, 'utf8'))[1]) === pid;
    } catch {
      return false; // it has just ended
    }
  });
}

// A nexa that has sent a request and stays, with its token from the environment.
async function stay(env, args = ['--plain']) {
  const words = [...nobody, path.join(work, 'nexa'), ...args];
  const child = spawn(words[0], words.slice(1), { env: environment(env), cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] });
  const got = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { got.text += bytes; });
  child.stdin.on('error', () => {});
  const ended = new Promise((resolve) => { child.on('close', resolve); });
  return { child, got, ended };
}

// ---- a new password, and sessions with it ----

let result = await nexa(['me', 'password'], { env: { NEXA_TOKEN: await signIn(WHO, OLD) }, input: `${OLD}\n${NEW}\n` });
tally.check(result.exit === 0, `changing the password: ${result.err}`);
const token = await signIn(WHO, NEW);
result = await nexa(['login', WHO, '--store', 'memory'], { input: `${WRONG}\n` });
tally.check(result.exit === 4, `a wrong password: ${result.exit}`);
holds(result.out + result.err, 'the answer to a wrong password');
result = await nexa(['login', WHO, '--store', 'memory'], { input: `${NEW}\n` });
holds(result.out + result.err, 'the answer to login');

// Tokens that are none are not told back, and neither is what stands where they belong.
const bad = `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`;
secrets.push(bad);
result = await nexa(['me', 'get'], { env: { NEXA_TOKEN: bad } });
tally.check(result.exit === 4, `a token with another letter: ${result.exit}`);
holds(result.out + result.err, 'the answer to a wrong token');
const file = path.join(home, 'token');
writeFileSync(file, token, { mode: 0o644 });
result = await nexa(['me', 'get'], { env: { NEXA_TOKEN_FILE: file } });
tally.check(result.exit === 2, `a token file that others can read: ${result.exit}`);
holds(result.out + result.err, 'the answer to an open token file');
// Passwords are no arguments; whoever tries is not repeated.
result = await nexa(['me', 'password', `--new-password=${NEW}`], { env: { NEXA_TOKEN: token } });
tally.check(result.exit === 2, `a password as an argument: ${result.exit}`);
holds(result.out + result.err, 'the answer to a password as an argument');
const key = await nexa(['key', 'create', 'Dialler', '--workspace', 'Production', '--scopes', 'calls:read', '-o', 'json'], { env: { NEXA_TOKEN: token } });
if (key.exit !== 0) throw new Error(`a key: ${key.err}`);
secrets.push(JSON.parse(key.out).key);

// ---- the same work for every address, and a code once ----

async function post(target, body, bearer) {
  const headers = { 'Content-Type': 'application/json', ...(bearer && { Authorization: `Bearer ${bearer}` }) };
  const answer = await fetch(`${url}${target}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, json: await answer.json() };
}

async function checks() {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^nexad_password_checks_total (\d+)$/m.exec(text)[1]);
}

const operator = new Client(daemon);
const person = (email) => operator.must('POST', '/v1/users', { email, display_name: 'Somebody', password: OLD });
await operator.must('POST', '/v1/users', { email: 'nopass@acme.example', display_name: 'Nobody' });
const suspended = await person('suspended@acme.example');
await operator.must('PATCH', `/v1/users/${suspended.id}`, { status: 'suspended' });
const answers = new Set();
for (const [email, password] of [[WHO, WRONG], ['ghost@acme.example', WRONG], ['nopass@acme.example', WRONG], ['suspended@acme.example', OLD], ['suspended@acme.example', WRONG]]) {
  const before = await checks();
  const { status, json } = await post('/v1/auth/login', { email, password });
  tally.check(await checks() === before + 1, `${email}: ${await checks() - before} passwords were checked`);
  answers.add(JSON.stringify([status, { ...json, request_id: '' }]));
}
tally.check(answers.size === 1, `refusals differ: ${[...answers].join('\n')}`);

await person('twice@acme.example');
const mine = await signIn('twice@acme.example', OLD);
const { json: { secret } } = await post('/v1/me/mfa/enroll', {}, mine);
const { json: { recovery_codes: codes } } = await post('/v1/me/mfa/confirm', { code: totp(secret, Date.now()) }, mine);
secrets.push(secret, ...codes, ...codes.map((code) => code.replaceAll('-', '')));
// Of requests at the same time with one code one is right; the words of the others do not tell it.
for (const code of [totp(secret, Date.now() + 30000), codes[0]]) {
  const all = await Promise.all([1, 2, 3, 4].map(() => post('/v1/auth/login', { email: 'twice@acme.example', password: OLD, totp: code })));
  tally.check(all.filter(({ status }) => status === 200).length === 1, `a code was taken ${all.map(({ status }) => status)}`);
  for (const { status, json } of all) {
    if (status === 200) secrets.push(json.token);
    else holds(JSON.stringify(json), 'the answer to a used code');
  }
}
result = await nexa(['login', 'twice@acme.example', '--store', 'memory'], { input: `${OLD}\n${codes[1]}\n` });
holds(result.out + result.err, 'the answer to login with a recovery code');

// ---- processes ----

const running = await stay({ NEXA_TOKEN: token });
running.child.stdin.write('me get\n');
await until(() => `nexa answers: ${running.got.text}`, () => running.got.text.includes(WHO));
look(running.child.pid, 'nexa');
running.child.stdin.end('quit\n');
await running.ended;
holds(running.got.text, 'what nexa printed');

// A link that stands on the command line is not there any more while nexa asks for a password; neither is a key.
const [workspace] = (await operator.must('GET', '/v1/workspaces?q=Production')).data;
const { token: invited } = await operator.must('POST', `/v1/workspaces/${workspace.id}/invitations`, { email: 'invited@example.org', role: 'viewer' });
secrets.push(invited);
const coming = await stay({}, ['invitation', 'accept', `https://nexa.example/invite?token=${invited}`, '--store', 'memory']);
await until(() => `nexa tells of the invitation: ${coming.got.text}`, () => /invites invited@example\.org/.test(coming.got.text));
look(coming.child.pid, 'nexa invitation accept');
tally.check(/accept\0https:\/\/nexa\.example\/invite\?x+\0/.test(readFileSync(`/proc/${coming.child.pid}/cmdline`, 'latin1')), 'the link is not on the command line at all');
coming.child.stdin.end();
await coming.ended;
operator.close();

// A session bus that takes connections and never talks: nexa-keyring has the new token and waits.
const bus = path.join(work, 'bus');
const mute = net.createServer(() => {}).listen(bus);
await new Promise((resolve) => { mute.once('listening', resolve); });
chmodSync(bus, 0o777);
const waiting = await stay({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}` });
waiting.child.stdin.write(`login ${WHO} --store keyring\n${NEW}\n`);
const [helper] = await until(() => `nexa-keyring is started: ${waiting.got.text}`, () => {
  const found = children(waiting.child.pid);
  return found.length > 0 && readFileSync(`/proc/${found[0]}/cmdline`, 'latin1').startsWith('nexa-keyring') && found;
});
await until(() => 'nexa-keyring has begun', () => statSync(`/proc/${helper}/environ`, { throwIfNoEntry: false })?.uid === 0);
look(helper, 'nexa-keyring');
waiting.child.stdin.end('quit\n');
await waiting.ended;
holds(waiting.got.text, 'what nexa printed where the keyring does not answer');
mute.close();

look(daemon.process.pid, 'nexad');

// ---- what the daemon keeps ----

result = await nexa(['audit', 'list', '--org', 'Acme Voice', '--all', '-o', 'json'], { env: { NEXA_TOKEN: await signIn(WHO, NEW) } });
tally.check(result.exit === 0 && /auth\.login_failed|api_key/.test(result.out), `the audit log: ${result.err}`);
holds(result.out, 'the audit log');
const fault = await daemon.stop();
tally.check(fault === null, `the daemon: ${fault}`);
tally.check(/op=auth_login/.test(daemon.log), 'the log tells of no sign-in');
holds(daemon.log, "nexad's log");
for (const name of readdirSync(daemon.dataDir))
  if (statSync(path.join(daemon.dataDir, name)).isFile()) holds(readFileSync(path.join(daemon.dataDir, name), 'latin1'), `nexad's ${name}`);
tally.done();
