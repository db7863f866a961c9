// Invitations by mail, by a real SMTP server (npm smtp-server) that takes, delays, refuses, hangs and dies, behind a
// certificate of our own: what arrives, what is told, what is tried again, and what is never sent.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { allEvents } from './lib/audit.mjs';
import { check, conclude } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { binary, scratch, sql, startDaemon } from './lib/daemon.mjs';

const work = scratch();
const inWork = (name) => path.join(work, name);
const SMTP_PASSWORD = 'smtp-Secret-of-this-test';
writeFileSync(inWork('smtp.password'), `${SMTP_PASSWORD}\n`, { mode: 0o600 });
writeFileSync(inWork('open.password'), SMTP_PASSWORD, { mode: 0o644 });
execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', inWork('key.pem'), '-out', inWork('cert.pem'),
  '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'], { stdio: 'ignore' });

// ---- settings that cannot be meant ----
const sane = { 'smtp-url': 'smtp://localhost:25', 'smtp-from': 'a@nexa.example', 'base-url': 'https://nexa.example' };
for (const [what, changed, told] of [['http', { 'smtp-url': 'http://localhost' }, /smtp_url/], ['a user in it', { 'smtp-url': 'smtp://me:pw@localhost' }, /smtp_u/], ['a path', { 'smtp-url': 'smtp://localhost/x' }, /smtp_url/],
  ['a line', { 'smtp-url': 'smtp://localhost\r\nx' }, /smtp-url/], ['off, elsewhere', { 'smtp-tls': 'off', 'smtp-url': 'smtp://127.evil.example' }, /smtp_tls/], ['off, smtps', { 'smtp-tls': 'off', 'smtp-url': 'smtps://localhost' }, /smtp_tls/],
  ['off, the public', { 'smtp-tls': 'off', 'smtp-url': 'smtp://203.0.113.1' }, /smtp_tls/], ['nobody', { 'smtp-from': undefined }, /smtp_from/], ['two', { 'smtp-from': 'a@b.example, c@d.example' }, /smtp_from/],
  ['a header', { 'smtp-from': 'A\r\nBcc: x@y.example <a@b.example>' }, /smtp-from/], ['no base_url', { 'base-url': undefined }, /base_url/], ['a user alone', { 'smtp-user': 'me' }, /smtp_user/],
  ['a password that others read', { 'smtp-user': 'me', 'smtp-password-file': inWork('open.password') }, /others can read/], ['no such CA', { 'smtp-ca-file': inWork('none') }, /smtp_ca_file|cannot read/]]) {
  const args = Object.entries({ ...sane, ...changed }).filter(([, value]) => value !== undefined).flatMap(([name, value]) => [`--${name}`, value]);
  const { status, stderr } = spawnSync(binary('nexad'), ['--config', '/dev/null', '--data-dir', inWork('x'), '--socket', inWork('x.sock'), ...args], { encoding: 'utf8', timeout: 60000 });
  check(status === 2 && told.test(stderr) && !stderr.includes(SMTP_PASSWORD), `settings, ${what}: ended with ${status}: ${stderr}`);
}

