// Invitations against whoever would have more of them than they are worth: tokens a bit off, used by many at once,
// while they are sent again or withdrawn; addresses that are more than one, by REST and by nexa; a Host that lies.
import { spawnSync } from 'node:child_process';
import { check, conclude } from './lib/checks.mjs';
import { allEvents } from './lib/audit.mjs';
import { Client } from './lib/client.mjs';
import { binary, scratch, startDaemon } from './lib/daemon.mjs';
import { buildWorld, PASSWORD } from './lib/world.mjs';

const daemon = await startDaemon(scratch(), ['--base-url', 'https://nexa.example']);
const client = new Client(daemon);
const world = await buildWorld(client);
const invitations = `/v1/workspaces/${world.ws}/invitations`;
const ask = (method, path, { body, token, headers = {} } = {}) => client.send({ method, path, over: 'tcp', body: body && Buffer.from(JSON.stringify(body)),
  headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body && { 'Content-Type': 'application/json' }), ...headers } });
const owner = world['owner.token'];
const newcomer = world['newcomer.token'];
const invite = (email, role = 'viewer') => client.must('POST', invitations, { email, role }, { token: owner });
const accept = (secret, token) => ask('POST', `/v1/invitations/${secret}/accept`, { token });
const register = (email, secret) => ask('POST', '/v1/auth/register', { body: { email, display_name: 'New', password: PASSWORD, invitation_token: secret } });
const members = async (email) => (await client.must('GET', `/v1/workspaces/${world.ws}/members?email=${email}`)).data;
const accepted = async (id) => (await allEvents(client, world.org)).filter((each) => each.type === 'member.invitation_accepted' && each.target.id === id).length;
const many = (n, what) => Promise.all(Array.from({ length: n }, (_, i) => what(i)));
const statuses = (answers) => answers.map(({ status }) => status).sort().join();

// ---- a token a bit off opens nothing, wherever it is off, and says nothing of the right one ----
const whole = await invite(world['newcomer.email']);
const secret = whole.token;
for (let at = 0; at < secret.length; at++) {
  const off = secret.slice(0, at) + String.fromCharCode(secret.charCodeAt(at) ^ 1) + secret.slice(at + 1);
  const answers = [await ask('GET', `/v1/invitations/${encodeURIComponent(off)}`), await accept(encodeURIComponent(off), newcomer)];
  check(answers.every(({ status }) => [400, 404, 410].includes(status)) && !answers.some(({ text }) => text.includes(world['newcomer.email']) || text.includes('Production')), `off at ${at}: ${statuses(answers)}`);
}
for (const [what, off] of [['shorter', secret.slice(0, -1)], ['longer', `${secret}A`], ['twice', secret + secret], ['in capitals', secret.toUpperCase()], ['of a session', newcomer], ['NUL', `${secret}%00`], ['a line', `${secret}%0d%0aX:%20y`]]) {
  const answers = [await ask('GET', `/v1/invitations/${off}`), await accept(off, newcomer)];
  check(answers.every(({ status }) => [400, 404, 410].includes(status)), `${what}: ${statuses(answers)}`);
}
check((await members(world['newcomer.email'])).length === 0, 'a forged token made a member');

// ---- used by many at once: one membership, one event ----
const others = await many(6, () => accept(secret, world['stranger.token']));
check(others.every(({ status, json }) => status === 403 && json.code === 'wrong_account'), `by somebody else: ${statuses(others)}`);
const race = await many(16, (i) => accept(secret, i % 4 === 3 ? world['stranger.token'] : newcomer));
const won = race.filter(({ status }) => status === 200);
check(won.length === 1 && race.every(({ status }) => [200, 403, 409, 410].includes(status)), `at once: ${statuses(race)}`);
check((await members(world['newcomer.email'])).length === 1 && await accepted(whole.id) === 1, 'at once: memberships or events');
const again = await many(4, () => accept(secret, newcomer));
check(again.every(({ status }) => status === 409 || status === 410), `replayed: ${statuses(again)}`);

// ---- registered by many at once: one account ----
const fresh = await invite('fresh@example.org', 'member');
const registered = await many(8, () => register('fresh@example.org', fresh.token));
check(registered.filter(({ status }) => status === 201).length === 1 && registered.every(({ status }) => [201, 409, 410].includes(status)), `registered at once: ${statuses(registered)}`);
check((await client.must('GET', '/v1/users?email=fresh@example.org')).data.length === 1 && (await members('fresh@example.org')).length === 1 && await accepted(fresh.id) === 1, 'registered at once: accounts, memberships or events');
check((await register('another@example.org', (await invite('third@example.org')).token)).status >= 400, 'registered with the invitation of somebody else');