// ---- the server ----
const mails = []; // { to, from, text, head, body, secure, user }
const attempts = new Map(); // address to how often its RCPT came
const waiting = [];
let mood = {};
const news = () => waiting.splice(0).forEach((each) => each());
const say = (code, text) => Object.assign(new Error(text), { responseCode: code });
function newServer(options = {}) {
  return new SMTPServer({ key: readFileSync(inWork('key.pem')), cert: readFileSync(inWork('cert.pem')), authMethods: ['PLAIN', 'LOGIN'], closeTimeout: 100, disableReverseLookup: true,
    onAuth: ({ username, password }, session, done) => (username === 'nexa' && password === SMTP_PASSWORD ? done(null, { user: username })
      : done(say(535, `5.7.8 no: ${password}`))),
    onRcptTo: ({ address }, session, done) => {
      attempts.set(address, (attempts.get(address) ?? 0) + 1);
      const told = mood[address]?.(attempts.get(address), session);
      news();
      if (told === 'hang') return;
      done(told instanceof Error ? told : null);
    },
    onData: (stream, session, done) => {
      const pieces = [];
      stream.on('data', (piece) => pieces.push(piece));
      stream.on('end', () => {
        const text = Buffer.concat(pieces).toString('latin1');
        const told = mood.data?.(session);
        if (told instanceof Error) return void done(told);
        if (told === 'cut') return void [...server.connections].find((each) => each.session === session)._socket.destroy();
        const [head] = text.split('\r\n\r\n', 1);
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), from: session.envelope.mailFrom.address, text, secure: session.secure, user: session.user, ehlo: session.hostNameAppearsAs,
          head: Object.fromEntries(head.replace(/\r\n[ \t]/g, ' ').split('\r\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)])), body: unquote(text.slice(head.length + 4)) });
        if (told === 'hang') return void news();
        done(null, 'taken');
        news();
      });
    }, ...options });
}
const unquote = (text) => Buffer.from(text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8').replace(/\r\n/g, '\n');
const words = (text) => text.replace(/\?= =\?/g, '?==?').replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, b64) => Buffer.from(b64, 'base64').toString('latin1')).replace(/[\s\S]*/, (all) => Buffer.from(all, 'latin1').toString('utf8'));
const listen = (server, port = 0) => new Promise((resolve, reject) => {
  server.on('error', () => {});
  server.server.once('error', reject);
  server.listen(port, '127.0.0.1', () => resolve(server.server.address().port));
});
const close = (server) => new Promise((resolve) => { server.connections.forEach((each) => each.close()); server.close(resolve); });
// Each look that is in vain moves the daemon's clock, and another mail has it look at what is due by that.
async function until(holds, what, ms = 40000) {
  const end = Date.now() + ms;
  for (let n = 1; !(await holds()); n++) {
    if (Date.now() > end) return void check(false, `${what}: not within ${ms} ms`);
    if (n % 4 === 0) {
      daemon.later(10000);
      await client.must('POST', invitations, { email: `poke${attempts.size}-${n}-${Date.now()}@example.org`, role: 'viewer' });
    }
    await Promise.race([new Promise((resolve) => { waiting.push(resolve); }), new Promise((resolve) => setTimeout(resolve, 50))]);
  }
}
let server = newServer();
// Below those that the kernel gives, so that no other test takes it while the server is away.
let port;
while (port === undefined) port = await listen(server, 20000 + Math.floor(Math.random() * 12000)).catch(() => undefined);

// ---- the daemon ----
const home = path.join(work, 'mail');
const options = ['--smtp-url', `smtp://localhost:${port}`, '--smtp-from', 'Nexa – Einladungen <nexa@nexa.example>', '--smtp-user', 'nexa', '--smtp-password-file', inWork('smtp.password'), '--smtp-ca-file', inWork('cert.pem'), '--log-level', 'debug'];
let daemon = await startDaemon(home, options, [], true);
let client = new Client(daemon);
const PASSWORD = 'fixture-Pass-1';
const { id: org } = await client.must('POST', '/v1/organizations', { name: 'Ácme "Voice" GmbH', plan: 'enterprise', owner: { email: 'olga@nexa.example', display_name: 'Ольга Иванова =?x?=', password: PASSWORD } });
const { token } = await client.must('POST', '/v1/auth/login', { email: 'olga@nexa.example', password: PASSWORD }, { over: 'tcp' });
const me = (await client.must('GET', '/v1/me', undefined, { token })).principal.id;
const { id: ws } = await client.must('POST', `/v1/organizations/${org}/workspaces`, { name: 'Produktion', region: 'in', owner_user_id: me });
let invitations = `/v1/workspaces/${ws}/invitations`;
const invite = (email, role = 'viewer', by = token) => client.must('POST', invitations, { email, role }, { token: by });
const shown = (id) => client.must('GET', `${invitations}/${id}`);
const settled = (id, state) => until(async () => (await shown(id)).mail === state, `${id} ${state}`);
const to = (address) => mails.filter((each) => each.to.includes(address));
const tokenIn = ({ body }) => /^https:\/\/nexa\.example\/invite\?token=(nxi_[\w-]+)$/m.exec(body)?.[1];
const opens = async (secret) => (await client.send({ method: 'GET', path: `/v1/invitations/${secret}`, over: 'tcp' })).status;