// ---- used while it is sent again, or withdrawn: either it was in time or it is dead, never both ----
for (let round = 0; round < 8; round++) {
  const email = `round${round}@example.org`;
  const offer = await invite(email);
  const end = round % 2 === 0 ? () => ask('POST', `${invitations}/${offer.id}/resend`, { token: owner, body: {} }) : () => ask('DELETE', `${invitations}/${offer.id}`, { token: owner });
  const [used, ended, late] = await Promise.all([register(email, offer.token), end(), register(email, offer.token)]);
  const inTime = [used, late].filter(({ status }) => status === 201).length;
  const seats = (await members(email)).length;
  check(inTime <= 1 && seats === inTime && (inTime === 1) !== (ended.status === 200), `round ${round}: used ${used.status} and ${late.status}, ended ${ended.status}, ${seats} seats`);
  check((await ask('GET', `/v1/invitations/${offer.token}`)).status === 410, `round ${round}: the old token lives`);
}

// ---- addresses that are more than one ----
const long = `${'x'.repeat(309)}@nexa.exampl`;
const bad = ['a@y.example>\r\nRCPT TO:<evil@z.example', 'a@y.example\r\nBcc: evil@z.example', 'a@y.example\n', '\ra@y.example', '<a@y.example>', 'Ada <a@y.example>', 'a@y.example, b@y.example', long, 'a b@y.example', 'a@y.example\u2028', 'a@\u202ey.example', 'a@@y.example', '@', ''];
check(long.length === 321, 'the long address');
const home = scratch();
const nexa = (...words) => spawnSync(binary('nexa'), words, { encoding: 'utf8', timeout: 60000, env: { PATH: process.env.PATH, HOME: home, LC_ALL: 'C.UTF-8', NEXA_SOCKET: daemon.socket } });
for (const email of bad) {
  for (const [path, body] of [[invitations, { email, role: 'viewer' }], [`/v1/organizations/${world.org}/invitations`, { email, role: 'org_viewer' }], ['/v1/users', { email, display_name: 'A' }],
    ['/v1/auth/register', { email, display_name: 'A', password: PASSWORD, invitation_token: whole.token }], ['/v1/auth/login', { email, password: PASSWORD }]]) {
    const token = path.startsWith('/v1/auth') ? undefined : world['org_owner.token'];
    const answer = path === '/v1/users' ? await client.send({ method: 'POST', path, over: 'socket', headers: { 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) }) : await ask('POST', path, { token, body });
    check(answer.status === 400 || (path === '/v1/auth/login' && answer.status === 401), `${path}, ${JSON.stringify(email).slice(0, 60)}: ${answer.status} ${answer.text.slice(0, 200)}`);
    check(!/^(Bcc|RCPT)/m.test(JSON.stringify(answer.headers)), `${path}: it became a header`);
  }
  const told = nexa('invitation', 'create', email, 'viewer', '--org', 'Acme', '--workspace', 'Production');
  check([1, 2].includes(told.status) && told.stdout === '' && !/^(Bcc|RCPT)/m.test(told.stderr) && !/[\r\u202e\u2028]/.test(told.stderr), `nexa, ${JSON.stringify(email).slice(0, 60)}: ${told.status} ${JSON.stringify(told.stderr)}`);
}
const kept = JSON.stringify((await client.must('GET', `${invitations}?limit=200`)).data) + JSON.stringify((await client.must('GET', '/v1/users?limit=200')).data);
check(!/evil|y\.example|xxxx/.test(kept), 'a bad address was kept');

// ---- the header Host forms no link ----
for (const host of ['evil.example', 'nexa.example:1@evil.example', 'evil.example\tx']) {
  const answer = await ask('POST', invitations, { token: owner, body: { email: 'linked@example.org', role: 'viewer' }, headers: { Host: host, 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' } });
  check(!answer.text.includes('evil') && (answer.status >= 400 || answer.json.link.startsWith('https://nexa.example/invite?token=')) && !JSON.stringify(answer.headers).includes('evil'), `Host ${host}: ${answer.status} ${answer.text}`);
}
client.close();
const ending = await daemon.stop();
check(ending === null, `the daemon: ${ending}`);
conclude();