// ---- taken ----
const first = await invite('tara@example.org', 'admin');
check(first.delivery === 'mail' && first.mail === 'queued' && first.token == null && first.link == null, `invited: ${JSON.stringify(first)}`);
await settled(first.id, 'sent');
const [mail] = to('tara@example.org');
check(mail.secure && mail.user === 'nexa' && mail.from === 'nexa@nexa.example' && mail.to.length === 1 && mail.ehlo === 'nexa.example', `the envelope: ${JSON.stringify({ ...mail, text: '' })}`);
check(words(mail.head.subject) === 'Ольга Иванова =?x?= invites you to Produktion' && words(mail.head.from) === 'Nexa – Einladungen <nexa@nexa.example>' && mail.head.to === '<tara@example.org>'
  && /^<mail_\w+@nexa\.example>$/.test(mail.head['message-id']) && mail.head['auto-submitted'] === 'auto-generated' && Math.abs(Date.parse(mail.head.date) - Date.now()) < 600000, `the head: ${JSON.stringify(mail.head)}`);
check(mail.text.split('\r\n').every((line) => line.length <= 78 && !/[^\t -~]/.test(line)), 'a line is too long, or no ASCII');
check(/Ольга Иванова =\?x\?= invites you, tara@example\.org, to the workspace "Produktion" of Ácme "Voice" GmbH\./.test(mail.body) && mail.body.includes('Your role there would be: admin.'), `the mail: ${mail.body}`);
check(await opens(tokenIn(mail)) === 200, 'the link does not open');
const sent = await shown(first.id);
check(sent.mail === 'sent' && sent.mail_error === null && sent.mail_at !== null && sent.version === 1 && sent.token == null, `sent: ${JSON.stringify(sent)}`);
check(sql(daemon.dataDir, `SELECT * FROM mails WHERE invitation_id = '${first.id}'`).length === 0, 'a sealed token outlived its mail');
const dry = await client.send({ method: 'POST', path: `${invitations}?dry_run=true`, over: 'tcp', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: Buffer.from('{"email": "dry@example.org", "role": "viewer"}') });
check(dry.status === 200 && dry.json.result.delivery === 'mail', `dry: ${dry.text}`);

// ---- an account without a password: the mailed link proves the address, a link that was passed on does not ----
{
  const page = (method, cookie, body) => client.send({ method, path: '/invite', over: 'tcp', headers: { Cookie: cookie, ...(body && { 'Content-Type': 'application/x-www-form-urlencoded' }) }, body: body && Buffer.from(new URLSearchParams(body).toString()) });
  const post = (where, json) => client.send({ method: 'POST', path: where, over: 'tcp', headers: { 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify(json)) });
  const look = async (secret) => (await client.send({ method: 'GET', path: `/v1/invitations/${secret}`, over: 'tcp' })).json;
  const { id: haruto } = await client.must('POST', '/v1/users', { email: 'haruto@example.org', display_name: 'Haruto' });
  const made = await invite('haruto@example.org');
  // The next that comes is to be the one that is sent again.
  await settled(made.id, 'sent');
  const { token: passed } = await client.must('POST', `${invitations}/${made.id}/resend`, { show_link: true }, { token });
  check((await look(passed)).entry === 'open', 'a link that was passed on tells of the account');
  const refused = await post('/v1/auth/register', { email: 'haruto@example.org', display_name: 'Mallory', password: PASSWORD, invitation_token: passed });
  check(refused.status === 403 && refused.json.code === 'permission_denied' && /was not mailed to the address.*the operator of this installation can set one/.test(refused.json.message), `passed on: ${refused.status} ${refused.text}`);
  const before = to('haruto@example.org').length;
  await client.must('POST', `${invitations}/${made.id}/resend`, undefined, { token });
  await until(() => to('haruto@example.org').length > before, 'the mail to an account without a password');
  const mailed = tokenIn(to('haruto@example.org').at(-1));
  check((await look(mailed)).entry === 'first_password', `mailed: ${JSON.stringify(await look(mailed))}`);
  const opened = await client.send({ method: 'GET', path: `/invite?token=${mailed}`, over: 'tcp', headers: {} });
  const cookie = opened.headers['set-cookie'][0].split(';')[0];
  const form = await page('GET', cookie);
  check(/Choose a password/.test(form.text) && !/name="display_name"|value="sign_in"/.test(form.text), `the page: ${form.text}`);
  const csrf = /name="csrf" value="([0-9a-f]+)"/.exec(form.text)[1];
  const weak = await page('POST', cookie, { csrf, do: 'register', new_password: 'Haruto@example.org1', again: 'Haruto@example.org2' });
  check(weak.status === 400 && /Choose a password/.test(weak.text), `the page, typed twice: ${weak.status} ${weak.text}`);
  const chosen = await page('POST', cookie, { csrf, do: 'register', new_password: PASSWORD, again: PASSWORD });
  check(chosen.status === 200 && /<title>Welcome/.test(chosen.text), `the page, chosen: ${chosen.status} ${chosen.text}`);
  const login = await post('/v1/auth/login', { email: 'haruto@example.org', password: PASSWORD });
  check(login.status === 200 && login.json.user.display_name === 'Haruto' && login.json.user.id === haruto, `the first password: ${login.text}`);
  const told = (await client.get('/v1/audit-events?type=security.password_changed')).data.filter(({ target }) => target.id === haruto);
  check(told.length === 1 && told[0].details.after.by === 'invitation' && told[0].actor.id === haruto, `the event: ${JSON.stringify(told)}`);
  // It is a first one: nobody with another mail changes it.
  const { id: lab } = await client.must('POST', `/v1/organizations/${org}/workspaces`, { name: 'Zweite', region: 'in', owner_user_id: me });
  await client.must('POST', `/v1/workspaces/${lab}/invitations`, { email: 'haruto@example.org', role: 'viewer' }, { token });
  await until(() => to('haruto@example.org').length > before + 1, 'another mail');
  const second = await post('/v1/auth/register', { email: 'haruto@example.org', display_name: 'Mallory', password: 'another-Pass-1', invitation_token: tokenIn(to('haruto@example.org').at(-1)) });
  check(second.status === 409 && (await post('/v1/auth/login', { email: 'haruto@example.org', password: PASSWORD })).status === 200, `a second password: ${second.text}`);
}

// ---- sent again: another token, another mail ----
const again = await client.must('POST', `${invitations}/${first.id}/resend`, undefined, { token });
check(again.mail === 'queued' && again.token == null, `again: ${JSON.stringify(again)}`);
await settled(first.id, 'sent');
check(to('tara@example.org').length === 2 && await opens(tokenIn(mail)) === 410 && await opens(tokenIn(to('tara@example.org')[1])) === 200, 'again: the old link lives, or the new one does not');

// ---- an address is no letter box for everybody: five mails an hour, then the link is passed on ----
const resend = (id, body, query = '') => client.send({ method: 'POST', path: `${invitations}/${id}/resend${query}`, over: 'tcp', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify(body ?? {})) });
for (let n = 3; n <= 5; n++) check((await resend(first.id)).status === 200, `mail ${n} of an hour`);
const sixth = await resend(first.id);
check(sixth.status === 429 && sixth.json.code === 'rate_limited' && sixth.headers['x-ratelimit-limit'] === '5' && sixth.headers['retry-after'] > 0 && sixth.headers['retry-after'] <= 3600
  && /tara@example\.org was sent 5 mails within an hour/.test(sixth.json.message), `the sixth: ${sixth.status} ${sixth.text}`);
const foreseen = await resend(first.id, {}, '?dry_run=true');
check(foreseen.status === 200 && foreseen.json.problems[0]?.code === 'rate_limited', `the sixth, dry: ${foreseen.text}`);
// Neither does a new invitation get round it, but a link is no mail.
const anew = await client.send({ method: 'POST', path: invitations, over: 'tcp', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify({ email: 'TARA@example.org', role: 'viewer' })) });
check(anew.status === 429, `invited anew: ${anew.status} ${anew.text}`);
const passed = await resend(first.id, { show_link: true });
check(passed.json.delivery === 'link' && passed.json.mail === null && passed.json.link === `https://nexa.example/invite?token=${passed.json.token}` && await opens(passed.json.token) === 200
  && sql(daemon.dataDir, `SELECT * FROM mails WHERE invitation_id = '${first.id}'`).length === 0, `the link: ${passed.text}`);
daemon.later(3600 * 1000);
check((await resend(first.id)).status === 200 && await opens(passed.json.token) === 410, 'an hour later');
await settled(first.id, 'sent');

// ---- a file that is imported over and over mails nobody twice; whom it gives another role, again ----
const bring = (role) => client.send({ method: 'POST', path: invitations.replace(/invitations$/, 'members/import'), over: 'tcp', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/csv' },
  body: Buffer.from(`display_name,email,role\nOne,one@example.org,viewer\nTwo,two@example.org,${role}\n`) });
for (let n = 0; n < 7; n++) {
  const { status, json } = await bring('viewer');
  check(status === 200 && json.invited === (n === 0 ? 2 : 0) && json.unchanged === (n === 0 ? 0 : 2), `imported ${n}: ${JSON.stringify(json)}`);
}
const raised = (await bring('admin')).json;
check(raised.invited === 1 && raised.unchanged === 1 && raised.invitations[0].email === 'two@example.org' && raised.invitations[0].replaced, `imported with another role: ${JSON.stringify(raised)}`);
await until(() => to('one@example.org').length === 1 && to('two@example.org').some(({ text }) => text.includes('admin')), 'imported: the mails');
check(to('one@example.org').length === 1 && to('two@example.org').length <= 2, `imported: mails: ${to('one@example.org').length} ${to('two@example.org').length}`);

// ---- not now (4xx, cut off, hanging), then yes; never (5xx) ----
mood = { 'later@example.org': (n) => n === 1 && say(451, '4.7.1 greylisted,\u001b[31m come back'), 'never@example.org': () => say(550, `5.1.1 no such user; \u202e your password is ${SMTP_PASSWORD}`),
  'hang@example.org': (n) => n === 1 && 'hang', 'busy@example.org': (n) => n === 1 && say(421, '4.3.2 shutting down') };
let cuts = 0;
mood.data = ({ envelope }) => envelope.rcptTo[0].address === 'cut@example.org' && cuts++ === 0 && 'cut';
const cut = await invite('cut@example.org');
const [later, never, busy, hangs] = [await invite('later@example.org'), await invite('never@example.org'), await invite('busy@example.org'), await invite('hang@example.org')];
await settled(never.id, 'failed');
const refused = await shown(never.id);
check(refused.mail_error === 'the mail server said: nothing that can be shown' && refused.status === 'pending' && attempts.get('never@example.org') === 1, `never: ${JSON.stringify(refused)}`);
await until(async () => /451/.test((await shown(later.id)).mail_error ?? '') || (await shown(later.id)).mail === 'sent', 'later: told');
await settled(later.id, 'sent');
await settled(busy.id, 'sent');
await settled(cut.id, 'sent');
check(attempts.get('cut@example.org') === 2 && to('cut@example.org').length === 1, `cut off: ${attempts.get('cut@example.org')}`);
check(attempts.get('later@example.org') === 2 && to('later@example.org').length === 1, `later: ${attempts.get('later@example.org')}`);
mood.data = () => say(554, '5.7.1 <spam> \u001b[31mrefused');
const spam = await invite('spam@example.org');
await settled(spam.id, 'failed');
check(/^the mail server said: 554 5\.7\.1 <spam> +\[31mrefused$/.test((await shown(spam.id)).mail_error), `spam: ${(await shown(spam.id)).mail_error}`);
delete mood.data;
const events = (await allEvents(client, org)).filter(({ type }) => type === 'member.invitation_mailed');
const told = (id) => events.filter(({ target }) => target.id === id).map(({ outcome, actor }) => `${outcome} ${actor.type}`).join();
check(/^success system(,success system)+$/.test(told(first.id)) && told(never.id) === 'failure system' && told(later.id) === 'success system', `the log: ${JSON.stringify(events)}`);

// ---- withdrawn, replaced, accepted, its inviter sent away: not sent any more ----
await close(server);
const ends = await invite('ends@example.org');
const lives = await invite('lives@example.org');
const isAway = async (id) => /cannot be reached/.test((await shown(id)).mail_error ?? '');
await until(async () => await isAway(ends.id) && await isAway(lives.id), 'the server is away');
const tried = await shown(lives.id);
check(tried.mail === 'queued' && Date.parse(tried.mail_next_at) > Date.parse(tried.mail_at), `tried: ${JSON.stringify(tried)}`);
const given = (await resend(ends.id, { show_link: true })).json;
check(given.mail === null && given.mail_error === null && await opens(given.token) === 200, `away, so passed on: ${JSON.stringify(given)}`);
const shownLink = (await allEvents(client, org)).filter(({ type, target }) => type === 'member.invited' && target.id === ends.id).map(({ details }) => details.after.delivery ?? 'mail').join();
check(shownLink === 'mail,link', `that a link was shown is in the log: ${shownLink}`);
await resend(ends.id);
await client.must('DELETE', `${invitations}/${ends.id}`, undefined, { token });
check(sql(daemon.dataDir, `SELECT * FROM mails WHERE invitation_id = '${ends.id}'`).length === 0, 'withdrawn: its mail waits');

// ---- without STARTTLS nothing is said, and a certificate of nobody's is none ----
server = newServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
await listen(server, port);
await until(async () => /no encryption/.test((await shown(lives.id)).mail_error ?? ''), 'the downgrade');
check(to('lives@example.org').length === 0 && !attempts.has('lives@example.org'), 'the downgrade: something was said');
await close(server);

// ---- killed between the server's yes and the note of it: sent once more, the same mail ----
server = newServer();
await listen(server, port);
mood.data = ({ envelope }) => envelope.rcptTo[0].address === 'lives@example.org' && 'hang';
await until(() => to('lives@example.org').length === 1, 'the mail before the crash');
daemon.process.kill('SIGKILL');
await daemon.exited;
delete mood.data;
await close(server);
server = newServer();
await listen(server, port);
daemon = await startDaemon(home, options, [], daemon.aheadMs);
client = new Client(daemon);
await settled(lives.id, 'sent');
const twice = to('lives@example.org');
check(twice.length === 2 && twice[0].head['message-id'] === twice[1].head['message-id'] && twice[0].text === twice[1].text && await opens(tokenIn(twice[1])) === 200, `after the crash: ${twice.length}`);
await settled(hangs.id, 'sent');
check(attempts.get('hang@example.org') > 1, `hanging: ${attempts.get('hang@example.org')}`);

// ---- whoever invited has no right to any more: the link is worth nothing; the operator's own is ----
await client.must('POST', '/v1/users', { email: 'adam@nexa.example', display_name: 'Adam', password: PASSWORD });
const { token: adams } = await client.must('POST', '/v1/auth/login', { email: 'adam@nexa.example', password: PASSWORD }, { over: 'tcp' });
await client.must('POST', `/v1/workspaces/${ws}/members`, { email: 'adam@nexa.example', role: 'admin' }, { token });
const adam = (await client.must('GET', '/v1/me', undefined, { token: adams })).principal.id;
const his = await client.must('POST', invitations, { email: 'bob@example.org', role: 'viewer' }, { token: adams });
await settled(his.id, 'sent');
const link = tokenIn(to('bob@example.org')[0]);
check(await opens(link) === 200, 'his link');
await client.must('PATCH', `/v1/workspaces/${ws}/members/${adam}`, { role: 'viewer' }, { token });
const lost = await client.send({ method: 'POST', path: '/v1/auth/register', over: 'tcp', headers: { 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify({ email: 'bob@example.org', display_name: 'Bob', password: PASSWORD, invitation_token: link })) });
check(lost.status === 410 && lost.json.code === 'invitation_gone', `his right is gone: ${lost.status} ${lost.text}`);
check((await shown(his.id)).status === 'cancelled', 'it is withdrawn with his right');
// Who may invite does so anew, and it is theirs.
const theirs = await invite('bob@example.org');
check(theirs.invited_by.startsWith('Ольга'), `invited again by: ${theirs.invited_by}`);
await settled(theirs.id, 'sent');
check(await opens(tokenIn(to('bob@example.org')[1])) === 200, 'invited again by another: the link');

// What was mailed proves the address, a link that was passed on does not: the operator sees which it was.
const passedOn = (await resend((await invite('carol@example.org')).id, { show_link: true })).json.token;
for (const [email, secret, verified] of [['bob@example.org', tokenIn(to('bob@example.org')[1]), true], ['carol@example.org', passedOn, false]]) {
  await client.must('POST', '/v1/auth/register', { email, display_name: 'New', password: PASSWORD, invitation_token: secret }, { over: 'tcp' });
  const { data: [user] } = await client.must('GET', `/v1/users?q=${email}`);
  check(user.email_verified === verified, `verified: ${JSON.stringify(user)}`);
  const { data } = await client.must('GET', `/v1/users?email_verified=${verified}&limit=200`);
  check(data.some((each) => each.id === user.id) && data.every((each) => each.email_verified === verified), `asked for: ${JSON.stringify(data)}`);
}

// ---- addresses that are more than one ----
for (const email of ['a@y.example>\r\nRCPT TO:<evil@z.example', 'a@y.example\nBcc: evil@z.example', '<a@y.example>', 'a@y.example, b@y.example', `${'x'.repeat(309)}@nexa.example`, 'a b@y.example', 'a@y.example\u0000']) {
  const answer = await client.send({ method: 'POST', path: invitations, over: 'tcp', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify({ email, role: 'viewer' })) });
  check(answer.status === 400 && ['invalid_field', 'malformed_json'].includes(answer.json.code), `${JSON.stringify(email)}: ${answer.status} ${answer.text}`);
}

// ---- a wrong password, said over TLS from the first byte, is the operator's to mend, and nobody is told it ----
await daemon.stop();
await close(server);
server = newServer({ secure: true });
writeFileSync(inWork('smtp.password'), 'another-Secret-of-this-test');
daemon = await startDaemon(home, [...options, '--smtp-url', `smtps://localhost:${await listen(server)}`], [], daemon.aheadMs);
client = new Client(daemon);
const waits = await client.must('POST', invitations, { email: 'waits@example.org', role: 'viewer' });
await until(async () => (await shown(waits.id)).mail_error !== null, 'a wrong password');
const denied = await shown(waits.id);
check(denied.mail === 'queued' && denied.mail_error === 'the mail server refused the user name or the password', `denied: ${JSON.stringify(denied)}`);
// Three days later it is given up.
daemon.later(3 * 24 * 3600 * 1000 + 60000);
await settled(waits.id, 'failed');

// ---- no mail server any more: what waits says so, and its link can be had; and a proxy that speaks for others ----
const strands = await invite('strands@example.org', 'viewer', null);
const before = daemon.log;
await daemon.stop();
daemon = await startDaemon(home, ['--proxy-user', userInfo().username, '--log-level', 'debug'], [], daemon.aheadMs);
client = new Client(daemon);
const over = (method, to, { body, bearer, from } = {}, over = 'socket') => client.send({ method, path: to, over,
  headers: { ...(bearer && { Authorization: `Bearer ${bearer}` }), ...(from && { 'X-Forwarded-For': from }), ...(body && { 'Content-Type': 'application/json' }) }, body: body && Buffer.from(JSON.stringify(body)) });
const login = (password, from, by) => over('POST', '/v1/auth/login', { body: { email: 'olga@nexa.example', password }, from }, by);
check((await over('GET', '/v1/me')).status === 401, 'the proxy is the operator');
for (const [from, by] of [['198.51.100.1, 203.0.113.9'], ['2001:db8::7'], ['203.0.113.9, <b>'], [undefined], ['203.0.113.9', 'tcp']])
  check((await login('wrong-Pass-1', from, by)).status === 401, `a wrong password from ${from}`);
const bearer = (await login(PASSWORD, '198.51.100.3')).json.token;
const failed = (await over('GET', `/v1/organizations/${org}/audit-events?type=auth.login_failed&order=asc&limit=200`, { bearer })).json.data.map(({ ip }) => ip).slice(-5);
check(failed.join() === '203.0.113.9,2001:db8::7,,,127.0.0.1', `who asked by way of the proxy: ${failed}`);
check((await over('GET', '/v1/me/sessions', { bearer })).json.data.some(({ from }) => from === '198.51.100.3'), 'the session from behind the proxy');
const stranded = (await over('GET', `${invitations}/${strands.id}`, { bearer })).json;
check(stranded.mail === 'held' && stranded.mail_next_at === null && stranded.delivery === 'mail', `held: ${JSON.stringify(stranded)}`);
const freed = (await over('POST', `${invitations}/${strands.id}/resend`, { bearer })).json;
check(freed.delivery === 'link' && freed.mail === null && await opens(freed.token) === 200, `held, then passed on: ${JSON.stringify(freed)}`);

const log = JSON.stringify((await over('GET', `/v1/organizations/${org}/audit-events?limit=200`, { bearer })).json) + before + daemon.log;
check(!log.includes('Secret-of-this-test') && ![...mails].some((each) => log.includes(tokenIn(each))), 'a secret is in a log');
const kept = readdirSync(daemon.dataDir).map((name) => readFileSync(path.join(daemon.dataDir, name), 'latin1')).join('');
check(kept.includes('tara@example.org') && !kept.includes('Secret-of-this-test') && ![...mails].some((each) => kept.includes(tokenIn(each))), 'a secret is in the data');
const ending = await daemon.stop();
check(ending === null, `the daemon: ${ending}`);
await close(server);
// ---- an import is never refused for its many mails: what would be too much within an hour waits for its turn ----
writeFileSync(inWork('smtp.password'), SMTP_PASSWORD);
server = newServer();
await listen(server, port);
daemon = await startDaemon(path.join(work, 'many'), options, [], true);
client = new Client(daemon);
const { id: large } = await client.must('POST', '/v1/organizations', { name: 'Large', plan: 'enterprise', owner: { email: 'lara@nexa.example', display_name: 'Lara', password: PASSWORD } });
const { token: laras } = await client.must('POST', '/v1/auth/login', { email: 'lara@nexa.example', password: PASSWORD }, { over: 'tcp' });
const lara = (await client.must('GET', '/v1/me', undefined, { token: laras })).principal.id;
const { id: hall } = await client.must('POST', `/v1/organizations/${large}/workspaces`, { name: 'Hall', region: 'in', owner_user_id: lara });
const halls = `/v1/workspaces/${hall}/invitations`;
invitations = halls;
const MANY = 51;
const bringMany = (role) => client.send({ method: 'POST', path: `/v1/workspaces/${hall}/members/import`, over: 'tcp', headers: { Authorization: `Bearer ${laras}`, 'Content-Type': 'text/csv' },
  body: Buffer.from(`display_name,email,role\n${Array.from({ length: MANY }, (_, n) => `P,many${n}@example.org,${role}\n`).join('')}`) });
const pending = async () => (await client.must('GET', `${halls}?status=pending&limit=200`)).data;
const waits1h = (each) => each.mail === 'queued' && Date.parse(each.mail_next_at) > Date.parse(each.expires_at) - 7 * 24 * 3600 * 1000 + 50 * 60000;
// The first mail of each, and 200 that are not; four are left over.
for (const role of ['viewer', 'member', 'viewer', 'member', 'viewer']) {
  const brought = await bringMany(role);
  check(brought.status === 200 && brought.json.invited === MANY, `imported for ${role}: ${brought.status} ${brought.text.slice(0, 300)}`);
}
const spread = (await pending()).filter(waits1h).map(({ email }) => email);
check(spread.length === 4, `spread over the hours: ${spread}`);
// One more mail each is one too many for every address; sent alone it is refused, with the time to wait.
const sixths = await bringMany('admin');
check(sixths.status === 200 && (await pending()).filter(waits1h).length === MANY, `a sixth mail each: ${sixths.status} ${sixths.text.slice(0, 300)}`);
const by = (path, body) => client.send({ method: 'POST', path, over: 'tcp', headers: { Authorization: `Bearer ${laras}`, 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) });
const alone = await by(`${halls}/${(await pending())[0].id}/resend`, {});
check(alone.status === 429 && alone.headers['retry-after'] > 0 && alone.headers['retry-after'] <= 3600, `alone: ${alone.status} ${alone.text}`);
// A first mail leaves at once whatever waits, and a second one has its turn told.
const fresh = await by(halls, { email: 'fresh@example.org', role: 'viewer' });
check(fresh.status === 201 && !waits1h(fresh.json), `a first mail: ${fresh.text}`);
await until(() => to('fresh@example.org').length === 1, 'the first mail');
const turn = await by(`${halls}/${fresh.json.id}/resend`, {});
check(turn.status === 200 && waits1h(turn.json) && !waits1h(fresh.json), `its second: ${turn.status} ${turn.text}`);
for (let hours = 0; hours < 3; hours++) daemon.later(3600 * 1000);
await client.must('POST', halls, { email: 'waker@example.org', role: 'viewer' });
await until(() => Array.from({ length: MANY }, (_, n) => to(`many${n}@example.org`).at(-1)).every((each) => each?.body.includes('admin')) && to('fresh@example.org').length === 2, 'those that waited', 180000);
check(await opens(tokenIn(to('many50@example.org').at(-1))) === 200, 'the link of one that waited');
const end = await daemon.stop();
check(end === null, `the daemon of many mails: ${end}`);
await close(server);
conclude();
